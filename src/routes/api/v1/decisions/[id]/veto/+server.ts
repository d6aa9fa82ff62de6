import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { decisionFor } from '#lib/runtime/decision.server.ts';
import { VetoInput } from '#lib/runtime/input.ts';
import { veto } from '#lib/runtime/reviewer.server.ts';
import { withReceipt } from '#lib/runtime/receipt.server.ts';

export const POST = endpoint(
	{
		summary: 'Stop a decision in its veto window',
		body: VetoInput,
		recheck: ({ store, actor, params }) => decisionFor(store, actor, 'review', params.id ?? ''),
		answers: { 200: 'the decision' }
	},
	async ({ event, store, actor, params: { id = '' }, body }) => {
		const { secrets } = event.locals.app;
		const view = await veto(store, actor, id, body.reason);
		return answer(await withReceipt(store.read, secrets, view));
	}
);

import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { DECISION_LIMIT, ReviewInput } from '#lib/runtime/input.ts';
import { review } from '#lib/runtime/reviewer.server.ts';
import { withReceipt } from '#lib/runtime/receipt.server.ts';

export const POST = endpoint(
	{
		summary: 'Approve, edit, reject or respond, under the lease and at the version that you hold',
		body: ReviewInput,
		limit: DECISION_LIMIT,
		secret: true,
		answers: { 200: 'the decision' }
	},
	async ({ event, store, actor, params: { id = '' }, body }) => {
		const { secrets } = event.locals.app;
		const view = await review(store, actor, event.locals.session?.id ?? null, id, body);
		return answer(await withReceipt(store.read, secrets, view));
	}
);

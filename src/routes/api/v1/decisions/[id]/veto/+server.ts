import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { decisionFor } from '#lib/runtime/decision.server.ts';
import { VetoInput } from '#lib/runtime/input.ts';
import { vetoDecision } from '#lib/runtime/veto.server.ts';

export const POST = endpoint(
	{
		summary: 'Stop a decision in its veto window',
		body: VetoInput,
		recheck: ({ store, actor, params }) => decisionFor(store, actor, 'review', params.id ?? ''),
		answers: { 200: 'the decision' }
	},
	async ({ store, actor, params: { id = '' }, body }) =>
		answer(await vetoDecision(store, actor, id, body.reason))
);

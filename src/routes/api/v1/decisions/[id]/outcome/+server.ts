import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { reportOutcome } from '#lib/runtime/agent.server.ts';
import { ownDecision } from '#lib/runtime/decision.server.ts';
import { OutcomeInput } from '#lib/runtime/input.ts';

export const POST = endpoint(
	{
		summary: 'Say how it went',
		body: OutcomeInput,
		recheck: ({ store, actor, params }) => ownDecision(store, actor, params.id ?? ''),
		answers: { 200: 'the outcome as stored' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await reportOutcome(store, actor, id, body))
);

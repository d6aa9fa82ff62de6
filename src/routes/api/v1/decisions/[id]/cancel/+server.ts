import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { cancelDecision } from '#lib/runtime/agent.server.ts';

export const POST = endpoint(
	{ summary: 'Take an open decision of your own back', secret: true, answers: { 200: 'the decision' } },
	async ({ event, store, actor, params: { id = '' } }) =>
		answer(await cancelDecision(store, event.locals.app.secrets, actor, id))
);

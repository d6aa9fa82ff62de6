import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { consumeGrant } from '#lib/runtime/grant.server.ts';
import { ConsumeInput } from '#lib/runtime/input.ts';

export const POST = endpoint(
	{
		summary: 'Use a grant up, right before running exactly what it is for',
		body: ConsumeInput,
		// A repeat is judged anew, under today's halts.
		secret: true,
		answers: { 200: 'run it, once' }
	},
	async ({ event, store, actor, params: { id = '' }, body }) => {
		const key = event.request.headers.get('idempotency-key');
		return answer(await consumeGrant(store, event.locals.app.secrets, actor, id, body, key));
	}
);

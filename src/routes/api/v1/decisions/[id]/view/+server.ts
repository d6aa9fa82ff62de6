import { answer, endpoint } from '#lib/http/endpoint.server.ts';

import { ViewInput } from '#lib/runtime/input.ts';
import { sayFirst } from '#lib/runtime/reviewer.server.ts';

export const POST = endpoint(
	{
		summary: 'Say what you would do before you are shown what is proposed, where the gate asks for it',
		body: ViewInput,
		secret: true,
		answers: { 200: 'the decision, with what is proposed' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await sayFirst(store, actor, id, body))
);

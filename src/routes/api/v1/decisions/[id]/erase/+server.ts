import { authorizeInstance } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { eraseDecision } from '#lib/runtime/erase.server.ts';
import { EraseInput } from '#lib/runtime/input.ts';

export const POST = endpoint(
	{
		summary: 'Erase what a decision held; the log stays whole',
		body: EraseInput,
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'when it was erased, and where loop rules left copies' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await eraseDecision(store, actor, id, body))
);

import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { assertMayHalt, createHalt, listHalts } from '#lib/runtime/halt.server.ts';
import { HaltInput } from '#lib/runtime/input.ts';

export const GET = endpoint(
	{ summary: 'The halts that stand', answers: { 200: 'a list' } },
	async ({ store, actor }) => answer({ items: await listHalts(store, actor), next_cursor: null })
);

export const POST = endpoint(
	{
		summary: 'Stop everything, a project, an agent or an action, at once',
		body: HaltInput,
		recheck: ({ store, actor, body }) => assertMayHalt(store, actor, (body as HaltInput).project),
		answers: { 201: 'the halt' }
	},
	async ({ store, actor, body }) => answer(await createHalt(store, actor, body), 201)
);

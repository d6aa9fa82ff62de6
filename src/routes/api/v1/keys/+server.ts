import { KeyInput } from '#lib/auth/input.ts';
import { createKey, listKeys } from '#lib/auth/keys.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{ summary: 'All API keys, without the keys themselves', answers: { 200: 'a list' } },
	async ({ store, actor }) => answer({ items: await listKeys(store, actor), next_cursor: null })
);

export const POST = endpoint(
	{
		summary: 'Make an API key with a role, or for a person; for one project, or all',
		secret: true,
		body: KeyInput,
		answers: { 201: 'the key, this once' }
	},
	async ({ store, actor, body }) => answer(await createKey(store, actor, body), 201)
);

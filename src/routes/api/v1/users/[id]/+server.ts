import { authorizeInstance } from '#lib/auth/access.server.ts';
import { UserPatch } from '#lib/auth/input.ts';
import { changeUser } from '#lib/auth/people.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const PATCH = endpoint(
	{
		summary: "Change a person's roles, disable or enable them; disabling ends their sessions",
		body: UserPatch,
		recheck: ({ actor }) => authorizeInstance(actor, 'instance'),
		answers: { 200: 'the person' }
	},
	async ({ store, actor, params: { id = '' }, body }) => answer(await changeUser(store, actor, id, body))
);

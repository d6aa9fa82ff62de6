import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { MembersInput } from '#lib/project/input.ts';
import { readMembers, writeMembers } from '#lib/project/members.server.ts';

export const GET = endpoint(
	{ summary: 'Who is listed; nobody means everybody whose role fits', answers: { 200: 'the members' } },
	async ({ store, actor, params: { slug = '' } }) =>
		answer({ members: await readMembers(store, actor, slug) })
);

export const PUT = endpoint(
	{
		summary: 'Replace the list of members',
		body: MembersInput,
		limit: 4 * 1024 * 1024,
		right: 'manage',
		answers: { 200: 'the members' }
	},
	async ({ store, actor, params: { slug = '' }, body }) =>
		answer({ members: await writeMembers(store, actor, slug, body) })
);

import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { MembersInput } from '#lib/project/input.ts';
import { putMember, readMembers, removeMember } from '#lib/project/members.server.ts';
import { list } from '#lib/ui/words.ts';
import type { Actions } from './$types';

const Member = MembersInput.shape.members.element;

export const load = page(async ({ store, actor, slug }) => ({
	members: await readMembers(store, actor, slug)
}));

export const actions = {
	put: action(
		'put',
		async ({ store, actor, slug, form }) => {
			const { email, roles } = await putMember(
				store,
				actor,
				slug,
				parseAs(Member, { email: form.get('email') ?? '', roles: form.getAll('roles') })
			);
			return `${email} is listed as ${list(roles)}.`;
		},
		['email']
	),
	remove: action('remove', async ({ store, actor, slug, form }) => {
		const email = form.get('email') ?? '';
		return (await removeMember(store, actor, slug, email))
			? `${email} is no longer listed. What they judged stays.`
			: `${email} was not listed.`;
	})
} satisfies Actions;

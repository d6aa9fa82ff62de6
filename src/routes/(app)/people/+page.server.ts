import { InviteInput, UserPatch } from '#lib/auth/input.ts';
import { invite, listInvitations, makeReset, withdrawLink } from '#lib/auth/links.server.ts';
import { confirmPasskey, listPasskeys, revokeAllPasskeys } from '#lib/auth/passkeys.server.ts';
import { changeUser, listUsers, signOutEverywhere } from '#lib/auth/people.server.ts';
import { plural } from '#lib/ui/words.ts';
import { linkView } from '#lib/auth/view.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { projectsByPerson } from '#lib/runtime/needs-passkey.server.ts';

export const load = page(async ({ store, actor }) => {
	const people = await listUsers(store, actor);
	const [invitations, passkeys, asking] = await Promise.all([
		listInvitations(store, actor),
		listPasskeys(store, actor),
		projectsByPerson(store.read, people)
	]);
	return { people, invitations, passkeys, asking, me: actor.kind === 'person' ? actor.id : '' };
});

const idOf = (form: URLSearchParams): string => form.get('id') ?? '';

export const actions = {
	invite: action(
		'invite',
		async ({ store, actor, form, url }) => {
			const input = parseAs(InviteInput, {
				email: form.get('email'),
				name: form.get('name') || undefined,
				roles: form.getAll('role')
			});
			const { link } = linkView(await invite(store, actor, input), url.origin);
			return { done: `Send this link to ${input.email}. It works once, for seven days.`, link };
		},
		['email', 'name']
	),
	withdraw: action('withdraw', async ({ store, actor, form }) => {
		await withdrawLink(store, actor, idOf(form));
		return 'The invitation is withdrawn: its link does not open any more.';
	}),
	roles: action('roles', async ({ store, actor, form }) => {
		const patch = parseAs(UserPatch, { roles: form.getAll('role') });
		const { email, roles } = await changeUser(store, actor, idOf(form), patch);
		return `${email} is now ${roles.join(', ')}.`;
	}),
	reset: action('reset', async ({ store, actor, form, url }) => {
		const { link } = linkView(await makeReset(store, actor, { id: idOf(form) }), url.origin);
		return { done: `Send this link to ${form.get('email')}. It works once, for a day.`, link };
	}),
	confirm: action('confirm', async ({ store, actor, form }) => {
		const { name } = await confirmPasskey(store, actor, form.get('passkey') ?? '');
		return `“${name}” of ${form.get('email')} counts at gates now.`;
	}),
	lost: action('lost', async ({ store, actor, form }) => {
		const revoked = await revokeAllPasskeys(store, actor, idOf(form));
		return `${plural(revoked, 'passkey')} of ${form.get('email')} ${revoked === 1 ? 'is' : 'are'} revoked. They sign in by password, or by a link that you make them, and enrol anew.`;
	}),
	signout: action('signout', async ({ store, actor, form }) => {
		const ended = await signOutEverywhere(store, actor, idOf(form));
		return ended === 1 ? 'One session ended.' : `${ended} sessions ended.`;
	}),
	disable: action('disable', async ({ store, actor, form }) => {
		const { email } = await changeUser(store, actor, idOf(form), { disabled: true });
		return `${email} is disabled and signed out. What they judged stays.`;
	}),
	enable: action('enable', async ({ store, actor, form }) => {
		const { email } = await changeUser(store, actor, idOf(form), { disabled: false });
		return `${email} can sign in again.`;
	})
};

import { KeyInput } from '#lib/auth/input.ts';
import { createKey, listKeys, revokeKey } from '#lib/auth/keys.server.ts';
import { listUsers } from '#lib/auth/people.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { listProjects } from '#lib/project/project.server.ts';

export const load = page(async ({ store, actor, url }) => {
	const keys = await listKeys(store, actor);
	const people = (await listUsers(store, actor)).filter(({ disabled }) => !disabled);
	return {
		keys,
		people: people.map(({ email, name }) => ({ email, name })),
		projects: (await listProjects(store, actor)).map(({ slug, name }) => ({ slug, name })),
		origin: url.origin
	};
});

export const actions = {
	create: action(
		'create',
		async ({ store, actor, form }) => {
			const asPerson = form.get('as') === 'person';
			const made = await createKey(
				store,
				actor,
				parseAs(KeyInput, {
					name: form.get('name'),
					role: asPerson ? undefined : form.get('role'),
					user: asPerson ? form.get('user') : undefined,
					project: form.get('project') || undefined
				})
			);
			return {
				done: `The key “${made.name}”. It is shown this once: only its hash is stored.`,
				key: made.key
			};
		},
		['name', 'as', 'role', 'user', 'project']
	),
	revoke: action('revoke', async ({ store, actor, form }) => {
		await revokeKey(store, actor, form.get('id') ?? '');
		return `The key “${form.get('name')}” is revoked. Its name stays taken.`;
	})
};

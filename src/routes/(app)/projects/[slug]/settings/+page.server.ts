import { redirect } from '@sveltejs/kit';
import { authorize } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { archiveProject, isDemoUntouched } from '#lib/project/archive.server.ts';
import { ProjectPatch } from '#lib/project/input.ts';
import { changeProject } from '#lib/project/project.server.ts';
import { countNaming } from '#lib/project/stats.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { parseJson } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { defaultSettings } from '#lib/schema/values.ts';
import { checkNames, readChecks } from '../../checks-form.ts';
import { readSettings } from '../../settings-form.ts';
import type { Actions } from './$types';

export const load = page(async ({ store, actor, slug }) => {
	const { project } = await authorize(store, actor, 'manage', slug);
	const [form, untouched, naming] = await Promise.all([
		formOf(store.read, project),
		isDemoUntouched(store, project),
		countNaming(store, project)
	]);
	return { settings: { ...defaultSettings, ...project.settings }, form, untouched, naming };
});

export const actions = {
	settings: action(
		'settings',
		async ({ store, actor, slug, form }) => {
			const patch = { name: form.get('name') ?? '', settings: readSettings(form) };
			await changeProject(store, actor, slug, parseAs(ProjectPatch, patch));
			return 'Saved.';
		},
		['name', 'overlap', 'overlap_cap', 'lease_minutes', 'order']
	),
	naming: action('naming', async ({ store, actor, slug, form }) => {
		const patch = { settings: { self_naming: form.get('self_naming') } };
		await changeProject(store, actor, slug, parseAs(ProjectPatch, patch));
		return 'Saved.';
	}),
	checks: action(
		'checks',
		async ({ store, actor, slug, form }) => {
			const { project } = await authorize(store, actor, 'manage', slug);
			const settings = readChecks(form, project.stage);
			await changeProject(store, actor, slug, parseAs(ProjectPatch, { settings }));
			return 'Saved.';
		},
		checkNames('alignment')
	),
	form: action(
		'form',
		async ({ store, actor, slug, form }) => {
			const { project } = await authorize(store, actor, 'manage', slug);
			const text = form.get('form') ?? '';
			if (text.trim() === '')
				throw new Refusal('invalid_form', 'Write the form, or begin with one of the templates.');
			const next = await changeProject(store, actor, slug, { form: parseJson(text) });
			return next.formVersion === project.formVersion
				? 'Nothing changed.'
				: `Version ${next.formVersion} is what people answer from now on.`;
		},
		['form']
	),
	state: action('state', async ({ store, actor, slug, form }) => {
		const state = form.get('state');
		if (state === 'archived' || state === 'removed') {
			const gone = await archiveProject(store, actor, slug);
			if (gone) redirect(303, '/projects');
			return 'Archived.';
		}
		await changeProject(store, actor, slug, parseAs(ProjectPatch, { state }));
		return state === 'paused' ? 'Paused: nothing is handed out.' : 'Open: people get items again.';
	})
} satisfies Actions;

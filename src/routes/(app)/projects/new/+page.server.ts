import { redirect } from '@sveltejs/kit';
import { authorizeInstance } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { action, page } from '#lib/http/page.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { parseJson } from '#lib/schema/json.ts';
import { formOrNone, readSettings } from '../settings-form.ts';
import type { Actions } from './$types';

export const load = page(async ({ actor, url }) => {
	authorizeInstance(actor, 'create');
	return { stage: url.searchParams.get('stage') === 'annotation' ? 'annotation' : 'alignment' } as const;
});

export const actions = {
	default: action(
		'create',
		async ({ store, actor, form }) => {
			const input = parseAs(ProjectInput, {
				name: form.get('name') ?? '',
				slug: form.get('slug') ?? '',
				stage: form.get('stage') ?? '',
				guidelines: (form.get('guidelines') ?? '').replaceAll('\r\n', '\n'),
				settings: readSettings(form),
				...formOrNone(form.get('form') ?? '', parseJson)
			});
			const row = await createProject(store, actor, input);
			redirect(303, `/projects/${row.slug}`);
		},
		['name', 'slug', 'stage', 'guidelines', 'overlap', 'overlap_cap', 'lease_minutes', 'order', 'form']
	)
} satisfies Actions;

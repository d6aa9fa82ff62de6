import { answer, endpoint, noContent } from '#lib/http/endpoint.server.ts';
import { ProjectPatch } from '#lib/project/input.ts';
import { changeProject, readProject } from '#lib/project/project.server.ts';
import { archiveProject } from '#lib/project/archive.server.ts';
import { projectView } from '#lib/project/view.ts';

export const GET = endpoint(
	{ summary: 'One project with its form and guidelines', answers: { 200: 'the project' } },
	async ({ store, actor, params: { slug = '' } }) => {
		const { row, settings, form, guidelines, role } = await readProject(store, actor, slug);
		return answer(projectView(row, settings, form, guidelines, role));
	}
);

export const PATCH = endpoint(
	{
		summary: 'Change what is named: name, form, guidelines, settings, state',
		body: ProjectPatch,
		right: 'manage',
		answers: { 200: 'the project' }
	},
	async ({ store, actor, params: { slug = '' }, body }) => {
		await changeProject(store, actor, slug, body);
		const { row, settings, form, guidelines, role } = await readProject(store, actor, slug);
		return answer(projectView(row, settings, form, guidelines, role));
	}
);

export const DELETE = endpoint(
	{
		summary: 'Archive a project; an untouched demo goes for good',
		right: 'manage',
		answers: { 204: 'archived' }
	},
	async ({ store, actor, params: { slug = '' } }) => {
		await archiveProject(store, actor, slug);
		return noContent();
	}
);

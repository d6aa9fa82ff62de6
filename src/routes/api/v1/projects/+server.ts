import { authorizeInstance } from '#lib/auth/access.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject, listProjects, readProject } from '#lib/project/project.server.ts';
import { projectLine, projectView } from '#lib/project/view.ts';

export const GET = endpoint(
	{ summary: 'The projects that you work in or lead', answers: { 200: 'a list' } },
	async ({ store, actor }) => {
		const rows = await listProjects(store, actor);
		return answer({ items: rows.map(projectLine), next_cursor: null });
	}
);

export const POST = endpoint(
	{
		summary: 'Make a project',
		body: ProjectInput,
		recheck: ({ actor }) => authorizeInstance(actor, 'create'),
		answers: { 201: 'the project' }
	},
	async ({ store, actor, body }) => {
		await createProject(store, actor, body);
		const { row, settings, form, guidelines, role } = await readProject(store, actor, body.slug);
		return answer(projectView(row, settings, form, guidelines, role), 201);
	}
);

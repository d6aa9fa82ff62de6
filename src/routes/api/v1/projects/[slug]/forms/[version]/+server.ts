import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { readForm } from '#lib/project/version.server.ts';

export const GET = endpoint(
	{
		summary: 'One version of a form: an assignment is checked against that under which it was handed out',
		answers: { 200: 'the form' }
	},
	async ({ store, actor, params: { slug = '', version = '' } }) =>
		answer(await readForm(store, actor, slug, Number(version)))
);

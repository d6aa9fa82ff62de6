import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { readGuidelines } from '#lib/project/version.server.ts';

export const GET = endpoint(
	{ summary: 'One version of a project’s guidelines', answers: { 200: 'its text' } },
	async ({ store, actor, params: { slug = '', version = '' } }) =>
		answer(await readGuidelines(store, actor, slug, Number(version)))
);

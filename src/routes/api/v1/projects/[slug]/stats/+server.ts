import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { projectStats } from '#lib/project/stats.server.ts';

export const GET = endpoint(
	{ summary: 'Counts of a project', answers: { 200: 'counts' } },
	async ({ store, actor, params: { slug = '' } }) => answer(await projectStats(store, actor, slug))
);

import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { loopReport } from '#lib/loop/report.server.ts';

export const GET = endpoint(
	{ summary: 'How many items each rule has opened, and what failed', answers: { 200: 'a line a rule' } },
	async ({ store, actor, params: { slug = '' } }) => answer({ rules: await loopReport(store, actor, slug) })
);

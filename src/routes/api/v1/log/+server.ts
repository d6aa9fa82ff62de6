import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { listLog, LogQuery } from '#lib/project/log.server.ts';

export const GET = endpoint(
	{ summary: 'The log as a list, the newest first', query: LogQuery, answers: { 200: 'a page' } },
	async ({ store, actor, query }) => answer(await listLog(store, actor, query))
);

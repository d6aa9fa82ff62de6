import { ExportQuery } from '#lib/datasets/export.ts';
import { exportFile } from '#lib/datasets/export.server.ts';
import { ImportQuery, importRequest } from '#lib/datasets/request.server.ts';
import { download } from '#lib/datasets/stream.server.ts';
import { incoming } from '#lib/http/bytes.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';
import { report } from '#lib/http/report.server.ts';

export const GET = endpoint(
	{ summary: 'All judgments of a project', answers: { 200: 'NDJSON, streamed' } },
	async ({ event, store, actor, params: { slug = '' } }) =>
		download(
			await exportFile(store, actor, slug, ExportQuery.parse({ format: 'judgments' })),
			event.locals.app.pouring,
			{
				stopping: event.locals.app.stopping,
				onError: (error) => report(error, 'judgments')
			}
		)
);

export const POST = endpoint(
	{
		summary: 'Join judgments that were made elsewhere to items by key; they take no place',
		body: 'stream',
		query: ImportQuery,
		answers: { 200: 'what became of each row' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		answer(await importRequest(store, actor, slug, 'judgments', incoming(event.request), query))
);

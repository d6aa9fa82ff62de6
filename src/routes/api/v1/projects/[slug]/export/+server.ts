import { ExportQuery } from '#lib/datasets/export.ts';
import { exportFile } from '#lib/datasets/export.server.ts';
import { download } from '#lib/datasets/stream.server.ts';
import { endpoint } from '#lib/http/endpoint.server.ts';
import { report } from '#lib/http/report.server.ts';

export const GET = endpoint(
	{
		summary: 'A training file or the judgments themselves, as they are now',
		query: ExportQuery,
		answers: { 200: 'NDJSON, or CSV or Parquet where that is asked for, streamed' }
	},
	async ({ event, store, actor, params: { slug = '' }, query }) =>
		download(await exportFile(store, actor, slug, query), event.locals.app.pouring, {
			stopping: event.locals.app.stopping,
			onError: (error) => report(error, `export ${query.format}`)
		})
);

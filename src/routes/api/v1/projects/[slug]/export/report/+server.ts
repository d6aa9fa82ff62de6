import { ExportQuery } from '#lib/datasets/export.ts';
import { exportReport } from '#lib/datasets/export.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{
		summary: 'What the export of the same query holds and leaves out, and why',
		query: ExportQuery,
		answers: { 200: 'counts' }
	},
	async ({ store, actor, params: { slug = '' }, query }) =>
		answer(await exportReport(store, actor, slug, query))
);

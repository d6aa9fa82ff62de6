import { randomUUID } from 'node:crypto';
import { ExportQuery } from '#lib/datasets/export.ts';
import { exportReport } from '#lib/datasets/export.server.ts';
import { answer, endpoint } from '#lib/http/endpoint.server.ts';

export const GET = endpoint(
	{
		summary: 'What the export of the same query holds and leaves out, and why',
		query: ExportQuery,
		answers: { 200: 'counts' }
	},
	async ({ store, actor, event, params: { slug = '' }, query }) => {
		// As many at a time as a program asks for: nobody's page waits with them.
		const asker = { person: `report ${randomUUID()}`, page: '' };
		const beside = { counting: event.locals.app.counting, asker };
		return answer(await exportReport(store, actor, slug, query, { beside }));
	}
);

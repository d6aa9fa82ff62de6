import { endpoint } from '#lib/http/endpoint.server.ts';
import { CONTENT_TYPE } from '#lib/metrics/exposition.ts';

/** Open, so that a scraper may send its token, which is nobody's key. */
export const GET = endpoint(
	{
		summary:
			'The numbers of this instance, as Prometheus reads them, for an admin’s key or the scraper’s token',
		open: true,
		answers: { 200: 'text/plain; version=0.0.4' }
	},
	async ({ event, actor }) => {
		const [, bearer = null] = /^Bearer +(\S+)$/i.exec(event.request.headers.get('authorization') ?? '') ?? [];
		const { metrics } = event.locals.app;
		const page = await metrics.page({ actor, refused: event.locals.refused, bearer });
		return new Response(page, { headers: { 'content-type': CONTENT_TYPE, 'cache-control': 'no-store' } });
	}
);

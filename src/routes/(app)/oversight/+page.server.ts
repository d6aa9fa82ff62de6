import { page } from '#lib/http/page.server.ts';
import { recorded } from '#lib/metrics/recorded.server.ts';

export const load = page(async ({ store, actor, url }) => ({
	frameworks: await recorded(store, actor),
	at: new Date().toISOString(),
	origin: url.origin
}));

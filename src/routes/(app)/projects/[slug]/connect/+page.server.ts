import { may } from '#lib/auth/access.ts';
import { page } from '#lib/http/page.server.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';

export const load = page(async ({ store, actor, slug, url }) => {
	await authorizeRuntime(store, actor, 'manage', slug);
	return { origin: url.origin, makesKeys: may(actor, 'instance') !== null };
});

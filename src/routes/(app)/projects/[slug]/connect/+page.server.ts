import { may } from '#lib/auth/access.ts';
import { page } from '#lib/http/page.server.ts';
import { languages } from '#lib/runtime/connect.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';

export const load = page(async ({ store, actor, slug, url }) => {
	await authorizeRuntime(store, actor, 'manage', slug);
	const asked = url.searchParams.get('language');
	return {
		language: languages.find((language) => language === asked) ?? languages[0],
		origin: url.origin,
		makesKeys: may(actor, 'instance') !== null
	};
});

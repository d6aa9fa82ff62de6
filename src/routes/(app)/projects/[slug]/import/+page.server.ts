import { parseAs } from '#lib/http/body.ts';
import { page } from '#lib/http/page.server.ts';
import { ImportsQuery, listImports, readImports } from '#lib/project/imports.server.ts';

const PAGE = 8;

export const load = page(async ({ store, actor, slug, url }) => {
	const cursor = url.searchParams.get('before') ?? undefined;
	const query = parseAs(ImportsQuery, { cursor, limit: PAGE }, 'invalid_query');
	const [known, before] = await Promise.all([
		readImports(store, actor, slug),
		listImports(store, actor, slug, query)
	]);
	return { ...known, before, older: cursor !== undefined };
});

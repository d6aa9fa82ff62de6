import { page } from '#lib/http/page.server.ts';
import { FilesQuery, listFiles } from '#lib/project/files.server.ts';

export const load = page(async ({ store, actor, slug, url, event }) => {
	event.depends('app:files');
	const cursor = url.searchParams.get('cursor');
	// An address that was cut short shows the first page.
	const read = FilesQuery.safeParse(cursor ? { cursor } : {});
	const query = read.success ? read.data : FilesQuery.parse({});
	const { items, next_cursor } = await listFiles(store, actor, slug, query);
	return { files: items, cursor: query.cursor ?? null, next: next_cursor };
});

import { page } from '#lib/http/page.server.ts';
import { ItemsQuery, listItems } from '#lib/project/items.server.ts';
import { previewOf } from './preview.ts';

export const load = page(async ({ store, actor, slug, url }) => {
	const asked = { status: url.searchParams.get('status'), cursor: url.searchParams.get('cursor') };
	// An address that was cut short shows the first page.
	const read = ItemsQuery.safeParse(Object.fromEntries(Object.entries(asked).filter(([, value]) => value)));
	const query = read.success ? read.data : ItemsQuery.parse({});
	const { items, next_cursor } = await listItems(store, actor, slug, query);
	return {
		status: query.status ?? null,
		cursor: query.cursor ?? null,
		next: next_cursor,
		items: items.map((item) => ({
			id: item.id,
			key: item.key,
			status: item.status,
			counted: item.counted,
			overlap: item.overlap,
			priority: item.priority,
			created_at: item.created_at,
			...previewOf(item.payload)
		}))
	};
});

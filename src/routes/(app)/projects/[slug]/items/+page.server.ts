import { parseAs } from '#lib/http/body.ts';
import { page } from '#lib/http/page.server.ts';
import { ItemsQuery, listItems } from '#lib/project/items.server.ts';
import { previewOf } from './preview.ts';

export const load = page(async ({ store, actor, slug, url }) => {
	const asked = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ''));
	const query = parseAs(ItemsQuery, { limit: '50', ...asked }, 'invalid_query');
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

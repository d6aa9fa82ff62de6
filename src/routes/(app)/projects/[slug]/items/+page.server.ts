import { picturesOf } from '#lib/annotation/wire.ts';
import { page } from '#lib/http/page.server.ts';
import { ItemsQuery, listItems } from '#lib/project/items.server.ts';
import { addressesOf } from '#lib/project/files.server.ts';
import { readProject } from '#lib/project/project.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import { previewOf } from './preview.ts';

export const load = page(async ({ store, actor, slug, url }) => {
	const asked = { status: url.searchParams.get('status'), cursor: url.searchParams.get('cursor') };
	// An address that was cut short shows the first page.
	const read = ItemsQuery.safeParse(Object.fromEntries(Object.entries(asked).filter(([, value]) => value)));
	const query = read.success ? read.data : ItemsQuery.parse({});
	const { items, next_cursor } = await listItems(store, actor, slug, query);
	const { row, form } = await readProject(store, actor, slug);
	const named = items.flatMap(({ payload }) => picturesOf(payload as Payload, form));
	const addresses = await addressesOf(store.read, row.id, [...new Set(named)]);
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
			notes: item.notes,
			pictures: picturesOf(item.payload as Payload, form).flatMap((name) => addresses.get(name) ?? []),
			...previewOf(item.payload)
		}))
	};
});

import { picturesOf } from '#lib/annotation/wire.ts';
import { action, page } from '#lib/http/page.server.ts';
import { eraseItem, ItemErasure } from '#lib/project/erase.server.ts';
import { ItemsQuery, listItems } from '#lib/project/items.server.ts';
import { previewOf } from '#lib/project/line.ts';
import { addressesOf } from '#lib/project/files.server.ts';
import { GoldInput, makeGold, unmakeGold } from '#lib/project/gold.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { readProject } from '#lib/project/project.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import { list } from '#lib/ui/words.ts';
import { answersIn } from './gold-form.ts';
import type { Actions } from './$types';

/** What an address may narrow the list by, beside words and a place in it. */
const narrowing = ['status', 'noted', 'model', 'against', 'tag', 'judges', 'rater', 'from', 'to'] as const;

export const load = page(async ({ store, actor, slug, url }) => {
	const asked = [...narrowing, 'search', 'cursor'].flatMap((name) => {
		const value = url.searchParams.get(name)?.trim() ?? '';
		return value === '' ? [] : [[name, value] as const];
	});
	// An address that was cut short shows the first page.
	const read = ItemsQuery.safeParse(Object.fromEntries(asked));
	const query = read.success ? read.data : ItemsQuery.parse({});
	const { items, next_cursor, looked } = await listItems(store, actor, slug, query);
	const { row, form } = await readProject(store, actor, slug);
	const named = items.flatMap(({ payload }) => picturesOf(payload as Payload, form));
	const addresses = await addressesOf(store.read, row.id, [...new Set(named)]);
	return {
		search: query.search ?? '',
		narrowed: Object.fromEntries(narrowing.map((name) => [name, query[name] ?? null])) as Record<
			(typeof narrowing)[number],
			string | null
		>,
		looked: looked ?? null,
		cursor: query.cursor ?? null,
		next: next_cursor,
		questions: form.questions,
		items: items.map((item) => ({
			id: item.id,
			key: item.key,
			status: item.status,
			counted: item.counted,
			overlap: item.overlap,
			priority: item.priority,
			created_at: item.created_at,
			gold: item.gold,
			gold_reason: item.gold_reason,
			notes: item.notes,
			left_out: item.left_out,
			names: [...new Set(Object.values(item.self_naming ?? {}).flat())],
			same: item.same,
			pictures: picturesOf(item.payload as Payload, form).flatMap((name) => addresses.get(name) ?? []),
			...previewOf(item.payload)
		}))
	};
});

export const actions = {
	gold: action(
		'gold',
		async ({ store, actor, slug, form: typed }) => {
			const id = typed.get('id') ?? '';
			const act = typed.get('act');
			if (act === 'remove') {
				await unmakeGold(store, actor, slug, id);
				return 'Gold no more: its places are open again.';
			}
			const { form } = await readProject(store, actor, slug);
			const reason = typed.get('reason') ?? '';
			const answers = act === 'take' ? {} : { answers: answersIn(form, typed) };
			await makeGold(store, actor, slug, id, parseAs(GoldInput, { reason, ...answers }));
			return 'Gold: it trains and checks people from now on, and is nobody’s work.';
		},
		['id']
	),
	erase: action(
		'erase',
		async ({ store, actor, slug, form }) => {
			const input = parseAs(ItemErasure, { reason: form.get('reason') ?? '' });
			const { versions } = await eraseItem(store, actor, slug, form.get('id') ?? '', input);
			const made = list(versions.map(({ dataset, version }) => `${dataset} ${version}`));
			return versions.length === 0
				? 'What it held is erased.'
				: `What it held is erased here. Versions that were made of this project before keep what they held: ${made}.`;
		},
		['id', 'reason']
	)
} satisfies Actions;

import { beforeAll, expect, it } from 'vitest';
import { incoming } from '../../../test/setup/rows.ts';
import { personIn } from '../../../test/setup/actors.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as actor } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { ProjectInput } from './input.ts';
import { ItemsQuery, listItems, type ItemStatus } from './items.server.ts';
import { createProject } from './project.server.ts';
import { resolveItem } from './resolve.server.ts';

let store: Store;
let keys: string[] = [];
const NOW = 1_000_000;

beforeAll(async () => {
	store = await freshStore();
	for (const slug of ['listed', 'other']) {
		await createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
		await addItems(
			store,
			actor,
			slug,
			incoming(
				Array.from({ length: 60 }, (_, i) => ({
					key: `k${String(i).padStart(2, '0')}`,
					payload: {
						prompt: 'p',
						responses: [
							{ id: 'a', text: 'A' },
							{ id: 'b', text: 'B' }
						]
					}
				}))
			)
		);
	}
	keys = Array.from({ length: 60 }, (_, i) => `k${String(i).padStart(2, '0')}`);
	const lead = await personIn(store, 'lead@example.org', 'admin');
	const items = await store.read.query<{ id: string; project_id: string }>(
		`select item.id, project_id from item join project on project.id = project_id where slug = 'listed' order by item.id`
	);
	const idAt = (i: number) => items[i]?.id ?? '';
	// Each tenth item: filled; the one after it: given a final answer; then: held, held until just now.
	for (let i = 0; i < 60; i += 10) {
		await store.write((tx) =>
			tx.query('update place set counted = overlap, open = 0 where item_id = $1', idAt(i))
		);
		await resolveItem(store, lead, 'listed', idAt(i + 1), {
			answers: { preference: { tiers: [['a'], ['b']] } }
		});
		for (const [at, due] of [
			[i + 2, NOW + 5],
			[i + 3, NOW - 5]
		] as const)
			await store.write((tx) =>
				tx.query(
					`insert into assignment (id, project_id, item_id, user_id, purpose, round, state, token, lease, due_at, form_version, guideline_version, created_at)
					values ($1, $2, $3, $4, 'work', 1, 'leased', 't', 1, $5, 1, 1, 0)`,
					`a${at}`,
					items[0]?.project_id ?? '',
					idAt(at),
					lead.id,
					due
				)
			);
	}
});

async function paged(status: ItemStatus | undefined, limit: number): Promise<string[]> {
	const found: string[] = [];
	for (let cursor: string | null | undefined; cursor !== null;) {
		const query = ItemsQuery.parse({ limit, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) });
		const page = await listItems(store, actor, 'listed', query, NOW);
		expect(page.items.length).toBeLessThanOrEqual(limit);
		expect(status === undefined || page.items.every((item) => item.status === status)).toBe(true);
		found.push(...page.items.map(({ key }) => key));
		cursor = page.next_cursor;
	}
	return found;
}
const endingIn = (...digits: string[]) => keys.filter((key) => digits.includes(key.at(-1) ?? ''));

it.each([1, 7, 200])(
	'lists every item once, in order, by pages of %i, of each status and of all',
	async (limit) => {
		expect(await paged(undefined, limit)).toEqual(keys);
		expect(await paged('resolved', limit)).toEqual(endingIn('0', '1'));
		expect(await paged('leased', limit)).toEqual(endingIn('2'));
		expect(await paged('open', limit)).toEqual(endingIn('3', '4', '5', '6', '7', '8', '9'));
	}
);

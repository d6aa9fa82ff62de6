/** What the system leaves out: it is handed to nobody, follows the setting both ways, and is no open work. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import {
	addItems,
	itemOf,
	makePerson,
	makeProject,
	placesOf,
	queueOf,
	some,
	inDispute
} from '../../../test/setup/queue.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { release } from './assignment.server.ts';
import { rebuildQueue } from './rebuild.server.ts';
import { recount } from './recount.server.ts';

let store: Store;
let second: Store;
let [ana, bo] = [] as unknown as [Person, Person];
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	[ana, bo] = [await makePerson(store), await makePerson(store)];
});

const naming = (row: ProjectRow, setting: ProjectSettings['self_naming'], at = store) =>
	at
		.write((tx) =>
			tx.query(
				'update project set settings = $2 where id = $1',
				row.id,
				JSON.stringify({ ...row.settings, self_naming: setting })
			)
		)
		.then(() => recount(at, row.id, { which: 'self_naming' }));

const scene = async (settings: Partial<ProjectSettings> = {}) => {
	const row = await makeProject(store, settings);
	const text = { text: 'x' };
	const [same] = await addItems(store, row, some(1), text, null, { identical: true });
	const [named] = await addItems(store, row, some(1), text, null, { selfNaming: true });
	const [plain] = await addItems(store, row, some(1), text);
	return { row, same: same ?? '', named: named ?? '', plain: plain ?? '', queue: queueOf(store, row) };
};
const outs = async (row: ProjectRow) => (await placesOf(store, row.id)).map((place) => place.left_out);

describe('an item that the system leaves out', () => {
	it('is handed to nobody: identical ones always, those that name their model by the setting', async () => {
		const kept = await scene();
		expect((await kept.queue.claim(ana, 10)).assignments.map(itemOf)).toEqual([kept.named, kept.plain]);
		const skipping = await scene({ self_naming: 'skip' });
		expect((await skipping.queue.claim(ana, 10)).assignments.map(itemOf)).toEqual([skipping.plain]);
		expect(await outs(skipping.row)).toEqual(['identical', 'self_naming', null]);
	});

	it('leaves a queue that says it is done', async () => {
		const { row, queue } = await scene({ self_naming: 'skip' });
		for (const mine of (await queue.claim(ana, 10)).assignments) await queue.submit(ana, mine);
		expect((await queue.claim(ana)).reason?.code).toBe('queue_done');
		expect((await queueOf(second, row).claim(bo)).reason?.code).toBe('queue_done');
	});

	it('follows the setting after it came in, both ways, and comes to those who walked past it', async () => {
		const { row, named, plain, queue } = await scene();
		await naming(row, 'skip');
		expect((await queue.claim(ana, 10)).assignments.map(itemOf)).toEqual([plain]);
		await naming(row, 'redact');
		expect((await queue.claim(ana, 10)).assignments.map(itemOf)).toEqual([plain, named]);
		expect(await outs(row)).toEqual(['identical', null, null]);
	});

	it('can still be answered by whoever holds it, which counts, and is not open when they give it back', async () => {
		const { row, queue } = await scene({ overlap: 2 });
		const [anas] = (await queue.claim(ana, 1)).assignments;
		const [bos] = (await queue.claim(bo, 1)).assignments;
		if (!anas || !bos) throw new Error('nothing handed out');
		await naming(row, 'skip');
		expect((await queue.submit(ana, anas)).judgment.counted).toBe(true);
		await release(store, bo, bos.id, bos);
		expect((await placesOf(store, row.id))[1]).toMatchObject({ open: 0, leased: 0, counted: 1 });
		expect((await queue.claim(bo, 1)).assignments.map(itemOf)).not.toContain(itemOf(bos));
		await naming(row, 'keep');
		expect((await placesOf(store, row.id))[1]).toMatchObject({ open: 1, leased: 0, counted: 1 });
		expect((await queue.claim(bo, 10)).assignments.map(itemOf)).toContain(itemOf(bos));
	});

	it('stays so through a rebuild, also after its place was lost', async () => {
		const { row, named } = await scene({ self_naming: 'skip' });
		const before = await placesOf(store, row.id);
		await store.write((tx) => tx.query('delete from place where item_id = $1', named));
		await rebuildQueue(store, row, inDispute);
		const after = await placesOf(store, row.id);
		const still = ({ rank: _, ...place }: (typeof before)[number]) => place;
		expect(after.map(still)).toEqual(before.map(still));
	});

	it('is right when the setting changes twice at once, beside people who work', async () => {
		for (let round = 0; round < 4; round++) {
			const row = await makeProject(store);
			await addItems(store, row, some(60), { text: 'x' }, null, { selfNaming: true });
			await addItems(store, row, some(20));
			const works = async (who: Person) => {
				for (let n = 0; n < 6; n++) {
					const queue = queueOf(n % 2 ? store : second, row);
					for (const mine of (await queue.claim(who, 3)).assignments) await queue.submit(who, mine);
				}
			};
			await Promise.all([naming(row, 'skip'), naming(row, 'keep', second), works(ana), works(bo)]);
			const [stands] = await store.read.query<{ settings: string }>(
				'select settings from project where id = $1',
				row.id
			);
			const { self_naming: setting } = JSON.parse(stands?.settings ?? '{}') as ProjectSettings;
			for (const place of (await placesOf(store, row.id)).slice(0, 60)) {
				expect(place.left_out).toBe(setting === 'skip' ? 'self_naming' : null);
				expect(place.open).toBe(setting === 'skip' ? 0 : 1 - place.counted - place.leased);
			}
		}
	});
});

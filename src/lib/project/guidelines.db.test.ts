import { beforeAll, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { addItems, queueOf, some } from '../../../test/setup/queue.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Person } from '#lib/auth/actor.ts';
import { guidelinesSeen } from '#lib/queue/seat.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { changeProject, createProject } from './project.server.ts';
import {
	guidelinesOf,
	guidelineVersions,
	listGuidelines,
	readGuidelines,
	seeGuidelines
} from './version.server.ts';

let store: Store;
let lead: Person;
let other: Person;
let ana: Person;
beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'researcher');
	other = await personIn(store, 'other@example.org', 'admin');
	ana = await personIn(store, 'ana@example.org', 'rater');
});

const project = (slug: string) =>
	createProject(store, lead, { slug, name: slug, stage: 'alignment', guidelines: 'one' });

it('keeps every version of the guidelines, with who wrote it; the same text makes none', async () => {
	const row = await project('versions');
	await changeProject(store, other, row.slug, { guidelines: 'two' }, 5_000);
	await changeProject(store, lead, row.slug, { guidelines: 'two' });
	expect((await guidelineVersions(store.read, row.id)).map(({ version, by }) => [version, by])).toEqual([
		[2, 'other'],
		[1, 'lead']
	]);
	expect(await guidelinesOf(store.read, { id: row.id, guidelineVersion: 1 })).toBe('one');
	const first = await listGuidelines(store, ana, row.slug, { limit: 1 });
	expect(first).toEqual({
		items: [{ version: 2, by: 'other', at: new Date(5_000).toISOString() }],
		next_cursor: '2'
	});
	const rest = await listGuidelines(store, ana, row.slug, { limit: 1, cursor: 2 });
	expect(rest).toMatchObject({ items: [{ version: 1, by: 'lead' }], next_cursor: null });
	expect(await readGuidelines(store, ana, row.slug, 1)).toMatchObject({
		version: 1,
		by: 'lead',
		text: 'one'
	});
	for (const version of [0, 3, 1.5, Number.NaN])
		await expect(readGuidelines(store, ana, row.slug, version)).rejects.toMatchObject({ code: 'not_found' });
});

it('names in a judgment the version that was in force when the item was handed out', async () => {
	let row = await project('named');
	await addItems(store, row, some(2));
	const [first] = (await queueOf(store, row).claim(ana)).assignments;
	row = await changeProject(store, lead, row.slug, { guidelines: 'two' });
	const [, second] = (await queueOf(store, row).claim(ana, 2)).assignments;
	if (!first || !second) throw new Error('nothing handed out');
	expect([first.guideline_version, second.guideline_version]).toEqual([1, 2]);
	for (const mine of [first, second]) await queueOf(store, row).submit(ana, mine);
	const given = await store.read.query<{ guideline_version: number }>(
		'select guideline_version from judgment where project_id = $1 order by id',
		row.id
	);
	expect(given.map((judgment) => judgment.guideline_version)).toEqual([1, 2]);
});

it('remembers which version a person saw, and never goes back', async () => {
	const row = await project('seen');
	for (const guidelines of ['two', 'three']) await changeProject(store, lead, row.slug, { guidelines });
	expect(await guidelinesSeen(store.read, row.id, ana.id)).toBe(0);
	for (const [version, seen] of [
		[2, 2],
		[1, 2],
		[3, 3]
	] as const) {
		await seeGuidelines(store, ana, row.slug, { version });
		expect(await guidelinesSeen(store.read, row.id, ana.id)).toBe(seen);
	}
	await expect(seeGuidelines(store, ana, row.slug, { version: 4 })).rejects.toMatchObject({
		code: 'not_found'
	});
	expect(await guidelinesSeen(store.read, row.id, lead.id)).toBe(0);
});

import { beforeAll, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { itemOf, queueOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as actor } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { recount } from '#lib/queue/recount.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { addJudgments } from './add-judgments.server.ts';
import { ProjectInput } from './input.ts';
import { listItems, type ItemStatus } from './items.server.ts';
import { createProject } from './project.server.ts';
import { resolveItem, takeBack } from './resolve.server.ts';
import { judgedItems } from './resolving.server.ts';
import { countProject } from './stats.server.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
};
const answers = { mood: 'good' };
let store: Store;
let project: ProjectRow;

const made = (slug: string) =>
	createProject(
		store,
		actor,
		ProjectInput.parse({ slug, name: slug, stage: 'annotation', form, settings: { overlap: 2 } })
	);
const items = (slug: string, ...rows: object[]) => addItems(store, actor, slug, incoming(rows));
const votes = (slug: string, ...rows: object[]) => addJudgments(store, actor, slug, incoming(rows));
const item = (key: string, more: object = {}) => ({ key, payload: { text: key }, ...more });

async function listed(status: ItemStatus | undefined): Promise<string[]> {
	const keys: string[] = [];
	for (let cursor: string | null | undefined; cursor !== null;) {
		const query = { limit: 2, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) };
		const page = await listItems(store, actor, 'lists', query);
		keys.push(...page.items.map(({ key }) => key));
		cursor = page.next_cursor;
	}
	return keys;
}
async function exported(): Promise<string[]> {
	const keys: string[] = [];
	for await (const page of judgedItems(store.read, project, (said) => said, await seal(store)))
		keys.push(...page.flatMap(({ key, resolved }) => (resolved ? [key] : [])));
	return keys;
}
const imported = async () =>
	(
		await store.read.query<{ key: string }>(
			'select key from item join place on place.item_id = item.id where item.project_id = $1 and imported order by id',
			project.id
		)
	).map(({ key }) => key);

beforeAll(async () => {
	store = await freshStore();
	project = await made('lists');
	const lead = await personIn(store, 'lead@example.org', 'admin');
	const model = { rater: 'tagger', kind: 'model', answers };
	await items(
		'lists',
		item('untouched'),
		item('model alone', { judgments: [model] }),
		item('inside', { judgments: [{ rater: 'ann', answers }] }),
		item('joined'),
		item('joined by a model'),
		item('adjudicated'),
		item('known', {})
	);
	await votes(
		'lists',
		{ item: 'joined', rater: 'ann', answers },
		{ item: 'joined', rater: 'bob', answers },
		{ item: 'joined by a model', ...model }
	);
	// The same item once more, now with a judgment.
	await items('lists', item('known', { judgments: [{ rater: 'cyd', answers }] }));
	const { items: all } = await listItems(store, actor, 'lists', { limit: 50 });
	const id = all.find(({ key }) => key === 'adjudicated')?.id ?? '';
	await resolveItem(store, lead, 'lists', id, { answers });
});

it('lists and files agree on which items are resolved', async () => {
	expect(await exported()).toEqual(['inside', 'joined', 'adjudicated', 'known']);
	expect(await listed('resolved')).toEqual(await exported());
	expect(await listed('open')).toEqual(['untouched', 'model alone', 'joined by a model']);
	expect(await listed(undefined)).toHaveLength(7);
});

it('a place remembers what was imported, and a rebuild finds it again', async () => {
	expect(await imported()).toEqual(['inside', 'joined', 'known']);
	await store.write((tx) => tx.query('update place set imported = not imported'));
	await recount(store, project.id, { source: 'rows' });
	expect(await imported()).toEqual(['inside', 'joined', 'known']);
});

it('two files of judgments at once, in opposite orders, wait for each other and both come in', async () => {
	await made('both');
	const keys = Array.from({ length: 600 }, (_, i) => `k${i}`);
	await items('both', ...keys.map((key) => item(key)));
	const of = (rater: string, order: string[]) =>
		votes('both', ...order.map((key) => ({ item: key, rater, answers })));
	const reports = await Promise.all([of('ann', keys), of('bob', keys.toReversed())]);
	expect(reports.map(({ created }) => created)).toEqual([600, 600]);
	const [left] = await store.read.query<{ n: number }>(
		`select count(*) as n from place join project on project.id = project_id where slug = 'both' and not imported`
	);
	expect(Number(left?.n)).toBe(0);
});

it('a final answer closes what is open, and taking it back opens it again, at the tail', async () => {
	const row = await made('closing');
	const lead = await personIn(store, 'closing@example.org', 'admin');
	await items('closing', item('one'), item('two'));
	const [one = ''] = (await listItems(store, actor, 'closing', { limit: 2 })).items.map(({ id }) => id);
	const standing = async () => {
		const rows = await store.read.query<{ open: number; ruling: string | null }>(
			'select open, ruling from place where project_id = $1 order by rank, item_id',
			row.id
		);
		return rows.map(({ open, ruling }) => `${open} ${ruling ?? 'none'}`);
	};
	const { id: seen } = await resolveItem(store, lead, 'closing', one, { answers, seen: null });
	expect(await standing()).toEqual(['0 final', '2 none']);
	await recount(store, row.id, { source: 'rows' });
	expect(await standing()).toEqual(['0 final', '2 none']);
	expect((await countProject(store, row)).places).toBe(2);

	const later = { answers: { mood: 'bad' } };
	await expect(resolveItem(store, lead, 'closing', one, { ...later, seen: null })).rejects.toThrow(
		'closing@example.org gave this item its final answer meanwhile: {"mood":"good"}'
	);
	const second = await resolveItem(store, lead, 'closing', one, { ...later, seen });
	await expect(takeBack(store, lead, 'closing', one, { seen })).rejects.toThrow('{"mood":"bad"}');
	expect(await takeBack(store, lead, 'closing', one, { seen: second.id })).toMatchObject({ resolved: true });
	const [stands] = await store.read.query<{ id: string; answers: string }>(
		'select event_id as id, answers from resolution where item_id = $1',
		one
	);
	expect(stands?.answers).toBe('{"mood":"good"}');
	expect(await takeBack(store, lead, 'closing', one, { seen: stands?.id ?? '' })).toMatchObject({
		resolved: false
	});
	expect(await standing()).toEqual(['2 none', '2 none']);
	expect(await store.read.query('select id from item where id = $1', one)).toHaveLength(1);
	const last = await store.read.query<{ item_id: string }>(
		'select item_id from place where project_id = $1 order by rank desc limit 1',
		row.id
	);
	expect(last[0]?.item_id).toBe(one);
});

it('where people disagree, lists and files wait for the same items, and a position stays what it was', async () => {
	const settings = { overlap: 2, overlap_cap: 3 };
	const input = { slug: 'disputed', name: 'disputed', stage: 'annotation', form, settings };
	const row = await createProject(store, actor, ProjectInput.parse(input));
	await items('disputed', item('alike'), item('apart'), item('still apart'));
	const people = await Promise.all(
		['one', 'two', 'three'].map((name) => personIn(store, `${name}@example.org`, 'annotator'))
	);
	const said = [
		['good', 'good', 'good'],
		['good', 'bad', 'bad'],
		[null, 'good', null]
	];
	const resolvedAt = async (asOf: number): Promise<string[]> => {
		const keys: string[] = [];
		for await (const page of judgedItems(store.read, row, (all) => all, asOf))
			keys.push(...page.flatMap(({ key, resolved }) => (resolved ? [key] : [])));
		return keys;
	};
	const positions: { at: number; keys: string[] }[] = [];
	for (const [i, who] of people.entries()) {
		const queue = queueOf(store, row);
		const { assignments } = await queue.claim(who, 3);
		for (const mine of assignments) {
			const { items: all } = await listItems(store, actor, 'disputed', { limit: 10 });
			const at = all.findIndex(({ id }) => id === itemOf(mine));
			const answer = said[i]?.[at];
			if (answer) await queue.submit(who, mine, { mood: answer });
		}
		const at = await seal(store);
		positions.push({ at, keys: await resolvedAt(at) });
		const { items: listed } = await listItems(store, actor, 'disputed', { limit: 10, status: 'resolved' });
		expect(listed.map(({ key }) => key)).toEqual(positions.at(-1)?.keys);
	}
	expect(positions.map(({ keys }) => keys)).toEqual([[], ['alike'], ['alike', 'apart']]);
	for (const { at, keys } of positions) expect(await resolvedAt(at)).toEqual(keys);
});

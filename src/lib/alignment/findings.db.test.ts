/** From an import to a rater: what is the same or says who wrote it is counted, listed, left out or hidden. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { console as lead, type Person } from '#lib/auth/actor.ts';
import { projectBySlug } from '#lib/auth/access.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { ItemsQuery, listItems, type ItemStatus } from '#lib/project/items.server.ts';
import { changeProject, createProject } from '#lib/project/project.server.ts';
import { countNaming, projectStats } from '#lib/project/stats.server.ts';
import { withdrawImport } from '#lib/project/withdraw.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import { makePerson, queueOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { desk } from './desk.server.ts';

let store: Store;
let rater: Person;
let slug = '';
let count = 0;
beforeAll(async () => {
	store = await freshStore();
	rater = await makePerson(store);
});
beforeEach(async () => {
	slug = `findings-${++count}`;
	await createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
});

const item = (key: string, ...texts: string[]) => ({
	key,
	payload: {
		prompt: 'Hello?',
		responses: texts.map((text, i) => ({ id: `${key}-${i}`, text, model: 'vicuna-7b' }))
	}
});
const rows = [
	item('same', 'Hello.', ' Hello. ', 'Hello.'),
	item('named', 'Hello, I am Vicuna, trained by LMSYS.', 'Hello there.'),
	item('twins', 'Hello.', 'Hello. ', 'Hi.'),
	item('plain', 'Hello.', 'Hi.')
];
const bring = () => addItems(store, lead, slug, incoming(rows));
const keys = async (query: object = {}) =>
	(await listItems(store, lead, slug, ItemsQuery.parse(query))).items.map(({ key }) => key);
const set = (self_naming: ProjectSettings['self_naming']) =>
	changeProject(store, lead, slug, { settings: { self_naming } });
const queue = async () => {
	const project = await projectBySlug(store.read, slug);
	if (!project) throw new Error('no project');
	return queueOf(store, project, desk);
};
const read = async () =>
	(await (await queue()).claim(rater, 10)).assignments.flatMap(({ item: { responses } }) =>
		responses.map(({ text }) => text)
	);

describe('what responses tell of themselves', () => {
	it('is counted by the import, each time', async () => {
		expect(await bring()).toMatchObject({ created: 4, flagged: { identical: 1, self_naming: 1 } });
		expect(await bring()).toMatchObject({ unchanged: 4, flagged: { identical: 1, self_naming: 1 } });
		const plain = await addItems(store, lead, slug, incoming([item('more', 'a', 'b')]));
		expect(plain).not.toHaveProperty('flagged');
	});

	it('is shown beside the items, and lists find it', async () => {
		await bring();
		const { items } = await listItems(store, lead, slug, ItemsQuery.parse({}));
		expect(items.map(({ key, status, left_out, same, self_naming }) => ({ key, status, left_out, same, self_naming }))).toEqual([
			{ key: 'same', status: 'left_out', left_out: 'identical', same: [['same-0', 'same-1', 'same-2']], self_naming: null },
			{ key: 'named', status: 'open', left_out: null, same: [], self_naming: { 'named-0': ['Vicuna', 'LMSYS'] } },
			{ key: 'twins', status: 'open', left_out: null, same: [['twins-0', 'twins-1']], self_naming: null },
			{ key: 'plain', status: 'open', left_out: null, same: [], self_naming: null }
		]); // prettier-ignore
		const listed = async (status: ItemStatus) => keys({ status });
		expect(await listed('left_out')).toEqual(['same']);
		expect(await listed('open')).toEqual(['named', 'twins', 'plain']);
		expect(await keys({ noted: 'self_naming' })).toEqual(['named']);
		await set('skip');
		expect(await listed('left_out')).toEqual(['same', 'named']);
		expect(await listed('open')).toEqual(['twins', 'plain']);
	});

	it('is never a silent number: what is left out needs no judgment, and is counted by why', async () => {
		await bring();
		expect(await projectStats(store, lead, slug)).toMatchObject({
			items: 4,
			places: 3,
			left_out: { identical: 1, self_naming: 0 }
		});
		const project = await set('skip');
		expect(await projectStats(store, lead, slug)).toMatchObject({
			items: 4,
			places: 2,
			left_out: { identical: 1, self_naming: 1 }
		});
		expect(await countNaming(store, project)).toBe(1);
	});

	it('goes with its import', async () => {
		await bring();
		const [intake] = await store.read.query<{ id: string }>(
			'select intake_id as id from item where key = $1 and project_id = (select id from project where slug = $2)',
			'same',
			slug
		);
		await withdrawImport(store, lead, slug, intake?.id ?? '');
		expect(await projectStats(store, lead, slug)).toMatchObject({
			items: 0,
			places: 0,
			left_out: { identical: 0, self_naming: 0 }
		});
	});
});

describe('a rater reads', () => {
	it('the text as it was written, without names, or not at all, as the project says now', async () => {
		await bring();
		expect((await read()).join(' ')).toContain('I am Vicuna, trained by LMSYS.');
		await set('redact');
		const hidden = (await read()).join(' ');
		expect(hidden).toContain('I am [name], trained by [name].');
		expect(hidden).not.toMatch(/Vicuna|LMSYS/);
		await set('skip');
		const other = await makePerson(store);
		const handed = (await (await queue()).claim(other, 10)).assignments;
		expect(JSON.stringify(handed)).not.toMatch(/Vicuna|LMSYS|\[name\]/);
	});

	it('and what they say of a hidden name is stored of the response as it was written', async () => {
		await bring();
		await set('redact');
		const { claim, submit } = await queue();
		const [mine] = (await claim(rater, 10)).assignments;
		const [first, second] = mine?.item.responses ?? [];
		if (!mine || !first || !second) throw new Error('nothing handed out');
		const { judgment } = await submit(rater, mine, {
			preference: { tiers: [[first.id], [second.id]], strength: 1, all_bad: false }
		});
		const stored = await store.read.query<{ answers: string }>(
			'select answers from judgment where id = $1',
			judgment.id
		);
		expect(stored[0]?.answers).toMatch(/named-[01]/);
		const [payload] = await store.read.query<{ payload: string }>(
			'select payload from item where id = (select item_id from judgment where id = $1)',
			judgment.id
		);
		expect(payload?.payload).toContain('I am Vicuna');
	});
});

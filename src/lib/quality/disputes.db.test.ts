import { afterAll, beforeAll, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { projectBySlug } from '#lib/auth/access.server.ts';
import { console as actor, type Person } from '#lib/auth/actor.ts';
import { openAnswering, type Answering } from '#lib/job/answering.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { changeProject, createProject } from '#lib/project/project.server.ts';
import { resolveItem, takeBack } from '#lib/project/resolve.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { adjudicationQueue, countToAdjudicate, readAdjudicated } from './adjudication.server.ts';
import { countErrors, listErrors, ownErrors } from './errors.server.ts';
import { closeGaps, listGaps, noteGap } from './gaps.server.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }, { value: 'mixed' }] }
	]
};
let store: Store;
let lead: Person;
let statistics: Answering;
let ids: Record<string, string>;

const said = (...moods: string[]) => moods.map((mood, i) => ({ rater: `p${i + 1}`, answers: { mood } }));
const keys = async () =>
	(await adjudicationQueue(store, statistics, lead, 'disputed', { limit: 50 })).items.map(({ key }) => key);

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'admin');
	statistics = openAnswering({
		url: store.url,
		entry: new URL('../../../test/setup/statistics-thread.ts', import.meta.url)
	});
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'disputed', name: 'Disputed', stage: 'annotation', form })
	);
	const row = (key: string, moods: string[], more: object = {}) => ({
		key,
		payload: { text: key },
		judgments: said(...moods),
		...more
	});
	await addItems(
		store,
		actor,
		'disputed',
		incoming([
			row('agreed', ['good', 'good', 'good']),
			row('two of three', ['good', 'good', 'bad']),
			row('one each', ['good', 'bad', 'mixed'], {
				suggestions: [{ source: 'tagger', answers: { mood: 'bad' }, score: 0.55 }]
			}),
			row('half', ['good', 'bad']),
			row('alone', ['bad'])
		])
	);
	const rows = await store.read.query<{ id: string; key: string }>('select id, key from item');
	ids = Object.fromEntries(rows.map(({ id, key }) => [key, id]));
}, 60_000);
afterAll(() => statistics.stop());

it('lists what people did not agree on, the most disputed first, and goes on from there', async () => {
	expect(await keys()).toEqual(['one each', 'half']);
	const { id: seen } = await resolveItem(store, lead, 'disputed', ids.half ?? '', {
		answers: { mood: 'bad' }
	});
	expect(await keys()).toEqual(['one each']);
	await takeBack(store, lead, 'disputed', ids.half ?? '', { seen });
	expect(await countToAdjudicate(store, statistics, lead, 'disputed', 'quality')).toBe(2);
});

it('puts equal answers on one line with who gave them, and what a model says on its own', async () => {
	const { given, consensus, seen } = await readAdjudicated(
		store,
		statistics,
		lead,
		'disputed',
		ids['two of three'] ?? ''
	);
	expect(given.map(({ answers, people }) => [answers.mood, people.map(({ rater }) => rater)])).toEqual([
		['good', ['p1', 'p2']],
		['bad', ['p3']]
	]);
	expect(given[0]?.people[0]?.competence?.n).toBe(5);
	expect(consensus).toMatchObject({
		method: 'majority',
		answers: { mood: 'good' },
		from: ['p1', 'p2', 'p3']
	});
	expect(seen).toBeNull();
	const each = await readAdjudicated(store, statistics, lead, 'disputed', ids['one each'] ?? '');
	expect(each.given.find(({ answers }) => answers.mood === 'bad')).toMatchObject({
		people: [{ rater: 'p2' }],
		models: [{ source: 'tagger', score: 0.55 }]
	});
});

it('counts what was overruled by person and kind, until the answer is taken back', async () => {
	const { given } = await readAdjudicated(store, statistics, lead, 'disputed', ids.half ?? '');
	const wrong = given.find(({ answers }) => answers.mood === 'good')?.people[0]?.judgment ?? '';
	const resolve = (kind: string) =>
		resolveItem(store, lead, 'disputed', ids.half ?? '', {
			answers: { mood: 'bad' },
			errors: [{ judgment: wrong, kind }]
		});
	await expect(resolve('Laziness')).rejects.toThrow('no kind of error here');
	const { id: seen, overruled } = await resolve('Slip');
	expect(overruled).toBe(1);
	expect(await countErrors(store, lead, 'disputed')).toEqual([{ rater: 'p1', kind: 'Slip', overruled: 1 }]);
	expect(await listErrors(store, lead, 'disputed', 'p1')).toEqual([
		{ id: ids.half, key: 'half', kind: 'Slip' }
	]);
	expect(await listErrors(store, lead, 'disputed', 'p2')).toEqual([]);
	await takeBack(store, lead, 'disputed', ids.half ?? '', { seen });
	expect(await countErrors(store, lead, 'disputed')).toEqual([]);
});

it('tells a person of their own overruled answers in tens, and of nobody else’s', async () => {
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'overruled', name: 'Overruled', stage: 'annotation', form })
	);
	const rows = Array.from({ length: 13 }, (_, i) => ({
		key: `o${i}`,
		payload: { text: `o${i}` },
		judgments: said('good', i < 12 ? 'bad' : 'good')
	}));
	await addItems(store, actor, 'overruled', incoming(rows));
	const project = await projectBySlug(store.read, 'overruled');
	if (!project) throw new Error('There is no project.');
	const items = await store.read.query<{ id: string; judgment: string }>(
		`select i.id, j.id as judgment from item i join judgment j on j.item_id = i.id
		where i.project_id = $1 and j.rater = 'p2' order by i.key`,
		project.id
	);
	const began = Date.now();
	for (const [n, { id, judgment }] of items.entries()) {
		expect(await ownErrors(store, project, 'p2')).toEqual(
			n < 5 ? null : { overruled: n < 10 ? 0 : 10, kinds: n < 9 ? [] : [{ kind: 'Slip', overruled: 0 }] }
		);
		if (n === 12) break;
		const kind = n === 3 ? 'Wrong label' : 'Slip';
		// The last two at the same moment: of them the judgment that came later is told first.
		await resolveItem(
			store,
			lead,
			'overruled',
			id,
			{ answers: { mood: 'mixed' }, errors: n < 3 ? [] : [{ judgment, kind }] },
			began + Math.min(n, 10)
		);
	}
	const listed = await listErrors(store, lead, 'overruled', 'p2');
	const told = items.slice(0, 12).map(({ id }) => id);
	expect(listed.map(({ id }) => id)).toEqual(told.toReversed());
	expect(await ownErrors(store, project, 'p3')).toBeNull();
	expect(await countErrors(store, lead, 'overruled')).toEqual([
		{ rater: 'p1', kind: null, overruled: 12 },
		{ rater: 'p2', kind: 'Slip', overruled: 8 },
		{ rater: 'p2', kind: 'Wrong label', overruled: 1 },
		{ rater: 'p2', kind: null, overruled: 3 }
	]);
	// The same names elsewhere are other people.
	const other = await projectBySlug(store.read, 'disputed');
	if (!other) throw new Error('There is no project.');
	expect(await countErrors(store, lead, 'disputed')).toEqual([]);
	expect(await listErrors(store, lead, 'disputed', 'p2')).toEqual([]);
	expect(await ownErrors(store, other, 'p2')).toBeNull();
});

it('keeps a gap of the guidelines once, until a version closes it', async () => {
	const note = (text?: string) =>
		noteGap(store, lead, 'disputed', ids.half ?? '', text === undefined ? {} : { text });
	const { gap, created } = await note('What is mixed?');
	expect([created, (await note()).created]).toEqual([true, false]);
	expect(await listGaps(store, lead, 'disputed')).toMatchObject([
		{ item_key: 'half', text: 'What is mixed?', closed_version: null }
	]);
	expect(await closeGaps(store, lead, 'disputed', { gaps: [gap.id, gap.id], version: 2 })).toBe(1);
	expect(await closeGaps(store, lead, 'disputed', { gaps: [gap.id], version: 3 })).toBe(0);
	expect(await listGaps(store, lead, 'disputed')).toMatchObject([{ closed_version: 2 }]);
});

it('a gap is its lead’s own, of a project alone, in words that can be kept; open ones come first, the newest first', async () => {
	const half = ids.half ?? '';
	const alone = ids.alone ?? '';
	const worker = await personIn(store, 'worker@example.org', 'annotator');
	await expect(noteGap(store, worker, 'disputed', alone, {})).rejects.toMatchObject({ code: 'forbidden' });
	await expect(listGaps(store, worker, 'disputed')).rejects.toMatchObject({ code: 'forbidden' });
	await expect(closeGaps(store, worker, 'disputed', { gaps: [], version: 2 })).rejects.toMatchObject({
		code: 'forbidden'
	});
	await expect(noteGap(store, actor, 'disputed', alone, {})).rejects.toMatchObject({ code: 'forbidden' });
	await expect(noteGap(store, lead, 'disputed', alone, { text: 'a\ud800' })).rejects.toMatchObject({
		code: 'invalid_unicode'
	});

	const other = await personIn(store, 'other@example.org', 'admin');
	const first = await noteGap(store, lead, 'disputed', alone, { text: '' });
	expect(first).toMatchObject({ created: true, gap: { text: null } });
	expect((await noteGap(store, lead, 'disputed', alone, { text: 'Which?' })).gap.text).toBe('Which?');
	const theirs = await noteGap(store, other, 'disputed', alone, { text: 'Theirs.' });
	expect(theirs.created).toBe(true);
	const listed = await listGaps(store, lead, 'disputed');
	expect(listed.map(({ text }) => text)).toEqual(['Theirs.', 'Which?', 'What is mixed?']);
	expect(listed[2]).toMatchObject({ item_id: half, closed_version: 2 });

	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug: 'elsewhere', name: 'Elsewhere', stage: 'annotation', form })
	);
	expect(await listGaps(store, lead, 'elsewhere')).toEqual([]);
	const gaps = [first.gap.id, theirs.gap.id];
	expect(await closeGaps(store, lead, 'elsewhere', { gaps, version: 5 })).toBe(0);
	expect(await closeGaps(store, lead, 'disputed', { gaps: [...gaps, 'none'], version: 3 })).toBe(2);
	const data = await store.read.query<{ data: string }>(
		`select data from event where type = 'guidelines.gaps_closed' order by id`
	);
	expect(data.map((row) => JSON.parse(row.data) as unknown)).toEqual([
		{ version: 2, gaps: 1 },
		{ version: 3, gaps: 2 }
	]);
	// A later gap that is open stands before those that were closed, though they are as new.
	await noteGap(store, lead, 'disputed', ids['one each'] ?? '', { text: 'Open.' });
	await noteGap(store, other, 'disputed', ids['one each'] ?? '', { text: 'Closed.' });
	const closing = (await listGaps(store, lead, 'disputed')).find(({ text }) => text === 'Closed.');
	await closeGaps(store, lead, 'disputed', { gaps: [closing?.id ?? ''], version: 3 });
	expect((await listGaps(store, lead, 'disputed')).slice(0, 2).map(({ text }) => text)).toEqual([
		'Open.',
		'Closed.'
	]);
});

it('a gap is of the version of the guidelines under which it was met, and says so in the log', async () => {
	const note = () => noteGap(store, lead, 'disputed', ids.agreed ?? '', {});
	const first = await note();
	await changeProject(store, actor, 'disputed', { guidelines: 'Mixed is both at once.' });
	const second = await note();
	expect([first, second].map(({ gap, created }) => [gap.guideline_version, created])).toEqual([
		[1, true],
		[2, true]
	]);
	expect((await note()).created).toBe(false);
	const data = await store.read.query<{ data: string }>(
		`select data from event where type = 'guidelines.gap_found' and subject_id = $1 order by id`,
		ids.agreed ?? ''
	);
	expect(data.map((row) => JSON.parse(row.data) as unknown)).toEqual([
		{ gap: first.gap.id, version: 1 },
		{ gap: second.gap.id, version: 2 }
	]);
});

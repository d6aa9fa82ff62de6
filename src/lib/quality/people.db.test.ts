/** How people judge, through the verbs and the thread: what is known of made-up people, and of published votes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { accessOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { desk } from '#lib/alignment/desk.server.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { openAnswering, type Answering } from '#lib/job/answering.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { addJudgments } from '#lib/project/add-judgments.server.ts';
import { eraseItem } from '#lib/project/erase.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { claim } from '#lib/queue/claim.server.ts';
import { submit } from '#lib/queue/submit.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { PersonView } from './people-view.ts';
import { ownPeople, people } from './people.server.ts';

const entry = new URL('../../../test/setup/statistics-thread.ts', import.meta.url);
let store: Store;
let statistics: Answering;
let lead: Person;

beforeAll(async () => {
	store = await freshStore();
	statistics = openAnswering({ url: store.url, entry });
	lead = await personIn(store, 'lead@example.org', 'admin');
});
afterAll(() => statistics.stop());

const create = (slug: string, stage: 'annotation' | 'alignment', more: object = {}) =>
	createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage, ...more }));
const all = (slug: string, query: { question?: string; person?: string } = {}) =>
	people(store, statistics, lead, slug, query);
const one = (list: PersonView[], rater: string): PersonView | undefined =>
	list.find((person) => person.rater === rater);

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'why', type: 'text' },
		{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }, { value: 'mixed' }] },
		{ name: 'stars', type: 'rating' }
	]
};
const label = (item: number, rater: string, mood: string, stars = 3) => ({
	item: `i${item}`,
	rater,
	answers: { why: 'since', mood, stars }
});
const moods = ['good', 'bad', 'mixed'];

async function labelled(slug: string): Promise<void> {
	await create(slug, 'annotation', { form });
	await addItems(
		store,
		lead,
		slug,
		incoming(Array.from({ length: 60 }, (_, i) => ({ key: `i${i}`, payload: { text: `text ${i}` } })))
	);
	// Three who agree but for every tenth item, one who turns each answer around.
	await addJudgments(
		store,
		lead,
		slug,
		incoming(
			Array.from({ length: 60 }, (_, i) => {
				const truth = moods[i % 3] ?? '';
				return [
					label(i, 'ana', truth),
					label(i, 'bo', i % 10 === 0 ? (moods[(i + 1) % 3] ?? '') : truth),
					label(i, 'cy', truth),
					label(i, 'dee', moods[(i + 1) % 3] ?? '')
				];
			}).flat()
		)
	);
}

describe('of labels', () => {
	beforeAll(() => labelled('moods'));

	it('agreement is that with a random other of the item, and whoever differs from people who agree stands out', async () => {
		const found = await all('moods');
		expect([found.question, found.questions]).toEqual(['mood', ['mood', 'stars']]);
		expect(found.people.map(({ rater }) => rater)).toEqual(['ana', 'bo', 'cy', 'dee']);
		// Of ana’s others bo says the same on 54 of 60, cy on all, dee on none.
		const ana = one(found.people, 'ana');
		expect(ana?.agreement.value).toBeCloseTo((54 / 60 + 1 + 0) / 3, 12);
		expect(ana?.agreement).toMatchObject({ of: 60, enough: true, marked: false });
		// bo and cy agree on 54 of 60, and dee says what bo does on 6: of three pairs of others.
		expect(ana?.others).toBeCloseTo((54 / 60 + 6 / 60 + 0) / 3, 12);
		const dee = one(found.people, 'dee');
		expect(dee?.agreement).toMatchObject({ marked: true, of: 60 });
		expect(dee?.agreement.value).toBeCloseTo(6 / 60 / 3, 12);
		expect(dee?.kappa?.high).toBeLessThan(0);
		expect(ana?.kappa?.low).toBeGreaterThan(0.3);
		expect(found.people.filter(({ agreement }) => agreement.marked).map(({ rater }) => rater)).toEqual([
			'dee'
		]);
	});

	it('another question may be asked about, and the items behind it', async () => {
		const found = await all('moods', { question: 'stars', person: 'bo' });
		expect(found.question).toBe('stars');
		expect(one(found.people, 'bo')?.agreement.value).toBe(1);
		expect(found.apart).toEqual([]);
		const apart = (await all('moods', { person: 'bo' })).apart;
		expect(apart.map(({ key }) => key).toSorted()).toEqual(['i0', 'i10', 'i20', 'i30', 'i40', 'i50']);
	});

	it('what comes later is added, a later answer takes the place of an earlier one, and erased items leave', async () => {
		await labelled('later');
		expect(one((await all('later')).people, 'dee')?.agreement.value).toBeCloseTo(6 / 60 / 3, 12);
		await addJudgments(
			store,
			lead,
			'later',
			incoming(
				Array.from({ length: 60 }, (_, i) => ({
					...label(i, 'dee', moods[i % 3] ?? ''),
					at: new Date(Date.now() + 1000).toISOString()
				}))
			)
		);
		const dee = one((await all('later')).people, 'dee');
		expect(dee?.agreement).toMatchObject({ of: 60, marked: false });
		expect(dee?.agreement.value).toBeCloseTo((1 + 1 + 54 / 60) / 3, 12);
		expect(dee?.judgments).toBe(120);
		const [item] = await store.read.query<{ id: string }>(
			"select id from item where key = 'i0' and project_id = (select id from project where slug = 'later')"
		);
		await eraseItem(store, lead, 'later', item?.id ?? '', { reason: 'asked for' });
		await seal(store);
		const after = one((await all('later')).people, 'dee');
		expect(after?.agreement.of).toBe(59);
	});
});

const pair = (i: number) => ({
	key: `p${i}`,
	payload: {
		prompt: 'Which one?',
		responses: [
			{ id: 'x', text: `some words of x ${i}` },
			{ id: 'y', text: `some words of y ${i}` }
		]
	}
});

/** Answers what is handed out by where it stands. */
async function work(
	project: ProjectRow,
	who: Person,
	many: number,
	dwell: number,
	choose: (n: number) => number | null
) {
	for (let n = 0; n < many; n++) {
		const [mine] = (await claim(store, accessOf(project, who), {}, desk)).assignments;
		const ids = (mine?.item.responses ?? []).map(({ id }) => id);
		if (!mine) return;
		const first = choose(n);
		const tiers = first === null ? [ids] : [[ids[first] ?? ''], [ids[1 - first] ?? '']];
		const answers = { preference: { tiers, strength: first === null ? 0 : 1, all_bad: false } };
		await submit(store, who, mine.id, { token: mine.token, answers, dwell_ms: dwell }, () => desk);
	}
}

describe('of pairs', () => {
	it('a side is told by its z, ties and haste by their shares, and a person is told of themselves in tens', async () => {
		const project = await create('sides', 'alignment', { settings: { overlap: 3 } });
		await addItems(store, lead, 'sides', incoming(Array.from({ length: 40 }, (_, i) => pair(i))));
		const [left, fair, tying] = await Promise.all([
			personIn(store, 'left@example.org', 'rater'),
			personIn(store, 'fair@example.org', 'rater'),
			personIn(store, 'tying@example.org', 'rater')
		]);
		await work(project, left, 36, 900, () => 0);
		await work(project, fair, 36, 30_000, (n) => n % 2);
		await work(project, tying, 36, 20_000, (n) => (n % 3 === 0 ? null : n % 2));
		const found = await all('sides');
		const [a, b, c] = ['left', 'fair', 'tying'].map((name) => one(found.people, `${name}@example.org`));
		expect(a?.side).toMatchObject({ value: 1, left: 36, right: 0, z: 6, marked: true });
		expect(b?.side).toMatchObject({ value: 0.5, z: 0, marked: false });
		expect(c?.ties).toMatchObject({ value: 12 / 36, of: 36 });
		expect(a?.fast).toMatchObject({ value: 1, marked: true });
		expect(b?.fast).toMatchObject({ value: 0, marked: false });
		expect([a?.time, b?.time.median, a?.name]).toEqual([{ median: 0.9, of: 36 }, 30, 'left']);
		expect(found.side).toMatchObject({ left: 36 + 18 + (c?.side.left ?? 0) });

		const me = await ownPeople(store, statistics, left, 'sides');
		expect(me.given).toMatchObject({ judgments: 36 });
		expect(me.agreement?.of).toBe(30);
		expect(me.side).toMatchObject({ left: 30, right: 0 });
		expect(me.typical).toBeNull();
		expect(JSON.stringify(me)).not.toMatch(/fair|tying|"(p\d+|x|y)"/);
		await expect(people(store, statistics, left, 'sides', {})).rejects.toMatchObject({ code: 'forbidden' });
	});
});

describe('gold', () => {
	it('stands beside nobody’s, is told to those who lead at once and to the person in tens', async () => {
		const project = await create('golden', 'alignment', { settings: { gold_rate: 0.5 } });
		const gold = { preference: { tiers: [['x'], ['y']], strength: 1, all_bad: false } };
		await addItems(
			store,
			lead,
			'golden',
			incoming([
				...Array.from({ length: 30 }, (_, i) => pair(i)),
				...Array.from({ length: 20 }, (_, i) => ({ ...pair(100 + i), gold }))
			])
		);
		const checked = await personIn(store, 'checked@example.org', 'rater');
		await work(project, checked, 26, 4_000, () => 0);
		const mine = one((await all('golden')).people, 'checked@example.org');
		expect(mine).toMatchObject({
			judgments: 26,
			gold: { of: 13 },
			side: { of: 13, left: 13 },
			agreement: { of: 0 }
		});
		const me = await ownPeople(store, statistics, checked, 'golden');
		expect(me).toMatchObject({ given: { judgments: 26 }, gold: { answers: 10 }, side: { of: 10 } });
		await work(project, checked, 2, 4_000, () => 0);
		const later = await ownPeople(store, statistics, checked, 'golden');
		expect([later.gold, later.side]).toEqual([me.gold, me.side]);
		expect(one((await all('golden')).people, 'checked@example.org')?.gold.of).toBe(14);
	});
});

const folder = join('..', 'shared', 'data', 'llmfao');
const votes = join(folder, 'crowd-comparisons.csv');

describe.skipIf(!existsSync(votes))('of published votes', () => {
	it('the share of the left one is what counting the file gives, of everybody and of each', async () => {
		const lines = readFileSync(votes, 'utf8').trim().split('\n');
		const names = (lines[0] ?? '').split(',');
		const at = Object.fromEntries(names.map((name, i) => [name, i]));
		const cell = (line: string, name: string) => line.split(',')[at[name] ?? -1] ?? '';
		const rows = lines.slice(1);
		const keys = [...new Set(rows.map((line) => cell(line, 'id')))];
		await create('crowd', 'alignment');
		await addItems(
			store,
			lead,
			'crowd',
			incoming(
				keys.map((key) => ({
					...pair(0),
					key
				}))
			)
		);
		const ids = { left: [['x'], ['y']], right: [['y'], ['x']], tie: [['x', 'y']] };
		const report = await addJudgments(
			store,
			lead,
			'crowd',
			incoming(
				rows.map((line, n) => ({
					item: cell(line, 'id'),
					id: `v${n}`,
					rater: cell(line, 'worker'),
					shown: ['x', 'y'],
					answers: { preference: { tiers: ids[cell(line, 'winner') as keyof typeof ids] } }
				}))
			)
		);
		expect(report).toMatchObject({ created: 8931 });
		const found = await all('crowd');
		expect(found.people).toHaveLength(124);
		expect([found.side.left, found.side.left + found.side.right]).toEqual([
			rows.filter((line) => cell(line, 'winner') === 'left').length,
			5460
		]);
		expect(found.side.value?.toFixed(3)).toBe('0.533');
		for (const person of found.people) {
			const own = rows.filter((line) => cell(line, 'worker') === person.rater);
			const count = (winner: string) => own.filter((line) => cell(line, 'winner') === winner).length;
			expect([person.side.left, person.side.right, person.ties.of, person.judgments]).toEqual([
				count('left'),
				count('right'),
				own.length,
				own.length
			]);
		}
		// Far out by themselves are six in a hundred; after the correction fewer.
		const [plainly, marked] = [
			found.people.filter(({ side: { z } }) => Math.abs(z ?? 0) > 1.96).length,
			found.people.filter(({ side }) => side.marked).length
		];
		expect(marked).toBeLessThan(plainly);
		expect(found.people.filter(({ side }) => side.marked).map(({ rater }) => rater)).toEqual([
			'20',
			'32',
			'37'
		]);
	});
});

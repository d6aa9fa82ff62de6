/** Orders that draw pairs of models: what is handed out, with which probability, and what becomes of the weights. */
import { beforeAll, describe, expect, it } from 'vitest';
import { console as actor } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { seal } from '#lib/log/seal.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { judgmentsOf } from '#lib/project/judgments.server.ts';
import { changeProject, createProject } from '#lib/project/project.server.ts';
import { strataOf, weigh } from '#lib/queue/stratum.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import {
	addItems,
	itemOf,
	makePerson,
	pairDesk,
	queueOf,
	randomOf,
	some
} from '../../../test/setup/queue.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { openDraws } from './draws-answers.server.ts';
import { weighDue } from './draws.server.ts';

let store: Store;
beforeAll(async () => {
	store = await freshStore();
});

type Settings = { order: 'balanced' | 'informative' | 'imported' | 'shuffled'; overlap?: number };
const made = (settings: Settings): Promise<ProjectRow> => {
	const slug = `d-${newId()}`;
	return createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage: 'alignment', settings }));
};
const pairOf = (a: string, b: string): Json => ({
	prompt: 'x',
	responses: [
		{ id: 'a', text: 'x', model: a },
		{ id: 'b', text: 'y', model: b }
	]
});
const adding = (row: ProjectRow, many: number, a: string, b: string) =>
	addItems(store, row, some(many), pairOf(a, b));
/** The thread's own answers, without the thread. */
const statistics = {
	ask: (_asker: unknown, question: Json) =>
		openDraws()({ read: store.read, question, pause: () => Promise.resolve() })
};
const prefers = (first: boolean): Json => ({
	preference: { tiers: first ? [['a'], ['b']] : [['b'], ['a']], strength: 1, all_bad: false }
});
async function judges(row: ProjectRow, who: Person, says: (item: string) => boolean, random: () => number) {
	const queue = queueOf(store, row, pairDesk, random);
	const [mine] = (await queue.claim(who)).assignments;
	if (!mine) return null;
	await queue.submit(who, mine, prefers(says(itemOf(mine))));
	return itemOf(mine);
}
const sharesOf = async (row: ProjectRow) =>
	new Map((await strataOf(store.read, row.id)).map(({ models, probability }) => [models, probability]));
const probabilitiesOf = async (row: ProjectRow) =>
	(
		await store.read.query<{ item_id: string; probability: number | null }>(
			'select item_id, probability from assignment where project_id = $1 order by id',
			row.id
		)
	).map(({ probability }) => probability);

describe('a claim that draws', () => {
	it('takes the stratum that the point falls on, and writes down how probable that was, as far as the file', async () => {
		const row = await made({ order: 'balanced' });
		const ants = await adding(row, 3, 'ant', 'bee');
		const cats = await adding(row, 3, 'cat', 'bee');
		const [one, two] = await strataOf(store.read, row.id);
		await weigh(store, row.id, [
			{ band: two?.band ?? 0, judged: 0, probability: 0.8 },
			{ band: one?.band ?? 0, judged: 0, probability: 0.2 }
		]);
		const points = [0.79, 0.81, 0.0, 0.99];
		const who = await makePerson(store);
		const got: (string | null)[] = [];
		for (const point of points)
			got.push(
				await judges(
					row,
					who,
					() => true,
					() => point
				)
			);
		expect(got).toEqual([ants[0], cats[0], ants[1], cats[1]]);
		const stored = await probabilitiesOf(row);
		for (const [i, probability] of [0.8, 0.2, 0.8, 0.2].entries())
			expect(stored[i]).toBeCloseTo(probability, 12);
		const told: (number | undefined)[] = [];
		for await (const page of judgmentsOf(store.read, row, await seal(store)))
			told.push(...page.map(({ probability }) => probability));
		expect(told).toEqual(stored);
	});

	it('tells a rater nothing of it', async () => {
		const row = await made({ order: 'balanced' });
		await adding(row, 1, 'ant', 'bee');
		const who = await makePerson(store);
		const queue = queueOf(store, row, pairDesk);
		const [mine] = (await queue.claim(who)).assignments;
		if (!mine) throw new Error('nothing was handed out');
		const { judgment } = await queue.submit(who, mine, prefers(true));
		expect(JSON.stringify([mine, judgment])).not.toContain('probability');
	});

	it('writes none down where nothing is drawn', async () => {
		const row = await made({ order: 'shuffled' });
		await adding(row, 2, 'ant', 'bee');
		await judges(row, await makePerson(store), () => true, Math.random);
		expect(await probabilitiesOf(row)).toEqual([null]);
	});

	it('hands everybody everything in the end, whatever the weights are, and each once', async () => {
		const row = await made({ order: 'informative', overlap: 2 });
		const all = [
			...(await adding(row, 4, 'ant', 'bee')),
			...(await adding(row, 4, 'cat', 'bee')),
			...(await adding(row, 2, 'ant', 'cat')),
			...(await addItems(store, row, some(3), { prompt: 'x', responses: [] }))
		];
		await weighDue(store, statistics, new Map());
		const random = randomOf(5);
		for (const who of [await makePerson(store), await makePerson(store)]) {
			const seen: string[] = [];
			for (;;) {
				const item = await judges(row, who, () => random() < 0.5, random);
				if (item === null) break;
				seen.push(item);
			}
			expect(seen.toSorted()).toEqual(all.toSorted());
		}
		for (const probability of await probabilitiesOf(row)) {
			expect(probability).toBeGreaterThan(0);
			expect(probability).toBeLessThanOrEqual(1 + 1e-9);
		}
	});

	it('finds what an earlier order left in its bands', async () => {
		const row = await made({ order: 'imported' });
		const [left = ''] = await adding(row, 1, 'ant', 'bee');
		const claims = { ...row, settings: { ...row.settings, order: 'balanced' as const } };
		expect(await judges(claims, await makePerson(store), () => true, Math.random)).toBe(left);
	});
});

describe('many claims', () => {
	it('draw each pair as often as is written down beside what was handed out', async () => {
		const row = await made({ order: 'balanced', overlap: 100 });
		const shares = [0.4, 0.3, 0.2, 0.1];
		for (const [i] of shares.entries()) await adding(row, 30, `a${i}`, `b${i}`);
		const strata = await strataOf(store.read, row.id);
		await weigh(
			store,
			row.id,
			strata.map(({ band }, i) => ({ band, judged: 0, probability: shares[i] ?? 0 }))
		);
		const random = randomOf(17);
		const people = await Promise.all(Array.from({ length: 200 }, () => makePerson(store)));
		for (const who of people) await queueOf(store, row, pairDesk, random).claim(who, 8);
		const drawn = await store.read.query<{ band: number; probability: number }>(
			`select place.band, assignment.probability from assignment join place on place.item_id = assignment.item_id
			where assignment.project_id = $1`,
			row.id
		);
		expect(drawn).toHaveLength(8 * people.length);
		// Each draw stands for as many as its probability says: over all of them, once for each pair. Of 1,600 draws that
		// has a deviation of 1.4 %, so that probabilities which are wrong by a tenth are far out; the seed is fixed.
		const weights = drawn.reduce((sum, { probability }) => sum + 1 / probability, 0);
		expect(Math.abs(weights / drawn.length / shares.length - 1)).toBeLessThan(0.045);
		for (const [i, { band }] of strata.entries()) {
			const own = drawn.filter((one) => one.band === band);
			const share = shares[i] ?? 0;
			for (const { probability } of own) expect(probability).toBeCloseTo(share, 12);
			const deviation = Math.sqrt((share * (1 - share)) / drawn.length);
			expect(Math.abs(own.length / drawn.length - share)).toBeLessThan(3.3 * deviation);
		}
	});
});

describe('the weights', () => {
	it('follow a change of the order, and come when enough is new', async () => {
		const row = await made({ order: 'imported', overlap: 3 });
		await adding(row, 20, 'ant', 'bee');
		await adding(row, 20, 'cat', 'bee');
		await changeProject(store, actor, row.slug, { settings: { order: 'balanced' } });
		const balanced = { ...row, settings: { ...row.settings, order: 'balanced' as const } };
		const seen = new Map();
		await weighDue(store, statistics, seen);
		const pairs = ['["ant","bee"]', '["bee","cat"]'];
		for (const pair of pairs) expect((await sharesOf(row)).get(pair)).toBeCloseTo(0.5, 12);
		await weigh(
			store,
			row.id,
			(await strataOf(store.read, row.id)).map(({ band, models }) => ({
				band,
				judged: 0,
				probability: models === pairs[0] ? 1 : 0
			}))
		);
		const who = await makePerson(store);
		for (let n = 0; n < 9; n++) await judges(balanced, who, () => true, Math.random);
		expect(await weighDue(store, statistics, seen)).toBe(0);
		await judges(balanced, who, () => true, Math.random);
		expect(await weighDue(store, statistics, seen)).toBe(1);
		const strata = await strataOf(store.read, row.id);
		expect(strata.find(({ models }) => models === pairs[0])?.judged).toBe(10);
		expect((await sharesOf(row)).get(pairs[0] ?? '')).toBeCloseTo(0.05, 12);
	});

	it('leave out a pair of which nothing is open, and a pair that comes in is drawn at once', async () => {
		const row = await made({ order: 'informative' });
		await adding(row, 1, 'ant', 'bee');
		await adding(row, 5, 'cat', 'bee');
		const seen = new Map();
		await weighDue(store, statistics, seen);
		const who = await makePerson(store);
		for (let n = 0; n < 6; n++) await judges(row, who, () => true, Math.random);
		await adding(row, 2, 'dog', 'bee');
		expect(await judges(row, who, () => true, Math.random)).not.toBeNull();
		await weighDue(store, statistics, seen);
		const shares = await sharesOf(row);
		expect(shares.get('["ant","bee"]')).toBe(0);
		expect(shares.get('["bee","dog"]')).toBe(1);
	});

	it('count each pair by who won, whichever model was named first', async () => {
		const row = await made({ order: 'informative' });
		const won = new Set(await adding(row, 20, 'ant', 'bee'));
		await adding(row, 20, 'bee', 'ant');
		const random = randomOf(3);
		const equals = new Set(await adding(row, 40, 'cat', 'dog'));
		const who = await makePerson(store);
		// Ant always beats bee, on whichever side it stands; cat and dog are equals.
		const says = (item: string) => (equals.has(item) ? random() < 0.5 : won.has(item));
		for (let n = 0; n < 80; n++) await judges(row, who, says, random);
		await adding(row, 1, 'ant', 'bee');
		await adding(row, 1, 'cat', 'dog');
		await weighDue(store, statistics, new Map());
		const shares = await sharesOf(row);
		expect((await strataOf(store.read, row.id)).map(({ judged }) => judged)).toEqual([40, 40]);
		expect(shares.get('["cat","dog"]')).toBeGreaterThan(2 * (shares.get('["ant","bee"]') ?? 1));
	});
});

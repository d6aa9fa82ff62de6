/** The derived table of comparisons is what a rebuild makes of the judgments, whatever happened and whatever happens. */
import { beforeAll, expect, it } from 'vitest';
import { accessOf, makePerson, pairDesk, randomOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { histories, rounds } from '../../../test/setup/rounds.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { console as actor, type Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { addJudgments } from '#lib/project/add-judgments.server.ts';
import { eraseItem } from '#lib/project/erase.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { claim, type Handed } from './claim.server.ts';
import { fillComparisons, isIncomplete, rebuildComparisons } from './comparison.server.ts';
import { at, few, hashOfRater, many, wordOf, comparedIn } from './comparison.ts';
import { submit } from './submit.server.ts';

let stores: [Store, Store];
let people: Person[];
let count = 0;
beforeAll(async () => {
	const store = await freshStore();
	stores = [store, await joinStore(store.url)];
	people = await Promise.all(['one', 'two', 'three'].map((name) => makePerson(store, name)));
});

const KEYS = ['k0', 'k1', 'k2', 'k3'];
const item = (key: string, more: object = {}) => ({
	key,
	payload: {
		prompt: `Prompt of ${key}`,
		responses: [
			{ id: 'a', text: `a of ${key}`, model: 'large' },
			{ id: 'b', text: `b of ${key}, longer`, model: 'small' }
		]
	},
	...more
});
const ranking = (random: () => number) => {
	const tiers = [[['a'], ['b']], [['b'], ['a']], [['a', 'b']]][Math.floor(random() * 3)] ?? [];
	return { preference: { tiers, all_bad: random() < 0.1 } };
};

async function made(): Promise<ProjectRow> {
	const slug = `compared-${++count}`;
	const settings = { overlap: 2, swap_rate: 0.2 };
	const input = ProjectInput.parse({ slug, name: slug, stage: 'alignment', settings });
	const project = await createProject(stores[0], actor, input);
	await addItems(stores[0], actor, slug, incoming(KEYS.map((key) => item(key))));
	return project;
}
type Row = { judgment_id: string; question: string; word: string };
const table = ({ id }: ProjectRow) =>
	stores[0].read.query<Row>(
		'select judgment_id, question, word from comparison where project_id = $1 order by judgment_id, question',
		id
	);

/** What ought to be there, from the rows of judgments alone. */
async function byHand({ id }: ProjectRow): Promise<Row[]> {
	type Judged = {
		id: string;
		item_id: string;
		payload: string;
		erased_at: number | null;
		rater: string;
		kind: 'person' | 'model';
		purpose: string;
		via: string;
		counted: boolean | number;
		answers: string;
		shown: string | null;
		dwell_ms: number | null;
		supersedes: string | null;
		at: number;
	};
	const judged = await stores[0].read.query<Judged>(
		`select j.*, i.payload, i.erased_at from judgment j join item i on i.id = j.item_id
		where j.project_id = $1 order by j.id`,
		id
	);
	const revised = new Set(judged.map(({ supersedes }) => supersedes));
	return judged
		.filter(
			(one) =>
				['work', 'review'].includes(one.purpose) &&
				(Boolean(one.counted) || one.via === 'import') &&
				!revised.has(one.id) &&
				one.erased_at === null
		)
		.flatMap((one) =>
			comparedIn(
				JSON.parse(one.payload) as Payload,
				one.shown === null ? null : (JSON.parse(one.shown) as string[]),
				JSON.parse(one.answers) as Answers
			).map((compared) => ({
				judgment_id: one.id,
				question: compared.question,
				word: wordOf(compared, {
					at: one.at,
					dwellMs: one.dwell_ms,
					itemId: one.item_id,
					rater: one.rater,
					kind: one.kind
				})
			}))
		);
}

const expected = (error: unknown) => {
	const codes = ['gone', 'held', 'settled', 'not_found', 'bad_token', 'conflict'];
	if (!(error instanceof Refusal) || !codes.includes(error.code)) throw error;
};

/** People answer and change their minds, files come in, items are erased, the table is made anew: all at once. */
async function lives(project: ProjectRow, seed: number): Promise<void> {
	const random = randomOf(seed);
	const given = new Map<Person, Handed[]>(people.map((person) => [person, []]));
	let [now, ids] = [Date.now(), 0];
	const acts = [
		async (store: Store, person: Person) => {
			const { assignments } = await claim(store, accessOf(project, person), { count: 2 }, pairDesk, now);
			given.get(person)?.push(...assignments);
		},
		async (store: Store, person: Person) => {
			const mine = given.get(person) ?? [];
			const one = mine[Math.floor(random() * mine.length)];
			// Late answers are extra ones and count for nothing; the clock may go back between two answers.
			now += Math.floor(random() * 40 * 60_000) - 60_000;
			if (one)
				await submit(
					store,
					person,
					one.id,
					{ token: one.token, answers: ranking(random), ...(random() < 0.5 ? { dwell_ms: 1000 } : {}) },
					() => pairDesk,
					now
				);
		},
		async (store: Store) => {
			const rows = Array.from({ length: 3 }, () => ({
				item: KEYS[Math.floor(random() * KEYS.length)],
				rater: random() < 0.5 ? 'one@example.org' : `file ${Math.floor(random() * 3)}`,
				answers: ranking(random),
				id: `${++ids}`,
				...(random() < 0.3 ? { kind: 'model' } : {}),
				...(random() < 0.5 ? { shown: ['b', 'a'], at: '2026-03-01T09:30:00Z' } : {})
			}));
			await addJudgments(store, actor, project.slug, incoming(rows), { now: () => now });
		},
		async (store: Store) => {
			const key = `n${++ids}`;
			const judgments = [{ rater: 'inside', answers: ranking(random) }];
			await addItems(store, actor, project.slug, incoming([item(key, { judgments })]), { now: () => now });
		},
		async (store: Store) => {
			if (random() < 0.7) return;
			const [one] = await store.read.query<{ id: string }>(
				'select id from item where project_id = $1 and key = $2',
				project.id,
				KEYS[Math.floor(random() * KEYS.length)] ?? ''
			);
			if (one) await eraseItem(store, actor, project.slug, one.id, { reason: 'Asked for.' }, now);
		},
		async (store: Store) => void (await rebuildComparisons(store, project))
	];
	for (let step = 0; step < 12; step++)
		await Promise.all(
			people.map(async (person, i) => {
				const act = acts[Math.floor(random() * acts.length)];
				await act?.(stores[i % 2] ?? stores[0], person).catch(expected);
			})
		);
}

it('in random histories of answers, revisions, files and erasures, on two servers at once', async () => {
	let seen = 0;
	for (let seed = 1; seed <= Math.ceil(histories / 5); seed++) {
		const project = await made();
		await lives(project, seed);
		const found = await table(project);
		expect([seed, found]).toEqual([seed, await byHand(project)]);
		await rebuildComparisons(stores[0], project);
		expect([seed, await table(project)]).toEqual([seed, found]);
		seen += found.length;
	}
	expect(seen).toBeGreaterThan(10 * rounds);
}, 120_000);

it('whatever was damaged is made anew, and what is right is left', async () => {
	const project = await made();
	await lives(project, 7);
	await addItems(
		stores[0],
		actor,
		project.slug,
		incoming(
			Array.from({ length: 70 }, (_, i) =>
				item(`m${i}`, { judgments: [{ rater: 'inside', answers: ranking(randomOf(i)) }] })
			)
		)
	);
	const right = await table(project);
	const [first, second, third] = right;
	if (!first || !second || !third) throw new Error('There is too little.');
	await stores[0].write(async (tx) => {
		const insert = (id: string, question: string, word: string) =>
			tx.query('insert into comparison values ($1, $2, $3, $4)', project.id, id, question, word);
		await tx.query('delete from comparison where judgment_id = $1', first.judgment_id);
		await tx.query('update comparison set word = $1 where judgment_id = $2', 'A', second.judgment_id);
		await insert(third.judgment_id, 'another', third.word);
		await insert('0', 'preference', third.word);
		await insert('zzz', 'preference', third.word);
	});
	expect(await table(project)).not.toEqual(right);
	expect(await rebuildComparisons(stores[0], project)).toBeGreaterThan(64);
	expect(await table(project)).toEqual(right);
});

it('says who ranked what, when, and forgets what was revised', async () => {
	const project = await made();
	const [person] = people;
	if (!person) throw new Error('Nobody is there.');
	const { assignments } = await claim(stores[0], accessOf(project, person), { count: 1 }, pairDesk, 1e12);
	const [one] = assignments;
	if (!one) throw new Error('Nothing was handed out.');
	const says = (tiers: string[][], now: number) =>
		submit(
			stores[0],
			person,
			one.id,
			{ token: one.token, answers: { preference: { tiers } } },
			() => pairDesk,
			now
		);
	await says([['a'], ['b']], 1e12 + 5);
	await says([['b'], ['a']], 1e12 + 9);
	const [row, ...others] = await table(project);
	expect(others).toEqual([]);
	const word = row?.word ?? '';
	expect([
		many(word, at.moment, at.dwell),
		many(word, at.rater, at.prompt),
		few(word, at.many, at.head)
	]).toEqual([1e12 + 9, hashOfRater(person.email), 2]);
});

it('of what is erased nothing comes in any more, whoever is faster', async () => {
	let late = 0;
	for (let round = 0; round < 2 * rounds; round++) {
		const project = await made();
		const [own] = await stores[0].read.query<{ id: string }>(
			'select id from item where project_id = $1 and key = $2',
			project.id,
			'k1'
		);
		const rows = KEYS.map((item) => ({ item, rater: 'file', answers: ranking(randomOf(round)) }));
		const [, report] = await Promise.all([
			eraseItem(stores[round % 2] ?? stores[0], actor, project.slug, own?.id ?? '', { reason: 'Asked for.' }),
			addJudgments(stores[0], actor, project.slug, incoming(rows))
		]);
		// Where it was read before it was erased, the judgment is there, and says nothing of models.
		if (report.created === KEYS.length) late++;
		expect(await table(project)).toEqual(await byHand(project));
		expect(await table(project)).toHaveLength(KEYS.length - 1);
	}
	expect(late).toBeGreaterThan(0);
});

it('a database that is older than the table gets it once', async () => {
	const project = await made();
	await lives(project, 3);
	const right = await table(project);
	expect(right.length).toBeGreaterThan(0);
	await stores[0].write(async (tx) => {
		await tx.query('delete from comparison');
		await tx.query(`insert into setting (name, value) values ('comparisons', '"missing"')`);
	});
	const stopped = AbortSignal.abort();
	await fillComparisons(stores[0], stopped);
	expect(await isIncomplete(stores[0].read)).toBe(true);
	await fillComparisons(stores[0], new AbortController().signal);
	expect(await isIncomplete(stores[0].read)).toBe(false);
	expect(await table(project)).toEqual(right);
});

/** How much people agree, asked of what they judged: imported, counted, revised, and of gold nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { projectBySlug } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { addJudgments } from '#lib/project/add-judgments.server.ts';
import { eraseItem } from '#lib/project/erase.server.ts';
import { makeGold, unmakeGold } from '#lib/project/gold.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { cohenKappa } from '#lib/stats/cohen.ts';
import { personIn } from '../../../test/setup/actors.ts';
import { plainDesk, queueOf } from '../../../test/setup/queue.ts';
import { histories } from '../../../test/setup/rounds.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { seeded } from '../../../test/setup/seeded.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { AgreementQuery, type AgreementView, type QuestionView } from './agreement.ts';
import { agreement } from './agreement.server.ts';
import { newColumns } from './columns.ts';
import { bringUpTo } from './columns.server.ts';
import { people as peopleIn } from './people.server.ts';
import { sendBack } from './send-back.server.ts';
import { openStatistics } from './statistics.server.ts';

let store: Store;
let lead: Person;
let people: Person[];
const reads: string[] = [];

/** The thread's own answers, without the thread. */
function statisticsOf(): Answering {
	const answer = openStatistics();
	const read = {
		...store.read,
		query: (text: string, ...values: never[]) => {
			reads.push(text);
			return store.read.query(text, ...values);
		}
	} as Store['read'];
	return {
		ask: (_asker, question: Json) => answer({ read, question, pause: () => Promise.resolve() }),
		wake() {},
		stop: () => Promise.resolve()
	};
}

const asked = (slug: string, query: object = {}, statistics = statisticsOf()): Promise<AgreementView> =>
	agreement(store, statistics, lead, slug, AgreementQuery.parse(query));
const measuresOf = ({ measures }: QuestionView) =>
	Object.fromEntries(measures.map(({ measure, value, reason }) => [measure, value ?? reason]));

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'tone', type: 'label', options: [{ value: 'warm' }, { value: 'cold' }, { value: 'dry' }] },
		{ name: 'stars', type: 'rating', min: 1, max: 5, required: false },
		{ name: 'topics', type: 'labels', options: [{ value: 'rye' }, { value: 'rain' }], required: false },
		{
			name: 'parts',
			type: 'spans',
			field: 'text',
			options: [{ value: 'a' }, { value: 'b' }],
			required: false
		},
		{ name: 'why', type: 'text', required: false }
	]
};

let count = 0;
async function annotated(
	votes: { item: string; rater: string; answers: object; at?: string }[],
	metadata = {}
) {
	const slug = `agreement-${++count}`;
	await createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage: 'annotation', form }));
	const keys = [...new Set(votes.map(({ item }) => item))];
	await addItems(
		store,
		lead,
		slug,
		incoming(
			keys.map((key) => ({ key, payload: { text: `text of ${key}` }, metadata: { of: key, ...metadata } }))
		)
	);
	await addJudgments(store, lead, slug, incoming(votes));
	return slug;
}
const vote = (item: string, rater: string, tone: string, more: object = {}, at?: string) => ({
	item,
	rater,
	answers: { tone, ...more },
	...(at && { at })
});

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'admin');
	people = [
		await personIn(store, 'ann@example.org', 'annotator'),
		await personIn(store, 'ben@example.org', 'annotator'),
		await personIn(store, 'cem@example.org', 'annotator')
	];
});

const two = [
	vote('1', 'ana', 'warm', {
		stars: 5,
		topics: ['rye'],
		parts: [{ start: 0, end: 4, label: 'a', quote: 'text' }]
	}),
	vote('1', 'bo', 'warm', {
		stars: 4,
		topics: ['rye', 'rain'],
		parts: [{ start: 0, end: 4, label: 'a', quote: 'text' }]
	}),
	vote('2', 'ana', 'warm', { stars: 2, topics: ['rain'], parts: [] }),
	vote('2', 'bo', 'cold', {
		stars: 2,
		topics: ['rain'],
		parts: [{ start: 0, end: 4, label: 'b', quote: 'text' }]
	}),
	vote('3', 'ana', 'cold'),
	vote('3', 'bo', 'cold'),
	vote('4', 'ana', 'dry')
];

it('tells every measure that fits a question, and of words of one’s own why there is none', async () => {
	const { questions } = await asked(await annotated(two));
	const [tone, stars, topics, parts, why] = questions as [
		QuestionView,
		QuestionView,
		QuestionView,
		QuestionView,
		QuestionView
	];
	expect(tone).toMatchObject({ units: 3, people: 2, judgments: 7, main: 'alpha_nominal' });
	// Three units, of which one differs; six values, three of them cold: alpha is 1 - 5 * 2 / (36 - 18).
	expect(measuresOf(tone)).toMatchObject({
		percent: 2 / 3,
		alpha_nominal: 1 - 10 / 18,
		cohen: expect.closeTo(0.4, 12) as number
	});
	expect(tone.labels).toEqual(['warm', 'cold', 'dry']);
	expect(tone.confusion).toEqual([
		[2, 1, 0],
		[1, 2, 0],
		[0, 0, 0]
	]);
	expect(tone.measures.every(({ low }) => low === null)).toBe(true);
	expect(Object.keys(measuresOf(stars))).toEqual([
		'alpha_ordinal',
		'alpha_interval',
		'alpha_ratio',
		'percent',
		'cohen',
		'fleiss',
		'ac1'
	]);
	expect(measuresOf(stars).percent).toBe(1 / 2);
	expect(measuresOf(topics)).toEqual({ f1_exact: 4 / 5, f1_overlap: 4 / 5 });
	expect(measuresOf(parts)).toEqual({ f1_exact: 2 / 3, f1_overlap: 2 / 3 });
	expect(parts.labels).toEqual(['a', 'b']);
	expect(parts.confusion).toEqual([
		[2, 0, 0],
		[0, 0, 1],
		[0, 1, 0]
	]);
	expect([why.reason, why.main, why.measures]).toEqual(['free_text', null, []]);
});

it('of each person the latest stands; gold is left out; what came since is read alone', async () => {
	const slug = await annotated(two);
	const statistics = statisticsOf();
	const before = await asked(slug, { question: 'tone' }, statistics);
	expect(measuresOf(before.questions[0] as QuestionView).percent).toBe(2 / 3);
	await addJudgments(
		store,
		lead,
		slug,
		incoming([vote('2', 'bo', 'warm', {}, '2030-01-01T00:00:00Z'), vote('4', 'bo', 'warm')])
	);
	reads.length = 0;
	const after = await asked(slug, { question: 'tone' }, statistics);
	expect(after.questions[0]).toMatchObject({ units: 4, judgments: 8 });
	expect(measuresOf(after.questions[0] as QuestionView).percent).toBe(3 / 4);
	expect(after).toEqual(await asked(slug, { question: 'tone' }));
	const [{ id } = { id: '' }] = await store.read.query<{ id: string }>(
		"select item.id from item join project on project.id = item.project_id where slug = $1 and key = '4'",
		slug
	);
	await makeGold(store, lead, slug, id, { answers: { tone: 'dry' } });
	const without = await asked(slug, { question: 'tone' }, statistics);
	expect(without.questions[0]).toMatchObject({ units: 3, judgments: 6 });
	expect(without).toEqual(await asked(slug, { question: 'tone' }));
	// Nothing came, so nothing is read but that.
	reads.length = 0;
	await asked(slug, { question: 'tone' }, statistics);
	expect(reads.filter((text) => /judgment/.test(text))).toEqual([]);
});

it('one reading serves agreement and how people judge', async () => {
	const slug = await annotated(two);
	const statistics = statisticsOf();
	await asked(slug, {}, statistics);
	reads.length = 0;
	const { people: found } = await peopleIn(store, statistics, lead, slug, {});
	expect(found.map(({ rater, judgments }) => [rater, judgments])).toEqual([
		['ana', 4],
		['bo', 3]
	]);
	expect(reads.filter((text) => /from judgment/.test(text))).toEqual([]);
});

it('no judgment is read twice, though what came late is looked for again', async () => {
	const slug = await annotated(two);
	const project = await projectBySlug(store.read, slug);
	if (!project) throw new Error('no project');
	const columns = newColumns(project.id, await formOf(store.read, project));
	const upToNow = async () =>
		bringUpTo(store.read, columns, await seal(store), () => Promise.resolve()).then(
			() => columns.item.length
		);
	expect(await upToNow()).toBe(7);
	await addJudgments(store, lead, slug, incoming([vote('4', 'bo', 'warm')]));
	expect(await upToNow()).toBe(8);
	expect(await upToNow()).toBe(8);
});

it('filters by person, time, tag and guidelines, and leads to the items behind a cell', async () => {
	const slug = await annotated([
		...two,
		vote('5', 'ana', 'warm', {}, '2026-01-01T00:00:00Z'),
		vote('5', 'cy', 'cold', {}, '2026-01-02T00:00:00Z')
	]);
	const unitsOf = async (query: object) =>
		(await asked(slug, { question: 'tone', ...query })).questions[0]?.units;
	expect(await unitsOf({})).toBe(4);
	expect(await unitsOf({ rater: 'cy' })).toBe(1);
	expect(await unitsOf({ rater: 'nobody' })).toBe(0);
	expect(await unitsOf({ from: '2026-01-01T00:00:00Z', to: '2026-01-03T00:00:00Z' })).toBe(1);
	expect(await unitsOf({ to: '2026-01-02T00:00:00Z' })).toBe(0);
	expect(await unitsOf({ tag: 'of:1,of:2' })).toBe(2);
	expect(await unitsOf({ guidelines: 7 })).toBe(0);
	const { cell } = await asked(slug, { question: 'tone', one: 'warm', other: 'cold' });
	expect([cell?.items, cell?.first.map(({ key }) => key).sort()]).toEqual([2, ['2', '5']]);
	const marked = await asked(slug, { question: 'parts', one: 'b', other: '' });
	expect(marked.cell?.first.map(({ key }) => key)).toEqual(['2']);
	await expect(asked(slug, { question: 'nothing' })).rejects.toMatchObject({ code: 'unknown_question' });
});

it('a model that judges stands beside people and is counted among none of them', async () => {
	const slug = await annotated([
		...two,
		...['1', '2', '3'].map((item) => ({ ...vote(item, 'judge-1', 'warm'), kind: 'model' }))
	]);
	const { questions } = await asked(slug, { question: 'tone' });
	expect(questions[0]).toMatchObject({ people: 2, units: 3 });
	// People are at one on two of the three.
	expect(questions[0]?.models).toMatchObject([{ rater: 'judge-1', units: 2, percent: { value: 1 / 2 } }]);
	expect((await asked(slug, { question: 'tone', kind: 'model' })).questions[0]).toMatchObject({
		people: 1,
		units: 0
	});
});

it('of rankings every two responses are compared, and whole orders where there are more', async () => {
	const slug = `agreement-${++count}`;
	await createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
	const ids = ['a', 'b', 'c'];
	await addItems(
		store,
		lead,
		slug,
		incoming([
			{ key: '1', payload: { prompt: 'Why?', responses: ids.map((id) => ({ id, text: `${id} says` })) } },
			{
				key: '2',
				payload: { prompt: 'Why?', responses: ids.slice(0, 2).map((id) => ({ id, text: `${id} says` })) }
			}
		])
	);
	const ranks = (item: string, rater: string, ...tiers: string[][]) => ({
		item,
		rater,
		answers: { preference: { tiers } }
	});
	await addJudgments(
		store,
		lead,
		slug,
		incoming([
			ranks('1', 'ana', ['a'], ['b'], ['c']),
			ranks('1', 'bo', ['a'], ['c'], ['b']),
			ranks('2', 'ana', ['a', 'b']),
			ranks('2', 'bo', ['a', 'b'])
		])
	);
	const [found] = (await asked(slug)).questions;
	expect(found).toMatchObject({ of: 'pair', units: 4, judgments: 8, groups: 1 });
	expect(measuresOf(found as QuestionView)).toMatchObject({ percent: 3 / 4, tau_b: 1 / 3, spearman: 1 / 2 });
	expect(found?.pairs).toMatchObject([{ first: 'ana', second: 'bo', units: 4 }]);
});

it('is the same in whatever order judgments came', async () => {
	const random = seeded(4);
	const of = (all: string[]): string => all[Math.floor(random() * all.length)] ?? '';
	const votes = Array.from({ length: 40 }, (_, i) =>
		['ana', 'bo', 'cy'].map((rater) =>
			vote(
				`${i}`,
				rater,
				of(['warm', 'cold', 'dry']),
				{ stars: 1 + Math.floor(random() * 5), topics: ['rye', 'rain'].filter(() => random() < 0.5) },
				`2026-01-0${1 + (i % 9)}T00:00:00Z`
			)
		)
	).flat();
	const [there, back] = [
		await asked(await annotated(votes)),
		await asked(await annotated(votes.toReversed()))
	];
	expect(there.questions.flatMap(({ pairs }) => pairs.filter(({ low }) => low !== null)).length).toBe(9);
	expect(back.questions).toEqual(there.questions);
});

/** A history of so many acts, and after each what is kept says what is read from the beginning. */
async function history(seed: number): Promise<void> {
	const random = seeded(seed);
	const below = (many: number) => Math.floor(random() * many);
	const one = <T>(all: readonly T[]): T => all[below(all.length)] as T;
	const slug = `agreement-${++count}`;
	await createProject(
		store,
		lead,
		ProjectInput.parse({ slug, name: slug, stage: 'annotation', form, settings: { overlap: 2 } })
	);
	const project = await projectBySlug(store.read, slug);
	if (!project) throw new Error('no project');
	const keys = Array.from({ length: 16 }, (_, i) => `${i}`);
	await addItems(store, lead, slug, incoming(keys.map((key) => ({ key, payload: { text: 'text of it' } }))));
	const items = await store.read.query<{ id: string }>(
		'select id from item where project_id = $1',
		project.id
	);
	const queue = queueOf(store, project, plainDesk);
	const answers = () => ({
		tone: one(['warm', 'cold', 'dry']),
		...(random() < 0.8 && { stars: 1 + below(5) }),
		...(random() < 0.8 && { topics: ['rye', 'rain'].filter(() => random() < 0.5) }),
		...(random() < 0.8 && {
			parts: random() < 0.3 ? [] : [{ start: below(2), end: 3 + below(2), label: one(['a', 'b']), quote: '' }]
		})
	});
	const imported = () => ({
		item: one(keys),
		rater: one(['ana', 'bo', 'cy', 'dee']),
		answers: { ...answers(), parts: [] },
		at: new Date(Date.UTC(2026, 0, 1 + below(30))).toISOString(),
		kind: one(['person', 'person', 'person', 'model'])
	});
	const acts: (() => Promise<unknown>)[] = [
		() => addJudgments(store, lead, slug, incoming(Array.from({ length: 1 + below(6) }, imported))),
		async () => {
			for (const who of people)
				for (const mine of (await queue.claim(who, 2)).assignments) await queue.submit(who, mine, answers());
		},
		() => makeGold(store, lead, slug, one(items).id, { answers: { tone: 'dry' } }),
		() => unmakeGold(store, lead, slug, one(items).id),
		() => eraseItem(store, lead, slug, one(items).id, { reason: 'asked for' }),
		() => resolveItem(store, lead, slug, one(items).id, { answers: { tone: 'warm' } }),
		() => sendBack(store, lead, slug, one(items).id, { comment: 'look again' }, () => plainDesk)
	];
	await addJudgments(store, lead, slug, incoming(Array.from({ length: 60 }, imported)));
	const kept = statisticsOf();
	const queries = [{}, { kind: 'model' }, { question: 'tone', one: 'warm', other: 'cold' }, { rater: 'ana' }];
	for (let step = 0; step < 10; step++) {
		const query = one(queries);
		expect(await asked(slug, query, kept)).toEqual(await asked(slug, query));
		const found = await peopleIn(store, kept, lead, slug, { person: 'ana' });
		expect(found).toEqual(await peopleIn(store, statisticsOf(), lead, slug, { person: 'ana' }));
		await one(acts)().catch((error: unknown) => {
			// What cannot be done now is an act that did nothing.
			if (!(error instanceof Refusal)) throw error;
		});
	}
}

it('what is kept and added to says what is read from the beginning, whatever happened meanwhile', async () => {
	for (let seed = 1; seed <= Math.max(3, Math.floor(histories / 10)); seed++) await history(seed);
}, 120_000);

/** Published pairs with three raters as columns. They lie beside the project and are not ours to ship. */
const published = join('..', 'shared', 'data', 'pandalm', 'testset-v1.json');
type Published = Record<string, unknown> & { idx: number };
const columns = [1, 2, 3].map((n) => `annotator${n}`);
const couples = [
	['annotator1', 'annotator2'],
	['annotator1', 'annotator3'],
	['annotator2', 'annotator3']
] as const;

it.skipIf(!existsSync(published))(
	'published raters agree as published, on all rows and on those that come in',
	async () => {
		const rows = JSON.parse(readFileSync(published, 'utf8')) as Published[];
		expect(rows.length).toBe(999);
		const raw = couples.map(([one, other]) => {
			const counts = new Float64Array(9);
			for (const row of rows) {
				const at = Number(row[one]) * 3 + Number(row[other]);
				counts[at] = (counts[at] ?? 0) + 1;
			}
			return cohenKappa(counts, 3).kappa?.toFixed(2);
		});
		expect(raw.toSorted()).toEqual(['0.85', '0.86', '0.88']);

		const whole = rows.filter(
			({ response1, response2 }) => typeof response1 === 'string' && typeof response2 === 'string'
		);
		const tiers: Record<string, string[][]> = { 0: [['a', 'b']], 1: [['a'], ['b']], 2: [['b'], ['a']] };
		const slug = `agreement-${++count}`;
		await createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
		await addItems(
			store,
			lead,
			slug,
			incoming(
				whole.map(({ idx, instruction, input, response1, response2 }) => ({
					key: String(idx),
					payload: {
						prompt: `${String(instruction)}\n${String(input)}`,
						responses: [
							{ id: 'a', text: response1 },
							{ id: 'b', text: response2 }
						]
					}
				}))
			)
		);
		await addJudgments(
			store,
			lead,
			slug,
			incoming(
				whole.flatMap((row) =>
					columns.map((rater) => ({
						item: String(row.idx),
						rater,
						answers: { preference: { tiers: tiers[String(row[rater])] } }
					}))
				)
			)
		);
		const [view] = (await asked(slug)).questions;
		expect(view).toMatchObject({ units: 993, people: 3, labels: ['a', 'b', 'tie'] });
		expect(view?.pairs.map(({ value }) => value?.toFixed(4)).toSorted()).toEqual([
			'0.8512',
			'0.8674',
			'0.8849'
		]);
		expect(
			view?.pairs.every(
				({ low, value, high }) =>
					low !== null && value !== null && high !== null && low < value && value < high
			)
		).toBe(true);
	}
);

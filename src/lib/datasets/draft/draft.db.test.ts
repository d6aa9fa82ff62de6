/** What is counted before a version is made is what the version says when it is there, whatever is chosen. */
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { console as onTheMachine, type Person } from '#lib/auth/actor.ts';
import { projectBySlug } from '#lib/auth/access.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { makeGold } from '#lib/project/gold.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import type { Param, ReadDb, Store } from '#lib/schema/store.server.ts';
import { personIn } from '../../../../test/setup/actors.ts';
import { rounds } from '../../../../test/setup/rounds.ts';
import { ndjson } from '../../../../test/setup/rows.ts';
import { acts, always, newAgent, newRuntime, somebody } from '../../../../test/setup/runtime.ts';
import { freshStore } from '../../../../test/setup/store.ts';
import { importBytes } from '../import.server.ts';
import { formats, targetOf } from '../targets/list.ts';
import type { Target } from '../targets/target.ts';
import { SHOWN, type Show } from '../shown.ts';
import { buildVersion } from '../version/build.server.ts';
import { PreviewInput, type Recipe } from '../version/recipe.ts';
import { lackOf, pin } from '../version/sources.server.ts';
import { lookAhead } from './ahead.server.ts';
import { countDraft } from './count.server.ts';
import { weightOfTexts } from './family.server.ts';
import { newMemory, type Memory } from './memory.server.ts';

let store: Store;
let runtime: string;
let lead: Person;

const bring = (slug: string, kind: 'items' | 'judgments', rows: object[]) =>
	importBytes(store, onTheMachine, slug, ndjson(...rows), { kind, mapping: null, format: 'ndjson' });

/** The same numbers at every run. */
function dice(seed: number) {
	let at = seed;
	return (many: number): number => {
		at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((at / 2 ** 32) * many);
	};
}

const raters = ['u', 'v', 'w', 'x'].map((name) => `${name}@example.org`);
const day = (n: number) => `2026-01-${String(n + 1).padStart(2, '0')}T00:00:00Z`;
const texts = ['', ' ', 'Rye.', 'Rye. ', 'Wheat.', 'A longer answer about wheat.', 'Barley grows.'];
/** Answers that no trainer takes, each for a reason of its own: which is told depends on the side. */
const odd = [
	{ messages: [{ role: 'critic', content: 'Too long.' }] },
	{
		messages: [
			{ role: 'assistant', content: 'Rye.' },
			{ role: 'user', content: 'Why?' }
		]
	}
];
const topics = ['rain', 'bread', 'bridges', 'clocks'];

/** Of two to four responses each, some blank or the same, some whose prompts are nearly the same. */
async function rankings(slug: string, seed: number, many: number): Promise<void> {
	const roll = dice(seed);
	// Where no rule is named, each follows its own.
	const settings = { consensus: slug === 'more' ? 'adjudication' : 'majority' };
	const input = ProjectInput.parse({ slug, name: slug, stage: 'alignment', settings });
	await createProject(store, onTheMachine, input);
	const items = Array.from({ length: many }, (_, i) => ({
		key: `k${i}`,
		metadata: { topic: topics[roll(4)] ?? '', tags: [`t${roll(3)}`, `t${roll(3)}`], level: roll(3) },
		payload: {
			prompt:
				roll(8) === 0
					? [{ role: 'tool', content: 'What a tool found.' }]
					: `Explain to a child of seven years how ${topics[roll(4)]} comes about, number ${roll(6)}.`,
			responses: Array.from({ length: 2 + roll(3) }, (_, r) => ({
				id: `r${r}`,
				...(odd[roll(12)] ?? { text: texts[roll(texts.length)] ?? '' }),
				model: `m${r}`
			}))
		}
	}));
	const votes = items.flatMap(({ key, payload }) =>
		raters.flatMap((rater) => {
			if (roll(4) === 0) return [];
			const ids = payload.responses.map(({ id }) => id).slice(0, roll(6) === 0 ? 1 : undefined);
			const tiers: string[][] = [];
			for (const id of ids) {
				const at = roll(tiers.length + 1);
				if (roll(3) === 0 && tiers[at]) tiers[at].push(id);
				else tiers.splice(at, 0, [id]);
			}
			const preference = { tiers, strength: roll(2) + 1, ...(roll(9) === 0 && { all_bad: true }) };
			return [{ item: key, rater, at: day(roll(20)), answers: { preference } }];
		})
	);
	await bring(slug, 'items', items);
	await bring(slug, 'judgments', votes);
	const found = await store.read.query<{ id: string; key: string }>(
		'select item.id, item.key from item join project on project.id = item.project_id where slug = $1',
		slug
	);
	// As one of the people might have said it, so that who said it makes the difference.
	for (const { id } of found.filter(({ key }) => /^k\d$/.test(key))) {
		const answers = { preference: { tiers: roll(2) ? [['r1'], ['r0']] : [['r0'], ['r1']], strength: 1 } };
		await resolveItem(store, lead, slug, id, { answers });
	}
}

const form = {
	fields: [
		{ name: 'question', type: 'text' },
		{ name: 'talk', type: 'chat' },
		{ name: 'text', type: 'text' }
	],
	questions: [
		{ name: 'tone', type: 'label', options: [{ value: 'warm' }, { value: 'cold' }], required: false },
		{ name: 'rated', type: 'rating', field: 'talk', min: 1, max: 5 },
		{
			name: 'steps',
			type: 'spans',
			field: 'text',
			options: [{ value: 'right' }, { value: 'wrong' }],
			required: false
		},
		{ name: 'note', type: 'text', required: false }
	]
};

async function labels(slug: string, seed: number, many: number): Promise<void> {
	const roll = dice(seed);
	await createProject(
		store,
		onTheMachine,
		ProjectInput.parse({
			slug,
			name: slug,
			stage: 'annotation',
			form,
			settings: { consensus: 'dawid_skene' }
		})
	);
	const text = 'One and one is two.';
	const items = Array.from({ length: many }, (_, i) => ({
		key: `k${i}`,
		metadata: { topic: topics[roll(4)] ?? '', tags: [`t${roll(3)}`] },
		payload: {
			question: `What is said about ${topics[roll(4)]}, number ${roll(5)}, in a sentence?`,
			talk: [
				{ role: 'user', content: `Say something about ${topics[roll(4)]}.` },
				{ role: 'assistant', content: texts[roll(texts.length)] ?? '' }
			],
			text
		}
	}));
	const span = () => {
		const start = roll(4);
		const end = start + 1 + roll(8);
		return { start, end, label: roll(2) ? 'right' : 'wrong', quote: text.slice(start, end) };
	};
	const votes = items.flatMap(({ key }) =>
		raters.flatMap((rater) =>
			roll(4) === 0
				? []
				: [
						{
							item: key,
							rater,
							at: day(roll(20)),
							answers: {
								...(roll(4) && { tone: roll(3) ? 'warm' : 'cold' }),
								rated: 1 + roll(5),
								...(roll(3) && { steps: [span()] }),
								...(roll(3) === 0 && { note: texts[4 + roll(2)] })
							}
						}
					]
		)
	);
	const model = items.slice(0, 9).map(({ key }) => {
		const answers = { tone: 'cold', rated: 1 };
		return { item: key, rater: 'tagger', kind: 'model', at: day(4), answers };
	});
	await bring(slug, 'items', items);
	await bring(slug, 'judgments', [...votes, ...model]);
}

/** Rankings, and of each response what it is by itself: a rating, or one of two words. */
const ofResponses = {
	rated: [{ name: 'good', type: 'rating', of: 'responses', min: 1, max: 5, required: false }],
	judged: [
		{ name: 'preference', type: 'ranking' },
		{ name: 'kind', type: 'label', options: [{ value: 'plain' }, { value: 'odd' }] },
		{
			name: 'fits',
			type: 'label',
			of: 'responses',
			options: [{ value: 'yes' }, { value: 'no' }],
			when: { kind: ['plain'] },
			required: false
		}
	]
};

async function responses(slug: keyof typeof ofResponses, seed: number, many: number): Promise<void> {
	const roll = dice(seed);
	const questions = ofResponses[slug];
	await createProject(
		store,
		onTheMachine,
		ProjectInput.parse({ slug, name: slug, stage: 'alignment', form: { questions } })
	);
	const items = Array.from({ length: many }, (_, i) => ({
		key: `k${i}`,
		metadata: { topic: topics[roll(4)] ?? '', tags: [`t${roll(3)}`] },
		payload: {
			prompt: `Explain to a child of seven years how ${topics[roll(4)]} comes about, number ${roll(6)}.`,
			responses: Array.from({ length: 2 + roll(2) }, (_, r) => ({
				id: `${i}-${r}`,
				text: texts[roll(texts.length)] ?? '',
				model: `m${r}`
			}))
		}
	}));
	/** One of its responses is good for two people, and not judged by a third. */
	const shared = {
		key: 'shared',
		metadata: { topic: 'shared', tags: [] },
		payload: {
			prompt: 'What grows here?',
			responses: [
				{ id: '0-0', text: 'Rye.' },
				{ id: '0-1', text: 'Wheat.' }
			]
		}
	};
	await bring(slug, 'items', [...items, shared]);
	const votes = items.flatMap(({ key, payload }) =>
		raters.flatMap((rater) => {
			if (roll(4) === 0) return [];
			const ids = payload.responses.map(({ id }) => id);
			const said = ids.filter(() => roll(5) > 0);
			const each = (one: () => unknown) => Object.fromEntries(said.map((id) => [id, one()]));
			const kind = roll(4) ? 'plain' : 'odd';
			const answers =
				slug === 'rated'
					? { good: each(() => 1 + roll(5)) }
					: {
							preference: { tiers: ids.map((id) => [id]) },
							kind,
							...(kind === 'plain' && { fits: each(() => (roll(3) ? 'yes' : 'no')) })
						};
			return [{ item: key, rater, at: day(roll(20)), answers }];
		})
	);
	if (slug === 'rated')
		votes.push(
			{ item: 'shared', rater: raters[0] ?? '', at: day(2), answers: { good: { '0-0': 3, '0-1': 5 } } },
			{ item: 'shared', rater: raters[1] ?? '', at: day(2), answers: { good: { '0-1': 5 } } },
			{ item: 'shared', rater: raters[2] ?? '', at: day(2), answers: { good: { '0-0': 3 } } }
		);
	await bring(slug, 'judgments', votes);
}

async function verdicts(many: number): Promise<string> {
	const slug = await newRuntime(store, always('in_the_loop'));
	const [agent, one, two] = [await newAgent(store), await somebody(store), await somebody(store)];
	const { submit, review } = acts(store, slug);
	const roll = dice(7);
	for (let i = 0; i < many; i++) {
		const prompt = [{ role: 'user', content: `Pay number ${i} of ${topics[roll(4)]}` }];
		const action = { name: 'pay', args: { amount: i, note: `About ${i}` } };
		const { id } = await submit(agent, { action, ...(roll(5) && { prompt }) });
		const edited = { name: 'pay', args: { amount: i, note: `Of ${i}` } };
		const verdict = (['approve', 'reject', 'edit', 'edit'] as const)[roll(4)] ?? 'approve';
		await review(roll(2) ? one : two, id, { verdict, ...(verdict === 'edit' && { action: edited }) });
	}
	return slug;
}

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'admin');
	await rankings('pairs', 1, 40);
	await rankings('more', 2, 20);
	await labels('labels', 3, 30);
	await responses('rated', 4, 16);
	await responses('judged', 5, 16);
	runtime = await verdicts(16);
});

const policies = fc
	.record(
		{
			disagreement: fc.constantFrom('majority', 'plurality', 'unanimous', 'dawid_skene', 'adjudication'),
			ties: fc.constantFrom('count', 'ignore'),
			all_bad: fc.constantFrom('count', 'ignore'),
			pairs: fc.constantFrom('all', 'extremes', 'adjacent'),
			min_judgments: fc.integer({ min: 1, max: 3 }),
			min_agreement: fc.constantFrom(0, 0.5, 0.7, 1),
			min_strength: fc.constantFrom(0, 1.5, 2),
			only: fc.subarray(raters, { minLength: 1 }),
			since: fc.constantFrom(day(3), day(8)),
			until: fc.constantFrom(day(15), day(19)),
			answered: fc.constantFrom(['preference'], ['tone'], ['verdict'], ['tone', 'note']),
			metadata: fc.constantFrom<JsonObject>(
				{ tags: ['t0'] },
				{ topic: ['rain', 'bread'], level: [1, 2] },
				{ action: ['pay'] }
			)
		},
		{ requiredKeys: [] }
	)
	.map((some): JsonObject => some as JsonObject);

const choice = fc.record({
	format: fc.constantFrom(...formats.map(({ name }) => name)),
	projects: fc.shuffledSubarray(['pairs', 'more', 'labels', 'rated', 'judged', 'runtime'], { minLength: 1 }),
	options: fc.record({
		tools: fc.constantFrom('include', 'drop'),
		per: fc.constantFrom('item', 'judgment'),
		undecided: fc.constantFrom('include', 'drop'),
		seed: fc.integer({ min: 0, max: 3 }),
		near: fc.constantFrom(null, 0.8, 0.5),
		splits: fc.constantFrom(
			{ all: 1 },
			{ train: 0.6, test: 0.4 },
			{ train: 0.5, validation: 0.2, test: 0.3 }
		),
		policies
	})
});

async function recipeOf(target: Target, input: PreviewInput): Promise<Recipe> {
	const sources: Recipe['sources'] = [];
	for (const slug of input.projects) {
		const row = await projectBySlug(store.read, slug === 'runtime' ? runtime : slug);
		if (row && (await lackOf(store.read, target, row)) === null) sources.push(pin(row));
	}
	return { dataset: 'draft', version: 1, ...input, sources, as_of: await seal(store) };
}

/** The version itself: its manifest, and the text of its files. */
async function built(recipe: Recipe) {
	const files = new Map<string, string>();
	const manifest = await buildVersion(
		{
			read: store.read,
			step: () => {},
			put: ({ file, data }) => {
				files.set(file, (files.get(file) ?? '') + Buffer.from(data).toString());
				return Promise.resolve();
			}
		},
		recipe
	);
	return { manifest, files };
}
const linesOf = (text = ''): Json[] =>
	text
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Json);

const nobodyElse = () => Promise.resolve();

it('a preview has the numbers and the first rows of the version that would be made', async () => {
	let some = 0;
	const memory = newMemory();
	await fc.assert(
		fc.asyncProperty(choice, async ({ options, ...rest }) => {
			const parsed = PreviewInput.safeParse({ ...rest, options });
			fc.pre(parsed.success);
			const input = parsed.data;
			const target = targetOf(input.format);
			if (!target) throw new Error(input.format);
			const recipe = await recipeOf(target, input);
			const { manifest } = await built(recipe);
			const preview = await countDraft(store.read, memory, recipe, nobodyElse);
			expect(await countDraft(store.read, newMemory(), recipe, nobodyElse)).toEqual(preview);
			expect(preview.exact).toBe(true);
			expect(preview.rows).toBe(manifest.rows);
			expect(preview.people).toBe(manifest.people);
			expect(preview.splits).toEqual(manifest.splits);
			expect(preview.near_joined).toBe(manifest.leakage.near_joined);
			expect(
				preview.sources.map(({ project, examples, rows, people, dropped }) => ({
					project,
					examples,
					rows,
					people,
					dropped
				}))
			).toEqual(
				manifest.sources.map(({ project, examples, rows, people, dropped }) => ({
					project,
					examples,
					rows,
					people,
					dropped
				}))
			);
			const one = await built({ ...recipe, options: { ...input.options, splits: { all: 1 } } });
			const beside = linesOf(one.files.get('all.meta.jsonl')).slice(0, 5);
			expect(preview.first.map(({ meta }) => meta)).toEqual(beside);
			const rows = one.files.get('all.jsonl');
			if (rows !== undefined)
				expect(JSON.parse(JSON.stringify(preview.first.map(({ row }) => row)))).toEqual(
					linesOf(rows).slice(0, 5)
				);
			some += preview.rows;
			// What is learnt for the next question is as true as what was asked for.
			await lookAhead(store.read, memory, recipe);
		}),
		{ numRuns: 12 * rounds, endOnFailure: true }
	);
	expect(some).toBeGreaterThan(0);
});

/** Reads by another connection's word, and keeps how often each item's payload was among the rows. */
function watched(read: ReadDb) {
	const times = new Map<string, number>();
	const query = async (text: string, ...values: Param[]): Promise<object[]> => {
		const rows = await read.query<{ id: string; item_id?: string; payload?: string }>(text, ...values);
		for (const { id, item_id: item = id, payload } of rows)
			if (payload !== undefined) times.set(item, (times.get(item) ?? 0) + 1);
		return rows;
	};
	const get = (own: ReadDb, name: keyof ReadDb): unknown => (name === 'query' ? query : own[name]);
	return { times, db: new Proxy(read, { get } as ProxyHandler<ReadDb>) };
}

it.each<[string, string[], JsonObject]>([
	['trl-dpo', ['pairs', 'more', 'runtime'], {}],
	['ranking', ['pairs'], { per: 'judgment' }],
	['trl-kto', ['rated', 'labels', 'judged'], {}],
	['trl-kto', ['rated', 'judged'], { policies: { disagreement: 'dawid_skene' } }],
	['doccano', ['labels'], { policies: { disagreement: 'majority' } }]
])('before the first answer to %s no text of %j is read twice', async (format, projects, options) => {
	const recipe = await recipeOf(
		targetOf(format) as Target,
		PreviewInput.parse({ projects, format, options })
	);
	const { db, times } = watched(store.read);
	const { rows } = await countDraft(db, newMemory(), recipe, nobodyElse);
	const again = [...times.values()].filter((many) => many > 1);
	// Those whose rows are shown are looked up.
	expect(again.length).toBeLessThanOrEqual(5);
	expect(rows).toBeGreaterThan(5);
});

it('what was learnt of more than can be remembered is given back', async () => {
	const input = PreviewInput.parse({ projects: ['pairs'], format: 'trl-dpo' });
	const recipe = await recipeOf(targetOf(input.format) as Target, input);
	const learnt = async (memory: Memory): Promise<number> => {
		await countDraft(store.read, memory, recipe, nobodyElse);
		const families = await Promise.all(memory.kept.families.values());
		return families.reduce((sum, own) => sum + (own ? weightOfTexts(own.texts) + own.facts.size : 0), 0);
	};
	expect(await learnt(newMemory())).toBeGreaterThan(0);
	expect(await learnt(newMemory({ most: 100 }))).toBe(0);
});

it('what came since is read alone, and counted as if all were read anew', async () => {
	const LATE = 40;
	const memory = newMemory({ lateMs: LATE });
	const roll = dice(11);
	const input = PreviewInput.parse({
		projects: ['pairs', 'runtime'],
		format: 'trl-dpo',
		options: { tools: 'include' }
	});
	const labelled = PreviewInput.parse({ projects: ['labels'], format: 'doccano' });
	const [agent, operator] = [await newAgent(store), await somebody(store)];
	const itemId = async (slug: string) => {
		const rows = await store.read.query<{ id: string }>(
			'select item.id from item join project on project.id = item.project_id where slug = $1 order by item.id',
			slug
		);
		return rows[roll(rows.length)]?.id ?? '';
	};
	const moves = [
		() =>
			bring('pairs', 'judgments', [
				{ item: `k${roll(40)}`, rater: 'y@example.org', answers: { preference: { tiers: [['r1'], ['r0']] } } }
			]),
		async () => {
			const answers = { preference: { tiers: [[`r${roll(2)}`]] } };
			await resolveItem(store, lead, 'pairs', await itemId('pairs'), { answers });
		},
		async () => {
			const gold = { answers: { preference: { tiers: [['r0'], ['r1']] } } };
			await makeGold(store, lead, 'pairs', await itemId('pairs'), gold);
		},
		() =>
			bring('labels', 'judgments', [
				{ item: `k${roll(30)}`, rater: 'z@example.org', answers: { tone: 'warm', rated: 2 } }
			]),
		async () => {
			const { submit, review } = acts(store, runtime);
			const prompt = [{ role: 'user', content: `Later ${roll(1_000)}` }];
			const { id } = await submit(agent, { action: { name: 'pay', args: { amount: 1 } }, prompt });
			await review(operator, id, { verdict: 'edit', action: { name: 'pay', args: { amount: 2 + roll(9) } } });
		}
	];
	for (let i = 0; i < 4 * rounds; i++) {
		await moves[roll(moves.length)]?.();
		for (const one of [input, labelled]) {
			const recipe = await recipeOf(targetOf(one.format) as Target, one);
			const kept = await countDraft(store.read, memory, recipe, nobodyElse);
			expect(kept).toEqual(await countDraft(store.read, newMemory(), recipe, nobodyElse));
		}
		await wait(LATE / 2);
	}
});

it('what Dawid-Skene learnt is remembered by the votes that it was learnt of', async () => {
	const memory = newMemory();
	for (const only of [raters.slice(0, 3), raters])
		for (const ties of ['count', 'ignore'])
			for (const bad of ['count', 'ignore']) {
				const some = { disagreement: 'dawid_skene', ties, all_bad: bad, only };
				const options = { policies: some };
				const input = PreviewInput.parse({ projects: ['pairs', 'more'], format: 'trl-dpo', options });
				const recipe = await recipeOf(targetOf('trl-dpo') as Target, input);
				const kept = await countDraft(store.read, memory, recipe, nobodyElse);
				expect(kept).toEqual(await countDraft(store.read, newMemory(), recipe, nobodyElse));
			}
});

const toldOf = ({ sources }: { sources: Pick<Told, keyof Told>[] }) =>
	sources.map(({ rows, people, dropped }) => ({ rows, people, dropped }));
type Told = { rows: number; people: number; dropped: object };

it.each([
	['trl-dpo', ['pairs', 'more']],
	['trl-kto', ['judged']]
])('what is likeliest for %s is what is likeliest of the votes that count', async (format, projects) => {
	const memory = newMemory();
	const found = { dawid_skene: '', majority: '' };
	for (const only of [raters, raters.slice(0, 3), raters.slice(1)])
		for (const disagreement of ['dawid_skene', 'majority'] as const) {
			const options = { policies: { disagreement, only } };
			const recipe = await recipeOf(
				targetOf(format) as Target,
				PreviewInput.parse({ projects, format, options })
			);
			const told = await countDraft(store.read, memory, recipe, nobodyElse);
			expect(toldOf(told)).toEqual(toldOf((await built(recipe)).manifest));
			found[disagreement] += JSON.stringify([toldOf(told), told.first]);
		}
	expect(found.dawid_skene).not.toBe(found.majority);
});

it('behind a row of a response stand those who judged that one', async () => {
	const policies = { metadata: { topic: ['shared'] } };
	const input = PreviewInput.parse({ projects: ['rated'], format: 'trl-kto', options: { policies } });
	const recipe = await recipeOf(targetOf('trl-kto') as Target, input);
	const found = await countDraft(store.read, newMemory(), recipe, nobodyElse);
	expect(toldOf(found)).toEqual(toldOf((await built(recipe)).manifest));
	expect(found).toMatchObject({ rows: 1, people: 2 });
});

it.each([
	['trl-dpo', ['pairs', 'runtime']],
	['trl-kto', ['rated', 'labels', 'judged']],
	['judgments', ['pairs', 'rated', 'labels', 'runtime']],
	['labels', ['labels']]
])(
	'what of %s is too much to be remembered is read whole, with the same numbers',
	async (format, projects) => {
		const policies = { only: raters.slice(0, 3), metadata: { topic: ['rain', 'bread'] }, min_judgments: 3 };
		const options = { undecided: 'drop', policies };
		const input = PreviewInput.parse({ projects, format, options });
		const recipe = await recipeOf(targetOf(format) as Target, input);
		const read = await countDraft(store.read, newMemory({ most: 100 }), recipe, nobodyElse);
		const kept = await countDraft(store.read, newMemory(), recipe, nobodyElse);
		expect(read).toEqual(kept);
	}
);

describe('the items behind a number', () => {
	const ask = async (input: object, show: Show, memory = newMemory()) => {
		const parsed = PreviewInput.parse(input);
		const recipe = await recipeOf(targetOf(parsed.format) as Target, parsed);
		const found = await countDraft(store.read, memory, recipe, nobodyElse, show);
		if (!found.shown) throw new Error('Nothing is shown.');
		return { ...found, shown: found.shown, recipe };
	};
	/** Every number that a preview of some choice has, as it is asked about. */
	async function* numbersOf(input: object): AsyncGenerator<[Show, number]> {
		const { sources, splits } = await ask(input, { step: 'rows' });
		const sum = (of: (source: (typeof sources)[number]) => number) =>
			sources.reduce((all, source) => all + of(source), 0);
		yield [{ step: 'judgments' }, sum(({ judgments }) => judgments)];
		yield [{ step: 'counted' }, sum(({ counted }) => counted)];
		yield [{ step: 'examples' }, sum(({ examples }) => examples)];
		yield [{ step: 'rows' }, sum(({ rows }) => rows)];
		yield [{ drop: 'unresolved' }, sum(({ judgments, resolved }) => judgments - resolved)];
		yield [{ drop: 'uncounted' }, sum(({ resolved, counted }) => resolved - counted)];
		for (const why of new Set(sources.flatMap(({ dropped }) => Object.keys(dropped))))
			yield [{ drop: why }, sum(({ dropped }) => dropped[why] ?? 0)];
		for (const { name, rows } of splits) yield [{ split: name }, rows];
	}
	const few = { only: raters.slice(0, 3), metadata: { tags: ['t0', 't1'] } };
	const inputs: [string, object][] = [
		[
			'pairs and edits',
			{ projects: ['pairs', 'more', 'runtime'], format: 'trl-dpo', options: { policies: few } }
		],
		['labels', { projects: ['labels'], format: 'doccano', options: { policies: few } }],
		['verdicts', { projects: ['runtime'], format: 'trl-sft' }],
		['judgments as they are', { projects: ['labels'], format: 'judgments' }]
	];

	it.each(inputs)('of %s are as many as it says, remembered or read', async (name, input) => {
		let reasons = 0;
		const memory = newMemory();
		for await (const [show, number] of numbersOf(input)) {
			const kept = await ask(input, show, memory);
			expect([show, kept.shown.count]).toEqual([show, number]);
			const sum = kept.shown.first.reduce((all, { many }) => all + many, 0);
			if (kept.shown.items <= SHOWN && number > 0 && !('drop' in show)) expect(sum).toBe(number);
			expect(kept.shown.first).toHaveLength(Math.min(SHOWN, kept.shown.items));
			expect((await ask(input, show, newMemory({ most: 100 }))).shown).toEqual(kept.shown);
			if ('drop' in show && number > 0) reasons++;
		}
		expect(reasons > 0).toBe(name !== 'judgments as they are');
	});

	it('are those whose rows stand in the file', async () => {
		const options = { splits: { train: 0.6, test: 0.4 }, near: null };
		const input = { projects: ['more'], format: 'trl-dpo', options };
		const { shown, recipe } = await ask(input, { split: 'test' });
		const { files } = await built(recipe);
		const beside = linesOf(files.get('test.meta.jsonl')) as { item: string }[];
		expect(new Set(shown.first.map(({ item }) => item))).toEqual(new Set(beside.map(({ item }) => item)));
		expect(shown.first[0]?.line).not.toBe('');
	});

	it('are none of a reason or a file that there is not', async () => {
		const nothing = { count: 0, items: 0, first: [] };
		const input = { projects: ['more'], format: 'trl-dpo' };
		expect((await ask(input, { drop: 'never_heard_of' })).shown).toEqual(nothing);
		expect((await ask(input, { split: 'elsewhere' })).shown).toEqual(nothing);
	});
});

describe('filters of a version', () => {
	/** Where its rows come from. */
	const from = async (format: string, project: string, policies: object): Promise<JsonObject[]> => {
		const options = { splits: { all: 1 }, tools: 'include', policies };
		const input = PreviewInput.parse({ projects: [project], format, options });
		const { files } = await built(await recipeOf(targetOf(format) as Target, input));
		return linesOf(files.get('all.meta.jsonl')) as JsonObject[];
	};
	const itemsOf = async (project: string) =>
		new Map(
			(
				await store.read.query<{ key: string; metadata: string }>(
					'select item.key, item.metadata from item join project on project.id = item.project_id where slug = $1',
					project
				)
			).map(({ key, metadata }) => [key, JSON.parse(metadata) as JsonObject])
		);

	it.each([
		['pairs', 'trl-dpo'],
		['labels', 'doccano']
	])('items of %s by their metadata: those rows, and no other', async (project, format) => {
		const items = await itemsOf(project);
		const is = ({ item }: JsonObject) => (items.get(String(item))?.tags as string[]).includes('t0');
		const all = await from(format, project, {});
		const some = await from(format, project, { metadata: { tags: ['t0'] } });
		expect(some).toEqual(all.filter(is));
		expect(some.length).toBeGreaterThan(0);
		expect(some.length).toBeLessThan(all.length);
	});

	it('decisions by their action and risk', async () => {
		const all = await from('trl-kto', 'runtime', {});
		expect(all.length).toBeGreaterThan(0);
		expect(await from('trl-kto', 'runtime', { metadata: { action: ['pay'] } })).toEqual(all);
		expect(await from('trl-kto', 'runtime', { metadata: { action: ['refund'] } })).toEqual([]);
	});

	it('judgments by the questions that they answer', async () => {
		const raters = async (policies: object) =>
			(await from('doccano', 'labels', policies)).flatMap((meta) => meta.raters as string[]).length;
		const [all, some] = [await raters({}), await raters({ answered: ['note'] })];
		expect(some).toBeGreaterThan(0);
		expect(some).toBeLessThan(all);
	});
});

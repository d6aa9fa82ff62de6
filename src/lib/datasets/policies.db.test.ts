/**
 * Every policy on the same eight items, whose rows were counted by hand: as a download and as a version of a dataset; and
 * what becomes of files where a project's consensus is another one than the majority.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { console as actor } from '#lib/auth/actor.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject, readProject } from '#lib/project/project.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { personIn } from '../../../test/setup/actors.ts';
import { collect, ndjson } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { ExportQuery, type LabelsReport, type PairsReport } from './export.ts';
import { exportFile, exportReport } from './export.server.ts';
import { importBytes } from './import.server.ts';
import { policiesOf } from './policy-query.ts';
import { buildVersion } from './version/build.server.ts';
import { DatasetOptions, type Recipe } from './version/recipe.ts';
import { pin } from './version/sources.server.ts';

/** Ann judges in January, Bob in February, and so on. */
const people = ['ann', 'bob', 'cyd', 'dan', 'eve'];
const months = Object.fromEntries(people.map((name, i) => [name, `2026-0${i + 1}-01T00:00:00Z`]));

/** What each says, best first, with the strength in figures; `bad`: all bad. */
const said: Record<string, Record<string, string>> = {
	clear: { ann: 'a>b 3', bob: 'a>b 2', cyd: 'a>b 1' },
	most: { ann: 'a>b 1', bob: 'a>b 1', cyd: 'b>a 3' },
	more: { ann: 'a>b', bob: 'a>b', cyd: 'b>a', dan: 'a=b', eve: 'bad' },
	tied: { ann: 'a>b', bob: 'a=b' },
	poor: { ann: 'b>a', bob: 'bad' },
	once: { ann: 'b>a' },
	long: { ann: 'b>a>d>c', bob: 'b>a>d>c' },
	even: { ann: 'a>b', bob: 'b>a' }
};

const answersOf = (text: string): object => {
	const [order = '', strength = '0'] = text.split(' ');
	if (order === 'bad') return { preference: { tiers: [['a', 'b']], all_bad: true } };
	return {
		preference: { tiers: order.split('>').map((tier) => tier.split('=')), strength: Number(strength) }
	};
};

let store: Store;
beforeAll(async () => {
	store = await freshStore();
	await createProject(store, actor, ProjectInput.parse({ slug: 'p', name: 'P', stage: 'alignment' }));
	const bring = (kind: 'items' | 'judgments', rows: object[]) =>
		importBytes(store, actor, 'p', ndjson(...rows), { kind, mapping: null, format: 'ndjson' });
	await bring(
		'items',
		Object.keys(said).map((key) => ({
			key,
			payload: {
				prompt: key,
				responses: (key === 'long' ? ['a', 'b', 'c', 'd'] : ['a', 'b']).map((id) => ({ id, text: id }))
			}
		}))
	);
	const votes = Object.entries(said).flatMap(([item, by]) =>
		Object.entries(by).map(([rater, text]) => ({ item, rater, at: months[rater], answers: answersOf(text) }))
	);
	const report = await bring('judgments', votes);
	expect(report.errors).toEqual([]);
});

const queryOf = (address: string) =>
	ExportQuery.parse(Object.fromEntries(new URLSearchParams(`format=trl-dpo&${address}`)));

type Row = Record<'prompt' | 'chosen' | 'rejected', { content: string }[]>;
const brief = (lines: string) =>
	lines
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Row)
		.map(({ prompt, chosen, rejected }) =>
			[prompt[0]?.content, ' ', chosen[0]?.content, '>', rejected[0]?.content].join('')
		);

async function downloaded(address: string): Promise<string> {
	return (await collect((await exportFile(store, actor, 'p', queryOf(address))).lines)).join('');
}

/** The same as a version, whose only split is everything. */
async function built(address: string, more: object = {}): Promise<string> {
	const { per } = queryOf(address);
	const policies = { ...policiesOf(queryOf(address)), ...more };
	const options = DatasetOptions.parse({ per, policies, splits: { all: 1 } });
	const { row } = await readProject(store, actor, 'p');
	const { asOf } = await exportFile(store, actor, 'p', queryOf(''));
	let text = '';
	await buildVersion(
		{
			read: store.read,
			put: async ({ file, data }) => void (file === 'all.jsonl' && (text += Buffer.from(data).toString())),
			step: () => {}
		},
		{ dataset: 'd', version: 1, format: 'trl-dpo', options, sources: [pin(row)], as_of: asOf }
	);
	return text;
}

const long = ['b>a', 'a>c', 'a>d', 'b>c', 'b>d', 'd>c'].map((pair) => `long ${pair}`);
const usual = ['clear a>b', 'most a>b', 'once b>a', ...long];
const asAnnSays = [
	'clear a>b',
	'most a>b',
	'more a>b',
	'tied a>b',
	'poor b>a',
	'once b>a',
	...long,
	'even a>b'
];
const withoutAnn = ['clear a>b', ...long, 'even b>a'];

const rows: Record<string, string[]> = {
	'': usual,
	'disagreement=majority': usual,
	'disagreement=plurality': ['clear a>b', 'most a>b', 'more a>b', 'once b>a', ...long],
	'disagreement=unanimous': ['clear a>b', 'once b>a', ...long],
	'ties=ignore': ['clear a>b', 'most a>b', 'tied a>b', 'once b>a', ...long],
	'all_bad=ignore': ['clear a>b', 'most a>b', 'poor b>a', 'once b>a', ...long],
	// Two of three, where the tie and “all bad” are left aside.
	'ties=ignore&all_bad=ignore': [
		...['clear a>b', 'most a>b', 'more a>b', 'tied a>b', 'poor b>a', 'once b>a'],
		...long
	],
	'pairs=extremes': ['clear a>b', 'most a>b', 'once b>a', 'long b>c'],
	'pairs=adjacent': ['clear a>b', 'most a>b', 'once b>a', 'long b>a', 'long a>d', 'long d>c'],
	'min_judgments=2': ['clear a>b', 'most a>b', ...long],
	'min_judgments=3': ['clear a>b', 'most a>b'],
	// Of “most” two thirds agree.
	'min_agreement=0.66': usual,
	'min_agreement=0.67': ['clear a>b', 'once b>a', ...long],
	'min_agreement=1': ['clear a>b', 'once b>a', ...long],
	// Of “more” two of five: what is asked for is enough.
	'disagreement=plurality&min_agreement=0.4': ['clear a>b', 'most a>b', 'more a>b', 'once b>a', ...long],
	// (3 + 2 + 1) / 3; whoever says nothing of it prefers at 1.
	'min_strength=2': ['clear a>b'],
	'min_strength=2.01': [],
	'only=ann': asAnnSays,
	'only=ann,bob': ['clear a>b', 'most a>b', 'more a>b', 'once b>a', ...long],
	'except=ann': withoutAnn,
	'since=2026-02-01T00:00:00Z': withoutAnn,
	'until=2026-02-01T00:00:00Z': asAnnSays,
	'since=2026-02-01T00:00:00Z&until=2026-03-01T00:00:00Z': withoutAnn.concat('most a>b', 'more a>b'),
	'disagreement=plurality&min_agreement=0.5&min_judgments=2': ['clear a>b', 'most a>b', ...long]
};

it.each(Object.entries(rows))(
	'“%s” is what counting by hand gives, and a version is the same file',
	async (address, expected) => {
		const text = await downloaded(address);
		expect(text === '' ? [] : brief(text).toSorted()).toEqual(expected.toSorted());
		expect(await built(address)).toBe(text);
	}
);

it('each judgment is a row by itself, with only those pairs and people that count', async () => {
	const each = async (address: string) => brief(await downloaded(`per=judgment&${address}`));
	// 3 + 3 + 3 + 1 + 1 + 1 + 2·6 + 2
	expect(await each('')).toHaveLength(26);
	expect(await each('only=cyd')).toEqual(['clear a>b', 'most b>a', 'more b>a']);
	expect(await each('pairs=extremes')).toHaveLength(16);
	expect(await each('min_strength=3')).toEqual(['clear a>b', 'most b>a']);
	expect(await built('per=judgment&pairs=extremes')).toBe(await downloaded('per=judgment&pairs=extremes'));
	// Whatever is likeliest of all: nobody is made to say what the others do.
	expect(await built('per=judgment', { disagreement: 'dawid_skene' })).toBe(await downloaded('per=judgment'));
});

it('what a policy leaves out is counted, and the report and the file say which policies were chosen', async () => {
	const report = async (address: string) =>
		(await exportReport(store, actor, 'p', queryOf(address))) as PairsReport;
	expect(await report('')).toMatchObject({ policies: {}, pairs: 13, rows: 9, dropped: { split: 4 } });
	const address = 'min_judgments=2&min_agreement=0.7&min_strength=2&pairs=extremes';
	const found = await report(address);
	expect(found).toMatchObject({
		policies: { min_judgments: 2, min_agreement: 0.7, min_strength: 2, pairs: 'extremes' },
		pairs: 13,
		rows: 1,
		// “once” has one judgment; of “most” two thirds agree; all six of “long” are preferred at 1.
		dropped: { split: 4, few: 1, disagreement: 1, weak: 6, not_chosen: 0 }
	});
	expect((await exportFile(store, actor, 'p', queryOf(address))).policies).toBe(
		'pairs=extremes&min_judgments=2&min_agreement=0.7&min_strength=2'
	);
	expect((await report('pairs=extremes')).dropped).toMatchObject({ not_chosen: 5 });
	expect((await exportFile(store, actor, 'p', queryOf(''))).policies).toBe('');
});

describe('a project whose consensus is adjudication', () => {
	const pair = (prompt: string) => ({
		prompt,
		responses: [
			{ id: 'a', text: 'a' },
			{ id: 'b', text: 'b' }
		]
	});
	const form = {
		fields: [{ name: 'text', type: 'text' }],
		questions: [{ name: 'tone', type: 'label', options: [{ value: 'warm' }, { value: 'cold' }] }]
	};
	/** Two people say the same of three items, and a lead says the opposite of the second one. */
	async function judged(slug: string, stage: 'alignment' | 'annotation', consensus: string): Promise<void> {
		const isRanked = stage === 'alignment';
		const settings = { consensus };
		const input = { slug, name: slug.toUpperCase(), stage, settings, ...(isRanked ? {} : { form }) };
		await createProject(store, actor, ProjectInput.parse(input));
		const keys = ['one', 'two', 'three'];
		const first = isRanked ? answersOf('a>b') : { tone: 'warm' };
		const other: Answers = isRanked ? { preference: { tiers: [['b'], ['a']] } } : { tone: 'cold' };
		await importBytes(
			store,
			actor,
			slug,
			ndjson(
				...keys.map((key) => ({
					key,
					payload: isRanked ? pair(key) : { text: key },
					judgments: ['ann', 'bob'].map((rater) => ({ rater, answers: first }))
				}))
			),
			{ kind: 'items', mapping: null, format: 'ndjson' }
		);
		const [item] = await store.read.query<{ id: string }>(
			`select item.id from item join project on project.id = item.project_id where slug = $1 and key = 'two'`,
			slug
		);
		const lead = await personIn(store, `lead-of-${slug}@example.org`, 'admin');
		await resolveItem(store, lead, slug, item?.id ?? '', { answers: other });
	}
	beforeAll(async () => {
		await judged('led', 'alignment', 'adjudication');
		await judged('learnt', 'alignment', 'dawid_skene');
		await judged('toned', 'annotation', 'adjudication');
	});

	const fileOf = async (slug: string, asked: object) => {
		const query = ExportQuery.parse({ format: 'trl-dpo', ...asked });
		const { lines, policies } = await exportFile(store, actor, slug, query);
		return { rows: brief((await collect(lines)).join('')), policies };
	};
	const all = ['one a>b', 'two b>a', 'three a>b'];

	it('writes what a lead decided, whatever others say, and counts what waits for one', async () => {
		expect(await fileOf('led', {})).toEqual({ rows: ['two b>a'], policies: 'disagreement=adjudication' });
		// The one vote that stands is a final answer's: neither many nor strong ones are asked of it.
		expect((await fileOf('led', { min_judgments: 2, min_strength: 3 })).rows).toEqual(['two b>a']);
		const report = await exportReport(store, actor, 'led', ExportQuery.parse({ format: 'trl-dpo' }));
		expect(report).toMatchObject({
			policies: { disagreement: 'adjudication' },
			items: { all: 3, resolved: 3 },
			...{ pairs: 3, decided: 1, rows: 1, dropped: { adjudication: 2, split: 0 } }
		});
	});

	it('writes what another rule says where one is named, and each judgment where that is asked for', async () => {
		expect(await fileOf('led', { disagreement: 'majority' })).toEqual({ rows: all, policies: '' });
		expect((await fileOf('led', { per: 'judgment' })).rows).toHaveLength(5);
		expect((await fileOf('learnt', { disagreement: 'adjudication' })).rows).toEqual(['two b>a']);
	});

	it('has orders and labels of final answers alone too', async () => {
		const ranking = ExportQuery.parse({ format: 'ranking' });
		expect(await exportReport(store, actor, 'led', ranking)).toMatchObject({
			...{ examples: 3, rows: 1, dropped: { adjudication: 2 } }
		});
		const labels = ExportQuery.parse({ format: 'labels' });
		const text = (await collect((await exportFile(store, actor, 'toned', labels)).lines)).join('');
		expect(
			text
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as object)
		).toMatchObject([{ key: 'two', tone: 'cold', resolution: 'adjudication' }]);
		const report = (await exportReport(store, actor, 'toned', labels)) as LabelsReport;
		expect(report).toMatchObject({ items: { resolved: 3 }, examples: 3, rows: 1, judgments: 4 });
		expect(report.dropped).toMatchObject({ adjudication: 2 });
	});

	it('is followed by versions, each project by its own rule, which manifest and card tell', async () => {
		const made = await version({}, ['led', 'learnt']);
		expect(brief(made.text)).toEqual(['two b>a', ...all]);
		expect(made.manifest.sources.map(({ disagreement, dropped }) => [disagreement, dropped])).toEqual([
			['adjudication', { adjudication: 2 }],
			['dawid_skene', {}]
		]);
		expect(made.card).toContain('comes to in `led`: the final answer of a lead');
		expect(made.card).toContain('comes to in `learnt`: what is likeliest after Dawid and Skene');
		const named = await version({ disagreement: 'majority' }, ['led', 'learnt']);
		expect(brief(named.text)).toEqual([...all, ...all]);
		expect(named.manifest.sources.map(({ disagreement }) => disagreement)).toEqual(['majority', 'majority']);
		expect(named.card).toContain('comes to: more than half of all who judged.');
		const one = await version({}, ['led']);
		expect(one.card).toContain('comes to: the final answer of a lead');
	});

	it('says that a download cannot wait for Dawid and Skene', async () => {
		await expect(fileOf('learnt', {})).rejects.toThrow('The consensus of this project is Dawid-Skene');
		expect((await fileOf('learnt', { disagreement: 'majority' })).rows).toEqual(all);
		expect((await fileOf('learnt', { per: 'judgment' })).rows).toHaveLength(5);
	});

	it('is nothing to a recipe from before, which is made again with every byte', async () => {
		const before = await version(
			{ disagreement: 'majority' },
			['led'],
			({ consensus: _, ...source }) => source
		);
		const silent = await version({}, ['led'], ({ consensus: _, ...source }) => source);
		for (const { text, manifest, card } of [before, silent]) {
			expect(brief(text)).toEqual(all);
			expect(manifest.sources[0]).not.toHaveProperty('disagreement');
			expect(card).toContain('comes to: more than half of all who judged.');
		}
		expect(silent.manifest.files[0]).toEqual(before.manifest.files[0]);
	});

	async function version(
		policies: object,
		slugs: string[],
		as: (source: Recipe['sources'][number]) => Recipe['sources'][number] = (source) => source
	) {
		const sources: Recipe['sources'] = [];
		for (const slug of slugs) sources.push(as(pin((await readProject(store, actor, slug)).row)));
		const { asOf } = await exportFile(store, actor, 'p', queryOf(''));
		const options = DatasetOptions.parse({ policies, splits: { all: 1 } });
		const texts = new Map<string, string>();
		const manifest = await buildVersion(
			{
				read: store.read,
				put: async ({ file, data }) =>
					void texts.set(file, (texts.get(file) ?? '') + Buffer.from(data).toString()),
				step: () => {}
			},
			{ dataset: 'd', version: 1, format: 'trl-dpo', options, sources, as_of: asOf }
		);
		return { manifest, text: texts.get('all.jsonl') ?? '', card: texts.get('README.md') ?? '' };
	}
});

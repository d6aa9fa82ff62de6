/** Every policy on the same eight items, whose rows were counted by hand: as a download and as a version of a dataset. */
import { beforeAll, expect, it } from 'vitest';
import { console as actor } from '#lib/auth/actor.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject, readProject } from '#lib/project/project.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { collect, ndjson } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { ExportQuery, type PairsReport } from './export.ts';
import { exportFile, exportReport } from './export.server.ts';
import { importBytes } from './import.server.ts';
import { policiesOf } from './policy-query.ts';
import { buildVersion } from './version/build.server.ts';
import { DatasetOptions } from './version/recipe.ts';
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

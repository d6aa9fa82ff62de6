/**
 * Every target's file, written by the real export and loaded by the code that researchers load it with, at the versions
 * that scripts/loaders.txt pins.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readyLoaders } from '../../scripts/lib/loaders.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { ExportQuery, targetsFor } from '#lib/datasets/export.ts';
import { exportFile, exportReport } from '#lib/datasets/export.server.ts';
import { importBytes } from '#lib/datasets/import.server.ts';
import { rowsIn } from '#lib/datasets/rows.server.ts';
import { targets } from '#lib/datasets/targets/list.ts';
import { writingsOf, type Writing } from '#lib/datasets/targets/written.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { changeProject, createProject, readProject } from '#lib/project/project.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { FieldType, Option } from '#lib/form/kind.ts';
import { formOf } from '#lib/project/version.server.ts';
import { parseJson, type Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Stage } from '#lib/schema/values.ts';
import { bytesIn } from '../setup/parquet.ts';
import { freshFolder } from '../setup/database.ts';
import { collect, ndjson } from '../setup/rows.ts';
import { acts, newAgent, newRuntime, somebody } from '../setup/runtime.ts';
import { freshStore } from '../setup/store.ts';

const loaders = await readyLoaders();
const trees = join('..', 'shared', 'data', 'oasst-sample', 'en_100_tree.jsonl');

type Found = {
	columns: string[];
	rows: number;
	nulls: number;
	trl?: number;
	llamafactory?: number;
	axolotl?: number;
	together?: number;
	openrlhf?: number;
	doccano?: number;
	label_studio?: number;
	unpaired?: number;
	tables?: Record<string, number>;
	/** Parquet that pyarrow wrote of the same rows */
	packed?: string[];
	/** texts */
	conllu?: number;
	error?: string;
};
/** A file, and whose code goes over it beside load_dataset. */
type Entry = {
	name: string;
	path: string;
	cache: string;
	trl?: string;
	llamafactory?: string;
	axolotl?: string;
	together?: boolean;
	openrlhf?: boolean;
	/** what a project of doccano's asks for */
	doccano?: 'spans' | 'classes' | 'text';
	/** the labelling configuration of a project of Label Studio's */
	label_studio?: string;
	unpair?: boolean;
	/** the same rows as tables, by how they are written */
	tables?: Record<string, string>;
	/** a folder for the same rows as pyarrow writes them */
	pack?: string;
	conllu?: boolean;
};

let store: Store;
let found: Record<string, Found> = {};
const paths: Record<string, string> = {};
const tokens: { name: string; rows: number }[] = [];
const expected: { name: string; columns: string[]; rows: number; tables: Record<string, number> }[] = [];

async function project(slug: string, stage: Stage, form?: Json): Promise<void> {
	await createProject(
		store,
		actor,
		ProjectInput.parse({ slug, name: slug, stage, ...(form ? { form } : {}) })
	);
}

async function bring(
	slug: string,
	kind: 'items' | 'judgments',
	bytes: AsyncIterable<Uint8Array>
): Promise<void> {
	await importBytes(store, actor, slug, bytes, { kind, mapping: null, format: 'ndjson' });
}

/** Verdicts of a person on what an agent proposed: approved, rejected and edited. */
async function verdicts(): Promise<string> {
	const rule = { name: 'ask', when: 'action.name == "mail.send"', mode: 'in_the_loop' };
	const slug = await newRuntime(store, { rules: [rule] });
	await changeProject(store, actor, slug, { settings: { output_field: 'body' } });
	const agent = await newAgent(store);
	const person = await somebody(store);
	const { submit, review, approve } = acts(store, slug);
	const now = Date.now();
	const prompt = [{ role: 'user', content: 'Where is my parcel?' }];
	const ask = async (body: string) =>
		(await submit(agent, { action: { name: 'mail.send', args: { body } }, prompt }, now)).id;
	await approve(person, await ask('It arrives today.'), now);
	await review(person, await ask('Who knows?'), { verdict: 'reject' }, now);
	for (const body of ['It is late', 'It is lost'])
		await review(
			person,
			await ask(body),
			{ verdict: 'edit', action: { name: 'mail.send', args: { body: `${body}, and we are sorry.` } } },
			now
		);
	return slug;
}

const stepsForm = {
	fields: ['question', 'solution'].map((name) => ({ name, type: 'text' })),
	questions: [
		{ name: 'steps', type: 'spans', field: 'solution', options: [{ value: 'right' }, { value: 'wrong' }] }
	]
};
const solved = (key: string, first: string, second: string) => ({
	key,
	payload: { question: 'Which is larger?', solution: `${first} ${second}` },
	judgments: [
		{
			rater: 'one',
			answers: {
				steps: [
					{ start: 0, end: first.length, label: 'right', quote: first },
					{ start: first.length + 1, end: first.length + 1 + second.length, label: 'wrong', quote: second }
				]
			}
		}
	]
});

async function projects(): Promise<[string, Stage][]> {
	await project('pairs', 'alignment');
	await project('answers', 'annotation', parseJson(readFileSync('datasets/golden/labels/form.json', 'utf8')));
	for (const [slug, folder] of [
		['pairs', ''],
		['answers', 'labels/']
	] as const)
		for (const kind of ['items', 'judgments'] as const)
			await bring(slug, kind, createReadStream(`datasets/golden/${folder}${kind}.jsonl`));
	await project('steps', 'annotation', stepsForm);
	await bring('steps', 'items', ndjson(solved('a', 'One is odd.', 'So two is.'), solved('b', 'Yes.', 'No.')));
	const all: [string, Stage][] = [
		['pairs', 'alignment'],
		['answers', 'annotation'],
		['steps', 'annotation'],
		[await verdicts(), 'runtime']
	];
	if (!existsSync(trees)) return all;
	await project('trees', 'alignment');
	await bring('trees', 'items', createReadStream(trees));
	return [...all, ['trees', 'alignment']];
}

/** What TRL does with a target's rows. */
function kindOf(name: string): string | undefined {
	if (!name.startsWith('trl-')) return undefined;
	if (name === 'trl-dpo-standard') return 'standard';
	if (name === 'trl-stepwise') return 'stepwise';
	return name === 'trl-dpo-implicit' || name === 'trl-reward' ? 'implicit' : 'explicit';
}

/** What doccano's import is asked to read: spans go first, as in the file. */
const doccanoKind = ({ questions }: Form): Entry['doccano'] => {
	const asks = (...kinds: string[]) => questions.some(({ type }) => kinds.includes(type));
	if (asks('spans')) return 'spans';
	return asks('label', 'labels') ? 'classes' : 'text';
};

/** What a project of Label Studio's that asks the same is configured with, as a person would write it. */
function labelStudioOf({ fields, questions }: Form): string {
	const escaped = (text: string) =>
		text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
	const shown: Partial<Record<FieldType, string>> = {
		chat: 'Paragraphs layout="dialogue" nameKey="role" textKey="content"',
		image: 'Image'
	};
	const asked: Record<string, [tag: string, more: string, option: string]> = {
		label: ['Choices', 'choice="single"', 'Choice'],
		labels: ['Choices', 'choice="multiple"', 'Choice'],
		spans: ['Labels', '', 'Label'],
		boxes: ['RectangleLabels', '', 'Label'],
		rating: ['Rating', 'maxRating="5"', ''],
		text: ['TextArea', '', '']
	};
	const values = (options: Option[] = []): string[] =>
		options.flatMap(({ value, children }) => [value, ...values(children)]);
	// Whatever is shown and whatever is asked go by names of their own.
	const names = new Set(questions.map(({ name }) => name));
	const tag = (field: string): string => (names.has(field) ? tag(`${field}_field`) : field);
	const objects = fields.map(
		({ name, type }) => `<${shown[type] ?? 'Text'} name="${tag(name)}" value="$${name}"/>`
	);
	const controls = questions.map((question) => {
		const [kind = '', more = '', option = ''] = asked[question.type] ?? [];
		const inner = values(question.options).map((value) => `<${option} value="${escaped(value)}"/>`);
		const to = tag(question.field ?? fields[0]?.name ?? '');
		return `<${kind} name="${question.name}" toName="${to}" ${more}>${inner.join('')}</${kind}>`;
	});
	return `<View>${[...objects, ...controls].join('')}</View>`;
}

/** The same file as the tables that it fits. @returns their paths */
async function writeTables(
	slug: string,
	query: ExportQuery,
	writings: Writing[],
	path: string
): Promise<Record<string, string>> {
	const tables: Record<string, string> = {};
	for (const as of writings.filter((own) => own !== 'jsonl')) {
		const file = await exportFile(store, actor, slug, { ...query, as });
		tables[as] = `${path}.${as}`;
		await writeFile(tables[as], await bytesIn(file.lines));
	}
	return tables;
}

async function write(slug: string, stage: Stage, folder: string, cache: string): Promise<Entry[]> {
	const entries: Entry[] = [];
	const info: Record<string, Json> = {};
	const form = await formOf(store.read, (await readProject(store, actor, slug)).row);
	for (const target of targetsFor(stage, form).filter(({ written }) => written !== 'conll'))
		for (const tools of ['drop', 'include']) {
			const query = ExportQuery.parse({ format: target.name, tools });
			const { rows } = await exportReport(store, actor, slug, query);
			if (rows === 0) continue;
			const file = await exportFile(store, actor, slug, query);
			const name = `${slug}-${tools}-${file.name}`;
			await writeFile(join(folder, name), (await collect(file.lines)).join(''));
			paths[name] = join(folder, name);
			const tables = await writeTables(slug, query, writingsOf(target), join(folder, name));
			expected.push({
				name,
				columns: target.columns.map((column) => column.name),
				rows,
				tables: Object.fromEntries(Object.keys(tables).map((as) => [as, rows]))
			});
			const told = target.setup?.(name, name);
			if (told?.name === 'dataset_info.json') Object.assign(info, parseJson(told.text));
			const trl = kindOf(target.name);
			entries.push({
				name,
				path: join(folder, name),
				cache,
				tables,
				...(trl === undefined ? {} : { trl }),
				...(told?.name === 'dataset_info.json' ? { llamafactory: name } : {}),
				...(target.name === 'axolotl' && told ? { axolotl: told.text } : {}),
				// Together takes no tools, as OpenAI does.
				...(target.name === 'openai-dpo' && tools === 'drop' ? { together: true } : {}),
				...(target.name === 'openrlhf' ? { openrlhf: true } : {}),
				...(target.name === 'doccano' ? { doccano: doccanoKind(form) } : {}),
				...(target.name === 'label-studio' ? { label_studio: labelStudioOf(form) } : {}),
				...(target.name === 'trl-dpo' ? { unpair: true } : {}),
				...(target.name === 'trl-reward' && tools === 'include' ? { pack: await freshFolder() } : {})
			});
		}
	if (targetsFor(stage, form).some((target) => target.written === 'conll')) {
		const query = ExportQuery.parse({ format: 'conll' });
		const { rows } = await exportReport(store, actor, slug, query);
		const name = `${slug}.conll`;
		await writeFile(join(folder, name), await bytesIn((await exportFile(store, actor, slug, query)).lines));
		entries.push({ name, path: join(folder, name), cache, conllu: true });
		tokens.push({ name, rows });
	}
	const known = join(folder, 'dataset_info.json');
	const before = existsSync(known) ? (parseJson(readFileSync(known, 'utf8')) as object) : {};
	await writeFile(known, JSON.stringify({ ...before, ...info }));
	return entries;
}

const starred = (field: string): Form => ({
	fields: [{ name: field, type: 'text' }],
	questions: [{ name: 'stars', type: 'rating', min: 0, max: 5 }]
});

/** Rows that our checks refuse, each with the loader that has the rule. */
const refused: Record<string, [row: Json, by: Partial<Entry>, says: string]> = {
	'a prompt that ends with rules': [
		{
			prompt: [{ role: 'system', content: 'x' }],
			chosen: [{ role: 'assistant', content: 'y' }],
			rejected: [{ role: 'assistant', content: 'z' }]
		},
		{ trl: 'explicit' },
		'Invalid role in the last message: system'
	],
	'a label too few': [
		{ prompt: 'x', completions: ['y', 'z'], labels: [true] },
		{ trl: 'stepwise' },
		'shorter'
	],
	'an answer where the input ends': [
		{
			input: { messages: [{ role: 'assistant', content: 'x' }] },
			preferred_output: [{ role: 'assistant', content: 'y' }],
			non_preferred_output: [{ role: 'assistant', content: 'z' }]
		},
		{ together: true },
		'must not be from the assistant'
	],
	'turns out of turn': [
		{
			conversations: [{ from: 'gpt', value: 'x' }],
			chosen: { from: 'gpt', value: 'y' },
			rejected: { from: 'gpt', value: 'z' },
			system: ''
		},
		{ llamafactory: 'refused' },
		'AssertionError'
	],
	'a role that nobody knows': [
		{
			messages: [{ role: 'narrator', content: 'x' }],
			chosen: { role: 'assistant', content: 'y' },
			rejected: { role: 'assistant', content: 'z' }
		},
		{ axolotl: 'datasets: [{type: chat_template.default}]' },
		"KeyError: 'narrator'"
	],
	'a prompt that is no list of turns': [
		{
			prompt: 'x',
			chosen: [{ role: 'assistant', content: 'y' }],
			rejected: [{ role: 'assistant', content: 'z' }],
			margin: 1
		},
		{ openrlhf: true },
		'Chat messages should be dicts'
	],
	'fewer stars than none': [
		[
			{
				data: { text: 'x' },
				annotations: [
					{ result: [{ from_name: 'stars', to_name: 'text', type: 'rating', value: { rating: -1 } }] }
				]
			}
		],
		{ label_studio: labelStudioOf(starred('text')) },
		'Invalid value for control'
	],
	'a field and a question of one name': [
		[{ data: { stars: 'x' }, annotations: [{ result: [] }] }],
		{ label_studio: labelStudioOf(starred('stars')).replace('stars_field', 'stars') },
		'non-unique names'
	],
	'a span that ends where it begins': [
		{ text: 'Ada', label: [[1, 1, 'PER']] },
		{ doccano: 'spans' },
		'labels are left out'
	],
	'spans that overlap': [
		{
			text: 'Ada Bo',
			label: [
				[0, 4, 'PER'],
				[3, 6, 'PER']
			]
		},
		{ doccano: 'spans' },
		'labels are left out'
	],
	'an empty class': [{ text: 'Ada', label: [''] }, { doccano: 'classes' }, 'labels are left out']
};

/** @returns the entries, in a folder of their own */
async function writeRefused(folder: string, cache: string): Promise<Entry[]> {
	const entries: Entry[] = [];
	const llamafactory = targets.find(({ name }) => name === 'llamafactory');
	await writeFile(join(folder, 'dataset_info.json'), llamafactory?.setup?.('refused', 'refused').text ?? '');
	for (const [name, [row, by]] of Object.entries(refused)) {
		const path = join(folder, `${name.replaceAll(' ', '-')}.jsonl`);
		await writeFile(path, `${JSON.stringify(row)}\n`);
		entries.push({ name, path, cache, ...by });
	}
	return entries;
}

beforeAll(async () => {
	if ('missing' in loaders) return;
	store = await freshStore();
	const folder = await freshFolder();
	const cache = await freshFolder();
	const entries: Entry[] = [];
	for (const [slug, stage] of await projects()) entries.push(...(await write(slug, stage, folder, cache)));
	entries.push(...(await writeRefused(await freshFolder(), cache)));
	const manifest = join(cache, 'manifest.json');
	await writeFile(manifest, JSON.stringify(entries));
	const said = execFileSync(loaders.python, ['test/loaders/load.py', manifest], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		maxBuffer: 64 * 1024 * 1024
	});
	found = JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as typeof found;
}, 10 * 60_000);

it.skipIf('missing' in loaders)('every file is loaded, whole, with its columns and without a null', () => {
	const loaded = Object.fromEntries(
		expected.map(({ name }) => {
			const { columns, rows, nulls, error } = found[name] ?? { error: 'not there' };
			return [name, error ?? { columns, rows, nulls }];
		})
	);
	expect(loaded).toEqual(
		Object.fromEntries(expected.map(({ name, columns, rows }) => [name, { columns, rows, nulls: 0 }]))
	);
});

it.skipIf('missing' in loaders)('rows as Parquet and as CSV are the rows of the JSONL, one by one', () => {
	const loaded = Object.fromEntries(expected.map(({ name }) => [name, found[name]?.tables ?? {}]));
	expect(loaded).toEqual(Object.fromEntries(expected.map(({ name, tables }) => [name, tables])));
	expect(expected.filter(({ tables }) => tables.parquet !== undefined).length).toBeGreaterThan(20);
	expect(expected.filter(({ tables }) => tables.csv !== undefined).length).toBeGreaterThan(2);
});

it.skipIf('missing' in loaders)(
	'Parquet of pyarrow, however it is packed, comes in as the rows it was made of',
	async () => {
		const all = expected.filter(({ name }) => found[name]?.packed);
		expect(all.length).toBeGreaterThan(1);
		for (const { name } of all) {
			const lines = readFileSync(paths[name] ?? '', 'utf8')
				.split('\n')
				.slice(0, -1);
			const { packed = [] } = found[name] ?? {};
			expect(packed).toHaveLength(10);
			for (const path of packed) {
				const rows = await collect(rowsIn(createReadStream(path), { format: 'parquet' }));
				expect(rows.map((row) => ('value' in row ? row.value : row.error.message))).toEqual(
					lines.map((line) => JSON.parse(line) as unknown)
				);
			}
		}
	}
);

it.skipIf('missing' in loaders)('tokens with tags are cut into as many texts by a parser of CoNLL', () => {
	expect(tokens.length).toBeGreaterThan(0);
	for (const { name, rows } of tokens) expect([name, found[name]]).toEqual([name, { conllu: rows }]);
});

it.skipIf('missing' in loaders)('every target is among them', () => {
	const missing = targets.filter(
		({ name, written }) => written !== 'conll' && !expected.some((file) => file.name.includes(`-${name}.`))
	);
	expect(missing.map(({ name }) => name)).toEqual([]);
});

it.skipIf('missing' in loaders)(
	'what is for TRL, LLaMA-Factory, Axolotl, OpenRLHF, Together, doccano and Label Studio is taken by their own code',
	() => {
		const own = expected.filter(({ name }) =>
			/-(trl|llamafactory|axolotl|openrlhf|doccano|label-studio)[-.]|-drop-.*-openai-dpo\./.test(name)
		);
		expect(own.length).toBeGreaterThan(18);
		for (const { name, rows } of own) {
			const { trl, llamafactory, axolotl, openrlhf, together, doccano, label_studio } = found[name] ?? {};
			const taken = trl ?? llamafactory ?? axolotl ?? openrlhf ?? together ?? doccano ?? label_studio;
			expect([name, taken]).toEqual([name, rows]);
		}
		for (const { name, rows } of own.filter((file) => file.name.endsWith('-trl-dpo.jsonl')))
			expect([name, found[name]?.unpaired]).toEqual([name, rows * 2]);
	}
);

it.skipIf('missing' in loaders)('what our checks refuse for a loader’s sake, that loader refuses', () => {
	for (const [name, [, , says]] of Object.entries(refused))
		expect(found[name]?.error ?? name).toContain(says);
});

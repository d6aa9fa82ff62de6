import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classes, examples, secrets } from '../../../../test/setup/examples.ts';
import { collect } from '../../../../test/setup/rows.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Example } from '../example.ts';
import { checkFile } from './check.ts';
import { targets } from './list.ts';
import { unfit, type Target } from './target.ts';
import { written, writtenAs } from './written.ts';

const golden = (target: Target, tools = '') =>
	resolve('datasets/golden/targets', `${target.name}${tools}.${writtenAs(target).extension}`);
const rowsOf = (target: Target, tools: boolean, from: Example[] = examples): JsonObject[] =>
	from.flatMap((example) => {
		if (example.kind !== target.from) return [];
		const row = target.row(example, { tools });
		return typeof row === 'string' ? [] : [row];
	});
async function* each(rows: JsonObject[]): AsyncGenerator<JsonObject[]> {
	yield await Promise.resolve(rows.slice(0, 1));
	yield rows.slice(1);
}
const fileOf = async (target: Target, rows: JsonObject[]): Promise<string> =>
	(await collect(written(target, each(rows)))).join('');

const all: readonly Target[] = targets;

describe.each(all)('$name', (target) => {
	it('is its golden file, byte for byte, and its loader would take it', async () => {
		for (const tools of [false, true]) {
			const rows = rowsOf(target, tools);
			expect(rows.length).toBeGreaterThan(1);
			const text = await fileOf(target, rows);
			expect(checkFile(target, text)).toEqual([]);
			await expect(text).toMatchFileSnapshot(golden(target, tools ? '-tools' : ''));
			expect(await fileOf(target, rowsOf(target, tools))).toBe(text);
			for (const secret of secrets) expect(text).not.toContain(secret);
		}
	});

	it('tells its columns, and whose code was read', () => {
		for (const row of rowsOf(target, false))
			expect(Object.keys(row)).toEqual(target.columns.map(({ name }) => name));
		expect(target.loader.commit).toMatch(/^[0-9a-f]{40}$/);
		expect(target.loader.rules.length).toBeGreaterThan(0);
		expect(target.name).toMatch(/^[a-z0-9-]+$/);
	});

	it('leaves out what does not fit, for a reason that it announces', () => {
		for (const tools of [false, true])
			for (const example of examples.filter(({ kind }) => kind === target.from)) {
				const row = target.row(example, { tools });
				if (typeof row === 'string') expect(target.drops, example.group).toContain(row);
			}
		expect(target.drops.every((why) => Object.hasOwn(unfit, why))).toBe(true);
	});

	it('is refused by its check in every mutant', async () => {
		const rows = rowsOf(target, false);
		const good = await fileOf(target, rows);
		const refused: string[] = [];
		for (const [name, mutant] of Object.entries(mutantsOf(target, rows))) {
			const text = await mutant();
			// A format of plain text knows no roles, so there is nothing to spoil.
			if (text === good) continue;
			expect(checkFile(target, text), `${name} was taken`).not.toEqual([]);
			refused.push(name);
		}
		expect(refused.length).toBeGreaterThanOrEqual(10);
	});
});

type Spoil = (row: JsonObject) => JsonObject;

/** The same change wherever a function of the value says so. */
function deep(value: Json, change: (inner: Json) => Json | undefined): Json {
	const changed = change(value);
	if (changed !== undefined) return changed;
	if (Array.isArray(value)) return value.map((inner) => deep(inner, change));
	if (isObject(value))
		return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deep(inner, change)]));
	return value;
}
const eachText = (row: JsonObject, text: (old: string) => string): JsonObject =>
	deep(row, (inner) => (typeof inner === 'string' ? text(inner) : undefined)) as JsonObject;
const eachOf = (row: JsonObject, is: string, put: Json): JsonObject =>
	deep(row, (inner) => (inner === is ? put : undefined)) as JsonObject;
const swap = (row: JsonObject, from: string, to: string): JsonObject => ({ ...row, [from]: row[to] ?? null });

/** What no loader of a kind of row takes, made of a good one. */
const spoiled: Record<string, Record<string, Spoil>> = {
	pair: {
		tie: (row) => tied(row),
		'empty turns': (row) => eachText(row, (text) => (roles.includes(text) ? text : '')),
		'a strange role': (row) => eachOf(eachOf(row, 'assistant', 'narrator'), 'gpt', 'narrator')
	},
	rated: {
		'a boolean as text': (row) => ({ ...row, label: 'true' }),
		'a boolean as a number': (row) => ({ ...row, label: 1 }),
		'empty turns': (row) => eachText(row, (text) => (roles.includes(text) ? text : ' ')),
		'only the user speaks': (row) => eachOf(eachOf(row, 'assistant', 'user'), 'gpt', 'human')
	},
	demonstration: {
		'empty turns': (row) => eachText(row, (text) => (roles.includes(text) ? text : '\n')),
		'only the user speaks': (row) => eachOf(row, 'assistant', 'user'),
		'a message without a role': (row) => deep(row, withoutRole) as JsonObject
	},
	prompt: {
		'empty turns': (row) => eachText(row, (text) => (roles.includes(text) ? text : '')),
		'only the system speaks': (row) => eachOf(row, 'user', 'system'),
		'a message without a role': (row) => deep(row, withoutRole) as JsonObject
	},
	ranked: {
		'a rank too few': (row) => ({ ...row, ranks: [0, 1] }),
		'all tie': (row) => ({ ...row, ranks: [0, 0, 0] }),
		'a gap in the ranks': (row) => ({ ...row, ranks: [0, 2, 3] }),
		'the same twice, in two places': (row) => ({
			...row,
			responses: [row.responses, row.responses]
				.flat()
				.slice(0, 1)
				.concat([row.responses].flat().slice(0, 2)) as Json
		}),
		'a rank as text': (row) => ({ ...row, ranks: ['0', '1', '2'] })
	},
	steps: {
		'a label too few': (row) => ({ ...row, labels: [true] }),
		'booleans as text': (row) => ({ ...row, labels: ['true', 'true', 'false'] }),
		'an empty step': (row) => ({ ...row, completions: ['', '', ''] })
	},
	annotated: {
		'an empty text': (row) => eachText(row, () => ''),
		'everything is a list': (row) => Object.fromEntries(Object.keys(row).map((name) => [name, [[]]]))
	}
};
const roles = ['system', 'user', 'assistant', 'tool', 'human', 'gpt', 'observation', 'function_call'];
const withoutRole = (inner: Json): Json | undefined =>
	isObject(inner) && 'role' in inner ? { content: inner.content ?? '' } : undefined;

/** Both sides the same, wherever a target has them. */
function tied(row: JsonObject): JsonObject {
	if ('rejected' in row) return swap(row, 'rejected', 'chosen');
	if ('non_preferred_output' in row) return swap(row, 'non_preferred_output', 'preferred_output');
	const [first] = Array.isArray(row.completions) ? row.completions : [];
	return { ...row, completions: [first ?? null, first ?? null] };
}

const own: Record<string, Record<string, Spoil>> = {
	'hh-rlhf': {
		'a transcript without an assistant': (row) => ({ ...row, chosen: '\n\nHuman: Hello' }),
		'prompts that differ': (row) => ({ ...row, chosen: `\n\nHuman: Other${String(row.chosen)}` })
	},
	'openai-dpo': {
		'the input ends with an answer': (row) => ({
			...row,
			input: { messages: [{ role: 'assistant', content: 'x' }] }
		}),
		'two outputs': (row) => ({
			...row,
			preferred_output: [row.preferred_output, row.preferred_output].flat() as Json
		})
	},
	'nemo-rl': {
		'equal ranks': (row) => deep(row, (inner) => (inner === 1 ? 0 : undefined)) as JsonObject,
		'three completions': (row) => ({
			...row,
			completions: [row.completions, row.completions].flat().slice(0, 3) as Json
		})
	},
	llamafactory: {
		'turns out of turn': (row) => ({ ...row, conversations: [{ from: 'gpt', value: 'x' }] }),
		'an even number of turns': (row) => ({
			...row,
			conversations: [
				{ from: 'human', value: 'x' },
				{ from: 'gpt', value: 'y' }
			]
		})
	},
	'llamafactory-kto': {
		'an odd number of turns': (row) => ({
			...row,
			conversations: [
				{ from: 'human', value: 'x' },
				{ from: 'gpt', value: 'y' },
				{ from: 'human', value: 'z' }
			]
		})
	},
	'trl-dpo-implicit': {
		'a side that begins the other': (row) => ({ ...row, chosen: longer(row.rejected) }),
		'a side that the other begins': (row) => ({ ...row, rejected: longer(row.chosen) }),
		'sides without a shared prompt': (row) => ({ ...row, rejected: [{ role: 'assistant', content: 'x' }] })
	},
	'trl-reward': { 'a margin as text': (row) => ({ ...row, margin: '1.0' }) },
	openrlhf: { 'a prompt that answers': (row) => ({ ...row, prompt: [{ role: 'assistant', content: 'x' }] }) },
	ultrafeedback: {
		'the worse score on top': (row) => ({ ...row, score_chosen: 0, score_rejected: 0.5 }),
		'other messages': (row) => ({ ...row, messages: row.rejected ?? null })
	},
	doccano: {
		'spans that overlap': (row) => ({
			...row,
			label: [
				[0, 3, 'A'],
				[1, 4, 'B']
			]
		}),
		'a span behind the text': (row) => ({ ...row, label: [[0, 900, 'A']] }),
		'a span without a label': (row) => ({ ...row, label: [[0, 1, '']] })
	},
	conll: {
		'inside without a beginning': (row) => ({ ...row, tags: ['I-PER', ...(row.tags as string[]).slice(1)] }),
		'a tag with a space': (row) => ({ ...row, tags: ['B-A B', ...(row.tags as string[]).slice(1)] }),
		'a token with a tab': (row) => ({ ...row, tokens: ['a\tb', ...(row.tokens as string[]).slice(1)] })
	},
	'label-studio': {
		'a null inside': (row) =>
			deep(row, (inner) =>
				isObject(inner) && 'start' in inner ? { ...inner, score: null } : undefined
			) as JsonObject,
		'no annotation': (row) => ({ ...row, annotations: [] }),
		'a result of no field': (row) =>
			deep(row, (inner) =>
				isObject(inner) && 'to_name' in inner ? { ...inner, to_name: 'gone' } : undefined
			) as JsonObject,
		'fewer stars than none': (row) =>
			deep(row, (inner) => (isObject(inner) && 'rating' in inner ? { rating: -1 } : undefined)) as JsonObject,
		'a span without length': (row) =>
			deep(row, (inner) =>
				isObject(inner) && 'start' in inner ? { ...inner, end: inner.start ?? 0 } : undefined
			) as JsonObject
	}
};

/** The same conversation with another turn behind it. */
const longer = (turns: Json | undefined): Json => [
	...(Array.isArray(turns) ? turns : []),
	{ role: 'assistant', content: 'And more.' }
];

/** Calls in the messages of one row, where those of the others have none. */
const withCalls = (inner: Json): Json | undefined =>
	isObject(inner) && 'role' in inner && 'content' in inner ? { ...inner, tool_calls: '[]' } : undefined;

/** Files that each are wrong in one way. */
function mutantsOf(target: Target, rows: JsonObject[]): Record<string, () => Promise<string>> {
	const [first = {}, ...rest] = rows;
	const name = target.columns[0]?.name ?? '';
	const last = target.columns.at(-1)?.name ?? '';
	const { [name]: _, ...without } = first;
	const changed = (row: JsonObject) => () => fileOf(target, [row, ...rest]);
	const text = (change: (whole: string) => string) => async () => change(await fileOf(target, rows));
	const isConll = target.written === 'conll';
	return {
		'a missing key': changed(without),
		'null first': changed({ ...first, [name]: null }),
		'null in the last column': changed({ ...first, [last]: null }),
		'a wrong type': changed({ ...first, [name]: 7 }),
		...(isConll ? {} : { 'an extra column': changed({ ...first, model: 'model-of-it' }) }),
		'another type further down': () =>
			fileOf(target, [...rows, { ...first, [name]: typeof first[name] === 'string' ? ['x'] : 'x' }]),
		'calls in one row only': changed(deep(first, withCalls) as JsonObject),
		'a last line that does not end': text((whole) => whole.trimEnd()),
		'line feeds with returns': text((whole) => whole.replaceAll('\n', '\r\n')),
		'a raw U+2028': text((whole) => whole.replace('e', '\u2028')),
		'half a surrogate pair': text((whole) => whole.replace('e', '\uD83D')),
		...(target.written === undefined
			? { 'two rows in one line': text((whole) => whole.replace('}\n{', '} {')) }
			: {}),
		...Object.fromEntries(
			Object.entries({ ...spoiled[target.from], ...own[target.name] }).map(([how, spoil]) => [
				how,
				changed(spoil(first))
			])
		)
	};
}

describe('the targets together', () => {
	it('have names of their own', () => {
		expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
	});

	it('stand in the table of the README', () => {
		const readme = readFileSync('README.md', 'utf8');
		for (const { name } of all) expect(readme, name).toContain(`\`${name}\``);
	});

	it('of whole conversations leave out an answer that is the beginning of the other: nothing would be rejected', () => {
		const pair = examples.find(({ kind }) => kind === 'pair');
		if (pair?.kind !== 'pair') throw new Error('no pair');
		const more = { ...pair, chosen: [...pair.rejected, ...pair.chosen] };
		const whole = all.filter(({ drops }) => drops.includes('beginning'));
		expect(whole.map(({ name }) => name)).toEqual(['trl-dpo-implicit', 'trl-reward', 'ultrafeedback']);
		for (const target of whole) {
			expect(target.row(pair, { tools: false }), target.name).toMatchObject({});
			expect(target.row(more, { tools: false }), target.name).toBe('beginning');
			expect(target.row({ ...more, chosen: pair.rejected, rejected: more.chosen }, { tools: false })).toBe(
				'beginning'
			);
		}
	});

	it('doccano holds classes where the form asks for no spans', async () => {
		const doccano = all.find(({ name }) => name === 'doccano');
		if (!doccano) throw new Error('no doccano');
		const text = await fileOf(doccano, rowsOf(doccano, false, classes));
		expect(text).toBe('{"text":"A good day.","label":["kind"]}\n{"text":"A bad day.","label":["cold"]}\n');
		expect(checkFile(doccano, text)).toEqual([]);
	});

	it('name the file of rows in what a trainer finds it by', () => {
		for (const { name, setup } of all)
			if (setup) expect(setup('rows.jsonl', 'mine').text, name).toContain('rows.jsonl');
	});
});

import { createHash } from 'node:crypto';
import { parquetMetadata } from 'hyparquet';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { examples } from '../../../../test/setup/examples.ts';
import { bytesIn, parquetRows } from '../../../../test/setup/parquet.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Column } from './columns.ts';
import { targets } from './list.ts';
import { parquetOf } from './parquet.ts';
import type { Target } from './target.ts';
import { lacksAs, written, writtenAs, type Writing } from './written.ts';

const all: readonly Target[] = targets;
const taking = (as: Writing) => all.filter((target) => lacksAs(target, as) === null);

async function* pages(rows: JsonObject[], size = rows.length): AsyncGenerator<JsonObject[]> {
	for (let i = 0; i < rows.length; i += size) yield await Promise.resolve(rows.slice(i, i + size));
}
const rowsOf = (target: Target, tools = false): JsonObject[] =>
	examples
		.filter(({ kind }) => kind === target.from)
		.map((example) => target.row(example, { tools }))
		.filter((row) => typeof row !== 'string');
const named = (name: string): Target => {
	const target = all.find((one) => one.name === name);
	if (!target) throw new Error(`no ${name}`);
	return target;
};
const metadata = (bytes: Buffer) => parquetMetadata(new Uint8Array(bytes).buffer);

it.each(taking('parquet'))('$name as Parquet is its rows, with and without tool calls', async (target) => {
	for (const tools of [false, true]) {
		const rows = rowsOf(target, tools);
		const bytes = await bytesIn(written(target, pages(rows), 'parquet', { tools }));
		expect(rows.length).toBeGreaterThan(1);
		expect(await parquetRows(bytes)).toEqual(rows);
	}
});

it.each(taking('csv'))('$name as CSV is its rows, a cell a column', async (target) => {
	const rows = rowsOf(target);
	const text = String(await bytesIn(written(target, pages(rows), 'csv')));
	expect(text.startsWith('\uFEFF')).toBe(true);
	const { data } = Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true });
	const names = target.columns.map(({ name }) => name);
	expect(data).toEqual([names, ...rows.map((row) => names.map((name) => String(row[name])))]);
});

it('a file has the same types with one row, with many and with none', async () => {
	const target = named('trl-reward');
	const rows = rowsOf(target);
	const schemaOf = async (some: JsonObject[]) =>
		metadata(await bytesIn(written(target, pages(some), 'parquet'))).schema;
	const schema = await schemaOf(rows);
	expect(await schemaOf([])).toEqual(schema);
	expect(await schemaOf(rows.slice(0, 1))).toEqual(schema);
	expect(schema.find(({ name }) => name === 'margin')).toMatchObject({
		type: 'DOUBLE',
		repetition_type: 'REQUIRED'
	});
	expect(schema.filter(({ type }) => type).map(({ repetition_type: how }) => how)).not.toContain('OPTIONAL');
});

it('a file of many rows is cut into groups, by rows and by what they hold', async () => {
	const target = named('trl-dpo-standard');
	const row = (text: string) => ({ prompt: text, chosen: 'a', rejected: 'b' });
	const short = Array.from({ length: 2_500 }, (_, i) => row(String(i)));
	const long = Array.from({ length: 5 }, (_, i) => row(`${i}`.repeat(600_000)));
	const groupsOf = async (rows: JsonObject[], size: number) => {
		const bytes = await bytesIn(written(target, pages(rows, size), 'parquet'));
		expect(await parquetRows(bytes)).toEqual(rows);
		return metadata(bytes).row_groups.map(({ num_rows: many }) => Number(many));
	};
	expect(await groupsOf(short, 700)).toEqual([1_000, 1_000, 500]);
	expect(await groupsOf(long, 5)).toEqual([2, 2, 1]);
});

it('a file is the same bytes as in earlier releases, or versions that these made would not stand', async () => {
	const columns: Column[] = [
		{ name: 'prompt', type: 'text' },
		{ name: 'margin', type: 'number', empty: true },
		{ name: 'rank', type: 'whole number' },
		{ name: 'good', type: 'true or false' },
		{ name: 'answers', type: 'JSON' },
		{ name: 'talk', type: 'messages' },
		{ name: 'labels', type: 'list of true or false' }
	];
	const row = (i: number): JsonObject => ({
		prompt: `${i} `.repeat(i < 1_100 ? 1 : 4_000),
		margin: i % 3 === 0 ? null : i / 4,
		rank: i,
		good: i % 2 === 0,
		answers: { tone: i % 5 === 0 ? null : ['warm', i] },
		talk: [{ role: 'user', content: `Why ${i}?`, tool_calls: '[]' }],
		labels: [true, i % 2 === 1]
	});
	const rows = Array.from({ length: 1_160 }, (_, i) => row(i));
	const bytes = await bytesIn(parquetOf(columns, { tools: true, undecided: 'include' }, pages(rows, 256)));
	expect(createHash('sha256').update(bytes).digest('hex')).toBe(
		'c226d0a6b5807ab3b3b65dec2616964ed2a01b6055bf11704bfb7c4456cbc3d5'
	);
});

it('what fits no table is refused with what to take instead', () => {
	expect(lacksAs(named('trl-dpo'), 'csv')).toBe(
		'“prompt” of trl-dpo is more than one cell of a table, so it cannot be written as csv. Take jsonl or parquet.'
	);
	expect(lacksAs(named('label-studio'), 'parquet')).toBe(
		'“data” of label-studio has not the same type in every row, so it cannot be written as parquet. Take jsonl.'
	);
	expect(all.filter((target) => lacksAs(target, 'parquet') !== null).map(({ name }) => name)).toEqual([
		'openai-dpo',
		'label-studio',
		'doccano'
	]);
	expect(taking('csv').map(({ name }) => name)).toEqual([
		'trl-dpo-standard',
		'llamafactory-alpaca',
		'hh-rlhf'
	]);
});

it('a row that is not what its columns say is refused, never written as something else', async () => {
	const target = named('trl-kto');
	const [row = {}] = rowsOf(target);
	for (const spoiled of [
		{ ...row, label: 'true' },
		{ ...row, label: null },
		{ ...row, prompt: 'x' },
		{ ...row, completion: [{ role: 'assistant' }] },
		{ ...row, completion: [null] }
	])
		await expect(bytesIn(written(target, pages([spoiled]), 'parquet'))).rejects.toThrow(TypeError);
});

it('files are named by how they are written', () => {
	expect(writtenAs(named('label-studio')).extension).toBe('json');
	expect(writtenAs(named('conll'), 'parquet').extension).toBe('parquet');
	expect(named('axolotl').setup?.('rows.parquet', 'x').text).toContain('ds_type: parquet');
});

/** Each format is known by exactly one reader: over every file that we write, and a row of everybody else's. */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samples } from '../../../../test/setup/samples.ts';
import { collect } from '../../../../test/setup/rows.ts';
import { isObject } from '#lib/schema/json.ts';
import { formatOfName, readRows, type TextFormat } from '../format.ts';
import { targets } from '../targets/list.ts';
import { shapes } from './list.ts';
import { reads } from './reads.ts';

const golden = 'datasets/golden';
const files = readdirSync(join(golden, 'targets'))
	.map((name) => join('targets', name))
	.concat(['labels/labels.jsonl', 'labels/labels.csv', 'labels/labels-decided-tools.jsonl'])
	.concat(readdirSync(golden).filter((name) => name.startsWith('trl-')))
	.filter((name) => !name.endsWith('.parquet'));

const formatOf = (file: string): TextFormat => {
	const format = formatOfName(file);
	return format === null || format === 'parquet' ? 'ndjson' : format;
};
const rowsOf = async (file: string): Promise<unknown[]> =>
	(await collect(readRows(createReadStream(join(golden, file)), { format: formatOf(file) }))).map((row) =>
		'value' in row ? row.value : row.error
	);
const knownBy = (row: unknown): string[] =>
	shapes.filter((shape) => isObject(row) && shape.recognises(row)).map(({ name }) => name);

describe('every file that we write', () => {
	it.each(files)('%s is known by one reader alone, row by row', async (file) => {
		const target = basename(file).replace(/(-tools|-per-judgment|-decided-tools)?\.[a-z]+$/, '');
		const rows = await rowsOf(file);
		expect(rows.length).toBeGreaterThan(0);
		for (const row of rows) expect(knownBy(row), JSON.stringify(row)).toEqual([reads[target]]);
	});

	it.each(files.filter((file) => !/label-studio|doccano|labels/.test(file)))(
		'%s with a column more is somebody’s own, to be mapped',
		async (file) => {
			for (const row of await rowsOf(file))
				expect(knownBy(isObject(row) ? { ...row, mine: 'x' } : row), JSON.stringify(row)).toEqual([]);
		}
	);

	it('has a reader', () => {
		for (const { name } of targets) expect(shapes.map((shape) => shape.name)).toContain(reads[name]);
	});
});

describe('rows of other tools', () => {
	it.each(samples)('$of are known by $reader alone', ({ row, reader }) => {
		expect(knownBy(row)).toEqual([reader]);
	});

	it('are there for each reader of them', () => {
		const ours = new Set(Object.values(reads));
		const others = shapes.filter(({ name }) => !ours.has(name)).map(({ name }) => name);
		expect(others.filter((name) => !samples.some(({ reader }) => reader === name))).toEqual([]);
	});
});

it('items, judgments and suggestions as the contract has them are of no other format', () => {
	for (const file of ['items.jsonl', 'judgments.jsonl', 'labels/items.jsonl', 'labels/judgments.jsonl'])
		for (const line of readFileSync(join(golden, file), 'utf8').trim().split('\n'))
			expect(knownBy(JSON.parse(line)), line).toEqual([]);
	expect(knownBy({ item: 'k', source: 'm', answers: { tone: 'kind' }, score: 0.5 })).toEqual([]);
	expect(knownBy({ prompt: 'p', response_a: 'x', response_b: 'y', winner: 'a' })).toEqual([]);
});

it('readers have names of their own, and say what becomes of a row', () => {
	expect(new Set(shapes.map(({ name }) => name)).size).toBe(shapes.length);
	for (const { name, title, about } of shapes) {
		expect(name).toMatch(/^[a-z][a-z-]+$/);
		expect([title.length > 3, about.endsWith('.')]).toEqual([true, true]);
	}
});

/**
 * Rows as a Parquet file, row group by row group, so that memory stays flat: types follow from the columns alone, and
 * the same rows give the same bytes, however they are paged. Format: https://parquet.apache.org/docs/file-format.
 */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { shapeOf, type Column, type Shape } from './columns.ts';
import type { Options } from './target.ts';

/**
 * A row group ends at as many rows, or as many characters and numbers, whichever comes first. One is made in one go,
 * so that it must be short enough for nobody to wait behind it.
 */
const GROUP_ROWS = 1_000;
const GROUP_SIZE = 1024 * 1024;

/** Stands in the file as the program that wrote it. It is part of the bytes, so it names no version. */
const CREATED_BY = 'assent';

type Repetition = NonNullable<SchemaElement['repetition_type']>;

/** A column as Parquet has it: groups before what is in them. */
function elementsOf(name: string, shape: Shape, repetition: Repetition): SchemaElement[] {
	const head = { name, repetition_type: repetition };
	if (typeof shape === 'object') {
		if ('list' in shape)
			return [
				{ ...head, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
				{ name: 'list', repetition_type: 'REPEATED', num_children: 1 },
				...elementsOf('element', shape.list, 'REQUIRED')
			];
		const inside = Object.entries(shape.fields);
		return [
			{ ...head, num_children: inside.length },
			...inside.flatMap(([key, own]) => elementsOf(key, own, 'REQUIRED'))
		];
	}
	if (shape === 'whole') return [{ ...head, type: 'INT64' }];
	if (shape === 'real') return [{ ...head, type: 'DOUBLE' }];
	if (shape === 'boolean') return [{ ...head, type: 'BOOLEAN' }];
	if (shape === 'json')
		return [{ ...head, type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } }];
	return [{ ...head, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }];
}

type Cell = string | number | bigint | boolean | null | Cell[] | { [key: string]: Cell };

const wrong = (shape: Shape, value: Json | undefined): never => {
	throw new TypeError(`${JSON.stringify(value)} is not ${JSON.stringify(shape)}.`);
};

/** A value as its type has it, and what it counts for in the size of a group. @throws TypeError where it has another */
function cellOf(shape: Shape, value: Json | undefined, count: (size: number) => void): Cell {
	if (typeof shape === 'object') {
		count(1);
		if ('list' in shape)
			return Array.isArray(value) ? value.map((own) => cellOf(shape.list, own, count)) : wrong(shape, value);
		if (!isObject(value)) return wrong(shape, value);
		const cells: Record<string, Cell> = {};
		for (const key in shape.fields) cells[key] = cellOf(shape.fields[key] ?? 'json', value[key], count);
		return cells;
	}
	if (shape === 'json') {
		if (value === undefined) return wrong(shape, value);
		count(JSON.stringify(value).length);
		return value;
	}
	if (shape === 'text') {
		if (typeof value !== 'string') return wrong(shape, value);
		count(value.length);
		return value;
	}
	count(1);
	if (shape === 'whole') return Number.isSafeInteger(value) ? BigInt(Number(value)) : wrong(shape, value);
	return typeof value === (shape === 'real' ? 'number' : 'boolean') ? (value as Cell) : wrong(shape, value);
}

/** @param columns each with a type that a table has */
export async function* parquetOf(
	columns: Column[],
	options: Options,
	pages: AsyncIterable<JsonObject[]>
): AsyncGenerator<Uint8Array> {
	const typed = columns.map((column) => {
		const shape = shapeOf(column, options);
		if (shape === null) throw new TypeError(`${column.name} has no type in a table.`);
		return { name: column.name, shape, empty: column.empty === true };
	});
	const writer = new ByteWriter();
	const file = new ParquetWriter({
		writer,
		schema: [
			{ name: 'schema', num_children: columns.length },
			...typed.flatMap(({ name, shape, empty }) => elementsOf(name, shape, empty ? 'OPTIONAL' : 'REQUIRED'))
		],
		createdBy: CREATED_BY,
		statistics: false
	});
	const fresh = () => typed.map((): Cell[] => []);
	let cells = fresh();
	let rows = 0;
	let size = 0;
	const count = (more: number) => {
		size += more;
	};
	/** What was written since, given away: the writer goes on in a buffer of its own. */
	const taken = (): Uint8Array => {
		const bytes = new Uint8Array(writer.getBuffer());
		writer.index = 0;
		return bytes;
	};
	const group = async (): Promise<Uint8Array> => {
		await file.write({
			columnData: typed.map(({ name }, i) => ({ name, data: cells[i] ?? [] })),
			rowGroupSize: GROUP_ROWS
		});
		[cells, rows, size] = [fresh(), 0, 0];
		return taken();
	};
	for await (const page of pages)
		for (const row of page) {
			typed.forEach(({ name, shape, empty }, i) => {
				const value = row[name];
				const isEmpty = empty && (value === undefined || value === null);
				cells[i]?.push(isEmpty ? null : cellOf(shape, value, count));
			});
			if (++rows === GROUP_ROWS || size >= GROUP_SIZE) yield await group();
		}
	if (rows > 0) yield await group();
	await file.finish();
	yield taken();
}

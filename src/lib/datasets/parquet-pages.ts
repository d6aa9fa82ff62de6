/**
 * What the pages of a row group say of themselves, looked at before any of them is undone: a file of a few kilobytes may
 * claim pages of gigabytes, or as many values. Only headers are read, each of some dozen bytes.
 */
import type { AsyncBuffer, FileMetaData, RowGroup, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** Values of one column of lists in one row group; without lists there are as many as rows. */
const MOST_VALUES = 16_000_000;
/** Bytes that are read at a time, and of one header: it may hold the least and the greatest of long texts. */
const WINDOW = 64 * 1024;
const MOST_HEADER = 1024 ** 2;

export type Faults = {
	/** @throws */
	damaged(why: string): never;
	/** @throws of a row group of so many bytes */
	large(bytes: number): never;
};
type Header = ReturnType<typeof parquetHeader>;
/** A damaged header may hold a number of any size, or something else. */
const isCount = (value: unknown, most = Infinity): boolean =>
	Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;

type Page = { header: Header; bytes: number };

/** The columns in which every row has one value, by their path: none on it is repeated. */
function flatColumns(schema: SchemaElement[]): Set<string> {
	const flat = new Set<string>();
	let next = 0;
	const walk = (path: string[], repeated: boolean): void => {
		const element = schema[next++];
		if (!element) return;
		const own = next === 1 ? path : [...path, element.name];
		const within = repeated || element.repetition_type === 'REPEATED';
		const children = element.num_children ?? 0;
		if (children === 0 && !within) flat.add(own.join('.'));
		for (let i = 0; i < children && next < schema.length; i++) walk(own, within);
	};
	walk([], false);
	return flat;
}

/** Where a column's pages lie; the dictionary, where there is one, goes first. */
export function rangeOf({ meta_data: own }: RowGroup['columns'][number]): [from: number, to: number] {
	const from = Number(own?.dictionary_page_offset || own?.data_page_offset || 0n);
	return [from, from + Number(own?.total_compressed_size ?? 0n)];
}

/** Header after header, each with the bytes that it and its page take. @throws what `damaged` throws */
async function* pagesIn(
	file: AsyncBuffer,
	[from, to]: [number, number],
	damaged: (why: string) => never
): AsyncGenerator<Page> {
	let [start, view] = [from, new DataView(new ArrayBuffer(0))];
	// As its reader does, which takes a last byte for none.
	for (let at = from; at < to - 1;) {
		let page: Page | null = null;
		for (let size = WINDOW; page === null; size *= 4) {
			try {
				const reader = { view, offset: at - start };
				const header = parquetHeader(reader);
				page = { header, bytes: reader.offset - (at - start) + Number(header.compressed_page_size) };
			} catch {
				// It goes on behind what was read, or is none.
				if (start === at && (view.byteLength >= to - at || size > MOST_HEADER)) damaged('has no beginning');
				[start, view] = [at, new DataView(await file.slice(at, Math.min(to, at + size)))];
			}
		}
		const { compressed_page_size: packed, uncompressed_page_size: undone } = page.header;
		if (!isCount(packed) || !isCount(undone) || at + page.bytes > to) damaged('is longer than its column');
		yield page;
		at += page.bytes;
	}
}

/** How many values a page holds. @throws what `damaged` throws */
function valuesIn(header: Header, rows: number, damaged: (why: string) => never): number {
	const {
		uncompressed_page_size: bytes,
		dictionary_page_header: words,
		data_page_header_v2: second
	} = header;
	// Each takes a byte or more.
	if (words && !isCount(words.num_values, bytes)) damaged('has more words than bytes');
	const values = header.data_page_header?.num_values ?? second?.num_values ?? 0;
	if (!isCount(values)) damaged('has fewer values than none');
	if (second) {
		const { definition_levels_byte_length: defined, repetition_levels_byte_length: repeated } = second;
		if (!isCount(second.num_nulls, values)) damaged('has more nulls than values');
		if (!isCount(second.num_rows, rows)) damaged('has more rows than its row group');
		const levels = header.compressed_page_size;
		if (!isCount(defined, levels) || !isCount(repeated, levels - defined))
			damaged('is shorter than its levels');
	}
	return values;
}

/**
 * @param most bytes of all pages of the group when they are undone
 * @param at called for each page
 * @throws what `faults` throw, before anything is undone
 */
export async function assertPages(
	file: AsyncBuffer,
	{ schema }: Pick<FileMetaData, 'schema'>,
	{ columns, num_rows: count }: RowGroup,
	most: number,
	faults: Faults,
	at: () => void
): Promise<void> {
	const flat = flatColumns(schema);
	const rows = Number(count);
	let bytes = 0;
	for (const column of columns) {
		const path = column.meta_data?.path_in_schema.join('.') ?? '';
		const damaged = (why: string): never => faults.damaged(`a page of “${path}” ${why}`);
		const isFlat = flat.has(path);
		let values = 0;
		for await (const { header } of pagesIn(file, rangeOf(column), damaged)) {
			at();
			bytes += header.uncompressed_page_size;
			if (bytes > most) faults.large(bytes);
			values += valuesIn(header, rows, damaged);
			if (values > (isFlat ? rows : MOST_VALUES)) damaged('has more values than there can be');
		}
		if (isFlat && values < rows) damaged('is missing, or has fewer values than rows');
	}
}

/**
 * Parquet in, for server and browser: a row group at a time, each row as the JSON that it would be in a file of lines,
 * so that numbers, texts and sizes are checked as there. A file that is damaged is refused; a row that holds what JSON
 * cannot say costs itself alone. What a row has nothing in is not there, for a table has every column in every row.
 */
import {
	parquetMetadataAsync,
	parquetReadObjects,
	snappyUncompress,
	type AsyncBuffer,
	type Compressors,
	type FileMetaData
} from 'hyparquet';
import type { Incoming } from '#lib/project/incoming.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Place } from './apart.ts';
import { assertPages, rangeOf, type Faults } from './parquet-pages.ts';
import { jsonRow, MOST_ROW, tooLong } from './reader.ts';

/** Bytes of one row group when it is undone: it is read in one go, so this is what a file may cost. */
export const MOST_GROUP = 128 * 1024 ** 2;
/** Rows of one row group, and bytes of what a file says of itself: bounds for files that lie. */
const MOST_ROWS = 2_000_000;
const MOST_FOOTER = 32 * 1024 ** 2;

const MAGIC = 'PAR1';
const ENCRYPTED = 'PARE';

export const damaged = (why: string) =>
	new Refusal('invalid_parquet', `This Parquet file cannot be read: ${why}`);

const ANEW =
	'It is most likely damaged there. Write it anew from where it came; if that gives the same, with smaller row groups (row_group_size=10000 in pandas and pyarrow).';

/** What is said of a file that only its reader could tell more of, which is gone. */
export function damagedAt(place: Place | null, why: string): Refusal {
	const where = place ? `row group ${place.group}, from row ${place.row} on,` : 'what it says of itself';
	return damaged(`${where} ${why}. ${ANEW}`);
}
/** @param patience milliseconds */
export const stuckAt = (place: Place | null, patience: number): Refusal =>
	damagedAt(place, `came to nothing for ${(patience / 1000).toLocaleString('en')} seconds`);

/** What no row of JSON can hold, where it stands. */
class Unsaid {
	readonly why: string;
	constructor(why: string) {
		this.why = why;
	}
}
/** A value that is JSON already. */
class Written {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A byte that is not UTF-8 is refused, never replaced: U+FFFD would enter training data unseen. */
function textOf(bytes: Uint8Array | null | undefined): string | Unsaid | undefined {
	if (bytes === undefined || bytes === null) return undefined;
	try {
		return decoder.decode(bytes);
	} catch {
		return new Unsaid('bytes that are not text in UTF-8');
	}
}

function jsonOf(bytes: Uint8Array | undefined): Written | Unsaid | undefined {
	const text = textOf(bytes);
	if (typeof text !== 'string') return text;
	try {
		JSON.parse(text);
		return new Written(text);
	} catch {
		return new Unsaid('a text that is not JSON');
	}
}

const DAY = 86_400_000;

/** A moment as RFC 3339 has it, to the last digit that the file has. */
function momentOf(time: bigint, perMilli: bigint): string | Unsaid {
	const rest = ((time % perMilli) + perMilli) % perMilli;
	const date = new Date(Number((time - rest) / perMilli));
	if (Number.isNaN(date.getTime())) return new Unsaid('a moment that no calendar has');
	const digits = rest === 0n ? '' : String(rest).padStart(String(perMilli).length - 1, '0');
	return date.toISOString().replace('Z', `${digits}Z`);
}

const parsers = {
	stringFromBytes: textOf,
	jsonFromBytes: jsonOf,
	timestampFromMilliseconds: (time: bigint) => momentOf(time, 1n),
	timestampFromMicroseconds: (time: bigint) => momentOf(time, 1_000n),
	timestampFromNanoseconds: (time: bigint) => momentOf(time, 1_000_000n),
	dateFromDays: (days: number) => {
		const day = momentOf(BigInt(days) * BigInt(DAY), 1n);
		return typeof day === 'string' ? day.slice(0, 10) : day;
	}
};

const isAbsent = (value: unknown): boolean => value === null || value === undefined;

const unsaid = (path: string, why: string) =>
	new Refusal(
		'not_ijson',
		`“${path}” holds ${why}, which JSON cannot say. Leave that column out of the file.`
	);

/** A value as JSON text; whole numbers of 64 bits keep their digits, so that none changes unseen. @throws Refusal */
function written(value: unknown, path: string): string {
	if (isAbsent(value)) return 'null';
	if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'number') {
		if (Number.isFinite(value)) return JSON.stringify(value);
		throw unsaid(path, `the number ${value}`);
	}
	if (value instanceof Written) return value.text;
	if (value instanceof Unsaid) throw unsaid(path, value.why);
	if (value instanceof Uint8Array) throw unsaid(path, 'bytes that are not text');
	if (ArrayBuffer.isView(value)) return written(Array.from(value as unknown as ArrayLike<unknown>), path);
	if (Array.isArray(value)) return `[${value.map((own, i) => written(own, `${path}.${i}`)).join()}]`;
	return `{${Object.entries(value as object)
		.map(([name, own]) => `${JSON.stringify(name)}:${written(own, path === '' ? name : `${path}.${name}`)}`)
		.join()}}`;
}

function rowOf(row: Record<string, unknown>, line: number): Incoming {
	try {
		const filled = Object.fromEntries(Object.entries(row).filter(([, value]) => !isAbsent(value)));
		const text = written(filled, '');
		if (text.length > MOST_ROW) return { line, size: text.length, error: tooLong() };
		return jsonRow(line, text);
	} catch (error) {
		if (error instanceof Refusal) return { line, size: 0, error };
		throw error;
	}
}

const say = (error: unknown): string =>
	(error instanceof Error ? error.message : String(error)).replace(/^parquet /, '').slice(0, 200);

/** What a file says of itself, as far as it can be believed. @throws Refusal invalid_parquet, bad_header */
async function described(file: AsyncBuffer, codecs: string[]): Promise<FileMetaData> {
	const text = async (from: number) =>
		new TextDecoder('latin1').decode(await file.slice(from, Math.min(from + 4, file.byteLength)));
	if (file.byteLength < 12 || (await text(0)) !== MAGIC)
		throw damaged(
			(await text(0)) === ENCRYPTED ? 'it is encrypted.' : 'it does not begin as Parquet files do (PAR1).'
		);
	if ((await text(file.byteLength - 4)) !== MAGIC)
		throw damaged('it breaks off, so that what it says of itself at its end is missing. Send it whole.');
	const [footer = 0] = new Uint32Array(await file.slice(file.byteLength - 8, file.byteLength - 4));
	if (footer > Math.min(MOST_FOOTER, file.byteLength - 12))
		throw damaged('what it says of itself at its end is damaged.');
	let metadata: FileMetaData;
	try {
		metadata = await parquetMetadataAsync(file, { parsers, geoparquet: false });
	} catch {
		throw damaged('what it says of itself at its end is damaged.');
	}
	assertReadable(metadata, file.byteLength, codecs);
	return metadata;
}

const tooLarge = (group: number, bytes: number): Refusal =>
	damaged(
		`row group ${group} holds ${Math.ceil(bytes / 1024 ** 2).toLocaleString('en')} MB, and at most ${MOST_GROUP / 1024 ** 2} MB are read at once. Save it with smaller ones, such as row_group_size=10000 in pandas and pyarrow.`
	);

function assertReadable({ schema, row_groups: groups }: FileMetaData, bytes: number, codecs: string[]): void {
	const names = schema.slice(1).map(({ name }) => name);
	if (names.includes('__proto__'))
		throw new Refusal('bad_header', 'A column is named “__proto__”. Give it another name.');
	const decimal = schema.find(
		({ converted_type: type, logical_type: logical }) => type === 'DECIMAL' || logical?.type === 'DECIMAL'
	);
	if (decimal)
		throw damaged(
			`“${decimal.name}” holds decimals, which would change as numbers of JSON. Save it as text or as double.`
		);
	const packed = groups
		.flatMap(({ columns }) => columns)
		.find(({ meta_data: own }) => own && own.codec !== 'UNCOMPRESSED' && !codecs.includes(own.codec));
	if (packed)
		throw damaged(
			`it is packed with ${String(packed.meta_data?.codec)}, which is not undone here. Save it with snappy or zstd.`
		);
	for (const [i, { columns, num_rows: rows }] of groups.entries()) {
		const size = columns.reduce(
			(sum, { meta_data: own }) => sum + Number(own?.total_uncompressed_size ?? 0),
			0
		);
		if (size > MOST_GROUP) throw tooLarge(i + 1, size);
		const odd = columns.some((column) => {
			const [from, to] = rangeOf(column);
			return !column.meta_data || from < MAGIC.length || to < from || to > bytes;
		});
		if (odd || size < 0 || rows < 0n || rows > MOST_ROWS)
			throw damaged(`what it says of row group ${i + 1} is damaged.`);
	}
}

function unSnappy(input: Uint8Array, length: number): Uint8Array {
	const output = new Uint8Array(length);
	snappyUncompress(input, output);
	return output;
}

/** Decompressors that undo no more than a row group may hold. */
const bounded = (compressors: Compressors): Compressors =>
	Object.fromEntries(
		Object.entries({ SNAPPY: unSnappy, ...compressors }).map(([codec, undo]) => [
			codec,
			(input: Uint8Array, length: number) => {
				if (length > MOST_GROUP) throw new Error(`a page of ${length} bytes is too large`);
				return undo(input, length);
			}
		])
	);

/**
 * A damaged file can keep it for ever, or fill the memory: only where that harms nobody.
 * @param compressors undo what pages are packed with; Snappy needs none
 * @param at told of each row group when it is begun and of each page of it
 * @throws Refusal invalid_parquet, bad_header; what came before the damage was given out
 */
export async function* parquetRows(
	file: AsyncBuffer,
	compressors: Compressors = {},
	at: (place: Place) => void = () => {}
): AsyncGenerator<Incoming> {
	const undo = bounded(compressors);
	const metadata = await described(file, Object.keys(undo));
	let line = 0;
	for (const [i, group] of metadata.row_groups.entries()) {
		const count = group.num_rows;
		const [rowStart, rowEnd] = [line, line + Number(count)];
		const place = { group: i + 1, row: rowStart + 1 };
		const faults: Faults = {
			damaged: (why) => {
				throw damaged(`in row group ${place.group}, from row ${place.row} on, ${why}. ${ANEW}`);
			},
			large: (bytes) => {
				throw tooLarge(place.group, bytes);
			}
		};
		at(place);
		await assertPages(file, metadata, group, MOST_GROUP, faults, () => at(place));
		let rows: Record<string, unknown>[];
		try {
			rows = await parquetReadObjects({
				file,
				metadata,
				rowStart,
				rowEnd,
				parsers,
				compressors: undo,
				geoparquet: false,
				onPage: () => at(place)
			});
		} catch (error) {
			throw damaged(`row group ${place.group}, from row ${place.row} on: ${say(error)}.`);
		}
		if (rows.length !== Number(count)) throw damaged(`row group ${i + 1} has fewer rows than it says.`);
		for (const row of rows) yield rowOf(row, ++line);
	}
}

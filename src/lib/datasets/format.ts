/** The formats that come in, each told by its content type or by a file's name, and the rows of those that are text. */
import type { Incoming } from '#lib/project/incoming.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { conllReader } from './conll.ts';
import { csvReader, type Delimiter } from './csv.ts';
import { decode, MOST_BYTES } from './decode.ts';
import { jsonArrayReader } from './json-array.ts';
import { ndjsonReader } from './ndjson.ts';
import type { Reader } from './reader.ts';

export const formats = ['json', 'ndjson', 'csv', 'parquet', 'conll'] as const;
export type Format = (typeof formats)[number];
/** What can be read as it comes. */
export type TextFormat = Exclude<Format, 'parquet'>;
export type Reading = { format: Format; delimiter?: Delimiter | undefined; most?: number | undefined };

const readers: Record<TextFormat, (delimiter?: Delimiter) => Reader> = {
	json: jsonArrayReader,
	ndjson: ndjsonReader,
	csv: csvReader,
	conll: conllReader
};

const types: Record<string, Format> = {
	'application/json': 'json',
	'application/x-ndjson': 'ndjson',
	'application/ndjson': 'ndjson',
	'application/jsonl': 'ndjson',
	'application/jsonlines': 'ndjson',
	'text/csv': 'csv',
	'application/vnd.apache.parquet': 'parquet',
	'application/x-parquet': 'parquet',
	'text/x-conll': 'conll'
};

const endings: Record<string, Format> = {
	json: 'json',
	jsonl: 'ndjson',
	ndjson: 'ndjson',
	csv: 'csv',
	tsv: 'csv',
	parquet: 'parquet',
	conll: 'conll'
};

/** @throws Refusal unsupported_media */
export function formatOfType(contentType: string | null): Format {
	const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
	const format = Object.hasOwn(types, type) ? types[type] : undefined;
	if (format) return format;
	throw new Refusal(
		'unsupported_media',
		'Send application/json (a list), application/x-ndjson, text/csv, text/x-conll or application/vnd.apache.parquet, and say so in Content-Type.'
	);
}

/** The format that a file's name tells, `.gz` aside; null when it tells none. */
export function formatOfName(name: string): Format | null {
	const ending = name.toLowerCase().replace(/\.gz$/, '').split('.').at(-1) ?? '';
	return Object.hasOwn(endings, ending) ? (endings[ending] ?? null) : null;
}

/**
 * The rows of a body, as they come. Only one unfinished row is held, so memory stays flat.
 * @throws Refusal bad_encoding, too_large, bad_header, invalid_json when the body as a whole cannot be read
 */
export async function* readRows(
	bytes: AsyncIterable<Uint8Array>,
	{ format, delimiter, most = MOST_BYTES }: Reading & { format: TextFormat }
): AsyncGenerator<Incoming> {
	const reader = readers[format](delimiter);
	for await (const text of decode(bytes, most)) {
		yield* reader.push(text);
		if (reader.stopped) return;
	}
	yield* reader.end();
}

/** Rows as a file: one object a line, a list, or the columns of CoNLL; and as CSV or Parquet where they fit a table. */
import { lineOf, type JsonObject } from '#lib/schema/json.ts';
import { isFlat, shapeOf, type Column } from './columns.ts';
import { csvOf } from './csv-rows.ts';
import { parquetOf } from './parquet.ts';
import type { Contract, Options, Target } from './target.ts';

/** `jsonl` is what a format's own readers take, which for some is a list or plain text. */
export const writings = ['jsonl', 'csv', 'parquet'] as const;
export type Writing = (typeof writings)[number];

/** A piece of a file. */
export type Piece = string | Uint8Array;

const kinds = {
	lines: { extension: 'jsonl', type: 'application/x-ndjson' },
	list: { extension: 'json', type: 'application/json' },
	conll: { extension: 'conll', type: 'text/plain; charset=utf-8' }
};
const tables = {
	csv: { extension: 'csv', type: 'text/csv; charset=utf-8' },
	parquet: { extension: 'parquet', type: 'application/vnd.apache.parquet' }
};

export const writtenAs = ({ written = 'lines' }: Pick<Contract, 'written'>, as: Writing = 'jsonl') =>
	as === 'jsonl' ? kinds[written] : tables[as];

/** Whether a file is its rows' lines and nothing else. */
export const areLines = ({ written = 'lines' }: Pick<Contract, 'written'>, as: Writing = 'jsonl'): boolean =>
	as === 'jsonl' && written === 'lines';

type Shaped = Pick<Contract, 'name' | 'columns'>;
const usual: Options = { tools: false };

/** The first column that has no place in such a file. */
const oddIn = ({ columns }: Shaped, as: Writing): Column | undefined =>
	columns.find((column) => {
		const shape = shapeOf(column, usual);
		if (as === 'jsonl') return false;
		return as === 'csv' ? !isFlat(shape) : shape === null;
	});

/** How a format's rows can be written. */
export const writingsOf = (target: Shaped): Writing[] =>
	writings.filter((as) => oddIn(target, as) === undefined);

/** Why the rows of a format do not go into such a file, with what to take instead; null where they do. */
export function lacksAs(target: Shaped, as: Writing): string | null {
	const odd = oddIn(target, as);
	if (!odd) return null;
	const why = as === 'csv' ? 'is more than one cell of a table' : 'has not the same type in every row';
	return `“${odd.name}” of ${target.name} ${why}, so it cannot be written as ${as}. Take ${writingsOf(target).join(' or ')}.`;
}

const cells = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const conllOf = ({ tokens, tags }: JsonObject): string => {
	const own = cells(tags);
	return `${cells(tokens)
		.map((token, i) => `${token}\t${own[i] ?? ''}\n`)
		.join('')}\n`;
};

/** Characters that are handed over together: handing over a million rows one by one costs as much as writing them. */
const TOGETHER = 32 * 1024;

/** @param text what one of a page is in the file */
export async function* inTexts<T>(
	pages: AsyncIterable<T[]>,
	text: (one: T) => string
): AsyncGenerator<string> {
	for await (const page of pages) {
		let together = '';
		for (const one of page) {
			together += text(one);
			if (together.length < TOGETHER) continue;
			yield together;
			together = '';
		}
		yield together;
	}
}

async function* listOf(pages: AsyncIterable<JsonObject[]>): AsyncGenerator<string> {
	let isFirst = true;
	yield* inTexts(pages, (row) => {
		const text = `${isFirst ? '[' : ','}\n${lineOf(JSON.stringify(row)).trimEnd()}`;
		isFirst = false;
		return text;
	});
	yield isFirst ? '[]\n' : '\n]\n';
}

const between = { lines: /(?<=\n)/, list: /(?=,\n)/, conll: /(?<=\n\n)/ };

/** The rows that stand in a piece of text of a file that is no table. */
export const rowsOfText = ({ written = 'lines' }: Pick<Contract, 'written'>, text: string): string[] =>
	text.split(between[written]).filter((row) => row !== '');

const textOf = (
	target: Target,
	columns: Column[],
	pages: AsyncIterable<JsonObject[]>
): AsyncGenerator<string> =>
	target.written === 'list'
		? listOf(pages)
		: inTexts(pages, target.written === 'conll' ? conllOf : target.liner(columns));

/**
 * @param pages rows, many at a time: a generator for each of a million would cost as much as writing it
 * @param as a writing that the target's rows fit
 * @param columns all of them, where they follow from a form
 */
export function written(
	target: Target,
	pages: AsyncIterable<JsonObject[]>,
	as: Writing = 'jsonl',
	options = usual,
	columns = target.columns
): AsyncGenerator<Piece> {
	if (as === 'csv') return csvOf(columns, pages);
	return as === 'parquet' ? parquetOf(columns, options, pages) : textOf(target, columns, pages);
}

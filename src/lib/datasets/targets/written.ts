/** Rows as a file: one object a line, a list, or the columns of CoNLL. */
import { lineOf, type JsonObject } from '#lib/schema/json.ts';
import type { Contract, Target } from './target.ts';

const kinds = {
	lines: { extension: 'jsonl', type: 'application/x-ndjson' },
	list: { extension: 'json', type: 'application/json' },
	conll: { extension: 'conll', type: 'text/plain; charset=utf-8' }
};

export const writtenAs = ({ written = 'lines' }: Pick<Contract, 'written'>) => kinds[written];

const cells = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const conllOf = ({ tokens, tags }: JsonObject): string => {
	const own = cells(tags);
	return `${cells(tokens)
		.map((token, i) => `${token}\t${own[i] ?? ''}\n`)
		.join('')}\n`;
};

async function* listOf(pages: AsyncIterable<JsonObject[]>): AsyncGenerator<string> {
	let isFirst = true;
	for await (const rows of pages)
		for (const row of rows) {
			yield `${isFirst ? '[' : ','}\n${lineOf(JSON.stringify(row)).trimEnd()}`;
			isFirst = false;
		}
	yield isFirst ? '[]\n' : '\n]\n';
}

/** @param pages rows, many at a time: a generator for each of a million would cost as much as writing it */
export async function* written(target: Target, pages: AsyncIterable<JsonObject[]>): AsyncGenerator<string> {
	if (target.written === 'list') return yield* listOf(pages);
	const text = target.written === 'conll' ? conllOf : target.line;
	for await (const rows of pages) for (const row of rows) yield text(row);
}

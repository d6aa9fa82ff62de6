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

async function* listOf(rows: AsyncIterable<JsonObject>): AsyncGenerator<string> {
	let isFirst = true;
	for await (const row of rows) {
		yield `${isFirst ? '[' : ','}\n${lineOf(JSON.stringify(row)).trimEnd()}`;
		isFirst = false;
	}
	yield isFirst ? '[]\n' : '\n]\n';
}

export async function* written(target: Target, rows: AsyncIterable<JsonObject>): AsyncGenerator<string> {
	if (target.written === 'list') yield* listOf(rows);
	else if (target.written === 'conll') for await (const row of rows) yield conllOf(row);
	else for await (const row of rows) yield target.line(row);
}

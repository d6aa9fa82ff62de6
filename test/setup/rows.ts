/** Rows as readers give them, and streams drunk to the end. */
import type { Incoming } from '#lib/project/incoming.ts';

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const one of source) all.push(one);
	return all;
}

export async function* incoming(values: Iterable<unknown>): AsyncGenerator<Incoming> {
	let line = 0;
	for (const value of values) yield { line: ++line, size: JSON.stringify(value)?.length ?? 0, value };
}

/** NDJSON as a body of one piece. */
export async function* ndjson(...values: unknown[]): AsyncGenerator<Uint8Array> {
	yield new TextEncoder().encode(values.map((value) => JSON.stringify(value)).join('\n'));
}

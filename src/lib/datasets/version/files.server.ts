/** A version's files as they are given out: whole, a range of one, or all of them as one archive, piece by piece. */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '#lib/auth/actor.ts';
import { passing } from '#lib/job/passing.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { datasetChunk } from '#lib/schema/tables.ts';
import type { FileLine } from './manifest.ts';
import { PIECE } from './pieces.server.ts';
import { tarEnd, tarHead, tarPadding } from './tar.ts';
import { ARCHIVE, findVersion, type VersionRow } from './versions.server.ts';

/** The bytes of a file from `from` up to but without `to`, a short read each. */
export async function* bytesOf(
	db: ReadDb,
	build: string,
	{ name, bytes }: FileLine,
	from = 0,
	to = bytes
): AsyncGenerator<Uint8Array> {
	for (let part = Math.floor(from / PIECE); part * PIECE < to; part++) {
		const [chunk] = await db
			.select({ data: datasetChunk.data })
			.from(datasetChunk)
			.where(and(eq(datasetChunk.build, build), eq(datasetChunk.file, name), eq(datasetChunk.part, part)));
		if (!chunk) throw new Error(`Part ${part} of ${name} is missing.`);
		passing(chunk.data.length);
		const start = part * PIECE;
		yield new Uint8Array(chunk.data.subarray(Math.max(0, from - start), Math.min(PIECE, to - start)));
	}
}

async function* tarOf(db: ReadDb, { dataset, version, build, manifest, createdAt }: VersionRow) {
	const folder = `${dataset}-v${version}`;
	for (const file of manifest.files) {
		yield tarHead(`${folder}/${file.name}`, file.bytes, createdAt);
		yield* bytesOf(db, build, file);
		yield tarPadding(file.bytes);
	}
	yield tarEnd;
}

const streamOf = (chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> =>
	Readable.toWeb(Readable.from(chunks, { objectMode: true })) as unknown as ReadableStream<Uint8Array>;

/** `bytes=from-to`, both included, as RFC 9110 has it; null where the whole is meant. @throws Refusal bad_range */
export function rangeOf(header: string | null, bytes: number): { from: number; to: number } | null {
	const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
	const [first, last] = [found?.[1] ?? '', found?.[2] ?? ''];
	if (!found || (first === '' && last === '')) return null;
	const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
	const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
	if (from >= to) throw new Refusal('bad_range', `The file has ${bytes} bytes.`);
	return { from, to };
}

const types: Record<string, string> = {
	jsonl: 'application/x-ndjson',
	json: 'application/json',
	csv: 'text/csv; charset=utf-8',
	parquet: 'application/vnd.apache.parquet',
	md: 'text/markdown; charset=utf-8',
	gz: 'application/gzip'
};
const typeOf = (name: string): string => types[name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8';

const headersOf = (name: string, etag: string): Record<string, string> => ({
	'content-type': typeOf(name),
	'content-disposition': `attachment; filename="${name}"`,
	// What an address shows never changes; who may see it may.
	'cache-control': 'private, no-cache',
	'x-content-type-options': 'nosniff',
	vary: 'cookie, authorization',
	etag: `"${etag}"`
});

/**
 * A file of a version, or all of them as one archive.
 * @throws Refusal not_found, bad_range
 */
export async function versionFile(
	store: Store,
	actor: Actor,
	asked: { name: string; version: string; file: string; range: string | null }
): Promise<Response> {
	const row = await findVersion(store, actor, asked.name, asked.version);
	if (asked.file === ARCHIVE) {
		const archive = Readable.from(tarOf(store.read, row), { objectMode: true }).pipe(createGzip());
		return new Response(Readable.toWeb(archive) as unknown as ReadableStream, {
			headers: headersOf(`${row.dataset}-v${row.version}.tar.gz`, row.build)
		});
	}
	const file = row.manifest.files.find(({ name }) => name === asked.file);
	if (!file)
		throw new Refusal(
			'not_found',
			`This version has no file ${asked.file}. It has ${row.manifest.files.map(({ name }) => name).join(', ')}.`
		);
	const range = rangeOf(asked.range, file.bytes);
	const { from, to } = range ?? { from: 0, to: file.bytes };
	const headers = {
		...headersOf(file.name, file.sha256),
		'accept-ranges': 'bytes',
		'content-length': String(to - from),
		...(range ? { 'content-range': `bytes ${from}-${to - 1}/${file.bytes}` } : {})
	};
	return new Response(streamOf(bytesOf(store.read, row.build, file, from, to)), {
		status: range ? 206 : 200,
		headers
	});
}

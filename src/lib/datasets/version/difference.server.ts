/** The difference of two versions, counted by a job: it reads all rows of both. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import type { Keeper } from '#lib/job/attempt.server.ts';
import { requestJob } from '#lib/job/job.server.ts';
import { jobView, type JobView } from '#lib/job/jobs.server.ts';
import type { Handler } from '#lib/job/thread.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { readRows } from '../format.ts';
import { parquetRows } from '../parquet.ts';
import { differenceOf, type RowLine } from './difference.ts';
import { bytesOf } from './files.server.ts';
import type { FileLine } from './manifest.ts';
import { findVersion, versionsOf, type VersionRow } from './versions.server.ts';

export const DIFFERENCE_JOB = 'dataset_difference';

type Asked = { dataset: string; from: number; to: number };

/**
 * @param from the version that `to` is compared with
 * @throws Refusal not_found, wrong_format when the two are of different formats
 */
export async function requestDifference(
	store: Store,
	actor: Actor,
	{ name, from, to }: { name: string; from: string; to: string }
): Promise<{ job: JobView }> {
	const before = await findVersion(store, actor, name, from);
	const after = await findVersion(store, actor, name, to);
	if (before.recipe.format !== after.recipe.format)
		throw new Refusal(
			'wrong_format',
			`Version ${before.version} is ${before.recipe.format} and version ${after.version} is ${after.recipe.format}: no row of one can be in the other.`
		);
	if (before.recipe.options.as !== after.recipe.options.as)
		throw new Refusal(
			'wrong_format',
			`Version ${before.version} is written as ${before.recipe.options.as} and version ${after.version} as ${after.recipe.options.as}. Make one of them anew as the other is.`
		);
	const input: Asked = { dataset: name, from: before.version, to: after.version };
	const [first] = after.recipe.sources;
	const job = await store.write((tx) =>
		requestJob(tx, {
			kind: DIFFERENCE_JOB,
			input,
			actor: actorName(actor),
			project: first ? { slug: first.slug, stage: first.stage } : null
		})
	);
	return { job: jobView(job) };
}

const told = (row: Incoming): string => ('value' in row ? JSON.stringify(row.value) : row.error.message);

/**
 * The rows of a table, each as a line. Read in the thread of the job: the file is our own, as a build wrote it, so that a
 * process of its own would protect nobody.
 */
function tableOf(db: ReadDb, build: string, file: FileLine): AsyncIterable<Incoming> {
	if (file.name.endsWith('.csv'))
		return readRows(bytesOf(db, build, file), { format: 'csv', most: Infinity });
	const slice = async (from: number, to = file.bytes) => {
		const pieces = [];
		for await (const piece of bytesOf(db, build, file, from, to)) pieces.push(piece);
		return new Uint8Array(Buffer.concat(pieces)).buffer;
	};
	return parquetRows({ byteLength: file.bytes, slice });
}

/** The lines of a version's rows, whatever pieces they are kept in. */
async function* rowsOf(db: ReadDb, { build, manifest }: VersionRow): AsyncGenerator<RowLine> {
	const decoder = new TextDecoder();
	for (const [i, { name: split }] of manifest.splits.entries()) {
		const file = manifest.files[i * 2];
		if (!file) continue;
		if (/\.(csv|parquet)$/.test(file.name)) {
			for await (const row of tableOf(db, build, file)) yield { split, line: told(row) };
			continue;
		}
		let rest = '';
		for await (const bytes of bytesOf(db, build, file)) {
			const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) yield { split, line };
		}
		if (rest !== '') yield { split, line: rest };
	}
}

async function* counted(rows: AsyncIterable<RowLine>, step: () => void): AsyncGenerator<RowLine> {
	for await (const row of rows) {
		step();
		yield row;
	}
}

/** In the thread. */
export const countDifference: Handler = async ({ read, input, step }) => {
	const { dataset, from, to } = input as unknown as Asked;
	const versions = await versionsOf(read, dataset);
	const of = (version: number): VersionRow => {
		const row = versions.find((one) => one.version === version);
		if (!row) throw new Error(`Version ${version} of ${dataset} is gone.`);
		return row;
	};
	const [before, after] = [of(from), of(to)];
	const total = before.manifest.rows + after.manifest.rows;
	let done = 0;
	const onRow = () => step(++done, total);
	const found = await differenceOf(counted(rowsOf(read, before), onRow), counted(rowsOf(read, after), onRow));
	return { dataset, from, to, ...found };
};

/** On the server: it hands over no pieces. */
export const differenceKeeper: Keeper = {
	keep: () => Promise.reject(new Error('A difference has no files.')),
	finish: (_tx, _job, result) => Promise.resolve(result),
	discard: () => Promise.resolve()
};

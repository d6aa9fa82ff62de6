/** What the server does for the job that makes a version: keeps its pieces, shows them when all are there. */
import { eq } from 'drizzle-orm';
import type { Keeper } from '#lib/job/attempt.server.ts';
import { buildOf } from '#lib/job/job.ts';
import type { Handler } from '#lib/job/thread.server.ts';
import { append } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { dataset, datasetChunk, datasetVersion } from '#lib/schema/tables.ts';
import { buildVersion } from './build.server.ts';
import type { Manifest } from './manifest.ts';
import type { Recipe } from './recipe.ts';

/** Pieces that are taken away in one write. */
const BATCH = 16;

async function removeBuild(store: Store, build: string): Promise<void> {
	for (;;) {
		const gone = await store.write(
			(tx) =>
				tx.query(
					`delete from dataset_chunk where build = $1 and (file, part) in
						(select file, part from dataset_chunk where build = $1 limit ${BATCH}) returning part`,
					build
				),
			{ durable: false }
		);
		if (gone.length < BATCH) return;
	}
}

export const datasetKeeper: Keeper = {
	async keep(tx, job, { file, part, data }) {
		const row = {
			build: buildOf(job),
			file,
			part,
			data: Buffer.from(data.buffer, data.byteOffset, data.byteLength)
		};
		await tx.insert(datasetChunk).values(row);
	},
	async finish(tx, job, result, now) {
		const recipe = job.input as unknown as Recipe;
		const manifest = result as unknown as Manifest;
		const [row] = await tx.select().from(dataset).where(eq(dataset.name, recipe.dataset));
		if (!row) throw new Error(`Dataset ${recipe.dataset} is gone.`);
		const eventId = newId(now);
		await tx.insert(datasetVersion).values({
			datasetId: row.id,
			version: recipe.version,
			build: buildOf(job),
			recipe: job.input,
			asOf: recipe.as_of,
			manifest: result,
			actor: job.actor,
			eventId,
			createdAt: now
		});
		const facts = { version: recipe.version, rows: manifest.rows, as_of: recipe.as_of };
		const subject = { type: 'dataset', id: row.id };
		await append(
			tx,
			{ type: 'dataset.versioned', actor: job.actor, project: job.project, subject, data: facts },
			now,
			eventId
		);
		return { dataset: recipe.dataset, ...facts };
	},
	async discard(store, { id, attempt }, ended) {
		for (let n = 1; n < attempt + Number(ended); n++) await removeBuild(store, buildOf({ id, attempt: n }));
	}
};

/** The same in the thread: it makes the files. */
export const makeDataset: Handler = async ({ read, input, put, step }) =>
	(await buildVersion({ read, put, step }, input as unknown as Recipe)) as unknown as Json;

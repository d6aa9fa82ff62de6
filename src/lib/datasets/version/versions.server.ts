/**
 * Versions of datasets: asked for here, made by a job, visible when they are whole, and never changed. Whoever leads
 * all projects that a version is made of may make and read it; where one is gone, only an admin may.
 */
import { eq } from 'drizzle-orm';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { openJobs, requestJob } from '#lib/job/job.server.ts';
import { jobView, type JobView } from '#lib/job/jobs.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { dataset, datasetVersion, project } from '#lib/schema/tables.ts';
import type { FileLine, Manifest } from './manifest.ts';
import type { DatasetInput, Recipe, Source } from './recipe.ts';
import { columnsOf, lackOf, pin, targetIn } from './sources.server.ts';

export const DATASET_JOB = 'dataset';

/** @throws Refusal not_found, forbidden, wrong_stage */
async function pinSources(store: Store, actor: Actor, { projects, format }: DatasetInput): Promise<Source[]> {
	const target = targetIn(format);
	const sources: Source[] = [];
	for (const slug of projects) {
		const { project: row } = await authorize(store, actor, 'manage', slug);
		const lack = await lackOf(store.read, target, row);
		if (lack !== null) throw new Refusal('wrong_stage', lack);
		sources.push(pin(row));
	}
	await columnsOf(store.read, target, sources);
	return sources;
}

/** @throws Refusal forbidden when somebody else made the dataset */
function assertOwn(actor: Actor, row: { name: string; actor: string }): void {
	if (row.actor === actorName(actor) || may(actor, 'instance')) return;
	throw new Refusal('forbidden', `Somebody else made the dataset “${row.name}”. Choose another name.`);
}

/**
 * Puts the making of the next version in line. Its number is given now: one that fails leaves a gap.
 * @throws Refusal not_found, forbidden, wrong_stage
 */
export async function requestVersion(
	store: Store,
	actor: Actor,
	input: DatasetInput,
	now = Date.now()
): Promise<{ job: JobView; dataset: string; version: number }> {
	const { name, format, options } = input;
	const sources = await pinSources(store, actor, input);
	const asOf = await seal(store);
	return store.write(async (tx) => {
		const fresh = { id: newId(now), name, actor: actorName(actor), latest: 0, createdAt: now };
		await tx.insert(dataset).values(fresh).onConflictDoNothing();
		const [row] = await tx.query<{ id: string; name: string; actor: string; latest: number }>(
			`select id, name, actor, latest from dataset where name = $1${store.forUpdate}`,
			name
		);
		if (!row) throw new Error(`Dataset ${name} is gone.`);
		assertOwn(actor, row);
		const version = row.latest + 1;
		await tx.update(dataset).set({ latest: version }).where(eq(dataset.id, row.id));
		const recipe: Recipe = { dataset: name, version, format, options, sources, as_of: asOf };
		const [first] = sources;
		const job = await requestJob(
			tx,
			{
				kind: DATASET_JOB,
				input: recipe,
				actor: actorName(actor),
				project: first ? { slug: first.slug, stage: first.stage } : null
			},
			now
		);
		return { job: jobView(job), dataset: name, version };
	});
}

export type VersionRow = {
	dataset: string;
	version: number;
	build: string;
	recipe: Recipe;
	manifest: Manifest;
	/** who asked for it */
	actor: string;
	createdAt: number;
};

type Stored = Omit<VersionRow, 'recipe' | 'manifest'> & { recipe: Json; manifest: Json };
/** Both were written by this room. */
const rowOf = (row: Stored): VersionRow => ({
	...row,
	recipe: row.recipe as unknown as Recipe,
	manifest: row.manifest as unknown as Manifest
});

const select = (db: ReadDb) =>
	db
		.select({
			dataset: dataset.name,
			version: datasetVersion.version,
			build: datasetVersion.build,
			recipe: datasetVersion.recipe,
			manifest: datasetVersion.manifest,
			actor: datasetVersion.actor,
			createdAt: datasetVersion.createdAt
		})
		.from(datasetVersion)
		.innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId));

/** The finished versions of a dataset, the newest first. */
export async function versionsOf(db: ReadDb, name: string): Promise<VersionRow[]> {
	const rows = await select(db).where(eq(dataset.name, name));
	return rows.map(rowOf).toSorted((a, b) => b.version - a.version);
}

/** Whether somebody leads every project that a version is made of, as they are called today. */
async function reads(store: Store, actor: Actor, sources: Source[]): Promise<boolean> {
	for (const { id } of sources) {
		const [row] = await store.read.select({ slug: project.slug }).from(project).where(eq(project.id, id));
		if (!row && !may(actor, 'instance')) return false;
		if (row && !(await authorize(store, actor, 'manage', row.slug).catch(refused))) return false;
	}
	return true;
}

const refused = (error: unknown): null => {
	if (error instanceof Refusal) return null;
	throw error;
};

/** @param version a number, or `latest`. @throws Refusal not_found, also for those who may not read it */
export async function findVersion(
	store: Store,
	actor: Actor,
	name: string,
	version: string
): Promise<VersionRow> {
	const all = await versionsOf(store.read, name);
	const row = version === 'latest' ? all[0] : all.find((one) => String(one.version) === version);
	if (row && (await reads(store, actor, row.recipe.sources))) return row;
	throw new Refusal(
		'not_found',
		`There is no version ${version} of a dataset “${name}”, or it is made of projects that you do not lead.`
	);
}

export type VersionView = {
	dataset: string;
	version: number;
	created_at: string;
	/** who asked for it, as the log names them */
	actor: string;
	as_of: number;
	format: string;
	rows: number;
	/** names of the projects that it is made of, as they were */
	sources: string[];
	recipe: Recipe;
	manifest: Manifest;
	files: (FileLine & { url: string })[];
	archive: string;
};

const addressOf = (name: string, version: number) => `/api/v1/datasets/${name}/${version}`;
export const ARCHIVE = 'archive.tar.gz';

export const versionView = ({
	dataset: name,
	version,
	recipe,
	manifest,
	actor,
	createdAt
}: VersionRow): VersionView => ({
	dataset: name,
	version,
	created_at: new Date(createdAt).toISOString(),
	actor,
	as_of: recipe.as_of,
	format: recipe.format,
	rows: manifest.rows,
	sources: recipe.sources.map((source) => source.name),
	recipe,
	manifest,
	files: manifest.files.map((file) => ({ ...file, url: `${addressOf(name, version)}/${file.name}` })),
	archive: `${addressOf(name, version)}/${ARCHIVE}`
});

export const readVersion = async (store: Store, actor: Actor, name: string, version: string) =>
	versionView(await findVersion(store, actor, name, version));

export type DatasetView = {
	name: string;
	created_at: string;
	/** what the next one that is asked for will be called: one that failed or was cancelled keeps its number */
	next_version: number;
	versions: Omit<VersionView, 'recipe' | 'manifest'>[];
};

/** The datasets of which somebody may read a version, by name. */
export async function listDatasets(store: Store, actor: Actor): Promise<DatasetView[]> {
	const rows = await store.read.select().from(dataset).orderBy(dataset.name);
	const all: DatasetView[] = [];
	for (const { name, createdAt, latest } of rows) {
		const versions: DatasetView['versions'] = [];
		for (const row of await versionsOf(store.read, name)) {
			if (!(await reads(store, actor, row.recipe.sources))) continue;
			const { recipe: _recipe, manifest: _manifest, ...view } = versionView(row);
			versions.push(view);
		}
		if (versions.length > 0)
			all.push({
				name,
				created_at: new Date(createdAt).toISOString(),
				next_version: latest + 1,
				versions
			});
	}
	return all;
}

export type Making = { dataset: string; version: number; job: JobView };

/** Versions that are being made and that somebody asked for; an admin sees all. */
export async function makingFor(store: Store, actor: Actor): Promise<Making[]> {
	const jobs = await openJobs(store.read, DATASET_JOB);
	return jobs
		.filter((row) => row.actor === actorName(actor) || may(actor, 'instance'))
		.map((row) => {
			const { dataset: name, version } = row.input as unknown as Recipe;
			return { dataset: name, version, job: jobView(row) };
		});
}

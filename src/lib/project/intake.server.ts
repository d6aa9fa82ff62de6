/**
 * An import: rows come as a stream and go in by many short writes, so that people's submits are not held up. Each
 * write carries its own event and the counts so far: a sender that vanishes leaves what was written, and sending
 * it all again is harmless.
 */
import { actorName } from '#lib/auth/actor.ts';
import type { Access } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { digestOf } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { isOrphan, type Store, type Tx } from '#lib/schema/store.server.ts';
import { MOST_ERRORS, type Flagged, type Incoming, type Report } from './incoming.ts';

export type Kind = 'items' | 'judgments' | 'suggestions';
export type Counts = Pick<Report, 'received' | 'created' | 'unchanged' | 'rejected'>;
export type Outcome = 'created' | 'unchanged' | Refusal;

/** What a batch became. `also` are rows of other kinds that came inside the batch's own. */
export type Written = { outcomes: Outcome[]; also?: Partial<Record<Kind, Outcome[]>>; flagged?: Flagged };

export type Intake<T> = {
	kind: Kind;
	/** Looks at rows outside any transaction; a Refusal is that row's error. */
	prepare(values: unknown[]): Promise<(T | Refusal)[]>;
	/** Writes what passed in one short transaction; may run twice. */
	write(tx: Tx, rows: T[], eventId: string, intakeId: string, now: number): Promise<Written>;
	/** what the digest of a batch is made of: with an id in it, since content may be erased one day */
	digest(row: T): Json;
};

export type IntakeOptions = {
	/** the file's name, for whoever looks back */
	name?: string | null;
	onProgress?: (report: Report) => void;
	now?: () => number;
};

/**
 * Rows and characters of one write: about 2 ms of work on SQLite, whose one writer everybody waits for. A server of
 * PostgreSQL waits for nobody, and each write costs it some round trips.
 */
const BATCH = { sqlite: { rows: 128, size: 256 * 1024 }, postgres: { rows: 256, size: 1024 * 1024 } };

/** A batch waits for no disk: the sender hears of all of them together, after one last durable write. */
const NOT_YET_TOLD = { durable: false };

/** A withdrawal takes its items some at a time: several of them may meet one batch. */
const MOST_AGAIN = 10;

const none = (): Counts => ({ received: 0, created: 0, unchanged: 0, rejected: 0 });

function plus(counts: Counts, outcomes: Outcome[]): Counts {
	const next = { ...counts, received: counts.received + outcomes.length };
	for (const outcome of outcomes) next[outcome instanceof Refusal ? 'rejected' : outcome]++;
	return next;
}

/** Batches of rows; what came before a failure of the source is still given out. */
async function* batches(rows: AsyncIterable<Incoming>, most: { rows: number; size: number }) {
	let batch: Incoming[] = [];
	let size = 0;
	let failure: { error: unknown } | null = null;
	try {
		for await (const row of rows) {
			batch.push(row);
			size += row.size;
			if (batch.length < most.rows && size < most.size) continue;
			yield batch;
			batch = [];
			size = 0;
		}
	} catch (error) {
		failure = { error };
	}
	if (batch.length > 0) yield batch;
	if (failure) throw failure.error;
}

/** @throws Refusal when the body cannot be read on; what came before it is kept, and the message says so */
export async function takeIn<T>(
	store: Store,
	{ project, actor }: Access,
	intake: Intake<T>,
	rows: AsyncIterable<Incoming>,
	{ name = null, onProgress, now = Date.now }: IntakeOptions = {}
): Promise<Report> {
	assertTakesItems(project);
	const startedAt = now();
	const ids: Partial<Record<Kind, string>> = {};
	let counts: Partial<Record<Kind, Counts>> = { [intake.kind]: none() };
	const errors: Report['errors'] = [];
	let flagged: Flagged = { identical: 0, self_naming: 0 };
	const brought = (): NonNullable<Report['brought']> =>
		Object.fromEntries(
			(Object.entries(counts) as [Kind, Counts][]).flatMap(([kind, { created }]) =>
				kind === intake.kind || created === 0 ? [] : [[kind, created]]
			)
		);
	const report = (): Report => ({
		...(counts[intake.kind] ?? none()),
		...(Object.keys(brought()).length > 0 ? { brought: brought() } : {}),
		...(flagged.identical + flagged.self_naming > 0 ? { flagged } : {}),
		errors
	});

	const record = async (tx: Tx, all: typeof counts, finishedAt: number | null) => {
		for (const [kind, c] of Object.entries(all) as [Kind, Counts][])
			await tx.query(
				`insert into intake (id, project_id, kind, name, actor, received, created, unchanged, rejected, started_at, finished_at)
				values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
				on conflict (id) do update set received = excluded.received, created = excluded.created,
					unchanged = excluded.unchanged, rejected = excluded.rejected, finished_at = excluded.finished_at`,
				(ids[kind] ??= newId(startedAt)),
				project.id,
				kind,
				name,
				actorName(actor),
				c.received,
				c.created,
				c.unchanged,
				c.rejected,
				startedAt,
				finishedAt
			);
	};

	const writeBatch = async (passed: T[], refused: Refusal[]): Promise<Outcome[]> => {
		const at = now();
		const { outcomes, next, found } = await store.write(async (tx) => {
			const eventId = newId(at);
			const intakeId = (ids[intake.kind] ??= newId(startedAt));
			const written = await intake.write(tx, passed, eventId, intakeId, at);
			const after = {
				...counts,
				[intake.kind]: plus(counts[intake.kind] ?? none(), [...refused, ...written.outcomes])
			};
			for (const [kind, also] of Object.entries(written.also ?? {}) as [Kind, Outcome[]][])
				if (also.length > 0) after[kind] = plus(counts[kind] ?? none(), also);
			const created = passed.filter((_, i) => written.outcomes[i] === 'created');
			const brought =
				created.length +
				Object.values(written.also ?? {})
					.flat()
					.filter((o) => o === 'created').length;
			if (brought > 0)
				await append(
					tx,
					{
						type: `${intake.kind}.imported`,
						actor: actorName(actor),
						project,
						subject: { type: 'import', id: intakeId },
						data: { count: created.length, digest: digestOf(created.map((row) => intake.digest(row))) }
					},
					at,
					eventId
				);
			await record(tx, after, null);
			return { outcomes: written.outcomes, next: after, found: written.flagged };
		}, NOT_YET_TOLD);
		counts = next;
		if (found)
			flagged = {
				identical: flagged.identical + found.identical,
				self_naming: flagged.self_naming + found.self_naming
			};
		return outcomes;
	};

	const look = (batch: Incoming[]): Promise<(T | Refusal)[]> =>
		intake.prepare(batch.flatMap((row) => ('value' in row ? [row.value] : [])));

	/** An item that a row names may be withdrawn while the row is on its way: then the batch is looked at again. */
	const write = async (batch: Incoming[], prepared: (T | Refusal)[]): Promise<void> => {
		for (let again = 0; ; again++) {
			try {
				return await writeOnce(batch, again === 0 ? prepared : await look(batch));
			} catch (error) {
				if (!isOrphan(error) || again === MOST_AGAIN) throw error;
			}
		}
	};

	const writeOnce = async (batch: Incoming[], prepared: (T | Refusal)[]): Promise<void> => {
		const passed = prepared.filter((row): row is T => !(row instanceof Refusal));
		const refused = [
			...batch.flatMap((row) => ('error' in row ? [row.error] : [])),
			...prepared.filter((row) => row instanceof Refusal)
		];
		const outcomes = await writeBatch(passed, refused);
		// Back into the order of the file: each row's error stands at its line.
		let p = 0;
		let w = 0;
		for (const row of batch) {
			let outcome: unknown = 'error' in row ? row.error : prepared[p++];
			if (!(outcome instanceof Refusal)) outcome = outcomes[w++];
			if (outcome instanceof Refusal && errors.length < MOST_ERRORS)
				errors.push({ line: row.line, code: outcome.code, message: outcome.message });
		}
		onProgress?.(report());
	};

	// One batch is looked at while the one before it is written: PostgreSQL works meanwhile.
	let writing: Promise<void> = Promise.resolve();
	try {
		for await (const batch of batches(rows, BATCH[store.dialect])) {
			const prepared = await look(batch);
			await writing;
			writing = write(batch, prepared);
			writing.catch(() => {}); // awaited in the next round, or below
		}
		await writing;
	} catch (error) {
		await writing;
		if (!(error instanceof Refusal)) throw error;
		// What is said to be kept is on disk.
		if (report().received > 0) await store.write((tx) => record(tx, counts, null));
		throw withKept(error, report());
	}
	// With this one everything before it is on disk: now it may be told.
	await store.write((tx) => record(tx, counts, now()));
	return report();
}

function assertTakesItems(project: Access['project']): void {
	if (project.stage === 'runtime')
		throw new Refusal('wrong_stage', 'A runtime project takes decisions, not items: POST /api/v1/decisions.');
	if (project.state === 'archived')
		throw new Refusal('archived', `“${project.name}” is archived and takes no more rows.`);
}

const withKept = (error: Refusal, { received, created }: Report): Refusal =>
	received === 0
		? error
		: new Refusal(
				error.code,
				`${error.message} Before that, ${received} rows were read and ${created} kept. Sending all of it again is harmless.`,
				error.details
			);

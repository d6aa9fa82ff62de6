/**
 * An import taken back: its items that nobody judged or holds go for good, the others stay and are counted. Judgments
 * are never taken back, nor are suggestions: files that were made rest on them. Many short writes, each with its event
 * and its count, so that one killed half-way is repeated and goes on where it was; saying it twice changes nothing.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { MOST_WITHDRAWN, whatStays, withdraw, type Stays } from '#lib/queue/withdraw.server.ts';
import { digestOf } from '#lib/schema/digest.server.ts';
import { idsSince } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Kind } from './intake.server.ts';

/** Items are looked up by their ids, which begin with the time: those of an intake not long before its own. */
const BEFORE_MS = 60_000;
/** Ids a read. */
const PAGE = 512;

type Intake = { id: string; kind: Kind; created: number; withdrawn: number };

const kept: Record<Exclude<Kind, 'items'>, string> = {
	judgments:
		'Judgments are never taken back: files that were made rest on them. Give the items that they got wrong a final answer.',
	suggestions:
		'Suggestions are never taken back: people may have answered by them. Send better ones under another source.'
};

/** @throws Refusal not_found, forbidden; append_only for what never goes */
async function intakeOf(store: Store, actor: Actor, slug: string, id: string) {
	const access = await authorize(store, actor, 'manage', slug);
	const [intake] = await store.read.query<Intake>(
		'select id, kind, created, withdrawn from intake where id = $1 and project_id = $2',
		id,
		access.project.id
	);
	if (!intake) throw new Refusal('not_found', 'There is no such import in this project.');
	if (intake.kind !== 'items') throw new Refusal('append_only', kept[intake.kind]);
	return { ...access, intake };
}

/** The ids of an intake's items, some at a time, until all that are left of it were seen. */
async function* itemsOf(store: Store, project: ProjectRow, intake: Intake): AsyncGenerator<string[]> {
	let left = intake.created - intake.withdrawn;
	let after = idsSince(intake.id, BEFORE_MS);
	while (left > 0) {
		const rows = await store.read.query<{ id: string; intake_id: string | null }>(
			'select id, intake_id from item where project_id = $1 and id > $2 order by id limit $3',
			project.id,
			after,
			PAGE
		);
		const last = rows.at(-1);
		if (!last) return;
		const own = rows.flatMap((row) => (row.intake_id === intake.id ? [row.id] : []));
		for (let at = 0; at < own.length; at += MOST_WITHDRAWN) {
			yield own.slice(at, at + MOST_WITHDRAWN);
			await breathe();
		}
		left -= own.length;
		after = last.id;
	}
}

/** `stays` is what it is because of `judged` and `held`. */
export type Weighed = { id: string; items: number; stays: number } & Stays;

/** What withdrawing an import would leave now. @throws Refusal not_found, forbidden, append_only */
export async function weighImport(
	store: Store,
	actor: Actor,
	slug: string,
	id: string,
	now = Date.now()
): Promise<Weighed> {
	const { project, intake } = await intakeOf(store, actor, slug, id);
	const all: Weighed = { id, items: 0, stays: 0, judged: 0, held: 0 };
	for await (const ids of itemsOf(store, project, intake)) {
		const { judged, held } = await whatStays(store.read, project.id, ids, now);
		all.items += ids.length;
		all.judged += judged;
		all.held += held;
	}
	return { ...all, stays: all.judged + all.held };
}

/** `withdrawn` counts this time alone. */
export type Withdrawal = { id: string; withdrawn: number; stays: number } & Stays;

/** @throws Refusal not_found, forbidden, append_only */
export async function withdrawImport(
	store: Store,
	actor: Actor,
	slug: string,
	id: string,
	now: () => number = Date.now
): Promise<Withdrawal> {
	const { project, intake } = await intakeOf(store, actor, slug, id);
	const all: Withdrawal = { id, withdrawn: 0, stays: 0, judged: 0, held: 0 };
	const batch = (ids: string[]) =>
		store.write(
			async (tx) => {
				const at = now();
				const result = await withdraw(store, tx, project.id, ids, at);
				const { gone } = result;
				if (gone.length === 0) return result;
				await tx.query('update intake set withdrawn = withdrawn + $2 where id = $1', id, gone.length);
				await append(
					tx,
					{
						type: 'items.withdrawn',
						actor: actorName(actor),
						project,
						subject: { type: 'import', id },
						data: { count: gone.length, digest: digestOf(gone.map((row) => [row.id, row.digest])) }
					},
					at
				);
				return result;
			},
			// Nobody is told of one batch: the last write takes all of them to disk.
			{ durable: false }
		);
	for await (const ids of itemsOf(store, project, intake)) {
		const { gone, judged, held } = await batch(ids);
		all.withdrawn += gone.length;
		all.judged += judged;
		all.held += held;
	}
	if (all.withdrawn > 0)
		await store.write((tx) => tx.query('update intake set withdrawn = withdrawn where id = $1', id));
	return { ...all, stays: all.judged + all.held };
}

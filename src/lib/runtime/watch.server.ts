/**
 * Presence at the monitor. Only a signed-in person's visible tab watches; each sign of life lasts 30 seconds, a tab
 * that hides says so, and a session that ended watches nothing. Like a lease, it writes no event.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { newId } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { watch } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import { authorizeRuntime } from './decision.server.ts';
import { maySign, type Gate } from './gate.ts';
import { epochOf } from './switches.server.ts';
import type { WatchInput } from './input.ts';
import { WATCH_MS } from './lifecycle.ts';
import { covers, type Span } from './presence.ts';

export type Presence = { watching: boolean; until: string | null; seconds: number };

/** @param session the session's id; a key has none and cannot watch. @throws Refusal forbidden */
export async function signOfLife(
	store: Store,
	actor: Actor,
	session: string | null,
	slug: string,
	{ tab, visible }: WatchInput,
	now = Date.now()
): Promise<Presence> {
	const { project, role } = await authorizeRuntime(store, actor, 'review', slug);
	if (actor.kind !== 'person' || session === null)
		throw new Refusal('forbidden', 'Only a signed-in person at an open monitor watches.');
	const until = now + WATCH_MS;
	await store.write(async (tx) => {
		const [span] = await tx.query<{ id: string }>(
			`select id from watch where session_id = $1 and tab = $2 and project_id = $3 and until > $4
			order by until desc limit 1${store.forUpdate}`,
			session,
			tab,
			project.id,
			now
		);
		if (span) {
			await tx.query('update watch set until = $2 where id = $1', span.id, visible ? until : now);
		} else if (visible)
			await tx.insert(watch).values({
				id: newId(now),
				projectId: project.id,
				userId: actor.id,
				sessionId: session,
				tab,
				role,
				startedAt: now,
				until
			});
	});
	return {
		watching: visible,
		until: visible ? new Date(until).toISOString() : null,
		seconds: WATCH_MS / 1000
	};
}

/** Spans that touch a stretch of time, of sessions that still are and of people whom the gate would ask. */
async function spansOf(
	db: ReadDb,
	projectId: string,
	gate: Gate,
	from: number,
	to: number,
	now: number
): Promise<Span[]> {
	const rows = await db.query<{ started_at: number; until: number; role: Role }>(
		`select watch.started_at, watch.until, watch.role from watch
		join session on session.id = watch.session_id and session.expires_at > $4
		join user_account on user_account.id = watch.user_id and user_account.disabled_at is null
		where watch.project_id = $1 and watch.until >= $2 and watch.started_at <= $3`,
		projectId,
		from,
		to,
		now
	);
	return rows
		.filter(({ role }) => maySign(gate.roles, role))
		.map(({ started_at, until }) => ({ startedAt: started_at, until }));
}

export async function isWatched(db: ReadDb, projectId: string, gate: Gate, now: number): Promise<boolean> {
	const spans = await spansOf(db, projectId, gate, now, now, now);
	return spans.some(({ until }) => until > now);
}

/** Whether somebody watched from one moment to another without a gap. */
export const wasWatched = async (
	db: ReadDb,
	projectId: string,
	gate: Gate,
	from: number,
	to: number,
	now: number
): Promise<boolean> => covers(await spansOf(db, projectId, gate, from, to, now), from, to);

export type Standing = {
	/** who watches at this moment */
	watchers: string[];
	/** grants that can still be used: what a stop would take back */
	grants: number;
};

/** @throws Refusal not_found, forbidden */
export async function whoWatches(
	store: Store,
	actor: Actor,
	slug: string,
	now = Date.now()
): Promise<Standing> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const [watchers, [live]] = await Promise.all([
		store.read.query<{ name: string }>(
			`select distinct user_account.name from watch
			join session on session.id = watch.session_id and session.expires_at > $2
			join user_account on user_account.id = watch.user_id and user_account.disabled_at is null
			where watch.project_id = $1 and watch.until > $2 order by user_account.name`,
			project.id,
			now
		),
		store.read.query<{ grants: number }>(
			`select count(*) as grants from permit join decision on decision.id = permit.decision_id
			where permit.state = 'live' and permit.expires_at > $2 and decision.project_id = $1
				and ${epochOf} <= permit.halt_epoch`,
			project.id,
			now
		)
	]);
	return { watchers: watchers.map(({ name }) => name), grants: Number(live?.grants ?? 0) };
}

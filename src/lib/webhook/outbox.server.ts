/**
 * The outbox. The log is what it is made from: an event is written in the transaction of its act, so nothing is told of
 * what did not happen and nothing that happened is lost. How far a webhook's outbox has got is a position of its own,
 * which moves in the same write that puts the messages in: killed at any moment, an event is in it once.
 */
import { and, eq, ne, sql } from 'drizzle-orm';
import { append } from '#lib/log/append.server.ts';
import { eventsAfter, type LogEvent } from '#lib/log/follow.server.ts';
import { idsSince, newId } from '#lib/schema/id.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { webhook, webhookDelivery } from '#lib/schema/tables.ts';
import { isHeard, kindOf, messageOf } from './kinds.ts';
import type { Outcome } from './post.server.ts';
import { delayAfter } from './schedule.ts';

export type Hook = Pick<
	typeof webhook.$inferSelect,
	'id' | 'url' | 'kinds' | 'projectId' | 'state' | 'generation' | 'formerUntil' | 'position'
> & {
	/** of its project, while that is there */
	slug: string | null;
};
export type Delivery = typeof webhookDelivery.$inferSelect;

/** Events that are looked at by one write. */
const PAGE = 200;
/** Longer than an attempt may last: what is not settled by then was lost with its server. */
export const LEASE_MS = 60_000;

const hookColumns = `webhook.id, webhook.url, webhook.kinds, webhook.project_id as "projectId", webhook.state,
	webhook.generation, webhook.former_until as "formerUntil", webhook.position, project.slug`;

/** Those that something may be put in for or sent to. */
export async function liveHooks(db: ReadDb): Promise<Hook[]> {
	const rows = await db.query<Omit<Hook, 'kinds'> & { kinds: string }>(
		`select ${hookColumns} from webhook left join project on project.id = webhook.project_id
		where webhook.state <> 'gone' order by webhook.id`
	);
	return rows.map((row) => ({ ...row, kinds: JSON.parse(row.kinds) as string[] }));
}

const rowOf = (hook: Hook, event: LogEvent, kind: string, origin: string, now: number): Delivery => ({
	id: newId(now),
	webhookId: hook.id,
	messageId: `msg_${event.id}`,
	kind,
	body: messageOf(event, kind, origin),
	state: 'waiting',
	attempts: 0,
	nextAt: now,
	status: null,
	error: null,
	createdAt: now,
	doneAt: null
});

/** Of an event, what a webhook is told; null: nothing. */
function kindFor(hook: Hook, event: LogEvent): string | null {
	const kind = kindOf(event);
	if (kind === null || !hook.kinds.includes(kind)) return null;
	return isHeard(event, hook.projectId === null ? { all: true } : { slug: hook.slug }) ? kind : null;
}

/**
 * Puts in what came after a position, at most a page. Of several servers one moves the position; the others put in
 * nothing.
 * @param after where to look from: the stored position, or further on, where nothing concerned this webhook
 * @returns how far it has looked, and whether it wrote that down
 */
export async function fill(
	store: Store,
	hook: Hook,
	after: number,
	origin: string,
	now: number
): Promise<{ at: number; wrote: boolean }> {
	const events = await eventsAfter(store, after, PAGE);
	const last = events.at(-1)?.position ?? after;
	const rows = events.flatMap((event) => {
		const kind = kindFor(hook, event);
		return kind === null ? [] : [rowOf(hook, event, kind, origin, now)];
	});
	// An idle log stays idle: what concerns nobody is remembered in memory, and written now and then.
	if (rows.length === 0 && last - hook.position < PAGE) return { at: last, wrote: false };
	await store.write((tx) => move(tx, hook, last, rows));
	return { at: last, wrote: true };
}

async function move(tx: Tx, hook: Hook, to: number, rows: Delivery[]): Promise<void> {
	const moved = await tx.query<{ id: string }>(
		`update webhook set position = $3 where id = $1 and position = $2 and state <> 'gone' returning id`,
		hook.id,
		hook.position,
		to
	);
	if (moved.length > 0 && rows.length > 0)
		await tx.insert(webhookDelivery).values(rows).onConflictDoNothing();
}

/** What is due to a webhook, the longest due first. */
export const dueTo = (
	db: ReadDb,
	id: string,
	many: number,
	now: number
): Promise<{ id: string; at: number }[]> =>
	db.query(
		`select id, next_at as at from webhook_delivery where webhook_id = $1 and state = 'waiting' and next_at <= $2
		order by next_at limit ${many}`,
		id,
		now
	);

/** Takes a message for an attempt; null when another server was faster, or it was dropped. */
export const take = (store: Store, due: { id: string; at: number }, now: number): Promise<Delivery | null> =>
	store.write(
		async (tx) => {
			const [row] = await tx
				.update(webhookDelivery)
				.set({ attempts: sql`${webhookDelivery.attempts} + 1`, nextAt: now + LEASE_MS })
				.where(
					and(
						eq(webhookDelivery.id, due.id),
						eq(webhookDelivery.nextAt, due.at),
						eq(webhookDelivery.state, 'waiting')
					)
				)
				.returning();
			return row ?? null;
		},
		{ durable: false }
	);

/** 410: the receiver wants no more. What waits for it is given up, and nothing more is put in. */
async function shut(tx: Tx, { webhookId }: Delivery, now: number): Promise<void> {
	const shut = await tx
		.update(webhook)
		.set({ state: 'gone' })
		.where(and(eq(webhook.id, webhookId), ne(webhook.state, 'gone')))
		.returning({ name: webhook.name });
	if (shut.length === 0) return;
	await tx
		.update(webhookDelivery)
		.set({ state: 'dead', error: 'its receiver answered 410 Gone', doneAt: now })
		.where(and(eq(webhookDelivery.webhookId, webhookId), eq(webhookDelivery.state, 'waiting')));
	await append(
		tx,
		{
			type: 'webhook.gone',
			actor: 'system',
			subject: { type: 'webhook', id: webhookId },
			data: { name: shut[0]?.name ?? '' }
		},
		now
	);
}

/** Writes down how an attempt went; of an attempt that was taken to be lost meanwhile, nothing. */
export async function settleDelivery(
	store: Store,
	taken: Delivery,
	outcome: Outcome,
	now: number,
	random: number
): Promise<void> {
	const delay = outcome.ok ? null : delayAfter(taken.attempts, outcome.asked, random);
	const set: Partial<Delivery> = outcome.ok
		? { state: 'sent', status: outcome.status, error: null, doneAt: now }
		: delay === null
			? { state: 'dead', status: outcome.status, error: outcome.error, doneAt: now }
			: { status: outcome.status, error: outcome.error, nextAt: now + delay };
	await store.write(
		async (tx) => {
			const settled = await tx
				.update(webhookDelivery)
				.set(set)
				.where(
					and(
						eq(webhookDelivery.id, taken.id),
						eq(webhookDelivery.attempts, taken.attempts),
						eq(webhookDelivery.state, 'waiting')
					)
				)
				.returning({ id: webhookDelivery.id });
			if (settled.length === 0) return;
			const count = outcome.ok ? 'sent' : 'failed';
			await tx.query(`update webhook set ${count} = ${count} + 1 where id = $1`, taken.webhookId);
			if (!outcome.ok && outcome.status === 410) await shut(tx, taken, now);
		},
		{ durable: !outcome.ok && outcome.status === 410 }
	);
}

/** What was sent is kept to be looked at for three days, what was given up for a month. */
const KEPT_MS = { sent: 3 * 86_400_000, dead: 30 * 86_400_000 };
const TIDY = 500;

/** @returns how many lines went */
export async function tidy(store: Store, hook: string, now: number): Promise<number> {
	let gone = 0;
	for (const state of ['sent', 'dead'] as const) {
		const rows = await store.write(
			(tx) =>
				tx.query(
					`delete from webhook_delivery where id in (select id from webhook_delivery
					where webhook_id = $1 and state = $2 and id < $3 order by id limit ${TIDY}) returning id`,
					hook,
					state,
					idsSince(newId(now), KEPT_MS[state])
				),
			{ durable: false }
		);
		gone += rows.length;
	}
	return gone;
}

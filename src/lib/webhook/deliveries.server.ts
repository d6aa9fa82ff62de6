/** What became of messages: what failed, why and when it is tried next; another try, or none. */
import { authorizeInstance } from '#lib/auth/access.server.ts';
import type { Actor } from '#lib/auth/actor.ts';
import type { Param, Store, Tx } from '#lib/schema/store.server.ts';
import type { DeliveryChoice, DeliveryQuery } from './input.ts';
import type { Delivery } from './outbox.server.ts';
import { lockWebhook, noWebhook, tell } from './webhooks.server.ts';

export type DeliveryView = {
	id: string;
	message: string;
	kind: string;
	state: Delivery['state'];
	attempts: number;
	/** the last answer's status; null: none came */
	status: number | null;
	/** why the last attempt failed */
	error: string | null;
	next_at: string | null;
	created_at: string;
	done_at: string | null;
};

type Row = {
	id: string;
	message_id: string;
	kind: string;
	state: Delivery['state'];
	attempts: number;
	status: number | null;
	error: string | null;
	next_at: number;
	created_at: number;
	done_at: number | null;
};

const iso = (at: number): string => new Date(at).toISOString();

const view = (row: Row): DeliveryView => ({
	id: row.id,
	message: row.message_id,
	kind: row.kind,
	state: row.state,
	attempts: row.attempts,
	status: row.status,
	error: row.error,
	next_at: row.state === 'waiting' ? iso(row.next_at) : null,
	created_at: iso(row.created_at),
	done_at: row.done_at === null ? null : iso(row.done_at)
});

export type DeliveryPage = { items: DeliveryView[]; next_cursor: string | null };

/** The latest first. @throws Refusal forbidden, not_found */
export async function listDeliveries(
	store: Store,
	actor: Actor,
	hook: string,
	{ state, cursor, limit }: DeliveryQuery
): Promise<DeliveryPage> {
	authorizeInstance(actor, 'instance');
	const [known] = await store.read.query('select id from webhook where id = $1', hook);
	if (!known) throw noWebhook();
	const rows = await store.read.query<Row>(
		`select id, message_id, kind, state, attempts, status, error, next_at, created_at, done_at from webhook_delivery
		where webhook_id = $1 and state = $2 and (id < $3 or $3 = '') ${state === 'failing' ? 'and error is not null' : ''}
		order by id desc limit ${limit + 1}`,
		hook,
		state === 'failing' ? 'waiting' : state,
		cursor ?? ''
	);
	const items = rows.slice(0, limit).map(view);
	return { items, next_cursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** All that were given up are treated so many at a time: a write lasts milliseconds. */
const BATCH = 500;

/** Changes the chosen messages by one statement a write. @returns how many */
async function each(
	store: Store,
	actor: Actor,
	hook: string,
	choice: DeliveryChoice,
	change: { type: string; statement: (chosen: string) => string; values: Param[] },
	now: number
): Promise<number> {
	authorizeInstance(actor, 'instance');
	let many = 0;
	for (;;) {
		const done = await store.write((tx) => some(store, tx, actor, hook, choice, change, now));
		many += done;
		if ('ids' in choice || done < BATCH) return many;
	}
}

async function some(
	store: Store,
	tx: Tx,
	actor: Actor,
	hook: string,
	choice: DeliveryChoice,
	{ type, statement, values }: { type: string; statement: (chosen: string) => string; values: Param[] },
	now: number
): Promise<number> {
	const { name } = await lockWebhook(store, tx, hook);
	const ids = 'ids' in choice ? choice.ids : [];
	const first = values.length + 2;
	// One that waits may be chosen by its name; all are all that were given up.
	const which =
		'ids' in choice
			? `state <> 'sent' and id in (${ids.map((_, i) => `$${first + i}`).join(', ')})`
			: `state = 'dead'`;
	const chosen = `select id from webhook_delivery where webhook_id = $1 and ${which} order by id limit ${BATCH}`;
	const rows = await tx.query(statement(chosen), hook, ...values, ...ids);
	if (rows.length > 0) await tell(tx, actor, type, hook, { name, messages: rows.length }, now);
	return rows.length;
}

/** Due at once, with all attempts before it again. @returns how many. @throws Refusal forbidden, not_found */
export const retryDeliveries = (
	store: Store,
	actor: Actor,
	hook: string,
	choice: DeliveryChoice,
	now = Date.now()
): Promise<number> =>
	each(
		store,
		actor,
		hook,
		choice,
		{
			type: 'webhook.retried',
			statement: (chosen) =>
				`update webhook_delivery set state = 'waiting', attempts = 0, next_at = $2, done_at = null where id in (${chosen}) returning id`,
			values: [now]
		},
		now
	);

/** Taken out of the outbox, never to be sent. @returns how many. @throws Refusal forbidden, not_found */
export const dropDeliveries = (
	store: Store,
	actor: Actor,
	hook: string,
	choice: DeliveryChoice,
	now = Date.now()
): Promise<number> =>
	each(
		store,
		actor,
		hook,
		choice,
		{
			type: 'webhook.dropped',
			statement: (chosen) => `delete from webhook_delivery where id in (${chosen}) returning id`,
			values: []
		},
		now
	);

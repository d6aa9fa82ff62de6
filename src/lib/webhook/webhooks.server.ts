/** Webhooks as an admin keeps them: named, pointed at an address, paused, given another secret, taken away. */
import { asc, eq } from 'drizzle-orm';
import { authorizeInstance, projectBySlug } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { project, webhook, webhookDelivery } from '#lib/schema/tables.ts';
import type { WebhookInput, WebhookPatch } from './input.ts';
import type { Reach } from './reach.server.ts';
import { secretOf, secretText } from './signature.server.ts';

export type WebhookRow = typeof webhook.$inferSelect;
/** What making and sending need of the process. */
export type Means = { hmac: Buffer; reach: Reach };

/** After another secret was made, the one before signs for so long. */
export const ROTATION_MS = 24 * 3_600_000;
const MOST = 50;
/** Counts say no more than this. */
const COUNTED = 1000;

export type WebhookView = {
	id: string;
	name: string;
	url: string;
	kinds: string[];
	/** a slug; null: every project */
	project: string | null;
	state: WebhookRow['state'];
	/** until then the secret before signs too */
	former_secret_until: string | null;
	/** attempts since it was made */
	sent: number;
	failed: number;
	/** of its outbox, up to 1,000 */
	waiting: number;
	dead: number;
	created_at: string;
};

const iso = (at: number): string => new Date(at).toISOString();

async function countOf(db: ReadDb, id: string, state: 'waiting' | 'dead'): Promise<number> {
	const [row] = await db.query<{ many: number }>(
		`select count(*) as many from (select 1 from webhook_delivery where webhook_id = $1 and state = $2 limit ${COUNTED}) as counted`,
		id,
		state
	);
	return Number(row?.many ?? 0);
}

async function view(db: ReadDb, row: WebhookRow, slug: string | null, now: number): Promise<WebhookView> {
	const [waiting, dead] = await Promise.all([countOf(db, row.id, 'waiting'), countOf(db, row.id, 'dead')]);
	const { id, name, url, kinds, state, formerUntil, sent, failed } = row;
	return {
		id,
		name,
		url,
		kinds,
		// A project that is gone for good leaves its webhooks hearing nothing.
		project: row.projectId === null ? null : (slug ?? row.projectId),
		state,
		former_secret_until: formerUntil !== null && formerUntil > now ? iso(formerUntil) : null,
		sent,
		failed,
		waiting,
		dead,
		created_at: iso(row.createdAt)
	};
}

/** @throws Refusal forbidden */
export async function listWebhooks(store: Store, actor: Actor, now = Date.now()): Promise<WebhookView[]> {
	authorizeInstance(actor, 'instance');
	const rows = await store.read
		.select({ row: webhook, slug: project.slug })
		.from(webhook)
		.leftJoin(project, eq(project.id, webhook.projectId))
		.orderBy(asc(webhook.id));
	return Promise.all(rows.map(({ row, slug }) => view(store.read, row, slug, now)));
}

/** @throws Refusal forbidden, not_found */
export async function readWebhook(
	store: Store,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<WebhookView> {
	authorizeInstance(actor, 'instance');
	const [found] = await store.read
		.select({ row: webhook, slug: project.slug })
		.from(webhook)
		.leftJoin(project, eq(project.id, webhook.projectId))
		.where(eq(webhook.id, id));
	if (!found) throw noWebhook();
	return view(store.read, found.row, found.slug, now);
}

export const noWebhook = () => new Refusal('not_found', 'There is no such webhook.');

/** An address may hold a secret of its receiver's, so the log names its host alone. */
export const tell = (tx: Tx, actor: Actor, type: string, id: string, data: Json, now: number) =>
	append(tx, { type, actor: actorName(actor), subject: { type: 'webhook', id }, data }, now);

/** The row, locked until commit. @throws Refusal not_found */
export async function lockWebhook(store: Store, tx: Tx, id: string): Promise<WebhookRow> {
	await tx.query(`select id from webhook where id = $1${store.forUpdate}`, id);
	const [row] = await tx.select().from(webhook).where(eq(webhook.id, id));
	if (!row) throw noWebhook();
	return row;
}

/**
 * It is told of what happens from now on.
 * @returns its secret too, this once
 * @throws Refusal forbidden, not_found, unreachable, too_many
 */
export async function createWebhook(
	store: Store,
	{ hmac, reach }: Means,
	actor: Actor,
	input: WebhookInput,
	now = Date.now()
): Promise<WebhookView & { secret: string }> {
	authorizeInstance(actor, 'instance');
	const of = input.project === undefined ? null : await projectBySlug(store.read, input.project);
	if (input.project !== undefined && !of)
		throw new Refusal('not_found', `There is no project “${input.project}”.`);
	await reach.assertUrl(new URL(input.url));
	const position = await seal(store);
	const row: WebhookRow = {
		id: newId(now),
		name: input.name,
		url: input.url,
		kinds: input.kinds,
		projectId: of?.id ?? null,
		state: 'on',
		generation: 1,
		formerUntil: null,
		position,
		sent: 0,
		failed: 0,
		actor: actorName(actor),
		createdAt: now
	};
	await store.write(async (tx) => {
		const [held] = await tx.query<{ many: number }>('select count(*) as many from webhook');
		if (Number(held?.many) >= MOST)
			throw new Refusal('too_many', `An instance has at most ${MOST} webhooks: take one away first.`);
		await tx.insert(webhook).values(row);
		const { host } = new URL(input.url);
		await tell(
			tx,
			actor,
			'webhook.created',
			row.id,
			{ name: row.name, host, kinds: row.kinds, project: of?.slug ?? null },
			now
		);
	});
	const secret = secretText(secretOf(hmac, row.id, row.generation));
	return { ...(await view(store.read, row, of?.slug ?? null, now)), secret };
}

/**
 * Paused, what happens is kept and sent when it goes on. Nothing changed writes nothing.
 * @throws Refusal forbidden, not_found, unreachable
 */
export async function changeWebhook(
	store: Store,
	{ reach }: Pick<Means, 'reach'>,
	actor: Actor,
	id: string,
	patch: WebhookPatch,
	now = Date.now()
): Promise<WebhookView> {
	authorizeInstance(actor, 'instance');
	if (patch.url !== undefined) await reach.assertUrl(new URL(patch.url));
	const position = await seal(store);
	await store.write(async (tx) => {
		const row = await lockWebhook(store, tx, id);
		const next = { name: row.name, url: row.url, kinds: row.kinds, state: row.state, ...patch };
		const changed = (['name', 'url', 'kinds', 'state'] as const).filter(
			(field) => JSON.stringify(next[field]) !== JSON.stringify(row[field])
		);
		if (changed.length === 0) return;
		const again = row.state === 'gone' && next.state !== 'gone';
		await tx
			.update(webhook)
			.set({ ...next, ...(again ? { position } : {}) })
			.where(eq(webhook.id, id));
		await tell(tx, actor, 'webhook.changed', id, { name: next.name, changed, state: next.state }, now);
	});
	return readWebhook(store, actor, id, now);
}

/** Another secret, shown this once; the one before signs beside it for a day. @throws Refusal forbidden, not_found */
export async function rotateSecret(
	store: Store,
	{ hmac }: Pick<Means, 'hmac'>,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<WebhookView & { secret: string }> {
	authorizeInstance(actor, 'instance');
	const generation = await store.write(async (tx) => {
		const row = await lockWebhook(store, tx, id);
		const next = row.generation + 1;
		await tx
			.update(webhook)
			.set({ generation: next, formerUntil: now + ROTATION_MS })
			.where(eq(webhook.id, id));
		await tell(tx, actor, 'webhook.rotated', id, { name: row.name }, now);
		return next;
	});
	const seen = await readWebhook(store, actor, id, now);
	return { ...seen, secret: secretText(secretOf(hmac, id, generation)) };
}

/** With all that waits in its outbox. @throws Refusal forbidden, not_found */
export async function removeWebhook(store: Store, actor: Actor, id: string, now = Date.now()): Promise<void> {
	authorizeInstance(actor, 'instance');
	await store.write(async (tx) => {
		const row = await lockWebhook(store, tx, id);
		await tx.delete(webhook).where(eq(webhook.id, id));
		await tell(tx, actor, 'webhook.removed', id, { name: row.name }, now);
	});
}

/** A message that tells of nothing, sent at once. @returns its id. @throws Refusal forbidden, not_found, paused */
export async function testWebhook(
	store: Store,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<{ message: string }> {
	authorizeInstance(actor, 'instance');
	const message = `msg_${newId(now)}`;
	await store.write(async (tx) => {
		const row = await lockWebhook(store, tx, id);
		if (row.state !== 'on')
			throw new Refusal('paused', `“${row.name}” is not on, so nothing is sent to it. Switch it on first.`);
		await tx.insert(webhookDelivery).values({
			id: newId(now),
			webhookId: id,
			messageId: message,
			kind: 'webhook.test',
			body: JSON.stringify({ type: 'webhook.test', timestamp: iso(now), data: { id, name: row.name } }),
			state: 'waiting',
			attempts: 0,
			nextAt: now,
			status: null,
			error: null,
			createdAt: now,
			doneAt: null
		});
	});
	return { message };
}

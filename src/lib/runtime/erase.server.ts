/**
 * Erasing what a decision held: proposal, context, edits, people's words, outcome, and the salts and hashes by which
 * they could be guessed. What stays is that it was, what was decided, by whom and when; the log stays whole.
 */
import { authorizeInstance } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { eraseData } from '#lib/log/erase.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { canonical, isObject, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { ANSWERED } from './conclusion.server.ts';
import {
	currentAction,
	decisionFor,
	lockDecision,
	type DecisionRow,
	type Proposed
} from './decision.server.ts';
import { actionDigest } from './hash.server.ts';
import type { EraseInput } from './input.ts';
import { retentionDays } from './instance.server.ts';
import { isOpen } from './lifecycle.ts';
import { fresh } from './read.server.ts';
import { iso } from './show.server.ts';

/** Stands where a hash of the content was. */
const GONE = 'erased';
const DAY_MS = 86_400_000;

export type Erased = {
	id: string;
	erased_at: string;
	/** items that loop rules made of it in other projects: they hold a copy, and are not erased by this */
	copies: { project: string; rule: string }[];
};

const shell = ({ action, allowed }: Proposed): Proposed => ({
	action: { name: action.name, args: {} },
	allowed,
	unbound: []
});

/** What is left of an object whose words go. */
const only = (value: Json, name: string): Json =>
	isObject(value) && value[name] !== undefined ? { [name]: value[name] } : null;

/** @throws Refusal retained before the time that the instance keeps decisions for, unless that is said to be meant */
async function assertPast(tx: Tx, { createdAt }: DecisionRow, early: boolean, now: number): Promise<void> {
	const days = await retentionDays(tx);
	if (!early && now < createdAt + days * DAY_MS)
		throw new Refusal(
			'retained',
			`Decisions are kept for ${days} days here, and this one is younger. Where it has to go all the same, send early: true and say why.`
		);
}

async function eraseWords(tx: Tx, row: DecisionRow, proposed: Proposed, now: number): Promise<void> {
	const { id } = row;
	await tx.query(
		'update item set payload = $2, digest = $3 where id = $1',
		id,
		canonical(shell(proposed)),
		GONE
	);
	await tx.query(
		`update decision set edited = null, response = null, reason = $2, outcome = $3, action_hash = $4, salt = null,
			erased_at = $5, sampled = false, holder = null, lease_token = null, leased_until = null where id = $1`,
		id,
		row.reason === null ? null : canonical({ text: '', ...(only(row.reason, 'code') as object) }),
		row.outcome === null ? null : canonical(only(row.outcome, 'status')),
		GONE,
		now
	);
	await tx.query(
		`update permit set action_hash = $2, state = case when state = 'live' then 'void' else state end where decision_id = $1`,
		id,
		GONE
	);
	// One a person and action still, and whose signatures made the answer.
	await tx.query(
		`update signature set action_digest = case when action_digest = $2 then '${ANSWERED}' else '${GONE}:' end || judgment_id
		where decision_id = $1`,
		id,
		actionDigest(currentAction(row, proposed))
	);
	// What was signed holds hashes of the content, and the nonce that makes the log's hash of it unguessable.
	await tx.query('delete from assertion where decision_id = $1', id);
	const judged = await tx.query<{ id: string; answers: string }>(
		'select id, answers from judgment where project_id = $1 and item_id = $2',
		row.projectId,
		id
	);
	for (const { id: judgment, answers } of judged)
		await tx.query(
			'update judgment set answers = $2 where id = $1',
			judgment,
			canonical(only(JSON.parse(answers) as Json, 'verdict'))
		);
	await tx.query('update first_view set text = null where decision_id = $1', id);
	await eraseSeedsOf(tx, id, now);
	await tx.query('delete from idempotency where resource like $1', `/api/v1/decisions/${id}/%`);
}

/** A check that was made of it holds what it held; it is shown to nobody any more. */
async function eraseSeedsOf(tx: Tx, id: string, now: number): Promise<void> {
	await tx.query(
		'update seed set proposal = null, why = null, retired_at = coalesce(retired_at, $2) where source_id = $1',
		id,
		now
	);
	const shown = await tx.query<{ id: string; answers: string | null; first_view: string | null }>(
		'select id, answers, first_view from seeding where seed_id in (select id from seed where source_id = $1)',
		id
	);
	for (const { id: seeding, answers, first_view } of shown)
		await tx.query(
			'update seeding set answers = $2, first_view = $3 where id = $1',
			seeding,
			answers === null ? null : canonical(only(JSON.parse(answers) as Json, 'verdict')),
			first_view === null ? null : canonical(only(JSON.parse(first_view) as Json, 'would'))
		);
}

/** Events of grants hold the hash of what they are for: it goes, and the event stays what the log bound. */
async function eraseHashes(tx: Tx, id: string): Promise<void> {
	const events = await tx.query<{ id: string; data: string }>(
		`select id, data from event where data is not null and data_hash is null
		and subject_id in (select id from permit where decision_id = $1)`,
		id
	);
	for (const event of events) {
		const { action_hash: _gone, ...kept } = JSON.parse(event.data) as { [name: string]: Json };
		await eraseData(tx, event.id, kept);
	}
}

/**
 * Again is no mistake.
 * @throws Refusal not_found, forbidden; settle_first while it is open; retained
 */
export async function eraseDecision(
	store: Store,
	actor: Actor,
	id: string,
	{ reason, early }: EraseInput,
	now = Date.now()
): Promise<Erased> {
	authorizeInstance(actor, 'instance');
	const {
		row: seen,
		proposed,
		project
	} = await fresh(store, await decisionFor(store, actor, 'decisions', id), now);
	if (isOpen(seen.status))
		throw new Refusal('settle_first', 'It is open: answer it, stop it, or let its time run out first.');
	// So that each event has the salt under which the log binds its data.
	await seal(store);
	const erasedAt = await store.write(async (tx) => {
		const row = await lockDecision(store, tx, id);
		if (row.erasedAt !== null) return row.erasedAt;
		await assertPast(tx, row, early, now);
		await eraseWords(tx, row, proposed, now);
		await eraseHashes(tx, id);
		await append(
			tx,
			{
				type: 'decision.erased',
				actor: actorName(actor),
				project,
				subject: { type: 'decision', id },
				data: { agent: row.agent, action: row.actionName, reason, early }
			},
			now
		);
		return now;
	});
	const copies = await store.read.query<{ project: string; rule: string }>(
		`select to_slug as project, rule from loop_item where decision_id = $1 and outcome <> 'failed' order by rule`,
		id
	);
	return { id, erased_at: iso(erasedAt), copies };
}

/**
 * A person's verdict on a decision. It counts only under a live lease, at the version that was read, from somebody
 * whom the gate asks; an edit is judged by policy anew and can never widen; a quorum counts different people.
 */
import { eq } from 'drizzle-orm';
import { actorName, type Actor, type Person } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { decision, judgment, signature } from '#lib/schema/tables.ts';
import type { Answers, Role } from '#lib/schema/values.ts';
import { isSame, type Action } from './action.ts';
import { argsMistakes } from './args-schema.ts';
import { asPerson, assertRole, assertWaiting, awaitsReview } from './claim.server.ts';
import {
	currentAction,
	decisionFor,
	findDecision,
	gateOf,
	lockDecision,
	noDecision,
	type DecisionRow,
	type ProjectRow,
	type Proposed
} from './decision.server.ts';
import { mergeGates, maySign, REAUTH_MS, type Gate } from './gate.ts';
import { actionDigest, actionHash } from './hash.server.ts';
import type { ReviewInput } from './input.ts';
import { standingPolicy } from './policy.server.ts';
import { actionOf } from './policy.ts';
import { fresh } from './read.server.ts';
import { route, type Compiled } from './route.ts';
import { operatorView } from './show.server.ts';
import { lockSwitches } from './switches.server.ts';
import type { OperatorView } from './view.ts';

/** Who gives a verdict, and how surely it is them. */
type Signer = { person: Person; role: Role; session: string | null };
type Case = {
	row: DecisionRow;
	proposed: Proposed;
	project: ProjectRow;
	standing: { version: number; compiled: Compiled };
	now: number;
};

const freed = { holder: null, leaseToken: null, leasedAt: null, leasedUntil: null };

/** @throws Refusal lease_lost: nothing is stored for a stale version or a lost lease */
function assertLease(row: DecisionRow, person: Person, { token, version }: ReviewInput, now: number): void {
	const live = row.leasedUntil !== null && row.leasedUntil > now && row.holder === person.id;
	if (!live || row.leaseToken !== token)
		throw new Refusal('lease_lost', 'You do not hold it any more. Nothing was stored; claim it again.');
	if (row.version !== version)
		throw new Refusal(
			'lease_lost',
			`It changed since you read it. Nothing was stored; read version ${row.version}.`
		);
}

/** @throws Refusal reauth_required, separation_of_duties */
async function assertAssurance(
	tx: Tx,
	gate: Gate,
	{ person, session }: Signer,
	row: DecisionRow,
	now: number
) {
	if (gate.assurance !== 'session') {
		const [found] = await tx.query<{ created_at: number }>(
			'select created_at from session where id = $1 and user_id = $2',
			session ?? '',
			person.id
		);
		if (!found || found.created_at <= now - REAUTH_MS)
			throw new Refusal(
				'reauth_required',
				'This gate asks for your password, given within the last 5 minutes.'
			);
	}
	if (gate.quorum > 1) {
		const [made] = await tx.query<{ actor: string }>(
			`select actor from event where subject_id = $1 and type = 'key.created'`,
			row.keyId
		);
		if (made?.actor === actorName(person))
			throw new Refusal(
				'separation_of_duties',
				'Where more than one must sign, whoever made the agent’s key does not.'
			);
	}
}

/** The verdict as a judgment: what a training file is made of. @returns its id */
async function record(
	tx: Tx,
	{ row, project, now }: Case,
	{ person, role }: Signer,
	answers: Answers,
	eventId: string,
	dwellMs: number | null
): Promise<string> {
	const id = newId(now);
	await tx.insert(judgment).values({
		id,
		projectId: row.projectId,
		itemId: row.id,
		assignmentId: null,
		userId: person.id,
		rater: person.email,
		kind: 'person',
		purpose: awaitsReview(row) ? 'review' : 'work',
		role,
		via: 'session',
		answers,
		shown: null,
		counted: true,
		dwellMs,
		formVersion: project.formVersion,
		guidelineVersion: project.guidelineVersion,
		supersedes: null,
		externalId: null,
		eventId,
		at: now
	});
	return id;
}

type Act = { type: string; status?: DecisionRow['status']; set: Partial<DecisionRow> };

/** Stores what a verdict does: the row, the judgment, one event. @returns the judgment's id */
async function conclude(
	tx: Tx,
	of: Case,
	signer: Signer,
	{ type, set }: Act,
	answers: Answers,
	dwellMs: number | null
): Promise<string> {
	const { row, project, now } = of;
	const status = set.status ?? row.status;
	const eventId = await append(
		tx,
		{
			type,
			actor: actorName(signer.person),
			project,
			subject: { type: 'decision', id: row.id },
			data: { agent: row.agent, action: row.actionName, status }
		},
		now
	);
	const judged = await record(tx, of, signer, answers, eventId, dwellMs);
	await tx
		.update(decision)
		.set({
			...freed,
			version: row.version + 1,
			settledAt: status === 'pending' ? null : (row.settledAt ?? now),
			...set
		})
		.where(eq(decision.id, row.id));
	return judged;
}

/** The edited action under the stricter of the gate it has and the gate it would get. @throws Refusal */
function judgeEdit({ row, proposed, standing: { compiled } }: Case, edited: Action): Gate {
	const before = currentAction(row, proposed);
	if (edited.name !== before.name)
		throw new Refusal(
			'edit_widens',
			'An edit changes arguments. For another action, reject and let the agent propose it.'
		);
	if (isSame(edited, before)) throw new Refusal('invalid', 'Nothing was changed: approve it instead.');
	const schema = actionOf(compiled.policy, edited.name).args_schema ?? proposed.args_schema;
	const errors = schema
		? argsMistakes(schema as NonNullable<Proposed['args_schema']>, edited.args, '/action/args')
		: [];
	if (errors.length > 0)
		throw new Refusal('invalid_args', `${errors[0]?.path}: ${errors[0]?.message}`, { errors });
	const routing = route(compiled, {
		action: edited,
		confidence: row.confidence,
		risk: row.risk,
		agent: row.agent,
		context: proposed.context ?? []
	});
	if (routing.mode === 'deny')
		throw new Refusal('edit_widens', `Rule “${routing.rule}” denies what you made of it.`);
	return mergeGates(gateOf(row), routing.gate);
}

/** Signs an action; with enough different people it is approved. */
async function sign(
	tx: Tx,
	of: Case,
	signer: Signer,
	action: Action,
	gate: Gate,
	input: ReviewInput
): Promise<void> {
	const { row, proposed, now } = of;
	const digest = actionDigest(action);
	const signed = await tx.query<{ user_id: string }>(
		'select user_id from signature where decision_id = $1 and action_digest = $2',
		row.id,
		digest
	);
	if (signed.some(({ user_id }) => user_id === signer.person.id))
		throw new Refusal('already_signed', 'You signed this already. Somebody else must sign too.');
	const edited = !isSame(action, proposed.action);
	const enough = signed.length + 1 >= gate.quorum;
	const status = enough ? (edited ? 'approved_with_edit' : 'approved') : 'pending';
	const set: Partial<DecisionRow> = {
		status,
		gate: gate as unknown as Json,
		edited: edited ? (action as unknown as Json) : null,
		actionHash: actionHash(action, proposed.unbound),
		expiresAt: Math.min(row.expiresAt, row.createdAt + gate.timeout_seconds * 1000),
		...(enough ? { reason: (input.reason ?? null) as Json } : {})
	};
	const type = enough
		? `decision.${status}`
		: input.verdict === 'edit'
			? 'decision.edited'
			: 'decision.signed';
	const judged = await conclude(
		tx,
		of,
		signer,
		{ type, set },
		answersOf(input, edited ? action : null, row),
		input.dwell_ms ?? null
	);
	await tx.insert(signature).values({
		decisionId: row.id,
		actionDigest: digest,
		userId: signer.person.id,
		role: signer.role,
		assurance: gate.assurance,
		judgmentId: judged,
		at: now
	});
}

/** An action that was changed on the way is part of the answer: what was signed can be read from it alone. */
const answersOf = (
	{ verdict, reason, response }: ReviewInput,
	edited: Action | null,
	row: DecisionRow
): Answers => ({
	verdict,
	action_hash: row.actionHash,
	...(edited ? { action: JSON.parse(canonical(edited)) as Json } : {}),
	...(reason ? { reason } : {}),
	...(response === undefined ? {} : { response })
});

async function decideOpen(tx: Tx, of: Case, signer: Signer, input: ReviewInput): Promise<void> {
	const { row, proposed, now } = of;
	const gate = gateOf(row);
	if (!proposed.allowed.includes(input.verdict))
		throw new Refusal(
			'not_offered',
			`The agent cannot use “${input.verdict}”: ${proposed.allowed.join(', ')}.`
		);
	switch (input.verdict) {
		case 'approve':
			await assertAssurance(tx, gate, signer, row, now);
			return sign(tx, of, signer, currentAction(row, proposed), gate, input);
		case 'edit': {
			const edited = input.action as Action;
			const next = judgeEdit(of, edited);
			if (!maySign(next.roles, signer.role))
				throw new Refusal('forbidden', `What you made of it asks for ${next.roles.join(' or ')}.`);
			await assertAssurance(tx, next, signer, row, now);
			return sign(tx, of, signer, edited, next, input);
		}
		case 'reject':
		case 'respond': {
			const rejects = input.verdict === 'reject';
			const set: Partial<DecisionRow> = {
				status: rejects ? 'rejected' : 'responded',
				reason: (input.reason ?? (rejects ? { code: 'rejected', text: '' } : null)) as Json,
				response: input.response ?? null
			};
			const type = rejects ? 'decision.rejected' : 'decision.responded';
			await conclude(tx, of, signer, { type, set }, answersOf(input, null, row), input.dwell_ms ?? null);
		}
	}
}

/** A look at what ran alone. Finding that it should not have is recorded, and what has not run yet will not. */
async function lookAfterwards(tx: Tx, of: Case, signer: Signer, input: ReviewInput): Promise<void> {
	const { row, now } = of;
	if (input.verdict !== 'approve' && input.verdict !== 'reject')
		throw new Refusal(
			'not_offered',
			'It was decided already: say whether that was right (approve) or not (reject).'
		);
	const reversed = input.verdict === 'reject';
	const set: Partial<DecisionRow> = { reviewedAt: now, reversed };
	const type = reversed ? 'decision.reversed' : 'decision.confirmed';
	await conclude(tx, of, signer, { type, set }, answersOf(input, null, row), input.dwell_ms ?? null);
	if (reversed)
		await tx.query(`update permit set state = 'void' where decision_id = $1 and state = 'live'`, row.id);
}

/**
 * @param session the session's id, for gates that ask for a fresh password
 * @throws Refusal not_found, forbidden, settled, lease_lost, not_offered, reauth_required, separation_of_duties,
 *   already_signed, edit_widens, invalid_args, halted
 */
export async function reviewDecision(
	store: Store,
	actor: Actor,
	session: string | null,
	id: string,
	input: ReviewInput,
	now = Date.now()
): Promise<OperatorView> {
	const person = asPerson(actor);
	const { access, ...seen } = await decisionFor(store, actor, 'review', id);
	await fresh(store, seen, now);
	const standing = await standingPolicy(store.read, seen.project.id);
	await store.write(async (tx) => {
		const switches = await lockSwitches(store, tx, seen.row);
		const row = await lockDecision(store, tx, id);
		await assertWaiting(tx, row, switches.epoch, now);
		if (switches.active > 0) throw new Refusal('halted', 'A halt stands: nothing can be approved.');
		assertLease(row, person, input, now);
		// The level at which it was taken in hand counts, so nobody loses it while they read.
		assertRole(row, access.role, row.leasedAt ?? now);
		const of: Case = { row, proposed: seen.proposed, project: seen.project, standing, now };
		const signer: Signer = { person, role: access.role, session };
		await (awaitsReview(row) ? lookAfterwards : decideOpen)(tx, of, signer, input);
	});
	const found = await findDecision(store.read, id);
	if (!found) throw noDecision();
	return operatorView(store.read, found, person.id, now);
}

/** Stops a decision in its veto window. @throws Refusal not_found, forbidden, settled */
export async function vetoDecision(
	store: Store,
	actor: Actor,
	id: string,
	reason: { code: string; text: string } = { code: 'vetoed', text: '' },
	now = Date.now()
): Promise<OperatorView> {
	const person = asPerson(actor);
	const { access, ...seen } = await decisionFor(store, actor, 'review', id);
	const { row: settled } = await fresh(store, seen, now);
	await store.write(async (tx) => {
		const { epoch } = await lockSwitches(store, tx, settled);
		const row = await lockDecision(store, tx, id);
		if (
			row.status !== 'veto_open' ||
			epoch > row.haltEpoch ||
			now >= Math.min(row.vetoUntil ?? 0, row.expiresAt)
		)
			throw new Refusal(
				'settled',
				row.status === 'veto_open' ? 'Its window has closed.' : `It is ${row.status}.`
			);
		const of: Case = {
			row,
			proposed: seen.proposed,
			project: seen.project,
			standing: await standingPolicy(tx, row.projectId),
			now
		};
		const signer: Signer = { person, role: access.role, session: null };
		const answers: Answers = { verdict: 'reject', action_hash: row.actionHash, reason };
		await conclude(
			tx,
			of,
			signer,
			{ type: 'decision.vetoed', set: { status: 'rejected', reason } },
			answers,
			null
		);
	});
	const found = await findDecision(store.read, id);
	if (!found) throw noDecision();
	return operatorView(store.read, found, person.id, now);
}

/**
 * Taking in what an agent proposes: judged by the standing policy, stored with its gate frozen, and answered at once
 * when no person is needed. One transaction: a crash leaves all of it or nothing.
 */
import type { Actor, Program } from '#lib/auth/actor.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import { eventRow, type Act } from '#lib/log/append.server.ts';
import { bind, newSalt } from '#lib/log/bind.server.ts';
import { digestOf, sha256 } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { insertion, writeTogether } from '#lib/schema/rows.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { decision, idempotency, item, permit } from '#lib/schema/tables.ts';
import type { Payload } from '#lib/schema/values.ts';
import { bandOf } from '#lib/stats/calibration.ts';
import { argsMistakes } from './args-schema.ts';
import { lockBasis, wasRejected, type Basis } from './basis.server.ts';
import { MOST_WEIGHT, weightOf } from './cel.ts';
import {
	asAgent,
	authorizeRuntime,
	standingOf,
	type DecisionRow,
	type Found,
	type ProjectRow,
	type Proposed
} from './decision.server.ts';
import { grantView, newPermit } from './grant.server.ts';
import { actionHash } from './hash.server.ts';
import { ARGS_BYTES, verdicts, type DecisionInput } from './input.ts';
import { isOpen, MOST_OPEN_SECONDS } from './lifecycle.ts';
import { nextNotice } from './notice.ts';
import { compiledPolicy, knownPolicy } from './policy.server.ts';
import { actionOf, type ActionPolicy } from './policy.ts';
import { readOwn, type AgentView } from './read.server.ts';
import { receiptAtOnce } from './receipt.server.ts';
import { route, type Compiled, type Reason, type Routing } from './route.ts';
import { decisionView } from './show.server.ts';
import { ensureSwitches, type Scopes } from './switches.server.ts';
import { isWatched } from './watch.server.ts';

export type Submitted = { view: AgentView; replayed: boolean };
/** Of one try: the decision, the one that an Idempotency-Key stands for, or a policy that is not compiled yet. */
type Made = { view: AgentView; found: Found; shown: string } | { before: string } | { unknown: number };
type Options = { idempotencyKey?: string | null; now?: number; random?: () => number };

/** What an agent may send. @throws Refusal too_large, invalid_args */
function assertBounds({ action, context }: DecisionInput, own: ActionPolicy): void {
	if (canonical(action.args).length > ARGS_BYTES)
		throw new Refusal(
			'too_large',
			`The arguments have at most ${ARGS_BYTES / 1024} kB; send a link to what is larger.`
		);
	if (weightOf(action.args) > MOST_WEIGHT)
		throw new Refusal('too_large', `The arguments hold at most ${MOST_WEIGHT} values.`);
	if (context && canonical(context).length > 4 * ARGS_BYTES)
		throw new Refusal('too_large', `The context has at most ${(4 * ARGS_BYTES) / 1024} kB.`);
	const errors = own.args_schema ? argsMistakes(own.args_schema, action.args as Json, '/action/args') : [];
	if (errors.length > 0)
		throw new Refusal('invalid_args', `${errors[0]?.path}: ${errors[0]?.message}`, { errors });
}

/** The optional key of a request, in the same transaction as what it did. @returns the id of an earlier decision */
async function earlier(
	tx: Tx,
	agent: Program,
	key: string,
	bodyHash: string,
	id: string,
	now: number
): Promise<string | null> {
	const scope = { actor: `key:${agent.id}`, method: 'POST', resource: '/api/v1/decisions', key };
	const [fresh] = await tx
		.insert(idempotency)
		.values({ ...scope, bodyHash, status: 200, answer: id, at: now })
		.onConflictDoNothing()
		.returning();
	if (fresh) return null;
	const [row] = await tx.query<{ body_hash: string; answer: string }>(
		'select body_hash, answer from idempotency where actor = $1 and method = $2 and resource = $3 and key = $4',
		scope.actor,
		scope.method,
		scope.resource,
		key
	);
	if (!row) throw new Error('An Idempotency-Key came and went.');
	if (row.body_hash !== bodyHash)
		throw new Refusal(
			'idempotency_conflict',
			'This Idempotency-Key was used with another body. Use a new one.'
		);
	return row.answer;
}

type Verdict = { status: DecisionRow['status']; reason: Reason | null };

async function verdictOf(
	tx: Tx,
	{ mode, reason, gate }: Routing,
	{ switches, rejected }: Basis,
	projectId: string,
	now: number
): Promise<Verdict> {
	if (switches.active > 0) return { status: 'halted', reason: { code: 'halted', text: 'A halt stands.' } };
	if (mode === 'deny') return { status: 'denied', reason };
	if (rejected)
		return {
			status: 'rejected',
			reason: { code: 'repeat', text: 'A person rejected the same action just before.' }
		};
	if (mode === 'out_of_the_loop') return { status: 'auto_approved', reason };
	if (mode === 'in_the_loop') return { status: 'pending', reason };
	return (await isWatched(tx, projectId, gate, now))
		? { status: 'veto_open', reason }
		: {
				status: 'pending',
				reason: { code: 'no_watcher', text: 'Nobody is watching, so a person is asked.' }
			};
}

function expiryOf({ gate, vetoSeconds }: Routing, asked: number | undefined, now: number): number {
	const seconds = Math.min(Math.max(gate.timeout_seconds, vetoSeconds ?? 0), asked ?? MOST_OPEN_SECONDS);
	return now + seconds * 1000;
}

export const proposedOf = (input: DecisionInput, own: ActionPolicy): Proposed => ({
	action: input.action as Proposed['action'],
	...(input.agent === undefined ? {} : { agent: input.agent }),
	...(input.model === undefined ? {} : { model: input.model }),
	...(input.context === undefined ? {} : { context: input.context as NonNullable<Proposed['context']> }),
	...(input.prompt === undefined ? {} : { prompt: input.prompt as NonNullable<Proposed['prompt']> }),
	// Whoever decides can always say no.
	allowed: input.allowed === undefined ? [...verdicts] : [...new Set([...input.allowed, 'reject' as const])],
	unbound: own.unbound_fields ?? [],
	...(own.args_schema === undefined
		? {}
		: { args_schema: own.args_schema as NonNullable<Proposed['args_schema']> })
});

/**
 * @throws Refusal not_found, forbidden, paused, archived, too_large, invalid_args, idempotency_conflict
 */
export async function submitDecision(
	store: Store,
	secrets: Secrets,
	actor: Actor,
	input: DecisionInput,
	{ idempotencyKey = null, now = Date.now(), random = Math.random }: Options = {}
): Promise<Submitted> {
	const agent = asAgent(actor);
	const { project } = await authorizeRuntime(store, agent, 'submit', input.project);
	if (project.state !== 'active')
		throw new Refusal(project.state, `“${project.name}” is ${project.state}: it takes no decisions now.`);
	if (idempotencyKey !== null && idempotencyKey.length > 200)
		throw new Refusal('invalid', 'An Idempotency-Key has at most 200 characters.');
	const scopes = { projectId: project.id, agent: agent.name, actionName: input.action.name };
	await ensureSwitches(store, scopes);
	const bodyHash = idempotencyKey === null ? '' : digestOf(input);
	// Most policies bind all arguments: then this is the hash already, before the policy is known.
	const whole = actionHash(input.action as Proposed['action'], []);
	const subject = { projectId: project.id, keyId: agent.id, hash: whole };
	for (;;) {
		const made = await store.write(async (tx): Promise<Made> => {
			const basis = await lockBasis(store, tx, scopes, subject, now);
			const compiled = knownPolicy(project.id, basis.version);
			if (compiled === null) return { unknown: basis.version };
			const id = newId(now);
			const before =
				idempotencyKey === null ? null : await earlier(tx, agent, idempotencyKey, bodyHash, id, now);
			if (before !== null) return { before };
			const intake = { secrets, agent, project, input, scopes, basis, compiled, whole, id, now, random };
			return insert(store, tx, intake);
		});
		// Compiled outside, and only then judged by: a write lasts milliseconds.
		if ('unknown' in made) await compiledPolicy(store.read, project.id, made.unknown);
		else if ('before' in made)
			return { view: await readOwn(store, secrets, agent, made.before, now), replayed: true };
		else {
			const receipt = await receiptAtOnce(store.read, secrets, made.found, {
				action: whole.slice('sha256:'.length),
				shown: made.shown
			});
			const view = receipt === null ? made.view : { ...made.view, receipt };
			return { view, replayed: false };
		}
	}
}

type Intake = {
	secrets: Secrets;
	agent: Program;
	project: ProjectRow;
	input: DecisionInput;
	scopes: Scopes;
	/** what stands until this is committed */
	basis: Basis;
	compiled: Compiled;
	/** the hash that binds all arguments, of which the basis says whether it was rejected */
	whole: string;
	id: string;
	now: number;
	random: () => number;
};

async function insert(
	store: Store,
	tx: Tx,
	intake: Intake
): Promise<{ view: AgentView; found: Found; shown: string }> {
	const { agent, project, input, scopes, basis, compiled, whole, id, now } = intake;
	const own = actionOf(compiled.policy, input.action.name);
	assertBounds(input, own);
	const proposed = proposedOf(input, own);
	const routing = route(compiled, {
		action: proposed.action,
		confidence: input.confidence ?? null,
		risk: input.risk ?? null,
		agent: agent.name,
		context: input.context ?? []
	});
	const hash = proposed.unbound.length === 0 ? whole : actionHash(proposed.action, proposed.unbound);
	const subject = { projectId: project.id, keyId: agent.id, hash };
	const rejected = hash === whole ? basis.rejected : await wasRejected(tx, subject, now);
	const { status, reason } = await verdictOf(tx, routing, { ...basis, rejected }, project.id, now);
	const payload = proposed as unknown as Payload;
	const text = canonical(payload);
	const shown = sha256(text);
	const eventId = newId(now);
	const salt = newSalt();
	const row: DecisionRow = {
		id,
		...scopes,
		keyId: agent.id,
		actionHash: hash,
		edited: null,
		status,
		mode: routing.mode,
		rule: routing.rule,
		policyVersion: basis.version,
		reason,
		response: null,
		gate: routing.gate as unknown as Json,
		confidence: routing.confidence,
		threshold: routing.threshold,
		risk: routing.risk,
		expiresAt: expiryOf(routing, input.expires_in, now),
		vetoUntil: status === 'veto_open' ? now + (routing.vetoSeconds ?? 0) * 1000 : null,
		haltEpoch: basis.switches.epoch,
		version: 1,
		holder: null,
		leaseToken: null,
		leasedAt: null,
		leasedUntil: null,
		asked: status === 'auto_approved' ? routing.sample : status === 'pending' ? 1 : null,
		band:
			routing.byConfidence && (status === 'auto_approved' || status === 'pending')
				? bandOf(routing.confidence)
				: null,
		verdict: null,
		sampled: status === 'auto_approved' && routing.sample > 0 && intake.random() < routing.sample,
		reviewedAt: null,
		reversed: false,
		consumedAt: null,
		outcome: null,
		createdAt: now,
		settledAt: isOpen(status) ? null : now,
		eventId,
		salt,
		erasedAt: null,
		noticeAt: null
	};
	row.noticeAt = nextNotice(standingOf(row), now);
	const permitted = status === 'auto_approved' ? newPermit(row, now) : null;
	const act: Act = {
		type: 'decision.submitted',
		actor: `key:${agent.name}`,
		project,
		subject: { type: 'decision', id },
		data: {
			agent: agent.name,
			action: row.actionName,
			status,
			content: bind(salt, text),
			...(permitted ? { grant: permitted.id } : {})
		}
	};
	await writeTogether(
		store,
		tx,
		insertion(item, {
			id,
			projectId: project.id,
			key: id,
			payload,
			metadata: null,
			priority: 0,
			gold: null,
			goldReason: null,
			identical: false,
			selfNaming: null,
			goldEventId: null,
			digest: shown,
			intakeId: null,
			eventId,
			createdAt: now,
			erasedAt: null
		}),
		insertion(decision, row),
		...(permitted ? [insertion(permit, permitted)] : []),
		eventRow(act, now, eventId)
	);
	const found = { row, proposed, project };
	const view = decisionView(found, now);
	const grant = permitted ? { grant: grantView(intake.secrets.hmac, permitted) } : {};
	return { view: { ...view, ...grant }, found, shown };
}

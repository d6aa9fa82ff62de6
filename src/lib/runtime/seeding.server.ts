/**
 * A seed among one person's decisions. It is made to look like one by the functions that show decisions, and lies in a
 * table of its own: no grant, receipt, event or training row can name it, whatever is answered.
 */
import { and, eq, gt, isNotNull, isNull, lte } from 'drizzle-orm';
import { actorName, type Person } from '#lib/auth/actor.ts';
import { authorize, standing } from '#lib/auth/access.server.ts';
import { may } from '#lib/auth/access.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { project, seed, seeding } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import {
	standingOf,
	type DecisionRow,
	type Found,
	type ProjectRow,
	type Proposed
} from './decision.server.ts';
import { maySign, rolesAt, type Gate } from './gate.ts';
import type { Formed } from './formed.server.ts';
import { actionHash } from './hash.server.ts';
import { endingOf, MOST_OPEN_SECONDS } from './lifecycle.ts';
import { standingPolicy } from './policy.server.ts';
import { actionOf } from './policy.ts';
import { route, type Reason } from './route.ts';
import type { SeedContent } from './seed.ts';
import { proposedOf } from './submit.server.ts';
import { ensureSwitches, readSwitches } from './switches.server.ts';
import type { FirstView } from './view.ts';

export type SeedRow = typeof seed.$inferSelect;
export type SeedingRow = typeof seeding.$inferSelect;

/** How the policy routed it, frozen as a decision's own is. */
type Frozen = {
	mode: DecisionRow['mode'];
	rule: string;
	reason: Reason;
	gate: Gate;
	confidence: number;
	threshold: number | null;
	risk: DecisionRow['risk'];
	unbound: string[];
	args_schema?: JsonObject;
};

/** What looks like a decision, and what it really is. */
export type Seeding = Found & { seeding: SeedingRow; seed: SeedRow; formed: Formed | null };

export const formedOf = ({ firstView, firstViewAt }: SeedingRow): Formed | null =>
	firstView === null || firstViewAt === null
		? null
		: { view: firstView as unknown as FirstView, at: firstViewAt };

function lookOf(row: SeedingRow, of: SeedRow, projectRow: ProjectRow): Seeding | null {
	if (of.proposal === null) return null;
	const { shown } = of.proposal as unknown as SeedContent;
	const { unbound, args_schema, gate, ...frozen } = row.routing as unknown as Frozen;
	const proposed: Proposed = {
		...proposedOf({ ...shown, project: projectRow.slug }, {}),
		unbound,
		...(args_schema ? { args_schema } : {})
	};
	return {
		seeding: row,
		seed: of,
		formed: formedOf(row),
		proposed,
		project: projectRow,
		row: {
			...frozen,
			id: row.id,
			projectId: row.projectId,
			keyId: of.keyId,
			agent: of.agent,
			actionName: proposed.action.name,
			actionHash: actionHash(proposed.action, unbound),
			edited: null,
			status: 'pending',
			policyVersion: row.policyVersion,
			response: null,
			gate: gate as unknown as Json,
			expiresAt: row.expiresAt,
			vetoUntil: null,
			haltEpoch: row.haltEpoch,
			version: row.version,
			holder: row.leaseToken === null ? null : row.userId,
			leaseToken: row.leaseToken,
			leasedAt: row.leasedAt,
			leasedUntil: row.leasedUntil,
			sampled: false,
			reviewedAt: null,
			reversed: false,
			consumedAt: null,
			outcome: null,
			createdAt: row.createdAt,
			settledAt: null,
			eventId: '',
			noticeAt: null,
			band: null,
			asked: null,
			verdict: null,
			salt: null,
			erasedAt: null
		}
	};
}

const selected = (db: ReadDb) =>
	db
		.select({ seeding, seed, project })
		.from(seeding)
		.innerJoin(seed, eq(seed.id, seeding.seedId))
		.innerJoin(project, eq(project.id, seeding.projectId));

/**
 * What somebody has before them under this id, if it is a check of theirs that waits for them.
 * @throws Refusal forbidden, not_found for whoever reviews there no more
 */
export async function ownSeeding(
	store: Store,
	person: Person,
	id: string,
	now: number
): Promise<(Seeding & { role: Role }) | null> {
	const [found] = await selected(store.read).where(
		and(
			eq(seeding.id, id),
			eq(seeding.userId, person.id),
			lte(seeding.createdAt, now),
			isNull(seeding.answeredAt)
		)
	);
	const look = found && lookOf(found.seeding, found.seed, found.project);
	if (!look) return null;
	const { role } = await authorize(store, person, 'review', look.project.slug);
	return { ...look, role };
}

/** Those that wait for somebody, as their list shows them; what time, a halt or the end of checks ended is none. */
export async function openSeedings(
	store: Store,
	person: Person,
	slug: string | undefined,
	now: number
): Promise<(Seeding & { epoch: number })[]> {
	const rows = await selected(store.read).where(
		and(
			...(slug === undefined ? [] : [eq(project.slug, slug)]),
			eq(seeding.userId, person.id),
			isNull(seeding.answeredAt),
			lte(seeding.createdAt, now),
			gt(seeding.expiresAt, now)
		)
	);
	const open: (Seeding & { epoch: number })[] = [];
	for (const found of rows) {
		const look =
			found.project.settings.check_rate > 0 ? lookOf(found.seeding, found.seed, found.project) : null;
		if (!look || !(await mayReview(store, person, look.project))) continue;
		const { epoch } = await readSwitches(store.read, look.row);
		if (endingOf(standingOf(look.row), epoch, now) === null) open.push({ ...look, epoch });
	}
	return open;
}

const mayReview = async (store: Store, person: Person, of: ProjectRow): Promise<boolean> =>
	may(person, 'review', await standing(store.read, person, of)) !== null;

/** Of the live seeds: not by themselves, never met before, and not of a decision that they judged. */
const candidates = `select seed.id from seed
	join api_key on api_key.id = seed.key_id and api_key.revoked_at is null
	where seed.project_id = $1 and seed.retired_at is null and seed.proposal is not null and seed.actor <> $2
		and (select id from seeding where seeding.seed_id = seed.id and seeding.user_id = $3) is null
		and (select judgment.id from judgment where judgment.project_id = $1 and judgment.item_id = seed.source_id
			and judgment.user_id = $3 limit 1) is null
	order by seed.id limit 50`;
/** A seed that the policy would not bring before this person is passed over for another. */
const TRIES = 5;
/** It comes as any other does: some time after an answer, and not because of it. */
const LATEST_MS = 60_000;

/**
 * After an answer to a real decision, puts a seed among somebody's decisions, by chance.
 * @returns its id, or null when there is none for them
 */
export async function plant(
	store: Store,
	person: Person,
	role: Role,
	of: ProjectRow,
	now: number,
	random: () => number
): Promise<string | null> {
	if (random() >= of.settings.check_rate) return null;
	const names = await store.read.query<{ id: string }>(candidates, of.id, actorName(person), person.id);
	for (let tries = 0; tries < TRIES && names.length > 0; tries++) {
		const [chosen] = names.splice(Math.floor(random() * names.length), 1);
		const made = chosen && (await routed(store, chosen.id, person, role, of, now, random));
		if (made) return await kept(store, made, now);
	}
	return null;
}

/** How the standing policy would bring it before somebody now; null where it would not. */
async function routed(
	store: Store,
	seedId: string,
	person: Person,
	role: Role,
	of: ProjectRow,
	now: number,
	random: () => number
): Promise<SeedingRow | null> {
	const [found] = await store.read
		.select()
		.from(seed)
		.where(and(eq(seed.id, seedId), isNotNull(seed.proposal)));
	if (!found) return null;
	const { shown } = found.proposal as unknown as SeedContent;
	const { version, compiled } = await standingPolicy(store.read, of.id);
	const own = actionOf(compiled.policy, shown.action.name);
	const proposed = proposedOf({ ...shown, project: of.slug }, own);
	const { mode, rule, reason, gate, confidence, threshold, risk } = route(compiled, {
		action: proposed.action,
		confidence: shown.confidence ?? null,
		risk: shown.risk ?? null,
		agent: found.agent,
		context: shown.context ?? []
	});
	if (mode !== 'in_the_loop' || !maySign(rolesAt(gate, 0), role)) return null;
	const scopes = { projectId: of.id, agent: found.agent, actionName: shown.action.name };
	await ensureSwitches(store, scopes);
	const { active, epoch } = await readSwitches(store.read, scopes);
	if (active > 0) return null;
	const at = now + Math.round(random() * LATEST_MS);
	const frozen: Frozen = {
		mode,
		rule,
		reason,
		gate,
		confidence,
		threshold,
		risk,
		unbound: proposed.unbound,
		...(proposed.args_schema ? { args_schema: proposed.args_schema } : {})
	};
	return {
		id: newId(at),
		seedId,
		projectId: of.id,
		userId: person.id,
		routing: JSON.parse(canonical(frozen)) as Json,
		policyVersion: version,
		haltEpoch: epoch,
		version: 1,
		leaseToken: null,
		leasedAt: null,
		leasedUntil: null,
		firstView: null,
		firstViewAt: null,
		answers: null,
		caught: null,
		dwellMs: null,
		words: null,
		createdAt: at,
		expiresAt: at + Math.min(gate.timeout_seconds, MOST_OPEN_SECONDS) * 1000,
		answeredAt: null,
		eventId: null
	};
}

/** One waits for a person at most, and each seed comes to them once. */
async function kept(store: Store, row: SeedingRow, now: number): Promise<string | null> {
	return store.write(async (tx) => {
		await tx.query(`select id from user_account where id = $1${store.forUpdate}`, row.userId);
		const [waits] = await tx.query(
			`select id from seeding where project_id = $1 and user_id = $2 and answered_at is null and expires_at > $3`,
			row.projectId,
			row.userId,
			now
		);
		if (waits) return null;
		const [made] = await tx.insert(seeding).values(row).onConflictDoNothing().returning({ id: seeding.id });
		return made?.id ?? null;
	});
}

/** Makes the views of decisions; a field that is not named here is shown to nobody. */
import { and, asc, eq } from 'drizzle-orm';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { signature, user } from '#lib/schema/tables.ts';
import { currentAction, gateOf, standingOf, type DecisionRow, type Found } from './decision.server.ts';
import { formedView, shownFrom, type Formed } from './formed.server.ts';
import { rolesAt } from './gate.ts';
import { actionDigest } from './hash.server.ts';
import { isOpen, levelOf, shownStatus } from './lifecycle.ts';
import { asksView, maskedView } from './mask.ts';
import type { DecisionView, OperatorView, ReasonView, Signature } from './view.ts';

export const iso = (at: number): string => new Date(at).toISOString();
const optional = <Name extends string, T>(name: Name, value: T | null): { [K in Name]?: T } =>
	(value === null ? {} : { [name]: value }) as { [K in Name]?: T };

/** For the key that asked: what became of it, and no person's name. */
export function decisionView({ row, proposed, project }: Found, now: number): DecisionView {
	const status = shownStatus(standingOf(row), now);
	return {
		id: row.id,
		project: project.slug,
		status,
		action: currentAction(row, proposed),
		action_hash: row.actionHash,
		...(row.edited === null ? {} : { proposed: proposed.action }),
		policy: { version: row.policyVersion, rule: row.rule, mode: row.mode },
		...optional('reason', row.reason as ReasonView | null),
		...optional('response', row.response),
		confidence: row.confidence ?? 0,
		...optional('confidence_min', row.threshold),
		risk: row.risk,
		created_at: iso(row.createdAt),
		...(isOpen(status) ? { expires_at: iso(row.expiresAt) } : {}),
		...(row.vetoUntil !== null && isOpen(status) ? { veto_until: iso(row.vetoUntil) } : {}),
		...optional('settled_at', row.settledAt === null ? null : iso(row.settledAt)),
		...optional('consumed_at', row.consumedAt === null ? null : iso(row.consumedAt)),
		...optional('outcome', row.outcome),
		...optional('erased_at', row.erasedAt === null ? null : iso(row.erasedAt))
	};
}

async function signaturesOf(db: ReadDb, { row, proposed }: Found, me: string): Promise<Signature[]> {
	const rows = await db
		.select({ signature, name: user.name })
		.from(signature)
		.innerJoin(user, eq(user.id, signature.userId))
		.where(
			and(
				eq(signature.decisionId, row.id),
				eq(signature.actionDigest, actionDigest(currentAction(row, proposed)))
			)
		)
		.orderBy(asc(signature.at));
	return rows.map(({ signature: { userId, role, assurance, at }, name }) => ({
		person: name,
		role,
		assurance,
		at: iso(at),
		mine: userId === me
	}));
}

async function holderOf(db: ReadDb, { row }: Found, me: string, now: number) {
	if (row.holder === null || row.leasedUntil === null || row.leasedUntil <= now) return null;
	const [person] = await db.select({ name: user.name }).from(user).where(eq(user.id, row.holder));
	return { name: person?.name ?? 'somebody', until: iso(row.leasedUntil), mine: row.holder === me };
}

/** What the view rests on besides the decision itself. */
export type Beside = {
	signatures: Signature[];
	holder: NonNullable<OperatorView['holder']> | null;
	/** what this person said before they were shown what is proposed */
	formed: Formed | null;
	/** whether they are asked for it, where the gate says so */
	asked: boolean;
};

/** Milliseconds until an approval of whoever holds it counts; null where nothing has to be waited for. */
function approveIn(row: DecisionRow, { holder, formed }: Beside, now: number): number | null {
	const { min_seconds: least } = gateOf(row);
	if (least === undefined || holder?.mine !== true) return null;
	return Math.max(0, shownFrom(row, formed, now) + least * 1000 - now);
}

/** @param asked false for whoever reviews nothing: they see it whole */
export async function operatorView(
	db: ReadDb,
	found: Found,
	me: string,
	now: number,
	asked = true
): Promise<OperatorView> {
	const [signatures, holder, formed] = await Promise.all([
		signaturesOf(db, found, me),
		holderOf(db, found, me, now),
		gateOf(found.row).view_first === true ? formedView(db, found.row.id, me) : null
	]);
	return shownTo(found, { signatures, holder, formed, asked }, now);
}

export function shownTo(found: Found, beside: Beside, now: number): OperatorView {
	const { row, proposed } = found;
	const { signatures, holder, formed, asked } = beside;
	const level = levelOf(standingOf(row), now);
	const view: OperatorView = {
		...decisionView(found, now),
		agent: row.agent,
		...optional('label', proposed.agent ?? null),
		...optional('model', proposed.model ?? null),
		context: proposed.context ?? [],
		...optional('prompt', (proposed.prompt as Json[] | undefined) ?? null),
		allowed: proposed.allowed,
		unbound_fields: proposed.unbound,
		...optional('args_schema', (proposed.args_schema as Json | undefined) ?? null),
		gate: gateOf(row),
		level: { number: level, roles: rolesAt(gateOf(row), level) },
		signatures,
		version: row.version,
		...optional('holder', holder),
		sampled: row.sampled,
		...optional('reviewed_at', row.reviewedAt === null ? null : iso(row.reviewedAt)),
		reversed: row.reversed,
		...optional('first_view', formed?.view ?? null)
	};
	if (asked && formed === null && asksView(gateOf(row), row.status)) return maskedView(view);
	return { ...view, ...optional('approve_in_ms', isOpen(view.status) ? approveIn(row, beside, now) : null) };
}

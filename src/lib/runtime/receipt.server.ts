/**
 * Receipts: what the instance signs of a final answer, so that whoever was given it can show it later. What is hashed
 * is what was shown and what is run. Of what was erased a receipt says nothing.
 */
import type { Secrets } from '#lib/auth/secrets.server.ts';
import type { LogEvent } from '#lib/log/follow.server.ts';
import { signJws } from '#lib/log/jws.server.ts';
import { digestOf, sha256 } from '#lib/schema/digest.server.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { concludedAtOnce, conclusionOf, type AnsweredBy, type Conclusion } from './conclusion.server.ts';
import { currentAction, findDecision, type DecisionRow, type Found } from './decision.server.ts';
import { actionDigest } from './hash.server.ts';
import { finalStatuses, isOpen } from './lifecycle.ts';
import { policyDigest } from './policy.server.ts';
import { iso } from './show.server.ts';

export const RECEIPT = 'assent-receipt+jws';

/** Hashes are `sha256:` and hex, of canonical JSON (RFC 8785). */
export type Receipt = {
	/** the address of the instance */
	iss: string;
	decision: string;
	project: string;
	agent: string;
	status: DecisionRow['status'];
	/** the decision's version with this answer */
	version: number;
	/** of name and bound arguments, as they may run */
	action_hash: string | null;
	/** of name and all arguments, as they were shown */
	action: string | null;
	/** of all that was shown: proposal, context, what the agent may use */
	shown: string | null;
	/** of the action as people changed it, where they did */
	edit: string | null;
	/** of what a person answered instead */
	response: string | null;
	policy: { version: number; rule: string; mode: DecisionRow['mode']; digest: string };
	by: AnsweredBy;
	at: string;
	/** of the log: the event that holds the answer, and its place once that is given */
	event: string;
	position: number | null;
	erased_at: string | null;
};

const hash = (hex: string): string => `sha256:${hex}`;

/** What ran alone is looked at later, which is another version of it and no other answer. */
const versionOf = ({ status, version }: DecisionRow): number => (status === 'auto_approved' ? 1 : version);

/** As hex: of the proposed action, and of all that was shown. */
export type Known = { action: string; shown: string };

const hashed = ({ row, proposed }: Found): Known => ({
	action: actionDigest(currentAction(row, proposed)),
	shown: digestOf(proposed)
});

export function receiptOf(
	issuer: string,
	found: Found,
	{ event, position, by }: Conclusion,
	policy: string,
	known: Known | null = null
): Receipt {
	const { row, project } = found;
	const kept = row.erasedAt === null;
	const { action, shown } = known ?? hashed(found);
	return {
		iss: issuer,
		decision: row.id,
		project: project.slug,
		agent: row.agent,
		status: row.status,
		version: versionOf(row),
		action_hash: kept ? row.actionHash : null,
		action: kept ? hash(action) : null,
		shown: kept ? hash(shown) : null,
		edit: kept && row.edited !== null ? hash(action) : null,
		response: kept && row.response !== null ? hash(sha256(row.response)) : null,
		policy: { version: row.policyVersion, rule: row.rule, mode: row.mode, digest: policy },
		by,
		at: iso(row.settledAt ?? row.createdAt),
		event,
		position,
		erased_at: row.erasedAt === null ? null : iso(row.erasedAt)
	};
}

async function signed(
	db: ReadDb,
	{ issuer, signer }: Secrets,
	found: Found,
	conclusion: Conclusion,
	known: Known | null = null
): Promise<string> {
	const policy = hash(await policyDigest(db, found.row.projectId, found.row.policyVersion));
	return signJws(signer(), RECEIPT, receiptOf(issuer, found, conclusion, policy, known) as unknown as Json);
}

/** @returns a compact JWS, null while it is open */
export async function receiptFor(db: ReadDb, secrets: Secrets, found: Found): Promise<string | null> {
	const conclusion = await conclusionOf(db, found);
	return conclusion && signed(db, secrets, found, conclusion);
}

/** Of a decision that has just come in, before the log has numbered it. */
export const receiptAtOnce = async (
	db: ReadDb,
	secrets: Secrets,
	found: Found,
	known: Known
): Promise<string | null> =>
	isOpen(found.row.status) ? null : signed(db, secrets, found, concludedAtOnce(found.row, null), known);

/** Puts the receipt to a view of a final answer. */
export async function withReceipt<View extends { id: string }>(
	db: ReadDb,
	secrets: Secrets,
	view: View
): Promise<View & { receipt?: string }> {
	const found = await findDecision(db, view.id);
	const receipt = found && (await receiptFor(db, secrets, found));
	return receipt === null ? view : { ...view, receipt };
}

/** What was answered as it came in was told to who asked. */
const told = ['decision.submitted', 'decision.confirmed', 'decision.reversed'];
const final: readonly string[] = finalStatuses;

/** The receipt of an event with which a decision ends; null for every other. */
export async function receiptOfEvent(
	db: ReadDb,
	secrets: Secrets,
	{ type, subject, data }: LogEvent
): Promise<string | null> {
	if (subject.type !== 'decision' || told.includes(type) || !isObject(data)) return null;
	if (typeof data.status !== 'string' || !final.includes(data.status)) return null;
	const found = await findDecision(db, subject.id);
	return found && receiptFor(db, secrets, found);
}

/**
 * What every verdict leaves behind, in one transaction: the decision's row, the judgment that training files are made
 * of, and one event.
 */
import { eq } from 'drizzle-orm';
import { actorName, type Person } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { bind } from '#lib/log/bind.server.ts';
import { digestOf } from '#lib/schema/digest.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Tx } from '#lib/schema/store.server.ts';
import { decision, judgment } from '#lib/schema/tables.ts';
import type { Answers, Role } from '#lib/schema/values.ts';
import type { Action } from './action.ts';
import { awaitsReview } from './claim.server.ts';
import type { DecisionRow, ProjectRow, Proposed } from './decision.server.ts';
import type { Formed } from './formed.server.ts';
import type { ReviewInput } from './input.ts';
import { keepProof, proofOf, type Signed } from './proof.server.ts';
import { wordsOf } from './evidence.ts';
import type { Compiled } from './route.ts';

/** Who gives a verdict, and how surely it is them. */
export type Signer = { person: Person; role: Role; session: string | null; signed: Signed | null };
export type Case = {
	row: DecisionRow;
	proposed: Proposed;
	project: ProjectRow;
	standing: { version: number; compiled: Compiled };
	now: number;
	/** what they would have done before they saw what is proposed, where the gate asks for it */
	first?: Formed | null;
};

const freed = { holder: null, leaseToken: null, leasedAt: null, leasedUntil: null };

/** The verdict as a judgment: what a training file is made of. @returns its id */
async function record(
	tx: Tx,
	{ row, proposed, project, now }: Case,
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
		words: wordsOf(proposed),
		formVersion: project.formVersion,
		guidelineVersion: project.guidelineVersion,
		supersedes: null,
		externalId: null,
		eventId,
		at: now
	});
	return id;
}

/** What the log binds of somebody's words: nothing, of a decision from before there was a salt. */
export const boundTo = ({ salt }: DecisionRow, words: Json): { content?: string } =>
	salt === null ? {} : { content: bind(salt, canonical(words)) };

type Act = { type: string; status?: DecisionRow['status']; set: Partial<DecisionRow> };

/** Stores what a verdict does: the row, the judgment, one event. @returns the judgment's id */
export async function conclude(
	tx: Tx,
	of: Case,
	signer: Signer,
	{ type, set }: Act,
	said: Answers,
	dwellMs: number | null
): Promise<string> {
	const { row, project, now } = of;
	const status = set.status ?? row.status;
	const answers: Answers = of.first ? { ...said, first: of.first.view } : said;
	const proof = signer.signed ? proofOf(signer.signed) : null;
	const eventId = await append(
		tx,
		{
			type,
			actor: actorName(signer.person),
			project,
			subject: { type: 'decision', id: row.id },
			data: {
				agent: row.agent,
				action: row.actionName,
				status,
				...boundTo(row, answers),
				// It says nothing of what was signed: there is a nonce in it that nobody can guess.
				...(proof ? { assertion: digestOf(proof) } : {})
			}
		},
		now
	);
	const judged = await record(tx, of, signer, answers, eventId, dwellMs);
	if (signer.signed && proof) await keepProof(tx, row.id, judged, signer.signed, proof);
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

/** An action that was changed on the way is part of the answer: what was signed can be read from it alone. */
export const answersOf = (
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

/** A decision as it lies in the database: what was proposed is the item, what became of it the decision's row. */
import { authorize, type Access } from '#lib/auth/access.server.ts';
import type { Right } from '#lib/auth/access.ts';
import type { Actor, Program } from '#lib/auth/actor.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { listOf, rowOf, type RawRow } from '#lib/schema/rows.server.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { decision, project } from '#lib/schema/tables.ts';
import type { Action } from './action.ts';
import type { Gate } from './gate.ts';
import type { VerdictName } from './input.ts';
import type { Standing } from './lifecycle.ts';

export type DecisionRow = typeof decision.$inferSelect;
export type ProjectRow = typeof project.$inferSelect;

/** The payload of a decision's item. */
export type Proposed = {
	action: Action;
	/** the agent's own label */
	agent?: string;
	model?: string;
	context?: { type: string; title?: string; text?: string; url?: string }[];
	prompt?: JsonObject[];
	allowed: VerdictName[];
	/** arguments that the hash does not bind, by the policy it was made under */
	unbound: string[];
	/** the JSON Schema of the arguments, for the form of an edit */
	args_schema?: JsonObject;
};

export type Found = { row: DecisionRow; proposed: Proposed; project: ProjectRow };

export const gateOf = (row: DecisionRow): Gate => row.gate as unknown as Gate;
export const standingOf = (row: DecisionRow): Standing => ({ ...row, gate: gateOf(row) });
/** The action as it would run now: the edited one, when people changed it. */
export const currentAction = (row: DecisionRow, { action }: Proposed): Action =>
	row.edited === null ? action : (row.edited as unknown as Action);

export const noDecision = () => new Refusal('not_found', 'There is no such decision.');

/** The columns of a decision with its item's payload and its project, and how they are joined to it. */
export const foundList = `${listOf(decision)}, item.payload, ${listOf(project)}`;
export const foundJoins = `join item on item.id = decision.id join project on project.id = decision.project_id`;
export type RawFound = RawRow & { payload: string };

export const foundIn = (raw: RawFound): Found => ({
	row: rowOf(decision, raw),
	proposed: JSON.parse(raw.payload) as Proposed,
	project: rowOf(project, raw)
});

const found = `select ${foundList} from decision ${foundJoins} where decision.id = $1`;

export async function findDecision(db: ReadDb, id: string): Promise<Found | null> {
	const [raw] = await db.query<RawFound>(found, id);
	return raw ? foundIn(raw) : null;
}

const one = `select ${listOf(decision)} from decision where id = $1`;

/** The row that decides, locked until commit. @throws Refusal not_found */
export async function lockDecision(store: Store, tx: Tx, id: string): Promise<DecisionRow> {
	const [row] = await tx.query<RawRow>(one + store.forUpdate, id);
	if (!row) throw noDecision();
	return rowOf(decision, row);
}

/** The asking key. @throws Refusal forbidden for whoever is not the key of an AI system */
export function asAgent(actor: Actor): Program {
	if (actor.kind !== 'program' || actor.role !== 'agent')
		throw new Refusal('forbidden', 'This is for the key of an AI system: key create --role agent.');
	return actor;
}

/** A decision of the asking key; of anybody else's it learns nothing. @throws Refusal not_found, forbidden */
export async function ownDecision(
	store: Store,
	actor: Actor,
	id: string
): Promise<Found & { agent: Program }> {
	const agent = asAgent(actor);
	const found = await findDecision(store.read, id);
	if (!found || found.row.keyId !== agent.id) throw noDecision();
	return { ...found, agent };
}

/** @throws Refusal not_found for a project of another stage, and what authorize throws */
export async function authorizeRuntime(
	store: Store,
	actor: Actor,
	right: Right,
	slug: string
): Promise<Access> {
	const access = await authorize(store, actor, right, slug);
	if (access.project.stage !== 'runtime')
		throw new Refusal('wrong_stage', `“${access.project.name}” is not a runtime project.`);
	return access;
}

/** A decision that somebody has a right to. @throws Refusal not_found, forbidden */
export async function decisionFor(
	store: Store,
	actor: Actor,
	right: Right,
	id: string
): Promise<Found & { access: Access }> {
	const found = await findDecision(store.read, id);
	if (!found) throw noDecision();
	// Whoever may not even see it learns nothing; who sees it may learn that seeing is all.
	if (right !== 'decisions')
		await authorize(store, actor, 'decisions', found.project.slug).catch((error: unknown) => {
			throw error instanceof Refusal ? noDecision() : error;
		});
	const access = await authorize(store, actor, right, found.project.slug).catch((error: unknown) => {
		throw error instanceof Refusal && right === 'decisions' ? noDecision() : error;
	});
	return { ...found, access };
}

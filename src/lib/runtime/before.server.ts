/** Reads how the same action of the same agent went before: one index, the latest few hundred, whatever lies behind. */
import type { Actor } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Action } from './action.ts';
import { beforeOf, type BeforeView } from './before.ts';
import { currentAction, decisionFor, type Found, type Proposed } from './decision.server.ts';
import { assertUnhidden } from './formed.server.ts';
import type { StoredStatus } from './lifecycle.ts';

export const MOST_BEFORE = 200;

type Row = {
	id: string;
	payload: string;
	edited: string | null;
	status: StoredStatus;
	reversed: boolean | number;
	settled_at: number | null;
	created_at: number;
};

/** The latest $5 before decision $3, of key $1 and action $2 in project $4. */
export const statement = `select decision.id, item.payload, decision.edited, decision.status, decision.reversed,
		decision.settled_at, decision.created_at
	from decision join item on item.id = decision.id
	where decision.key_id = $1 and decision.action_name = $2 and decision.id < $3 and decision.project_id = $4
	order by decision.id desc limit $5`;

/** What was proposed before this one, in its project. @throws Refusal not_found, view_first */
export async function decisionsBefore(store: Store, actor: Actor, id: string): Promise<BeforeView> {
	const { access, ...found } = await decisionFor(store, actor, 'decisions', id);
	await assertUnhidden(store.read, found.row, actor, access.role);
	return lookBefore(store, found);
}

/** @param but a decision that is left out */
export async function lookBefore(
	store: Store,
	{ row, proposed }: Pick<Found, 'row' | 'proposed'>,
	but: string | null = null
): Promise<BeforeView> {
	const rows = await store.read.query<Row>(
		statement,
		row.keyId,
		row.actionName,
		row.id,
		row.projectId,
		MOST_BEFORE
	);
	const earlier = rows
		.filter((one) => one.id !== but)
		.map((one) => ({
			id: one.id,
			action:
				one.edited === null
					? (JSON.parse(one.payload) as Proposed).action
					: (JSON.parse(one.edited) as Action),
			status: one.status,
			reversed: Boolean(one.reversed),
			settledAt: one.settled_at,
			createdAt: one.created_at
		}));
	return beforeOf(currentAction(row, proposed), earlier, MOST_BEFORE);
}

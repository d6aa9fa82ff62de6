/** Turns taken within one claim, under the lock of the person's seat; `advance` keeps what became of them. */
import type { Tx } from '#lib/schema/store.server.ts';
import { spread } from '#lib/schema/spread.ts';
import { LAST_BAND } from './band.ts';
import type { Claimer } from './lease.server.ts';
import { afterFirst, nextFirst, readTurns, type Others, type Turns } from './turns.ts';

/**
 * The open rounds of everybody else in the project: one row a kind of round. Not locked, so two who begin one at the
 * same moment may begin with the same side.
 */
async function othersIn(tx: Tx, projectId: string, userId: string): Promise<Others> {
	const rows = await tx.query<{ turns: string; people: number }>(
		`select turns, count(*) as people from seat where project_id = $1 and user_id <> $2 and band = ${LAST_BAND}
			and turns <> '' group by turns`,
		projectId,
		userId
	);
	return rows.map(({ turns, people }) => ({ turns: readTurns(turns), people: Number(people) }));
}

/** @param turns as the seat has them */
export function turnsAt(tx: Tx, { project, userId }: Claimer, turns: Turns) {
	let others: Others | null = null;
	const taking = {
		turns,
		/** of so many responses, the place in the file of the one that stands first */
		async first(many: number, itemId: string): Promise<number> {
			others ??= await othersIn(tx, project.id, userId);
			const chosen = nextFirst(taking.turns, others, many, spread(`${itemId}/${userId}`));
			taking.turns = afterFirst(taking.turns, many, chosen);
			return chosen;
		}
	};
	return taking;
}

/**
 * Bands: places of band 0 are handed out first. What decides is the project's order: priority 9 or a score under 0.1
 * is band 0; in any other order all items share the last band. The same rule stands here twice, for items on their way
 * in and, as SQL, for those that are there. Where pairs of models are drawn, each has a band of its own, below 0, and
 * none comes before another: see pair.ts.
 */
import type { ProjectSettings } from '#lib/schema/values.ts';

/** `score` is how sure the model is: of several the least sure one, and 0 where none says. */
export type Ranked = { priority: number; score: number };
type Order = ProjectSettings['order'];

export const LAST_BAND = 9;

export function bandOf(order: Order, { priority, score }: Ranked): number {
	if (order === 'priority') return LAST_BAND - priority;
	if (order === 'uncertainty') return Math.min(LAST_BAND, Math.floor(score * 10));
	return LAST_BAND;
}

/** How sure the models are of an item: the least sure of its suggestions, one without a score, or none, not at all. */
export const leastScore = (scores: (number | null)[]): number =>
	scores.length === 0 ? 0 : Math.min(...scores.map((score) => score ?? 0));

/** `leastScore` of an item's suggestions as they are stored. @param id of the item, as the statement names it */
const scoreSql = (id: string): string =>
	`coalesce((select min(coalesce(s.score, 0)) from suggestion s where s.item_id = ${id}), 0)`;

/** `bandOf` for an item that the statement calls `i`. */
export function bandSql(order: Order): string {
	if (order === 'priority') return `${LAST_BAND} - i.priority`;
	if (order !== 'uncertainty') return String(LAST_BAND);
	const tenth = `cast(floor(${scoreSql('i.id')} * 10) as integer)`;
	return `case when ${scoreSql('i.id')} < 0.9 then ${tenth} else ${LAST_BAND} end`;
}

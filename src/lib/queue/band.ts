/**
 * Bands: places of band 0 are handed out first. What decides is the project's order: priority 9 or a score under 0.1
 * is band 0; in any other order all items share the last band. The same rule stands here twice, for items on their way
 * in and, as SQL, for those that are there. Where pairs of models are drawn, each has a band of its own, below 0, and
 * none comes before another: see pair.ts.
 */
import type { ProjectSettings } from '#lib/schema/values.ts';
import { voteEntropy } from '#lib/stats/uncertainty.ts';

/** `score` is how sure the models are, as `sureOf` has it. */
export type Ranked = { priority: number; score: number };
type Order = ProjectSettings['order'];

export const LAST_BAND = 9;

export function bandOf(order: Order, { priority, score }: Ranked): number {
	if (order === 'priority') return LAST_BAND - priority;
	if (order === 'uncertainty') return Math.min(LAST_BAND, Math.floor(score * 10));
	return LAST_BAND;
}

/** `answers` as canonical JSON; `sure` by the chances that it gives each answer, else `score`, each null where not said. */
export type Suggested = { answers: string; score: number | null; sure: number | null };

/**
 * How sure the models are of an item, 0 to 1: as the least sure of its suggestions says, and no surer than those of
 * several sources are alike, by the entropy of their votes. One without a word of it, or none, is not sure at all; where
 * several suggest and none says how sure it is, whether they are alike is all there is to know.
 */
export function sureOf(suggestions: Suggested[]): number {
	if (suggestions.length === 0) return 0;
	const said = suggestions.map(({ sure, score }) => sure ?? score);
	const silent = said.length > 1 && said.every((one) => one === null);
	const own = silent ? 1 : Math.min(...said.map((one) => one ?? 0));
	const votes = [...Map.groupBy(suggestions, ({ answers }) => answers).values()].map(({ length }) => length);
	return Math.min(own, 1 - voteEntropy(votes));
}

/** `sureOf` an item's suggestions as they are stored. @param id of the item, as the statement names it */
const sureSql = (id: string): string => {
	const of = `from suggestion s where s.item_id = ${id}`;
	const real = (sum: string) => `cast(${sum} as double precision)`;
	const alike = `coalesce((select case when sum(g.n) > 1
			then sum(g.n * ln(${real('g.n')})) / (${real('sum(g.n)')} * ln(${real('sum(g.n)')})) end
		from (select count(*) as n ${of} group by s.answers) g), 1)`;
	const own = `coalesce((select case when count(*) > 1 and count(coalesce(s.sure, s.score)) = 0 then 1
		else min(coalesce(s.sure, s.score, 0)) end ${of}), 0)`;
	return `(select case when c.own < c.alike then c.own else c.alike end from (select ${own} as own, ${alike} as alike) c)`;
};

/** `bandOf` for an item that the statement calls `i`. */
export function bandSql(order: Order): string {
	if (order === 'priority') return `${LAST_BAND} - i.priority`;
	if (order !== 'uncertainty') return String(LAST_BAND);
	const sure = sureSql('i.id');
	return `(select case when b.sure < 0.9 then cast(floor(b.sure * 10) as integer) else ${LAST_BAND} end
		from (select ${sure} as sure) b)`;
}

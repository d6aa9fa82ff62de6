/** Files of rankings: of every resolved item, the pairs that are decided, its order, or its prompt alone. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Ranking } from '#lib/form/ranking.ts';
import { countAt } from '#lib/project/as-of.server.ts';
import { undecided, type Undecided } from '#lib/project/consensus.ts';
import { judgedItems, rankingIn, type Judged } from '#lib/project/resolving.server.ts';
import { isObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Example } from './example.ts';
import type { ExportQuery, ItemsReport, PairsReport } from './export.ts';
import { likeliest } from './likeliest.server.ts';
import { responseIds } from './messages.ts';
import { counts, picking, unfitting, usual, type Policies, type Unfitting } from './policy.ts';
import { chosenOf } from './policy-query.ts';
import { pairsOf, promptIn, ranksIn, type Judging } from './rankings.ts';
import type { Target } from './targets/target.ts';
import { zeros } from './zeros.ts';

type Item = Judged<Ranking>;
export type FromRankings = { target: Target; question: string; query: ExportQuery; policies?: Policies };

export const optionsOf = ({ tools, undecided }: Pick<ExportQuery, 'tools' | 'undecided'>) => ({
	tools: tools === 'include',
	undecided
});

export function rankingsIn(
	project: ProjectRow,
	item: Item,
	{ target, query }: FromRankings,
	judging: Judging
): Iterable<Example | Undecided | Unfitting> {
	if (target.from === 'pair') return pairsOf(project.slug, item, query.per, judging);
	if (target.from === 'ranked') return ranksIn(project.slug, item, query.per, judging);
	return [promptIn(project.slug, item)];
}

async function* resolved(
	db: ReadDb,
	project: ProjectRow,
	{ question, policies = usual }: FromRankings,
	asOf: number
) {
	const read = rankingIn(question);
	for await (const items of judgedItems(db, project, read, asOf, counts(policies), picking(policies)))
		yield items.filter((item) => item.resolved);
}

async function* withIds(pages: AsyncIterable<Item[]>) {
	for await (const items of pages)
		yield items.map(({ payload, ...item }) => ({ ...item, ids: responseIds(payload) }));
}

/** Dawid-Skene learns how each person errs from all of a project, before the first pair is made. */
async function judgingOf(
	db: ReadDb,
	project: ProjectRow,
	from: FromRankings,
	asOf: number
): Promise<Judging> {
	const { policies = usual } = from;
	if (policies.disagreement !== 'dawid_skene') return { policies };
	return { policies, likely: await likeliest(withIds(resolved(db, project, from, asOf)), policies) };
}

/**
 * Page by page: handing over a million one by one costs as much as making them.
 * @param drop hears of each pair or item that is no example, why, and of which item
 */
export async function* rankingExamples(
	db: ReadDb,
	project: ProjectRow,
	from: FromRankings,
	asOf: number,
	drop: (why: string, item: string) => void = () => {}
): AsyncGenerator<Example[]> {
	const judging = await judgingOf(db, project, from, asOf);
	for await (const items of resolved(db, project, from, asOf)) {
		const page: Example[] = [];
		for (const item of items)
			for (const made of rankingsIn(project, item, from, judging))
				if (typeof made === 'string') drop(made, item.id);
				else page.push(made);
		yield page;
	}
}

const texts = ({ payload }: Item): string[] =>
	(Array.isArray(payload.responses) ? payload.responses : []).flatMap((r) =>
		isObject(r) && typeof r.text === 'string' ? [r.text] : []
	);

/** Pairs of responses that hold one for which `is` is true. */
const pairsWith = (all: string[], is: (text: string) => boolean): number => {
	const others = all.filter((t) => !is(t)).length;
	return (all.length * (all.length - 1) - others * (others - 1)) / 2;
};

export async function rankingReport(
	db: ReadDb,
	project: ProjectRow,
	from: FromRankings,
	asOf: number,
	pause: () => Promise<void>
): Promise<PairsReport | ItemsReport> {
	const { target, query, policies = usual } = from;
	const judging = await judgingOf(db, project, from, asOf);
	const all = await countAt(db, 'item', project.id, asOf);
	const counts = { resolved: 0, judgments: 0, made: 0, decided: 0, rows: 0 };
	const dropped: Partial<Record<string, number>> = zeros([...undecided, ...unfitting, ...target.drops]);
	const blank = { all: 0, empty: 0 };
	const drop = (why: string) => (dropped[why] = (dropped[why] ?? 0) + 1);
	for await (const items of resolved(db, project, from, asOf)) {
		await pause();
		for (const item of items) {
			counts.resolved++;
			counts.judgments += item.votes.length;
			blank.all += pairsWith(texts(item), (t) => t.trim() === '');
			blank.empty += pairsWith(texts(item), (t) => t === '');
			for (const made of rankingsIn(project, item, from, judging)) {
				counts.made++;
				if (typeof made === 'string') {
					drop(made);
					continue;
				}
				counts.decided++;
				const row = target.row(made, optionsOf(query));
				if (typeof row === 'string') drop(row);
				else counts.rows++;
			}
		}
	}
	const common = {
		format: target.name,
		per: query.per,
		tools: query.tools,
		as_of: asOf,
		policies: chosenOf(policies),
		items: { all, resolved: counts.resolved, unresolved: all - counts.resolved },
		judgments: counts.judgments,
		rows: counts.rows,
		dropped
	};
	return target.from === 'pair'
		? { ...common, pairs: counts.made, decided: counts.decided, blank_pairs: blank }
		: { ...common, source: 'items', examples: counts.made };
}

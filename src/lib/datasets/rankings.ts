/** What rankings teach: pairs where most prefer one of two, and the order of all of an item's responses. */
import { compare, type Ranking } from '#lib/form/ranking.ts';
import { verdictsOn, type Undecided, type Verdict } from '#lib/project/consensus.ts';
import type { Meta, Pair, Prompt, Ranked, Voted } from './example.ts';
import { modelOf, promptOf, responseIds, responseOf } from './messages.ts';

type Item = Voted<Ranking>;

const metaOf = (project: string, { key, payload }: Item, raters: string[], ids: string[]): Meta => ({
	project,
	item: key,
	raters,
	models: ids.map((id) => modelOf(payload, id)),
	asked: 1
});

/** Who votes together: all of an item, or each alone. */
function electorates(
	{ votes, raters }: Item,
	per: 'item' | 'judgment'
): { votes: Ranking[]; raters: string[] }[] {
	if (per === 'item') return [{ votes, raters }];
	return votes.map((vote, i) => ({ votes: [vote], raters: raters.slice(i, i + 1) }));
}

/** What those said who prefer it, where they said how much. */
function strengthOf(votes: Ranking[], better: string, worse: string): number {
	const said = votes
		.filter(({ tiers, allBad }) => !allBad && compare(tiers, better, worse) === 1)
		.map(({ tiers, strength }) =>
			// It compares the first two tiers, and says nothing of the others.
			(tiers[0] ?? []).includes(better) && (tiers[1] ?? []).includes(worse) ? Math.max(1, strength) : 1
		);
	return said.length === 0 ? 1 : said.reduce((sum, n) => sum + n, 0) / said.length;
}

const shareOf = (votes: Ranking[], better: string, worse: string): number =>
	votes.filter(({ tiers, allBad }) => !allBad && compare(tiers, better, worse) === 1).length /
	Math.max(1, votes.length);

/** Every two responses of an item: the pair, or why nothing is decided. */
export function* pairsOf(project: string, item: Item, per: 'item' | 'judgment'): Generator<Pair | Undecided> {
	const { id, payload } = item;
	const ids = responseIds(payload);
	for (const { votes, raters } of electorates(item, per))
		for (const verdict of verdictsOn(votes, ids))
			yield typeof verdict === 'string'
				? verdict
				: {
						kind: 'pair',
						group: id,
						prompt: promptOf(payload),
						chosen: responseOf(payload, verdict.better),
						rejected: responseOf(payload, verdict.worse),
						strength: strengthOf(votes, verdict.better, verdict.worse),
						shares: {
							chosen: shareOf(votes, verdict.better, verdict.worse),
							rejected: shareOf(votes, verdict.worse, verdict.better)
						},
						meta: metaOf(project, item, raters, [verdict.better, verdict.worse])
					};
}

/** By how many others each is beaten by most, less how many it beats: Copeland's rule, with ties as ties. */
function ranksOf(ids: string[], verdicts: Verdict[]): number[] {
	const score = new Map(ids.map((id) => [id, 0]));
	for (const verdict of verdicts)
		if (typeof verdict !== 'string') {
			score.set(verdict.better, (score.get(verdict.better) ?? 0) + 1);
			score.set(verdict.worse, (score.get(verdict.worse) ?? 0) - 1);
		}
	const levels = [...new Set(score.values())].toSorted((a, b) => b - a);
	return ids.map((id) => levels.indexOf(score.get(id) ?? 0));
}

/**
 * The order of an item's responses that somebody ranked. Where one person ranked, it is theirs; among several, who wins
 * more of the votes on two stands higher (Copeland 1951).
 */
export function* ranksIn(
	project: string,
	item: Item,
	per: 'item' | 'judgment'
): Generator<Ranked | Undecided> {
	const { id, payload } = item;
	for (const { votes, raters } of electorates(item, per)) {
		const ranked = new Set(votes.filter(({ allBad }) => !allBad).flatMap(({ tiers }) => tiers.flat()));
		const ids = responseIds(payload).filter((own) => ranked.has(own));
		const verdicts = verdictsOn(votes, ids);
		const ranks = ranksOf(ids, verdicts);
		const [only] = new Set(verdicts.filter((verdict) => typeof verdict === 'string'));
		if (ids.length < 2) yield votes.some(({ allBad }) => allBad) ? 'all_bad' : 'unranked';
		else if (verdicts.every((verdict) => typeof verdict === 'string')) yield only ?? 'tie';
		// Each beats another in a circle.
		else if (new Set(ranks).size < 2) yield 'split';
		else
			yield {
				kind: 'ranked',
				group: id,
				prompt: promptOf(payload),
				responses: ids.map((own) => responseOf(payload, own)),
				ranks,
				meta: metaOf(project, item, raters, ids)
			};
	}
}

/** The prompt of an item, whatever was said of its responses. */
export const promptIn = (project: string, item: Item): Prompt => ({
	kind: 'prompt',
	group: item.id,
	prompt: promptOf(item.payload),
	meta: metaOf(project, item, item.raters, [])
});

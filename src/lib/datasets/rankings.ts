/** What rankings teach: pairs where most prefer one of two, and the order of all of an item's responses. */
import { compare, type Ranking } from '#lib/form/ranking.ts';
import type { Side } from '#lib/project/consensus.ts';
import type { Meta, Pair, Prompt, Ranked, Voted } from './example.ts';
import { modelOf, promptOf, responseIds, responseOf } from './messages.ts';
import { chosen, decide, levelsOf, strengthOf, usual, type Decided, type Policies } from './policy.ts';

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

const shareOf = (votes: Ranking[], better: string, worse: string): number =>
	votes.filter(({ tiers, allBad }) => !allBad && compare(tiers, better, worse) === 1).length /
	Math.max(1, votes.length);

/** How votes are judged. */
export type Judging = {
	policies: Policies;
	/** of Dawid-Skene: what is likeliest of two responses of an item; null where two things are as likely */
	likely?: (item: string, a: string, b: string) => Side | null;
};
const usually: Judging = { policies: usual };

/** A final answer stands as it is: neither many nor strong votes are asked of it. */
const judgingOf = ({ final }: Item, judging: Judging): Judging =>
	final ? { policies: { ...usual, pairs: judging.policies.pairs } } : judging;

/** The verdict on every two of an item's responses, in the order of the file. */
const verdictsOn = (
	item: string,
	votes: Ranking[],
	ids: string[],
	{ policies, likely }: Judging
): Decided[] =>
	ids.flatMap((a, i) =>
		ids.slice(i + 1).map((b) => decide(votes, a, b, policies, likely?.(item, a, b) ?? null))
	);

type Undecided = Extract<Decided, string>;

/** Every two responses of an item: the pair, or why there is none. */
export function* pairsOf(
	project: string,
	item: Item,
	per: 'item' | 'judgment',
	judging: Judging = usually
): Generator<Pair | Undecided> {
	const { id, payload } = item;
	const ids = responseIds(payload);
	const own = judgingOf(item, judging);
	for (const { votes, raters } of electorates(item, per))
		for (const verdict of chosen(ids, verdictsOn(id, votes, ids, own), own.policies))
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

/**
 * The order of an item's responses that somebody ranked. Where one person ranked, it is theirs; among several, who wins
 * more of the votes on two stands higher (Copeland 1951).
 */
export function* ranksIn(
	project: string,
	item: Item,
	per: 'item' | 'judgment',
	judging: Judging = usually
): Generator<Ranked | Undecided> {
	const { id, payload } = item;
	for (const { votes, raters } of electorates(item, per)) {
		const ranked = new Set(votes.filter(({ allBad }) => !allBad).flatMap(({ tiers }) => tiers.flat()));
		const ids = responseIds(payload).filter((own) => ranked.has(own));
		const verdicts = verdictsOn(id, votes, ids, judgingOf(item, judging));
		const ranks = levelsOf(ids, verdicts);
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

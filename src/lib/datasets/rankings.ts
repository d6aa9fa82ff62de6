/** What rankings teach: pairs where most prefer one of two, and the order of all of an item's responses. */
import { compare, type Ranking } from '#lib/form/ranking.ts';
import type { Side } from '#lib/project/consensus.ts';
import type { Meta, Pair, Prompt, Ranked, Voted } from './example.ts';
import { modelOf, promptOf, responseIds, responseOf } from './messages.ts';
import {
	chosen,
	decide,
	levelsOf,
	ofFinal,
	strengthOf,
	usual,
	type Decided,
	type Policies
} from './policy.ts';

type Item = Voted<Ranking>;

const metaOf = (project: string, { key, payload }: Item, raters: string[], ids: string[]): Meta => ({
	project,
	item: key,
	raters,
	models: ids.map((id) => modelOf(payload, id)),
	asked: 1
});

/** The votes of an item, without its texts: all that policies read. */
export type Ballots = {
	id: string;
	/** of its responses, in the order of the file */
	ids: string[];
	votes: Ranking[];
	/** whether the one vote is a final answer */
	final?: boolean;
};
/** Whose votes decided something: those of one judgment by its place, or of all. */
export type Electorate = number | 'all';

/** Who votes together: all of an item, or each alone. */
const electorates = (votes: Ranking[], per: 'item' | 'judgment'): { who: Electorate; votes: Ranking[] }[] =>
	per === 'item' ? [{ who: 'all', votes }] : votes.map((vote, who) => ({ who, votes: [vote] }));

const membersOf = <T>(all: T[], who: Electorate): T[] => (who === 'all' ? all : all.slice(who, who + 1));

function shareOf(votes: Ranking[], better: string, worse: string): number {
	let prefer = 0;
	for (const { tiers, allBad } of votes) if (!allBad && compare(tiers, better, worse) === 1) prefer++;
	return prefer / Math.max(1, votes.length);
}

/** How votes are judged. */
export type Judging = {
	policies: Policies;
	/** of Dawid-Skene: what is likeliest of two responses of an item; null where two things are as likely */
	likely?: (item: string, a: string, b: string) => Side | null;
	/** decides as policies do, where somebody remembers what becomes of votes that are alike */
	decide?: typeof decide;
};
const usually: Judging = { policies: usual };

/**
 * A final answer stands as it is: neither many nor strong votes are asked of it. A judgment by itself says what it says,
 * whatever is likeliest of all.
 */
function judgingOf({ final }: Ballots, per: 'item' | 'judgment', judging: Judging): Judging {
	const { policies } = judging;
	if (final) return { policies: ofFinal(policies) };
	if (per === 'item') return judging;
	const { likely: _likely, ...others } = judging;
	return { ...others, policies: { ...policies, disagreement: 'majority' } };
}

/** The verdict on every two of an item's responses, in the order of the file. */
const verdictsOn = (
	item: string,
	votes: Ranking[],
	ids: string[],
	{ policies, likely, decide: decideOn = decide }: Judging
): Decided[] => {
	const verdicts: Decided[] = [];
	for (const [i, a] of ids.entries())
		for (const b of ids.slice(i + 1))
			verdicts.push(decideOn(votes, a, b, policies, likely?.(item, a, b) ?? null));
	return verdicts;
};

type Undecided = Extract<Decided, string>;

const ballotsOf = ({ id, payload, votes, final = false }: Item): Ballots => ({
	id,
	ids: responseIds(payload),
	votes,
	final
});

export type DecidedPair = { better: string; worse: string; who: Electorate };

/** Of every two responses of an item: which of them stands above the other, or why none does. */
export function decidedPairs(
	ballots: Ballots,
	per: 'item' | 'judgment',
	judging: Judging = usually
): (DecidedPair | Undecided)[] {
	const { id, ids } = ballots;
	const own = judgingOf(ballots, per, judging);
	const pairs: (DecidedPair | Undecided)[] = [];
	for (const { who, votes } of electorates(ballots.votes, per))
		for (const verdict of chosen(ids, verdictsOn(id, votes, ids, own), own.policies))
			pairs.push(
				typeof verdict === 'string' ? verdict : { better: verdict.better, worse: verdict.worse, who }
			);
	return pairs;
}

/** A pair with its texts. */
export function pairIn(project: string, item: Item, { better, worse, who }: DecidedPair): Pair {
	const { id, payload } = item;
	const votes = membersOf(item.votes, who);
	return {
		kind: 'pair',
		group: id,
		prompt: promptOf(payload),
		chosen: responseOf(payload, better),
		rejected: responseOf(payload, worse),
		strength: strengthOf(votes, better, worse),
		shares: { chosen: shareOf(votes, better, worse), rejected: shareOf(votes, worse, better) },
		meta: metaOf(project, item, membersOf(item.raters, who), [better, worse])
	};
}

/** Every two responses of an item: the pair, or why there is none. */
export const pairsOf = (
	project: string,
	item: Item,
	per: 'item' | 'judgment',
	judging: Judging = usually
): (Pair | Undecided)[] =>
	decidedPairs(ballotsOf(item), per, judging).map((decided) =>
		typeof decided === 'string' ? decided : pairIn(project, item, decided)
	);

export type DecidedOrder = { ids: string[]; ranks: number[]; who: Electorate };

/**
 * The order of an item's responses that somebody ranked. Where one person ranked, it is theirs; among several, who wins
 * more of the votes on two stands higher (Copeland 1951).
 */
export function* decidedOrders(
	ballots: Ballots,
	per: 'item' | 'judgment',
	judging: Judging = usually
): Generator<DecidedOrder | Undecided> {
	const own = judgingOf(ballots, per, judging);
	if (own.policies.disagreement === 'adjudication') {
		yield 'adjudication';
		return;
	}
	for (const { who, votes } of electorates(ballots.votes, per)) {
		const ranked = new Set(votes.filter(({ allBad }) => !allBad).flatMap(({ tiers }) => tiers.flat()));
		const ids = ballots.ids.filter((one) => ranked.has(one));
		const verdicts = verdictsOn(ballots.id, votes, ids, own);
		const ranks = levelsOf(ids, verdicts);
		const [only] = new Set(verdicts.filter((verdict) => typeof verdict === 'string'));
		if (ids.length < 2) yield votes.some(({ allBad }) => allBad) ? 'all_bad' : 'unranked';
		else if (verdicts.every((verdict) => typeof verdict === 'string')) yield only ?? 'tie';
		// Each beats another in a circle.
		else if (new Set(ranks).size < 2) yield 'split';
		else yield { ids, ranks, who };
	}
}

/** The order of all of an item's responses, or why there is none. */
export function* ranksIn(
	project: string,
	item: Item,
	per: 'item' | 'judgment',
	judging: Judging = usually
): Generator<Ranked | Undecided> {
	const { id, payload } = item;
	for (const decided of decidedOrders(ballotsOf(item), per, judging)) {
		if (typeof decided === 'string') {
			yield decided;
			continue;
		}
		const { ids, ranks, who } = decided;
		yield {
			kind: 'ranked',
			group: id,
			prompt: promptOf(payload),
			responses: ids.map((own) => responseOf(payload, own)),
			ranks,
			meta: metaOf(project, item, membersOf(item.raters, who), ids)
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

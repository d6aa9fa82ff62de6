/**
 * What of an answer can be compared with another person's: a short text that is the same where they say the same, how
 * near two are, and which side of two responses was preferred.
 */
import type { Question } from '#lib/form/kind.ts';
import { compare, readRanking, type Ranking } from '#lib/form/ranking.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import { scoreOfQuestion } from '#lib/form/score.ts';
import { sideOf } from '#lib/project/consensus.ts';
import { canonical, type Json } from '#lib/schema/json.ts';

/** Pairs of responses, by how they were ordered: what was shown first above the other, below it, or beside it. */
export type Sides = { first: number; last: number; tied: number; pairs: number; allBad: boolean };

export type Ballot = {
	text: string;
	said: Json;
	/** whether it means the same on every item: a label does, a stretch of a text does not */
	general: boolean;
	/** of a ranking */
	sides: Sides | null;
};

/** What two responses can come to, the first being the one whose id comes first. */
const ofTwo = ['a', 'b', 'tie', 'all_bad', 'unranked'] as const;
const turned: Record<string, string> = { a: 'b', b: 'a' };

/** A judgment of two responses seen from the other one; anything else is what it is. */
export const mirrored = (text: string): string => turned[text] ?? text;

function sidesOf({ tiers, allBad }: Ranking, shown: readonly string[] | null): Sides {
	const ids = shown ?? tiers.flat();
	const sides = { first: 0, last: 0, tied: 0, pairs: 0, allBad };
	for (const [i, a] of ids.entries())
		for (const b of ids.slice(i + 1)) {
			const order = allBad ? null : compare(tiers, a, b);
			sides.pairs++;
			if (order === 0) sides.tied++;
			// Who knows no order knows no side either.
			else if (shown && order === 1) sides.first++;
			else if (shown && order === -1) sides.last++;
		}
	return sides;
}

/** @param shown the ids of responses in the order in which they were shown, or null where nobody wrote it down */
function rankingBallot(answer: Json, shown: readonly string[] | null): Ballot | null {
	const ranking = readRanking(answer);
	if (!ranking) return null;
	const [a, b, ...more] = (shown ?? ranking.tiers.flat()).toSorted();
	const isPair = a !== undefined && b !== undefined && more.length === 0;
	const { tiers, allBad } = ranking;
	return {
		text: isPair ? sideOf(ranking, a, b) : canonical({ tiers, all_bad: allBad }),
		said: { tiers, all_bad: allBad },
		general: isPair,
		sides: sidesOf(ranking, shown)
	};
}

/** @returns null where nothing was said that can be compared */
export function ballotOf(
	question: Question,
	answer: Json | undefined,
	shown: readonly string[] | null
): Ballot | null {
	if (answer === undefined || answer === null) return null;
	if (question.type === 'ranking') return rankingBallot(answer, shown);
	const general = !isOfResponses(question) && ['label', 'labels', 'rating'].includes(question.type);
	return { text: canonical(answer), said: answer, general, sides: null };
}

/** How near two answers to one item are, 0 to 1, the same either way round: what gold is marked by. */
export function nearness(question: Question, a: Ballot, b: Ballot): number {
	if (a.text === b.text) return 1;
	if (question.type === 'label' || (a.general && (ofTwo as readonly string[]).includes(a.text))) return 0;
	const [there, back] = [
		scoreOfQuestion(question, a.said, b.said),
		scoreOfQuestion(question, b.said, a.said)
	];
	return ((there ?? 0) + (back ?? 0)) / 2;
}

/** Words of one's own are compared by nobody. */
export const isCompared = ({ type }: Question): boolean => type !== 'text';

/**
 * What becomes of two responses, remembered by how many votes say what of them: very many items have other votes, and
 * yet of any two of their responses the same.
 */
import type { Ranking } from '#lib/form/ranking.ts';
import { sideOf } from '#lib/project/consensus.ts';
import { decide, strengthOf, type Decided } from '../policy.ts';
import { kept } from '#lib/stats/growing.ts';

/** So many votes are told apart from one more, */
const VOTES = 32;
/** and so many things that a vote may say of two responses. */
const SAID = 10;
const likelies = [null, 'a', 'b', 'tie', 'all_bad', 'unranked'];

/** What each ballot says of two responses, which go by their places, as a number. */
export function sayings() {
	const texts = kept<string>();
	const known = new Map<Ranking, number[]>();
	return (vote: Ranking, a: string, b: string): number => {
		let own = known.get(vote);
		if (!own) known.set(vote, (own = []));
		const [i, j] = [Number(a), Number(b)];
		const at = (j * (j - 1)) / 2 + i;
		let found = own[at];
		if (found === undefined) {
			const side = sideOf(vote, a, b);
			const strength = side === 'a' ? strengthOf([vote], a, b) : side === 'b' ? strengthOf([vote], b, a) : 0;
			const text = `${side} ${strength}`;
			found = own[at] = texts.of(text, () => text);
		}
		return found;
	};
}

/** @param said of whichever policies. @returns the same as `decide` under the same policies each time */
export function remembering(said: ReturnType<typeof sayings>): typeof decide {
	const known = new Map<number, 'a' | 'b' | Exclude<Decided, object>>();
	return (votes, a, b, policies, likely = null) => {
		let key = 0;
		let isTold = votes.length < VOTES;
		for (const vote of votes) {
			const one = said(vote, a, b);
			isTold &&= one < SAID;
			key += VOTES ** one;
		}
		if (!isTold) return decide(votes, a, b, policies, likely);
		key = key * 8 + likelies.indexOf(likely);
		let found = known.get(key);
		if (found === undefined) {
			const decided = decide(votes, a, b, policies, likely);
			known.set(key, (found = typeof decided === 'string' ? decided : decided.better === a ? 'a' : 'b'));
		}
		if (found === 'a') return { better: a, worse: b };
		return found === 'b' ? { better: b, worse: a } : found;
	};
}

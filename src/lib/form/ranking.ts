/** Rankings: tiers of response ids, best first; ids in one tier tie, ids left out are unranked. */
import { isObject, type Json } from '#lib/schema/json.ts';

export type Ranking = { tiers: string[][]; strength: number; allBad: boolean; written: string | null };

/** Reads a stored (hence checked) answer. */
export function readRanking(answer: Json | undefined): Ranking | null {
	if (!isObject(answer) || !Array.isArray(answer.tiers)) return null;
	return {
		tiers: answer.tiers as string[][],
		strength: typeof answer.strength === 'number' ? answer.strength : 0,
		allBad: answer.all_bad === true,
		written: typeof answer.written === 'string' ? answer.written : null
	};
}

/**
 * Reads `a>b=c`: best first, `=` ties. Only a notation for columns of files; ids are trimmed.
 * @returns the answer as the contract has it
 */
export function parseRanking(notation: string): { tiers: string[][] } {
	return { tiers: notation.split('>').map((tier) => tier.split('=').map((id) => id.trim())) };
}

export const printRanking = (tiers: string[][]): string => tiers.map((tier) => tier.join('=')).join('>');

/** 1 when `a` stands above `b`, -1 below, 0 for a tie, null when either is unranked. */
export function compare(tiers: string[][], a: string, b: string): 1 | 0 | -1 | null {
	let [at, bt] = [-1, -1];
	for (let i = 0; i < tiers.length; i++) {
		if (at === -1 && tiers[i]?.includes(a)) at = i;
		if (bt === -1 && tiers[i]?.includes(b)) bt = i;
	}
	if (at === -1 || bt === -1) return null;
	return at < bt ? 1 : at > bt ? -1 : 0;
}

/** What a rater did just now, in a few words: the item by its prompt, the ranking by the numbers of the responses. */
import { isObject, type Json } from '#lib/schema/json.ts';
import type { WireItem } from './wire.ts';

const LONGEST = 90;

/** How the prompt ends, since conversations begin alike. */
export function promptWords({ prompt }: WireItem): string {
	const text = typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? '');
	const flat = text.trim().replace(/\s+/g, ' ');
	return flat.length > LONGEST ? `${flat.slice(0, LONGEST)}…` : flat || 'No prompt';
}

/** `2 > 1 = 3`: the best first, equals side by side; a word where there is no order. */
export function rankedWords(answers: Record<string, Json>, { responses }: WireItem): string {
	const ranking = Object.values(answers).find((answer) => isObject(answer) && Array.isArray(answer.tiers));
	if (!isObject(ranking) || !Array.isArray(ranking.tiers)) return '';
	if (ranking.all_bad === true) return responses.length === 2 ? 'both bad' : 'all bad';
	const numberOf = (id: Json): number => responses.findIndex((response) => response.id === id) + 1;
	return ranking.tiers.map((tier) => (Array.isArray(tier) ? tier.map(numberOf).join(' = ') : '')).join(' > ');
}

/** The seven stops between two responses, and the ranking that each one means. */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';

/** -3 the first is much better … 0 a tie … 3 the second is much better. */
export type Stop = -3 | -2 | -1 | 0 | 1 | 2 | 3;
export type Choice = { stop: Stop | null; allBad: boolean };

export const untouched: Choice = { stop: null, allBad: false };

const clamp = (n: number): Stop => Math.max(-3, Math.min(3, n)) as Stop;

/** One step to the left or right; from nothing, the first step leans a little. */
export const step = (choice: Choice, by: -1 | 1): Choice => ({
	stop: clamp((choice.stop ?? 0) + by),
	allBad: false
});

export const isMade = (choice: Choice): boolean => choice.allBad || choice.stop !== null;

/** @param ids the two responses in the order shown */
export function rankingOf(choice: Choice, [first, second]: [string, string]): JsonObject {
	if (choice.allBad) return { tiers: [[first, second]], strength: 0, all_bad: true };
	const stop = choice.stop ?? 0;
	if (stop === 0) return { tiers: [[first, second]], strength: 0, all_bad: false };
	const tiers = stop < 0 ? [[first], [second]] : [[second], [first]];
	return { tiers, strength: Math.abs(stop), all_bad: false };
}

/** A ranking with its response ids renamed, as between the caller's and the assignment's own. */
export function rename(answer: Json, names: ReadonlyMap<string, string>): Json {
	if (!isObject(answer) || !Array.isArray(answer.tiers)) return answer;
	const nameOf = (id: Json): Json => (typeof id === 'string' ? (names.get(id) ?? id) : id);
	return { ...answer, tiers: answer.tiers.map((tier) => (Array.isArray(tier) ? tier.map(nameOf) : tier)) };
}

/** The choice that an answer stands for, as when it is undone and shown again. */
export function choiceOf(answer: Json | undefined, [first]: [string, string]): Choice {
	if (!isObject(answer)) return untouched;
	if (answer.all_bad === true) return { stop: null, allBad: true };
	const tiers = Array.isArray(answer.tiers) ? answer.tiers : [];
	if (tiers.length < 2) return { stop: tiers.length === 1 ? 0 : null, allBad: false };
	const best = Array.isArray(tiers[0]) ? tiers[0][0] : null;
	const strength = typeof answer.strength === 'number' && answer.strength > 0 ? answer.strength : 1;
	return { stop: clamp(best === first ? -strength : strength), allBad: false };
}

export function inWords(choice: Choice): string {
	if (choice.allBad) return 'both bad';
	if (choice.stop === null) return 'nothing chosen';
	if (choice.stop === 0) return 'a tie';
	const how = ['', 'slightly better', 'better', 'much better'][Math.abs(choice.stop)] ?? '';
	return `${choice.stop < 0 ? 1 : 2} is ${how}`;
}

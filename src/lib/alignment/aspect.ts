/**
 * An aspect: a ranking beside the ranking, answered in little room. Of two responses it is five dots; of more, their
 * numbers in a line, best first.
 */
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { choiceOf, rankingOf, type Stop } from './answer.ts';
import { answerOf, ladderOf, put, take, tie, type Ladder } from './ladder.ts';

/** From “1 much better” to “2 much better”. */
export const dots: Stop[] = [-3, -2, 0, 2, 3];

const asAnswer = (ladder: Ladder, shown: readonly string[]): JsonObject | null =>
	ladder.tiers.length === 0 ? null : answerOf(ladder, false, shown);

/** What a dot means. */
export const aspectOf = (stop: Stop, pair: [string, string]): JsonObject =>
	rankingOf({ stop, allBad: false }, pair);

/** The dot beside the chosen one; from none, the first step leans. */
export function aspectByStep(answer: Json | undefined, by: -1 | 1, pair: [string, string]): JsonObject {
	const { stop } = choiceOf(answer, pair);
	const at = Math.max(0, Math.min(dots.length - 1, dots.indexOf(stop ?? 0) + by));
	return aspectOf(dots[at] ?? 0, pair);
}

/** A number that is pressed comes after those that have a place; one that has a place loses it. */
export function toggled(answer: Json | undefined, id: string, shown: readonly string[]): JsonObject | null {
	const ladder = ladderOf(answer, shown);
	const isFree = ladder.tray.includes(id);
	return asAnswer(isFree ? take(ladder, id, shown) : put(ladder, id, { kind: 'tray' }, shown), shown);
}

/** @returns null where the digit means nothing, or nothing is left */
export function aspectByDigit(
	answer: Json | undefined,
	digit: number,
	shown: readonly string[]
): JsonObject | null {
	const [first = '', second = ''] = shown;
	if (shown.length === 2) {
		const stop = dots[digit - 1];
		return stop === undefined ? null : aspectOf(stop, [first, second]);
	}
	const id = shown[digit - 1];
	return id === undefined ? null : toggled(answer, id, shown);
}

/** Two are level; of more, the last of the line is tied with the one before it, or no longer. */
export function aspectTied(answer: Json | undefined, shown: readonly string[]): JsonObject | null {
	const [first = '', second = ''] = shown;
	if (shown.length === 2) return aspectOf(0, [first, second]);
	const ladder = ladderOf(answer, shown);
	const last = ladder.tiers.at(-1)?.at(-1);
	return asAnswer(last === undefined ? ladder : tie(ladder, last, shown), shown);
}

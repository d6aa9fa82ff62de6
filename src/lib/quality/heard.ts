/** How an answer is heard, by the kind of its question: as a value, as marks, or as an order. Pure. */
import type { Question } from '#lib/form/kind.ts';
import { readRanking } from '#lib/form/ranking.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Box } from '#lib/stats/boxes.ts';
import type { Mark } from '#lib/stats/match.ts';

export type Value = string | number;
export type Order = { tiers: string[][]; allBad: boolean };

/** What is heard of one answer, or of each response's own. */
export type Heard<T> = T | { each: [string, T][] };

type Kind<T> = {
	/** null where an answer is none of this kind, as after a form was changed */
	hear(answer: Json): T | null;
};
export type Hearing =
	| ({ as: 'value' } & Kind<Value>)
	| ({ as: 'marks' } & Kind<Mark[]>)
	| ({ as: 'boxes' } & Kind<Box[]>)
	| ({ as: 'order' } & Kind<Order>);

const number = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const listed = <T>(of: (one: JsonObject) => T) => ({
	hear: (answer: Json): T[] | null =>
		Array.isArray(answer) ? answer.flatMap((one) => (isObject(one) ? [of(one)] : [])) : null
});

/** @returns null of words of one's own */
export function hearingOf({ type }: Pick<Question, 'type'>): Hearing | null {
	switch (type) {
		case 'label':
			return { as: 'value', hear: (answer) => (typeof answer === 'string' ? answer : null) };
		case 'rating':
			return { as: 'value', hear: (answer) => (typeof answer === 'number' ? answer : null) };
		case 'labels':
			return {
				as: 'marks',
				hear: (answer) =>
					Array.isArray(answer)
						? [...new Set(answer.filter((one) => typeof one === 'string'))].map((label) => ({
								label,
								start: 0,
								end: 1
							}))
						: null
			};
		case 'spans':
			return {
				as: 'marks',
				...listed(({ label, start, end }) => ({
					label: text(label),
					start: number(start),
					end: number(end)
				}))
			};
		case 'boxes':
			return {
				as: 'boxes',
				...listed(({ label, x, y, width, height }) => ({
					label: text(label),
					x: number(x),
					y: number(y),
					width: number(width),
					height: number(height)
				}))
			};
		case 'ranking':
			return {
				as: 'order',
				hear: (answer) => {
					const ranking = readRanking(answer);
					return ranking && { tiers: ranking.tiers, allBad: ranking.allBad };
				}
			};
		default:
			return null;
	}
}

/** What tells two answers apart, as JSON that says the same: of a ranking without what was written beside it. */
export const keyOf = (answer: Json): string =>
	isObject(answer) && Array.isArray(answer.tiers)
		? JSON.stringify({ all_bad: answer.all_bad === true, tiers: answer.tiers })
		: JSON.stringify(answer);

/** An answer as it is heard, of each response by itself where it is asked so. */
export function heardIn<T>(
	question: Question,
	hear: (answer: Json) => T | null,
	answer: Json
): Heard<T> | null {
	if (!isOfResponses(question)) return hear(answer);
	if (!isObject(answer)) return null;
	return {
		each: Object.entries(answer).flatMap(([id, own]): [string, T][] => {
			const heard = hear(own);
			return heard === null ? [] : [[id, heard]];
		})
	};
}

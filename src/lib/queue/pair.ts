/**
 * Which two models an item compares, and which orders draw by that. A stratum is all items of one pair; each has a band
 * of its own below 0, so that a person's cursor, the index of open places and the tail are those of every other order.
 */
import { canonical, isObject, type Json } from '#lib/schema/json.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';

type Order = ProjectSettings['order'];

/** Orders in which what comes next is drawn among pairs of models. */
export const drawn = ['balanced', 'informative'] as const satisfies Order[];
export type Drawn = (typeof drawn)[number];
export const isDrawn = (order: Order): order is Drawn => (drawn as readonly Order[]).includes(order);

/** What items compare that compare no two models, or more than two. */
export const NO_PAIR = '';

/**
 * The two models of an item in the order of their names, as canonical JSON; which of them wrote what makes no difference.
 * @returns NO_PAIR where there are not two responses by two models that have names
 */
export function pairOf(payload: Json): string {
	const responses = isObject(payload) && Array.isArray(payload.responses) ? payload.responses : [];
	if (responses.length !== 2) return NO_PAIR;
	const models = responses.map((response) => (isObject(response) ? response.model : null));
	const [a, b] = models;
	if (typeof a !== 'string' || typeof b !== 'string' || a === '' || b === '' || a === b) return NO_PAIR;
	return canonical(a < b ? [a, b] : [b, a]);
}

export const modelsIn = (pair: string): [string, string] | null =>
	pair === NO_PAIR ? null : (JSON.parse(pair) as [string, string]);

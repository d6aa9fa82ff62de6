/**
 * The ladder on which responses are ranked: tiers, best first, and a tray of those without a place. Whatever is
 * done to it, each response is there exactly once, no tier is empty, and those that tie stand in the order shown, so
 * that one order is one ladder, whichever way it came about.
 */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';

export type Ladder = { readonly tiers: readonly (readonly string[])[]; readonly tray: readonly string[] };

/** Where a card can be put, counted without it: in a tier of its own before the tier `at`, in that tier, or off. */
export type Spot = { kind: 'new' | 'tie'; at: number } | { kind: 'tray' };

/** @param shown all ids, in the order shown */
export const emptyLadder = (shown: readonly string[]): Ladder => ({ tiers: [], tray: shown });

export const ranked = ({ tiers }: Ladder): number => tiers.reduce((sum, tier) => sum + tier.length, 0);

const without = ({ tiers, tray }: Ladder, id: string): Ladder => ({
	tiers: tiers.map((tier) => tier.filter((own) => own !== id)).filter((tier) => tier.length > 0),
	tray: tray.filter((own) => own !== id)
});

const has = ({ tiers, tray }: Ladder, id: string): boolean => tray.includes(id) || tiers.flat().includes(id);

/** Where a card stands. */
export function spotOf({ tiers }: Ladder, id: string): Spot {
	const at = tiers.findIndex((tier) => tier.includes(id));
	if (at === -1) return { kind: 'tray' };
	return { kind: tiers[at]?.length === 1 ? 'new' : 'tie', at };
}

/**
 * Puts a card somewhere, from wherever it is. A spot that is not there is the nearest one; a card that is not there
 * changes nothing.
 * @param shown all ids, in the order shown
 */
export function put(ladder: Ladder, id: string, spot: Spot, shown: readonly string[]): Ladder {
	if (!has(ladder, id)) return ladder;
	const { tiers, tray } = without(ladder, id);
	const inOrder = (ids: readonly string[]) => shown.filter((own) => own === id || ids.includes(own));
	if (spot.kind === 'tray') return { tiers, tray: inOrder(tray) };
	const at = Math.max(0, Math.min(spot.at, tiers.length));
	const above = tiers[at];
	if (spot.kind === 'tie' && above)
		return { tiers: tiers.map((tier, i) => (i === at ? inOrder(tier) : tier)), tray };
	return { tiers: [...tiers.slice(0, at), [id], ...tiers.slice(at)], tray };
}

/** Of a card that is alone in its tier, the place of that tier: without the card there is no such row. */
const aloneAt = ({ tiers }: Ladder, id: string): number | null => {
	const at = tiers.findIndex((tier) => tier.includes(id));
	return tiers[at]?.length === 1 ? at : null;
};

/** A place among the rows as they lie there, the card's own among them, counted without the card. */
export function spotAmong(ladder: Ladder, id: string, spot: Spot): Spot {
	const own = aloneAt(ladder, id);
	if (own === null || spot.kind === 'tray' || spot.at <= own)
		return own !== null && spot.kind === 'tie' && spot.at === own ? { kind: 'new', at: own } : spot;
	return { ...spot, at: spot.at - 1 };
}

/** Where a card was: a place in its former ladder, as it is now among the rows; null where the card still stands. */
export function ghostOf(before: Ladder, now: Ladder, id: string): Spot | null {
	const was = spotOf(before, id);
	const is = spotOf(now, id);
	if (was.kind === 'tray') return is.kind === 'tray' ? null : was;
	if (is.kind === was.kind && is.at === was.at) return null;
	const own = aloneAt(now, id);
	const isBelow = own !== null && (was.kind === 'tie' ? was.at >= own : was.at > own);
	return isBelow ? { ...was, at: was.at + 1 } : was;
}

/** A card from the tray gets a place below all others; one that has a place keeps it. */
export const take = (ladder: Ladder, id: string, shown: readonly string[]): Ladder =>
	ladder.tray.includes(id) ? put(ladder, id, { kind: 'new', at: ladder.tiers.length }, shown) : ladder;

/**
 * One step up or down: past a tier, or out of a tie. Below the last tier is the tray.
 * @param by -1 up, 1 down
 */
export function move(ladder: Ladder, id: string, by: -1 | 1, shown: readonly string[]): Ladder {
	const spot = spotOf(ladder, id);
	const last = without(ladder, id).tiers.length;
	const to = (at: number): Spot => (at > last ? { kind: 'tray' } : { kind: 'new', at: Math.max(0, at) });
	if (spot.kind === 'tray') return by === -1 ? put(ladder, id, to(last), shown) : ladder;
	// Out of a tie, the place above it is that of its tier, the one below that of the next.
	const at = spot.kind === 'tie' ? spot.at + (by === -1 ? 0 : 1) : spot.at + by;
	return put(ladder, id, to(at), shown);
}

/** Ties a card with the one above it; a card that ties gets a tier of its own again, below the others. */
export function tie(ladder: Ladder, id: string, shown: readonly string[]): Ladder {
	const spot = spotOf(ladder, id);
	if (spot.kind === 'tie') return put(ladder, id, { kind: 'new', at: spot.at + 1 }, shown);
	const above = spot.kind === 'tray' ? ladder.tiers.length - 1 : spot.at - 1;
	return above < 0 ? ladder : put(ladder, id, { kind: 'tie', at: above }, shown);
}

/** All in the very order in which they were shown, one a tier: what a hand that reads nothing makes. */
export const isAsShown = ({ tiers, tray }: Ladder, shown: readonly string[]): boolean =>
	tray.length === 0 &&
	tiers.length === shown.length &&
	tiers.every((tier, i) => tier.length === 1 && tier[0] === shown[i]);

export const ordinal = (n: number): string => {
	const ends: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
	return `${n}${ends[new Intl.PluralRules('en', { type: 'ordinal' }).select(n)] ?? 'th'}`;
};

const tiersIn = (answer: Json | undefined): string[][] =>
	isObject(answer) && Array.isArray(answer.tiers)
		? answer.tiers.map((tier) => (Array.isArray(tier) ? tier.filter((id) => typeof id === 'string') : []))
		: [];

export const isAllBad = (answer: Json | undefined): boolean => isObject(answer) && answer.all_bad === true;

/**
 * The ladder that an answer stands for. Where all are bad and all in one tier, nobody ordered anything.
 * @param shown all ids, in the order shown
 */
export function ladderOf(answer: Json | undefined, shown: readonly string[]): Ladder {
	const tiers = tiersIn(answer);
	if (isAllBad(answer) && tiers.length === 1 && tiers[0]?.length === shown.length) return emptyLadder(shown);
	return tiers
		.flatMap((tier, at) => tier.map((id, i) => ({ id, at, first: i === 0 })))
		.reduce(
			(ladder, { id, first }) =>
				put(
					ladder,
					id,
					first
						? { kind: 'new', at: ladder.tiers.length }
						: { kind: 'tie', at: Math.max(0, ladder.tiers.length - 1) },
					shown
				),
			emptyLadder(shown)
		);
}

/**
 * The answer that a ladder stands for. How strongly tiers differ is asked of pairs alone, so nothing is said of it.
 * @param shown all ids, in the order shown
 */
export function answerOf(ladder: Ladder, allBad: boolean, shown: readonly string[]): JsonObject {
	const tiers = ladder.tiers.map((tier) => [...tier]);
	return { tiers: allBad && tiers.length === 0 ? [[...shown]] : tiers, all_bad: allBad };
}

/** A ladder in words, by the numbers that are shown: “2, then 1 and 4, then 3”. */
export function inOrder({ tiers, tray }: Ladder, shown: readonly string[]): string {
	const number = (id: string) => String(shown.indexOf(id) + 1);
	const and = (ids: readonly string[]) => new Intl.ListFormat('en-GB').format(ids.map(number));
	const order = tiers.map(and).join(', then ');
	if (tray.length === 0) return order;
	return order === '' ? 'nothing ranked' : `${order}; ${and(tray)} not ranked`;
}

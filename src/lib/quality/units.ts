/** What is compared of an item: the item itself, each response of it, or every two of its responses. Pure. */
import { compare as placeOf } from '#lib/form/ranking.ts';
import type { Heard, Order } from './heard.ts';

/** Who said something of one thing: places of judgments, and what each of them says. */
export type Unit<T> = { by: number[]; said: T[] };

const isEach = <T>(heard: Heard<T>): heard is { each: [string, T][] } =>
	typeof heard === 'object' && heard !== null && 'each' in heard;

/** The item as one, or each of its responses. @param hear what a judgment says; null where it says nothing */
export function unitsOf<T>(own: readonly number[], hear: (judgment: number) => Heard<T> | null): Unit<T>[] {
	const whole: Unit<T> = { by: [], said: [] };
	let parts: Map<string, Unit<T>> | null = null;
	for (const judgment of own) {
		const heard = hear(judgment);
		if (heard === null) continue;
		if (!isEach(heard)) {
			whole.by.push(judgment);
			whole.said.push(heard);
			continue;
		}
		parts ??= new Map();
		for (const [id, part] of heard.each) {
			let unit = parts.get(id);
			if (!unit) parts.set(id, (unit = { by: [], said: [] }));
			unit.by.push(judgment);
			unit.said.push(part);
		}
	}
	const units = parts ? [...parts.values()] : [];
	if (whole.by.length > 0) units.push(whole);
	return units;
}

/** What two responses are to each other: the first is the one whose id comes first. */
export const SIDES = ['first', 'second', 'tie', 'all_bad'] as const;

/** How a person puts two responses, as a place in SIDES; who left one of them out says nothing, which is -1. */
export function sideOf({ tiers, allBad }: Order, first: string, second: string): number {
	if (allBad) return 3;
	const place = placeOf(tiers, first, second);
	return place === null ? -1 : place > 0 ? 0 : place < 0 ? 1 : 2;
}

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

/** An order with the two ids that it ranks, where it ranks two: most do, and these are looked through once. */
export type Ranked = Order & { ids: string[]; side: number };
export function rankedIn(order: Order): Ranked {
	const ids = sorted(order.tiers.flat());
	const [first, second] = ids;
	return {
		...order,
		ids,
		side: first !== undefined && second !== undefined ? sideOf(order, first, second) : -1
	};
}

/** Two responses, and how each person puts them. */
export type PairUnit = Unit<number> & { ids: readonly [string, string] };

/** Every two responses that were ranked. */
export function pairsOf(own: readonly number[], hear: (judgment: number) => Ranked | null): PairUnit[] {
	const heard = own.flatMap((judgment) => {
		const order = hear(judgment);
		return order ? [{ judgment, order }] : [];
	});
	const [{ order: { ids: same = [] } = {} } = {}] = heard;
	const isSame = heard.every(
		({ order: { ids } }) => ids.length === same.length && ids.every((id, i) => id === same[i])
	);
	const all = isSame ? same : sorted(new Set(heard.flatMap(({ order }) => order.ids)));
	const pairs: PairUnit[] = [];
	for (const [a, first] of all.entries())
		for (const second of all.slice(a + 1)) {
			const unit: PairUnit = { ids: [first, second], by: [], said: [] };
			for (const { judgment, order } of heard) {
				const side = isSame && all.length === 2 ? order.side : sideOf(order, first, second);
				if (side < 0) continue;
				unit.by.push(judgment);
				unit.said.push(side);
			}
			if (unit.by.length > 0) pairs.push(unit);
		}
	return pairs;
}

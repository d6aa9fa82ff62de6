/**
 * Who said what of which unit, as three columns of small numbers: every statistic of this room reads it, and a
 * million judgments fit in twelve megabytes.
 */

/** One judgment. A rater says one thing of a unit; what was not said is simply not there. */
export type Rating<V extends string | number> = { unit: string; rater: string; value: V };

export type Table<V extends string | number = string | number> = {
	/** by judgment, in the order of the units: indexes into the three lists below */
	unit: Int32Array;
	rater: Int32Array;
	value: Int32Array;
	/** `first[u]` to `first[u + 1]` are the judgments of unit u */
	first: Int32Array;
	units: string[];
	/** sorted, so that no number depends on the order in which judgments came */
	raters: string[];
	/** sorted: numbers by size, strings by `order` where it names them, then by their code units */
	values: V[];
};

/** What was said, unit by unit, whoever said it of whichever: all that agreement needs to know. */
export type Values<V extends string | number = string | number> = Pick<
	Table<V>,
	'first' | 'value' | 'values'
>;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** In the order that a table has them in. */
export function ranked<V extends string | number>(values: Iterable<V>, order: readonly V[] = []): V[] {
	const place = new Map(order.map((value, i) => [value, i]));
	const of = (value: V) => place.get(value) ?? order.length;
	return [...values].sort(
		(a, b) =>
			of(a) - of(b) || (typeof a === 'number' && typeof b === 'number' ? a - b : byText(`${a}`, `${b}`))
	);
}

/** A list and the index of each of its members. */
const indexed = <T>(list: T[]): { list: T[]; at: Map<T, number> } => ({
	list,
	at: new Map(list.map((one, i) => [one, i]))
});

/** Fills `codes` with a number for each of `all`, in the order of its first coming; @returns them in that order */
function encode<T>(all: readonly T[], codes: Int32Array): T[] {
	const known = new Map<T, number>();
	for (const [i, one] of all.entries()) {
		let code = known.get(one);
		if (code === undefined) known.set(one, (code = known.size));
		codes[i] = code;
	}
	return [...known.keys()];
}

/** Renames codes of one list to those of another that holds the same. */
function recode<T>(codes: Int32Array, from: T[], to: T[]): void {
	const { at } = indexed(to);
	const next = Int32Array.from(from, (one) => at.get(one) ?? 0);
	for (let i = 0; i < codes.length; i++) codes[i] = next[codes[i] ?? 0] ?? 0;
}

/**
 * @param ratings at most one of a rater and a unit
 * @param order from low to high, for values whose order is not that of numbers or of the alphabet
 */
export function tableOf<V extends string | number>(
	ratings: readonly Rating<V>[],
	order: readonly V[] = []
): Table<V> {
	const many = ratings.length;
	const column = <T>(pick: (rating: Rating<V>) => T) => {
		const codes = new Int32Array(many);
		return { codes, seen: encode(ratings.map(pick), codes) };
	};
	const unit = column((r) => r.unit);
	const rater = column((r) => r.rater);
	const value = column((r) => r.value);
	const units = unit.seen.toSorted(byText);
	const raters = rater.seen.toSorted(byText);
	const values = ranked(value.seen, order);
	recode(unit.codes, unit.seen, units);
	recode(rater.codes, rater.seen, raters);
	recode(value.codes, value.seen, values);
	return { ...byUnit(unit.codes, rater.codes, value.codes, units.length), units, raters, values };
}

/** The three columns in the order of the units: a counting sort, which keeps what is equal in its order. */
function byUnit(unit: Int32Array, rater: Int32Array, value: Int32Array, units: number) {
	const first = new Int32Array(units + 1);
	for (const u of unit) first[u + 1] = (first[u + 1] ?? 0) + 1;
	for (let u = 0; u < units; u++) first[u + 1] = (first[u + 1] ?? 0) + (first[u] ?? 0);
	const next = first.slice();
	const sorted = {
		unit: new Int32Array(unit.length),
		rater: new Int32Array(unit.length),
		value: new Int32Array(unit.length)
	};
	for (let i = 0; i < unit.length; i++) {
		const u = unit[i] ?? 0;
		const at = next[u] ?? 0;
		next[u] = at + 1;
		sorted.unit[at] = u;
		sorted.rater[at] = rater[i] ?? 0;
		sorted.value[at] = value[i] ?? 0;
	}
	return { ...sorted, first };
}

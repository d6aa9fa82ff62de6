/**
 * Who said what of which unit, as three columns of small numbers: every statistic of this room reads it, and a
 * million judgments fit in twelve megabytes.
 */
import { whole } from './column.ts';

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
> & {
	/** by unit: for how many it stands; one each unless told */
	weight?: Float64Array;
};

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

/** A number for each of what comes, in the order of its first coming. */
function coding<T>() {
	const known = new Map<T, number>();
	const codes = whole();
	return {
		push(one: T): void {
			let code = known.get(one);
			if (code === undefined) known.set(one, (code = known.size));
			codes.push(code);
		},
		codes: () => codes.list(),
		seen: () => [...known.keys()]
	};
}

/** Renames codes of one list to those of another that holds the same. */
function recode<T>(codes: Int32Array, from: T[], to: T[]): void {
	const at = new Map(to.map((one, i) => [one, i]));
	const next = Int32Array.from(from, (one) => at.get(one) ?? 0);
	for (let i = 0; i < codes.length; i++) codes[i] = next[codes[i] ?? 0] ?? 0;
}

export type Tabling<V extends string | number> = {
	/** at most once of a rater and a unit */
	add(unit: string, rater: string, value: V): void;
	/** what was heard so far */
	table(): Table<V>;
};

/**
 * Hears judgments one at a time, in whatever order.
 * @param order from low to high, for values whose order is not that of numbers or of the alphabet
 */
export function tabling<V extends string | number>(order: readonly V[] = []): Tabling<V> {
	const [unit, rater, value] = [coding<string>(), coding<string>(), coding<V>()];
	const column = <T>(of: { codes(): Int32Array<ArrayBuffer>; seen(): T[] }, sorted: (seen: T[]) => T[]) => {
		const codes = of.codes();
		const seen = of.seen();
		const list = sorted(seen);
		recode(codes, seen, list);
		return { codes, list };
	};
	const byName = (seen: string[]) => seen.toSorted(byText);
	return {
		add(u, r, v) {
			unit.push(u);
			rater.push(r);
			value.push(v);
		},
		table() {
			const [us, rs] = [column(unit, byName), column(rater, byName)];
			const vs = column(value, (seen) => ranked(seen, order));
			const columns = byUnit(us.codes, rs.codes, vs.codes, us.list.length);
			return { ...columns, units: us.list, raters: rs.list, values: vs.list };
		}
	};
}

/**
 * @param ratings at most one of a rater and a unit
 * @param order from low to high, for values whose order is not that of numbers or of the alphabet
 */
export function tableOf<V extends string | number>(
	ratings: readonly Rating<V>[],
	order: readonly V[] = []
): Table<V> {
	const { add, table } = tabling(order);
	for (const { unit, rater, value } of ratings) add(unit, rater, value);
	return table();
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

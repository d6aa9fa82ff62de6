/**
 * What is compared, as tables of small numbers: an item, each response of it, or every two of its responses, with what
 * each person says of that. Pure.
 */
import { compare as placeOf } from '#lib/form/ranking.ts';
import { whole } from '#lib/stats/column.ts';
import type { Groups } from '#lib/stats/groups.ts';
import { tableOfCodes, type Table } from '#lib/stats/table.ts';
import type { Chosen } from './chosen.ts';
import type { Heard, Order, Value } from './heard.ts';

/** One question's answers, by judgment. */
export type Material<T> = {
	/** a place in `heard`, or -1 */
	said: Int32Array;
	heard: readonly Heard<T>[];
	rater: Int32Array;
	at: Float64Array;
	raters: readonly string[];
	/** by item of the project: which items are alike */
	group: (item: number) => number;
};

/** Of each unit: its item, and when it was judged last. */
export type Units = { item: Int32Array; latest: Float64Array };

const isEach = (heard: unknown): heard is { each: [string, unknown][] } =>
	typeof heard === 'object' && heard !== null && 'each' in heard;

/** Gathers judgments of units, which are numbered as they come. */
function gathering(chosen: Chosen, { rater, at, group }: Pick<Material<unknown>, 'rater' | 'at' | 'group'>) {
	const [unit, who, what] = [whole(), whole(), whole()];
	const item = whole();
	const latest: number[] = [];
	return {
		/** A new unit of the u-th item. */
		begin(u: number): number {
			item.push(chosen.items[u] ?? 0);
			latest.push(-Infinity);
			return latest.length - 1;
		},
		add(into: number, judgment: number, value: number): void {
			unit.push(into);
			who.push(rater[judgment] ?? 0);
			what.push(value);
			latest[into] = Math.max(latest[into] ?? 0, at[judgment] ?? 0);
		},
		done() {
			const items = item.list();
			const known = new Map<number, number>();
			const of = items.map((one) => {
				const name = group(one);
				const found = known.get(name) ?? known.size;
				known.set(name, found);
				return found;
			});
			return {
				unit: unit.list(),
				rater: who.list(),
				value: what.list(),
				units: { item: items, latest: Float64Array.from(latest) } satisfies Units,
				groups: { of, many: known.size } satisfies Groups
			};
		}
	};
}
type Gathered = ReturnType<ReturnType<typeof gathering>['done']>;

/** Of each item what was said, or of each of its responses; `read` makes a number of what was heard. */
function gather<T>(chosen: Chosen, material: Material<T>, read: (heard: T) => number): Gathered {
	const { said, heard } = material;
	const all = gathering(chosen, material);
	const places = heard.map((one) => (isEach(one) ? -1 : read(one)));
	for (let u = 0; u + 1 < chosen.first.length; u++) {
		let own = -1;
		const parts = new Map<string, number>();
		for (let i = chosen.first[u] ?? 0; i < (chosen.first[u + 1] ?? 0); i++) {
			const j = chosen.of[i] ?? 0;
			const code = said[j] ?? -1;
			if (code < 0) continue;
			const one = heard[code];
			if (!isEach(one)) {
				if (own < 0) own = all.begin(u);
				all.add(own, j, places[code] ?? 0);
			} else
				for (const [id, part] of one.each) {
					let at = parts.get(id);
					if (at === undefined) parts.set(id, (at = all.begin(u)));
					all.add(at, j, read(part as T));
				}
		}
	}
	return all.done();
}

/** A table with what its units are. */
export type Tabled = { table: Table; units: Units; groups: Groups };

export function valueTable(chosen: Chosen, material: Material<Value>, order: readonly Value[]): Tabled {
	const values: Value[] = [];
	const known = new Map<Value, number>();
	const gathered = gather(chosen, material, (value) => {
		let at = known.get(value);
		if (at === undefined) {
			known.set(value, (at = values.length));
			values.push(value);
		}
		return at;
	});
	return tabled(gathered, material.raters, values, order);
}

const tabled = (
	{ units, groups, ...codes }: Gathered,
	raters: readonly string[],
	values: readonly Value[],
	order: readonly Value[]
): Tabled => ({
	table: tableOfCodes<Value>(codes, units.item.length, { raters, values }, order),
	units,
	groups
});

/** The values of the table are places in `all`. */
export type MarkTable<M> = Tabled & { all: readonly M[][] };

export function markTable<M>(chosen: Chosen, material: Material<M[]>): MarkTable<M> {
	const all: M[][] = [];
	const gathered = gather(chosen, material, (marks) => all.push(marks) - 1);
	const values = all.map((_, i) => i);
	return { ...tabled(gathered, material.raters, values, []), all };
}

/** What two responses are to each other: the first is the one whose id comes first. */
export const SIDES = ['first', 'second', 'tie', 'all_bad'] as const;

export type PairTable = Tabled & {
	/** the two ids, where all items have the same ones; null where they differ */
	ids: [string, string] | null;
	/** whether some item has more than two responses that were ranked */
	many: boolean;
};

const idsIn = ({ tiers }: Order): string[] => tiers.flat().sort();

/** Every two responses that were ranked, and how each person puts them; who left one of them out says nothing. */
export function pairTable(chosen: Chosen, material: Material<Order>): PairTable {
	const { said, heard } = material;
	const orders = heard.filter((one): one is Order => !isEach(one));
	const ids = orders.map(idsIn);
	const all = gathering(chosen, material);
	let common: [string, string] | null | undefined;
	let many = false;
	for (let u = 0; u + 1 < chosen.first.length; u++) {
		const [from, to] = [chosen.first[u] ?? 0, chosen.first[u + 1] ?? 0];
		const own = new Set<string>();
		for (let i = from; i < to; i++) for (const id of ids[said[chosen.of[i] ?? 0] ?? -1] ?? []) own.add(id);
		const sorted = [...own].sort();
		many ||= sorted.length > 2;
		for (const [a, first] of sorted.entries())
			for (const second of sorted.slice(a + 1)) {
				let unit = -1;
				for (let i = from; i < to; i++) {
					const j = chosen.of[i] ?? 0;
					const order = orders[said[j] ?? -1];
					if (!order) continue;
					const place = placeOf(order.tiers, first, second);
					const side = order.allBad ? 3 : place === null ? -1 : place > 0 ? 0 : place < 0 ? 1 : 2;
					if (side < 0) continue;
					if (unit < 0) {
						unit = all.begin(u);
						const isOther = common && (common[0] !== first || common[1] !== second);
						common = isOther || common === null ? null : [first, second];
					}
					all.add(unit, j, side);
				}
			}
	}
	return { ...tabled(all.done(), material.raters, SIDES, SIDES), ids: common ?? null, many };
}

/** The units of a table that are wanted, as a table of their own. */
export function only({ table, units, groups }: Tabled, takes: (unit: number) => boolean): Tabled {
	const [unit, rater, value, kept] = [whole(), whole(), whole(), whole()];
	for (let u = 0; u + 1 < table.first.length; u++) {
		if (!takes(u)) continue;
		const at = kept.size();
		kept.push(u);
		for (let i = table.first[u] ?? 0; i < (table.first[u + 1] ?? 0); i++) {
			unit.push(at);
			rater.push(table.rater[i] ?? 0);
			value.push(table.value[i] ?? 0);
		}
	}
	const of = kept.list();
	const known = new Map<number, number>();
	const group = of.map((u) => {
		const name = groups.of[u] ?? 0;
		const found = known.get(name) ?? known.size;
		known.set(name, found);
		return found;
	});
	return {
		table: tableOfCodes<Value>(
			{ unit: unit.list(), rater: rater.list(), value: value.list() },
			of.length,
			{ raters: table.raters, values: table.values },
			table.values
		),
		units: {
			item: of.map((u) => units.item[u] ?? 0),
			latest: Float64Array.from(of, (u) => units.latest[u] ?? 0)
		},
		groups: { of: group, many: known.size }
	};
}

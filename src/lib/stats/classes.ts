/**
 * Units that are alike are one kind, and groups whose units are alike one class: few raters and few values make few of
 * both, however many there are. Both come in an order of their own, so that no number depends on who came first.
 */
import type { Groups } from './groups.ts';
import { counts, lists } from './lists.ts';

export type Classes = {
	/** of each kind what a unit of it is */
	kinds: readonly (readonly number[])[];
	/** by class: how many groups are so */
	times: Float64Array;
	/** `first[c]` to `first[c + 1]` are the units of a group of class c, by their kinds */
	first: Int32Array;
	unit: Int32Array;
};

function byNumbers(a: readonly number[], b: readonly number[]): number {
	if (a.length !== b.length) return a.length - b.length;
	for (let i = 0; i < a.length; i++) {
		const apart = (a[i] ?? 0) - (b[i] ?? 0);
		if (apart !== 0) return apart;
	}
	return 0;
}

/**
 * @param groups of each class its units, by whatever numbers they have, and how many groups are so
 * @param kindOf what such a number stands for
 */
export function classesOf(
	groups: readonly { units: readonly number[]; many: number }[],
	kindOf: (unit: number) => readonly number[]
): Classes {
	const kinds: { unit: number; kind: readonly number[] }[] = [];
	const places = new Map<number, number>();
	for (const { units } of groups)
		for (const unit of units)
			if (!places.has(unit)) {
				places.set(unit, 0);
				kinds.push({ unit, kind: kindOf(unit) });
			}
	kinds.sort((a, b) => byNumbers(a.kind, b.kind));
	for (const [at, { unit }] of kinds.entries()) places.set(unit, at);
	const own = groups
		.map(({ units, many }) => ({
			units: units.map((unit) => places.get(unit) ?? 0).sort((a, b) => a - b),
			many
		}))
		.sort((a, b) => byNumbers(a.units, b.units));
	const first = new Int32Array(own.length + 1);
	for (const [c, { units }] of own.entries()) first[c + 1] = (first[c] ?? 0) + units.length;
	return {
		kinds: kinds.map(({ kind }) => kind),
		times: Float64Array.from(own, ({ many }) => many),
		first,
		unit: Int32Array.from(own.flatMap(({ units }) => units))
	};
}

/** Of units that are there one by one. @param kindOf what is said of a unit, in whatever order it may be said */
export function classesOfUnits({ of, many }: Groups, kindOf: (unit: number) => readonly number[]): Classes {
	const all = lists();
	const held = counts();
	const units = Array.from({ length: many }, (): number[] => []);
	for (const [u, group] of of.entries()) {
		const kind = kindOf(u);
		if (kind.length > 0) units[group]?.push(all.of(kind));
	}
	for (const own of units) if (own.length > 0) held.add(0, all.of(own.sort((a, b) => a - b)), 1);
	const groups = held.byKey().get(0) ?? [];
	return classesOf(
		groups.map(({ what, many: times }) => ({ units: all.at(what), many: times })),
		all.at
	);
}

/** How often each kind is there, when each class is there so often. */
export function weightsOf(
	{ first, unit }: Pick<Classes, 'first' | 'unit'>,
	times: Float64Array,
	into: Float64Array
): Float64Array {
	into.fill(0);
	for (let c = 0; c < times.length; c++) {
		const often = times[c] ?? 0;
		if (often === 0) continue;
		for (let i = first[c] ?? 0; i < (first[c + 1] ?? 0); i++) {
			const kind = unit[i] ?? 0;
			into[kind] = (into[kind] ?? 0) + often;
		}
	}
	return into;
}

/** How many groups have a unit that tells something. */
export function tellingOf(
	{ kinds, times, first, unit }: Classes,
	tells: (kind: readonly number[]) => boolean
): number {
	const does = kinds.map(tells);
	let many = 0;
	for (const [c, often] of times.entries())
		for (let i = first[c] ?? 0; i < (first[c + 1] ?? 0); i++)
			if (does[unit[i] ?? 0]) {
				many += often;
				break;
			}
	return many;
}

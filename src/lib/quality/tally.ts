/**
 * What units come to, counted by kinds: all together, week by week, and of each two people. Whole numbers that are added
 * and taken back, so that what changed alone is counted again, and no count depends on what was there before. Pure.
 */
import { classesOf, type Classes } from '#lib/stats/classes.ts';
import { bytesOf, push, type Column } from '#lib/stats/growing.ts';
import { counts, lists } from '#lib/stats/lists.ts';

/** One thing that people judged. Kinds are lists of the tally. */
export type Counted = {
	/** by judgment, who gave it */
	raters: readonly number[];
	kind: number;
	/** the week of its last judgment, where at least two judged it */
	week: number | null;
	/** of each two judgments the rater who comes first, the other, and what they come to, one behind the other */
	couples: readonly number[];
};

const sorted = (numbers: number[]): number[] =>
	numbers.length > 1 ? numbers.sort((a, b) => a - b) : numbers;

export function tallying() {
	const all = lists();
	const [groups, weeks, couples] = [counts(), counts(), counts()];
	const judged: Column<Int32Array> = { values: new Int32Array(0), length: 0 };

	/** Units of one group under their keys, each key's as one class: key and kind, one behind the other. */
	const gather = (into: typeof weeks, units: readonly number[], times: number) => {
		const byKey = new Map<number, number[]>();
		for (let i = 0; i < units.length; i += 2) {
			const [key = 0, kind = 0] = [units[i], units[i + 1]];
			const own = byKey.get(key);
			if (own) own.push(kind);
			else byKey.set(key, [kind]);
		}
		for (const [key, kinds] of byKey) into.add(key, all.of(sorted(kinds)), times);
	};
	const judge = (raters: readonly number[], times: number) => {
		for (const rater of raters) {
			while (judged.length <= rater) push(judged, 0);
			judged.values[rater] = (judged.values[rater] ?? 0) + times;
		}
	};
	/** A group of one unit: of it there is one couple of two people. */
	const alone = ({ raters, kind, week, couples: own }: Counted, times: number) => {
		const unit = all.on(0, kind);
		groups.add(0, unit, times);
		if (week !== null) weeks.add(week, unit, times);
		judge(raters, times);
		for (let i = 0; i < own.length; i += 3)
			couples.add(all.on(all.on(0, own[i] ?? 0), own[i + 1] ?? 0), all.on(0, own[i + 2] ?? 0), times);
	};
	const classesIn = (
		found: { what: number; many: number }[],
		kindOf: (kind: readonly number[]) => readonly number[]
	): Classes =>
		classesOf(
			found.map(({ what, many }) => ({ units: all.at(what), many })),
			(kind) => kindOf(all.at(kind))
		);
	type KindOf = Parameters<typeof classesIn>[1];

	return {
		/** a kind by what it is made of */
		kind: all.of,
		on: all.on,
		/** @param times 1, or -1 where the units of a group are taken back */
		group(units: readonly Counted[], times: 1 | -1): void {
			const [one] = units;
			if (!one) return;
			if (units.length === 1) return alone(one, times);
			groups.add(0, all.of(sorted(units.map(({ kind }) => kind))), times);
			gather(
				weeks,
				units.flatMap(({ week, kind }) => (week === null ? [] : [week, kind])),
				times
			);
			const pairs: number[] = [];
			for (const { raters, couples: own } of units) {
				judge(raters, times);
				for (let i = 0; i < own.length; i += 3)
					pairs.push(all.on(all.on(0, own[i] ?? 0), own[i + 1] ?? 0), own[i + 2] ?? 0);
			}
			gather(couples, pairs, times);
		},
		/** @param kindOf a kind as it is compared: nothing may depend on who was heard first */
		classes: (kindOf: KindOf): Classes => classesIn(groups.byKey().get(0) ?? [], kindOf),
		weeks: (kindOf: KindOf) =>
			[...weeks.byKey()]
				.sort(([a], [b]) => a - b)
				.map(([week, found]) => ({ week, classes: () => classesIn(found, kindOf), units: unitsIn(found) })),
		/** of each two people who judged something both */
		pairs: () =>
			[...couples.byKey()].map(([key, found]) => {
				const [first = 0, second = 0] = all.at(key);
				return {
					first,
					second,
					units: unitsIn(found),
					classes: (kindOf: KindOf) => classesIn(found, kindOf)
				};
			}),
		/** by rater, of how many units they said something */
		judged: (): Int32Array => judged.values.subarray(0, judged.length),
		bytes: (): number => all.bytes() + groups.bytes() + weeks.bytes() + couples.bytes() + bytesOf(judged)
	};

	function unitsIn(found: { what: number; many: number }[]): number {
		return found.reduce((sum, { what, many }) => sum + many * all.at(what).length, 0);
	}
}
export type Tally = ReturnType<typeof tallying>;

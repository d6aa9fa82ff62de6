/**
 * Agreement of a question whose answers are any number of marks: spans, boxes, or several labels. Of a mark of one
 * person, how often another one who judged the unit makes it too, which is F1 with either of the two held to be right:
 * G. Hripcsak, A. S. Rothschild (2005), Agreement, the F-Measure, and Reliability in Information Retrieval, Journal of
 * the American Medical Informatics Association 12, 296-298. There is no regard to chance, as what nobody marked cannot
 * be counted.
 */
import { classesOfUnits, tellingOf, weightsOf, type Classes } from './classes.ts';
import { whole } from './column.ts';
import { groupsOf, type Groups } from './groups.ts';
import { intervals, share, type Drawing } from './intervals.ts';
import type { Measured } from './judged.ts';
import { compared, type Comparison, type Mark } from './match.ts';
import { ranked } from './table.ts';

/** F1 from 0 to 1: by the very same mark, and by any overlap of one; of boxes by how much they share, see boxes.ts. */
export type F1 = { exact: Measured; overlap: Measured; marks: number };

type Labelled = { label: string };
type Compare<M> = (one: readonly M[], other: readonly M[]) => Comparison;

/** No label: what one marked and another one did not. */
export const NO_LABEL = -1;

/** What the judgments of one unit come to, in whole numbers. */
export type MarkedUnit = {
	/**
	 * how many judgments there are, then of each label that any of them has: the label, marks under it, and in how many
	 * of all couples of judgments one of these is the very same, and overlaps one
	 */
	kind: number[];
	/** two judgments by their places: marks of both, and how many of these the other has too, or overlap one */
	couples: { one: number; other: number; kind: [marks: number, exact: number, overlap: number] }[];
	/** of two people's marks of one thing, what one calls it and what the other does */
	beside: [number, number][];
};

/**
 * Compares every two judgments of a unit.
 * @param sets what each of them marks; who marks the same as another one may be the same list
 * @param codeOf a number from 0 for each label
 */
export function markedUnit<M extends Labelled>(
	sets: readonly (readonly M[])[],
	codeOf: (label: string) => number,
	compare: Compare<M>
): MarkedUnit {
	const labelled = sets.map((marks) => marks.map(({ label }) => codeOf(label)));
	const found = new Map<number, [marks: number, exact: number, overlap: number]>();
	const of = (label: number) => {
		let own = found.get(label);
		if (!own) found.set(label, (own = [0, 0, 0]));
		return own;
	};
	for (const labels of labelled) for (const label of labels) of(label)[0]++;
	const couples: MarkedUnit['couples'] = [];
	const beside: MarkedUnit['beside'] = [];
	for (let i = 0; i < sets.length; i++)
		for (let j = 0; j < i; j++) {
			const [ones = [], others = []] = [labelled[i], labelled[j]];
			let [same, near] = [ones.length, ones.length];
			if (sets[i] === sets[j])
				for (const label of ones) {
					of(label)[1]++;
					of(label)[2]++;
					beside.push([label, label]);
				}
			else {
				const { exact, overlap, beside: all, lone } = compare(sets[i] ?? [], sets[j] ?? []);
				[same, near] = [exact.length, overlap.length];
				for (const [at] of exact) of(ones[at] ?? NO_LABEL)[1]++;
				for (const [at] of overlap) of(ones[at] ?? NO_LABEL)[2]++;
				for (const [l, r] of all) beside.push([ones[l] ?? NO_LABEL, others[r] ?? NO_LABEL]);
				for (const l of lone[0]) beside.push([ones[l] ?? NO_LABEL, NO_LABEL]);
				for (const r of lone[1]) beside.push([NO_LABEL, others[r] ?? NO_LABEL]);
			}
			couples.push({ one: i, other: j, kind: [ones.length + others.length, 2 * same, 2 * near] });
		}
	return { kind: [sets.length, ...labelsIn(found, (label) => label)], couples, beside };
}

const labelsIn = (
	found: ReadonlyMap<number, readonly number[]>,
	named: (label: number) => number
): number[] =>
	[...found]
		.map(([label, own]) => [named(label), ...own])
		.sort(([a = 0], [b = 0]) => a - b)
		.flat();

/** Labels of a kind, by their numbers. */
export function* labelsOf(kind: readonly number[]): Generator<number> {
	for (let i = 1; i < kind.length; i += 4) yield kind[i] ?? 0;
}

/** A kind whose labels have other numbers. */
export function renamed(kind: readonly number[], named: (label: number) => number): number[] {
	const found = new Map<number, number[]>();
	for (let i = 1; i < kind.length; i += 4) found.set(kind[i] ?? 0, kind.slice(i + 1, i + 4));
	return [kind[0] ?? 0, ...labelsIn(found, named)];
}

/** Sums over kinds, each as often as its weight says: of each label, and of all last, marks, exact and overlap. */
function adding(kinds: Classes['kinds'], labels: number): (weight: Float64Array) => Float64Array {
	const [ofKind, label, marks] = [whole(), whole(), whole()];
	const [exact, overlap, others] = [whole(), whole(), whole()];
	for (const [k, kind] of kinds.entries()) {
		const judgments = kind[0] ?? 0;
		if (judgments < 2) continue;
		for (let i = 1; i < kind.length; i += 4) {
			ofKind.push(k);
			label.push(kind[i] ?? 0);
			marks.push(kind[i + 1] ?? 0);
			exact.push(kind[i + 2] ?? 0);
			overlap.push(kind[i + 3] ?? 0);
			others.push(judgments - 1);
		}
	}
	return (weight) => {
		const sums = new Float64Array((labels + 1) * 3);
		for (let i = 0; i < ofKind.size(); i++) {
			const times = weight[ofKind.at(i)] ?? 0;
			if (times === 0) continue;
			const at = label.at(i) * 3;
			// A mark counts once, however many others there are to compare it with.
			const part = (2 * times) / others.at(i);
			sums[at] = (sums[at] ?? 0) + times * marks.at(i);
			sums[at + 1] = (sums[at + 1] ?? 0) + part * exact.at(i);
			sums[at + 2] = (sums[at + 2] ?? 0) + part * overlap.at(i);
		}
		for (let i = 0; i < labels * 3; i++) {
			const at = labels * 3 + (i % 3);
			sums[at] = (sums[at] ?? 0) + (sums[i] ?? 0);
		}
		return sums;
	};
}

const shares = (sums: Float64Array): (number | null)[] =>
	Array.from({ length: (sums.length / 3) * 2 }, (_, i) => {
		const at = (i >> 1) * 3;
		return sums[at] ? (sums[at + 1 + (i & 1)] ?? 0) / sums[at] : null;
	});

const unsure = { low: null, reason: 'few_groups' } as const;

export type MarkedClasses = {
	/** over all marks, whatever their label */
	micro: F1;
	/** by label */
	labels: F1[];
	/** units that at least two judged, and their judgments */
	units: number;
	judgments: number;
	groups: number;
};

/** @param classes kinds of units are those of markedUnit, with labels from 0 to below `labels` */
export function f1Of(classes: Classes, labels: number, drawing: Drawing = {}): MarkedClasses {
	const sum = adding(classes.kinds, labels);
	const weight = new Float64Array(classes.kinds.length);
	const sums = sum(weightsOf(classes, classes.times, weight));
	const judgments = (times: (many: number) => number) =>
		classes.kinds.reduce((all, [many = 0], k) => all + (many > 1 ? (weight[k] ?? 0) * times(many) : 0), 0);
	const [units, given] = [judgments(() => 1), judgments((many) => many)];
	const values = shares(sums);
	const tell = tellingOf(classes, ([many = 0]) => many > 1);
	const lying = intervals(
		{ times: classes.times, telling: values.map(() => tell), bounds: values.map(() => share) },
		values,
		(drawn) => shares(sum(weightsOf(classes, drawn, weight))),
		drawing
	);
	const measured = (i: number): Measured => {
		const value = values[i] ?? null;
		if (value === null) return { value, reason: units === 0 ? 'no_pairs' : 'nothing_marked' };
		return { value, interval: lying[i] ?? unsure };
	};
	const f1 = (label: number): F1 => ({
		exact: measured(2 * label),
		overlap: measured(2 * label + 1),
		marks: sums[label * 3] ?? 0
	});
	return {
		micro: f1(labels),
		labels: Array.from({ length: labels }, (_, label) => f1(label)),
		units,
		judgments: given,
		groups: tell
	};
}

/** F1 of two people, over the units that both judged. @param classes kinds of units are those of couples of markedUnit */
export function f1OfTwo(classes: Classes, by: 'exact' | 'overlap', drawing: Drawing = {}): Measured {
	const at = by === 'exact' ? 1 : 2;
	const weight = new Float64Array(classes.kinds.length);
	const f1 = (times: Float64Array): number | null => {
		weightsOf(classes, times, weight);
		let [marks, found] = [0, 0];
		for (const [k, kind] of classes.kinds.entries()) {
			marks += (weight[k] ?? 0) * (kind[0] ?? 0);
			found += (weight[k] ?? 0) * (kind[at] ?? 0);
		}
		return marks === 0 ? null : found / marks;
	};
	const value = f1(classes.times);
	if (value === null) return { value, reason: 'nothing_marked' };
	const [interval = unsure] = intervals(
		{ times: classes.times, bounds: [share] },
		[value],
		(drawn) => [f1(drawn)],
		drawing
	);
	return { value, interval };
}

export type Marked = Omit<MarkedClasses, 'labels'> & {
	labels: ({ label: string } & F1)[];
	/**
	 * by two labels, `one * (labels + 1) + other`; the last is none: of two people's marks of one thing, what one calls
	 * it and what the other does. Each couple is counted from both sides.
	 */
	confusion: Float64Array;
};

/** Adds what lies beside each other to a confusion. */
export function confuse(
	confusion: Float64Array,
	places: number,
	[one, other]: readonly [number, number],
	times = 1
): void {
	const [row, column] = [one, other].map((label) => (label === NO_LABEL ? places - 1 : label)) as [
		number,
		number
	];
	for (const at of [row * places + column, column * places + row])
		confusion[at] = (confusion[at] ?? 0) + times;
}

export type Marking<M> = {
	/** at most once of a rater and a unit; no marks are a judgment too */
	add(unit: string, rater: string, marks: readonly M[]): void;
	result(): Marked;
};

export type AskedOfMarks<M> = {
	/** labels in the order that they are wanted in; what it leaves out comes after it, by name */
	order?: readonly string[];
	/** the prompt group of a unit; each unit is alone unless told */
	groupOf?: (unit: string) => string;
	compare: Compare<M>;
} & Drawing;

/** Hears judgments one at a time, in whatever order. */
export function markingOf<M extends Labelled>({
	order = [],
	groupOf,
	compare,
	...drawing
}: AskedOfMarks<M>): Marking<M> {
	const heard = new Map<string, (readonly M[])[]>();
	return {
		add(unit, _rater, marks) {
			const known = heard.get(unit);
			if (known) known.push(marks);
			else heard.set(unit, [marks]);
		},
		result() {
			const units = [...heard.keys()].sort();
			const labels = ranked(new Set([...heard.values()].flat(2).map(({ label }) => label)), order);
			const codes = new Map(labels.map((label, i) => [label, i]));
			const groups: Groups = groupsOf(units, groupOf);
			const places = labels.length + 1;
			const confusion = new Float64Array(places ** 2);
			const kinds = units.map((unit) => {
				const { kind, beside } = markedUnit(
					heard.get(unit) ?? [],
					(label) => codes.get(label) ?? NO_LABEL,
					compare
				);
				for (const both of beside) confuse(confusion, places, both);
				return kind;
			});
			const { labels: own, ...found } = f1Of(
				classesOfUnits(groups, (u) => kinds[u] ?? []),
				labels.length,
				drawing
			);
			return {
				...found,
				labels: labels.flatMap((label, i) => {
					const f1 = own[i];
					return f1 ? [{ label, ...f1 }] : [];
				}),
				confusion
			};
		}
	};
}

/** The same of stretches of text. */
export const marking = (asked: Omit<AskedOfMarks<Mark>, 'compare'> = {}): Marking<Mark> =>
	markingOf({ ...asked, compare: compared });

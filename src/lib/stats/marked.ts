/**
 * Agreement of a question whose answers are any number of marks: spans, boxes, or several labels. Of a mark of one
 * person, how often another one who judged the unit makes it too, which is F1 with either of the two held to be right:
 * G. Hripcsak, A. S. Rothschild (2005), Agreement, the F-Measure, and Reliability in Information Retrieval, Journal of
 * the American Medical Informatics Association 12, 296-298. There is no regard to chance, as what nobody marked cannot
 * be counted.
 */
import { long, whole } from './column.ts';
import { intervals, share, type Drawing } from './intervals.ts';
import { groupsOf, telling, type Groups } from './groups.ts';
import type { Measured } from './judged.ts';
import { compared, type Comparison, type Mark } from './match.ts';
import { ranked } from './table.ts';

/** F1 from 0 to 1: by the very same mark, and by any overlap of one; of boxes by how much they share, see boxes.ts. */
export type F1 = { exact: Measured; overlap: Measured; marks: number };

/** Every two people's judgments of one unit: marks of both, and how many of them the two share. */
export type Couples = {
	/** `first * raters + second`, the first before the second */
	people: Int32Array;
	group: Int32Array;
	marks: Int32Array;
	/** marks of both that the other has too, and those that overlap one */
	exact: Int32Array;
	overlap: Int32Array;
};

export type Marked = {
	/** over all marks, whatever their label */
	micro: F1;
	labels: ({ label: string } & F1)[];
	/** units that at least two judged */
	units: number;
	judgments: number;
	groups: number;
	/**
	 * by two labels, `one * (labels + 1) + other`; the last is none: of two people's marks of one thing, what one calls
	 * it and what the other does. Each couple is counted from both sides.
	 */
	confusion: Float64Array;
	couples: Couples;
};

type Labelled = { label: string };

/** Judgments in the order of their units. */
export type Sets<M extends Labelled = Mark> = {
	/** `first[u]` to `first[u + 1]` are the judgments of unit u */
	first: Int32Array;
	rater: Int32Array;
	/** by judgment: a place in `sets`, where what is alike may be once */
	set: Int32Array;
	sets: readonly (readonly M[])[];
	/** how many people there are */
	raters: number;
};

export type AskedOfMarks<M extends Labelled> = {
	/** labels in the order that they are wanted in; what it leaves out comes after it, by name */
	order?: readonly string[];
	/** each unit is alone unless told */
	groups?: Groups;
	compare: (one: readonly M[], other: readonly M[]) => Comparison;
} & Drawing;

export type Marking = {
	/** at most once of a rater and a unit; no marks are a judgment too */
	add(unit: string, rater: string, marks: readonly Mark[]): void;
	result(): Marked;
};

/** What is summed of one label in one unit: marks, and of how many of them another one has the same. */
type Entries = {
	group: Int32Array;
	label: Int32Array;
	marks: Float64Array;
	exact: Float64Array;
	overlap: Float64Array;
};

/** Adds up entries, as often as their group was drawn. @returns by label, all of them last: exact and overlap, of marks */
function adding(
	{ group, label, marks, exact, overlap }: Entries,
	labels: number
): (drawn?: Float64Array) => (number | null)[] {
	return (drawn) => {
		const sums = new Float64Array((labels + 1) * 3);
		for (let i = 0; i < group.length; i++) {
			const times = drawn ? (drawn[group[i] ?? 0] ?? 0) : 1;
			if (times === 0) continue;
			const at = (label[i] ?? 0) * 3;
			sums[at] = (sums[at] ?? 0) + times * (marks[i] ?? 0);
			sums[at + 1] = (sums[at + 1] ?? 0) + times * (exact[i] ?? 0);
			sums[at + 2] = (sums[at + 2] ?? 0) + times * (overlap[i] ?? 0);
		}
		for (let i = 0; i < labels * 3; i++) {
			const at = labels * 3 + (i % 3);
			sums[at] = (sums[at] ?? 0) + (sums[i] ?? 0);
		}
		return Array.from({ length: (labels + 1) * 2 }, (_, i) => {
			const at = (i >> 1) * 3;
			return sums[at] ? (sums[at + 1 + (i & 1)] ?? 0) / sums[at] : null;
		});
	};
}

/**
 * Compares every two judgments of a unit. A mark counts once in the sums, however many others there are to compare it
 * with; in the confusion each couple counts.
 */
function comparing<M extends Labelled>(
	{ first, rater, set, sets, raters }: Sets<M>,
	labels: readonly string[],
	groups: Groups,
	compare: AskedOfMarks<M>['compare']
) {
	const none = labels.length;
	const places = none + 1;
	const codes = new Map(labels.map((label, i) => [label, i]));
	const labelled = sets.map((marks) => Int32Array.from(marks, ({ label }) => codes.get(label) ?? none));
	const confusion = new Float64Array(places ** 2);
	const both = (row: number, column: number) => {
		for (const at of [row * places + column, column * places + row]) confusion[at] = (confusion[at] ?? 0) + 1;
	};
	const [ofGroup, ofLabel, marks] = [whole(), whole(), long()];
	const [exacts, overlaps] = [long(), long()];
	const couples = { people: whole(), group: whole(), marks: whole(), exact: whole(), overlap: whole() };
	// Sums of one unit by label, and the labels that it has.
	const [own, ownExact, ownOverlap] = [0, 0, 0].map(() => new Float64Array(places)) as [
		Float64Array,
		Float64Array,
		Float64Array
	];
	const has = new Int32Array(places);
	let [units, judgments] = [0, 0];
	for (let u = 0; u + 1 < first.length; u++) {
		const [from, to] = [first[u] ?? 0, first[u + 1] ?? 0];
		if (to - from < 2) continue;
		units++;
		judgments += to - from;
		const group = groups.of[u] ?? 0;
		let kinds = 0;
		for (let i = from; i < to; i++)
			for (const label of labelled[set[i] ?? 0] ?? []) {
				if (own[label] === 0) has[kinds++] = label;
				own[label] = (own[label] ?? 0) + 1;
			}
		const part = 2 / (to - from - 1);
		for (let i = from; i < to; i++)
			for (let j = from; j < i; j++) {
				const [a, b] = [set[i] ?? 0, set[j] ?? 0];
				const [ones, others] = [labelled[a] ?? new Int32Array(0), labelled[b] ?? new Int32Array(0)];
				let [same, near] = [ones.length, ones.length];
				if (a === b)
					for (const label of ones) {
						ownExact[label] = (ownExact[label] ?? 0) + part;
						ownOverlap[label] = (ownOverlap[label] ?? 0) + part;
						both(label, label);
					}
				else {
					const { exact, overlap, beside, lone } = compare(sets[a] ?? [], sets[b] ?? []);
					[same, near] = [exact.length, overlap.length];
					for (const [at] of exact) {
						const label = ones[at] ?? none;
						ownExact[label] = (ownExact[label] ?? 0) + part;
					}
					for (const [at] of overlap) {
						const label = ones[at] ?? none;
						ownOverlap[label] = (ownOverlap[label] ?? 0) + part;
					}
					for (const [l, r] of beside) both(ones[l] ?? none, others[r] ?? none);
					for (const l of lone[0]) both(ones[l] ?? none, none);
					for (const r of lone[1]) both(none, others[r] ?? none);
				}
				const [p, q] = [rater[i] ?? 0, rater[j] ?? 0];
				couples.people.push(Math.min(p, q) * raters + Math.max(p, q));
				couples.group.push(group);
				couples.marks.push(ones.length + others.length);
				couples.exact.push(2 * same);
				couples.overlap.push(2 * near);
			}
		for (let k = 0; k < kinds; k++) {
			const label = has[k] ?? 0;
			ofGroup.push(group);
			ofLabel.push(label);
			marks.push(own[label] ?? 0);
			exacts.push(ownExact[label] ?? 0);
			overlaps.push(ownOverlap[label] ?? 0);
			own[label] = ownExact[label] = ownOverlap[label] = 0;
		}
	}
	const entries: Entries = {
		group: ofGroup.list(),
		label: ofLabel.list(),
		marks: marks.list(),
		exact: exacts.list(),
		overlap: overlaps.list()
	};
	return {
		entries,
		confusion,
		units,
		judgments,
		couples: {
			people: couples.people.list(),
			group: couples.group.list(),
			marks: couples.marks.list(),
			exact: couples.exact.list(),
			overlap: couples.overlap.list()
		}
	};
}

const unsure = { low: null, reason: 'few_groups' } as const;

export function markedOf<M extends Labelled>(
	heard: Sets<M>,
	{ order = [], groups: told, compare, ...drawing }: AskedOfMarks<M>
): Marked {
	const { first, set, sets } = heard;
	const isSaid = new Uint8Array(sets.length);
	for (const one of set) isSaid[one] = 1;
	const labelled = new Set<string>();
	for (const [i, marks] of sets.entries()) if (isSaid[i]) for (const { label } of marks) labelled.add(label);
	const labels = ranked(labelled, order);
	const many = first.length - 1;
	const groups = told ?? { of: Int32Array.from({ length: many }, (_, u) => u), many };
	const { entries, confusion, units, judgments, couples } = comparing(heard, labels, groups, compare);
	const f1Of = adding(entries, labels.length);
	const values = f1Of();
	const tell = telling(groups, (u) => (first[u + 1] ?? 0) - (first[u] ?? 0) > 1);
	const lying = intervals(
		{ many: groups.many, telling: values.map(() => tell), bounds: values.map(() => share) },
		values,
		f1Of,
		drawing
	);
	const measured = (i: number): Measured => {
		const value = values[i] ?? null;
		if (value === null) return { value, reason: units === 0 ? 'no_pairs' : 'nothing_marked' };
		return { value, interval: lying[i] ?? unsure };
	};
	const marks = new Float64Array(labels.length + 1);
	for (const [i, label] of entries.label.entries()) {
		marks[label] = (marks[label] ?? 0) + (entries.marks[i] ?? 0);
		marks[labels.length] = (marks[labels.length] ?? 0) + (entries.marks[i] ?? 0);
	}
	const f1 = (label: number): F1 => ({
		exact: measured(2 * label),
		overlap: measured(2 * label + 1),
		marks: marks[label] ?? 0
	});
	return {
		micro: f1(labels.length),
		labels: labels.map((label, i) => ({ label, ...f1(i) })),
		units,
		judgments,
		groups: tell,
		confusion,
		couples
	};
}

/** How well two people's marks are the same: F1 of the two, over the units that both judged. */
export type PairOfMarkers = { first: number; second: number; units: number; f1: Measured };

/**
 * Those pairs of people who judged most units both, these first.
 * @param raters how many people there are
 * @param by whether marks have to be the very same
 * @param most so many pairs at most
 */
export function pairsOfMarkers(
	{ people, group, marks, ...found }: Couples,
	raters: number,
	{ by = 'exact', most = Infinity, ...drawing }: { by?: 'exact' | 'overlap'; most?: number } & Drawing = {}
): { pairs: PairOfMarkers[]; leftOut: number } {
	const of = new Map<number, number[]>();
	for (const [i, key] of people.entries()) {
		const known = of.get(key);
		if (known) known.push(i);
		else of.set(key, [i]);
	}
	const all = [...of].sort(([a, ones], [b, others]) => others.length - ones.length || a - b);
	const pairs = all.slice(0, most).map(([key, own]): PairOfMarkers => {
		const names = new Map<number, number>();
		const entries: Entries = {
			group: Int32Array.from(own, (i) => {
				const name = group[i] ?? 0;
				const at = names.get(name) ?? names.size;
				names.set(name, at);
				return at;
			}),
			label: new Int32Array(own.length),
			marks: Float64Array.from(own, (i) => marks[i] ?? 0),
			exact: Float64Array.from(own, (i) => found[by][i] ?? 0),
			overlap: new Float64Array(own.length)
		};
		const sum = adding(entries, 1);
		const f1Of = (drawn?: Float64Array) => sum(drawn).slice(0, 1);
		const [value = null] = f1Of();
		const [interval = unsure] = intervals({ many: names.size, bounds: [share] }, [value], f1Of, drawing);
		return {
			first: Math.floor(key / raters),
			second: key % raters,
			units: own.length,
			f1: value === null ? { value, reason: 'nothing_marked' } : { value, interval }
		};
	});
	return { pairs, leftOut: all.length - pairs.length };
}

/**
 * Hears judgments one at a time, in whatever order.
 * @param order labels in the order that they are wanted in; what it leaves out comes after it, by name
 * @param groupOf the prompt group of a unit; each unit is alone unless told
 */
export function marking({
	order = [],
	groupOf,
	...drawing
}: { order?: readonly string[]; groupOf?: (unit: string) => string } & Drawing = {}): Marking {
	const heard = new Map<string, { rater: number; marks: readonly Mark[] }[]>();
	const people = new Map<string, number>();
	return {
		add(unit, rater, marks) {
			const who = people.get(rater) ?? people.size;
			people.set(rater, who);
			const known = heard.get(unit);
			if (known) known.push({ rater: who, marks });
			else heard.set(unit, [{ rater: who, marks }]);
		},
		result() {
			const units = [...heard.keys()].sort();
			const first = new Int32Array(units.length + 1);
			const sets: (readonly Mark[])[] = [];
			const rater = whole();
			for (const [u, unit] of units.entries()) {
				for (const one of heard.get(unit) ?? []) {
					sets.push(one.marks);
					rater.push(one.rater);
				}
				first[u + 1] = sets.length;
			}
			const set = Int32Array.from(sets, (_, i) => i);
			return markedOf(
				{ first, rater: rater.list(), set, sets, raters: people.size },
				{ order, groups: groupsOf(units, groupOf), compare: compared, ...drawing }
			);
		}
	};
}

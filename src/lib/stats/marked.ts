/**
 * Agreement of a question whose answers are any number of marks: spans, or several labels. Of a mark of one person, how
 * often another one who judged the unit makes it too, which is F1 with either of the two held to be right:
 * G. Hripcsak, A. S. Rothschild (2005), Agreement, the F-Measure, and Reliability in Information Retrieval, Journal of
 * the American Medical Informatics Association 12, 296-298. There is no regard to chance, as what nobody marked cannot
 * be counted.
 */
import { intervals, share, type Drawing } from './intervals.ts';
import { groupsOf, telling } from './groups.ts';
import type { Measured } from './judged.ts';
import { compared, type Mark } from './match.ts';
import { ranked } from './table.ts';

/** F1 from 0 to 1: by the very same stretch, and by any overlap of one. */
export type F1 = { exact: Measured; overlap: Measured; marks: number };

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
};

export type Marking = {
	/** at most once of a rater and a unit; no marks are a judgment too */
	add(unit: string, rater: string, marks: readonly Mark[]): void;
	result(): Marked;
};

/** Of one label in one unit: marks, and of how many of them another one has the same. */
type Sums = { marks: number; exact: number; overlap: number };

/** Counts what two people call one thing, from both sides. @param row a label's place; that of none is the last */
function both(counts: Float64Array, places: number, row: number, column: number): void {
	for (const at of [row * places + column, column * places + row]) counts[at] = (counts[at] ?? 0) + 1;
}

/**
 * Compares every two judgments of a unit. A mark counts once in the sums, however many others there are to compare it
 * with; in the confusion each couple counts.
 */
function compare(
	judgments: readonly (readonly Mark[])[],
	codes: Map<string, number>,
	confusion: Float64Array
): Map<number, Sums> {
	const none = codes.size;
	const sums = new Map<number, Sums>();
	const codeOf = (mark: Mark | undefined): number => (mark && codes.get(mark.label)) ?? none;
	const of = (label: number): Sums => {
		let own = sums.get(label);
		if (!own) sums.set(label, (own = { marks: 0, exact: 0, overlap: 0 }));
		return own;
	};
	for (const marks of judgments) for (const mark of marks) of(codeOf(mark)).marks++;
	const part = 2 / (judgments.length - 1);
	for (let i = 0; i < judgments.length; i++)
		for (let j = 0; j < i; j++) {
			const [one, other] = [judgments[i] ?? [], judgments[j] ?? []];
			const { exact, overlap, beside, lone } = compared(one, other);
			for (const [at] of exact) of(codeOf(one[at])).exact += part;
			for (const [at] of overlap) of(codeOf(one[at])).overlap += part;
			for (const [l, r] of beside) both(confusion, none + 1, codeOf(one[l]), codeOf(other[r]));
			for (const l of lone[0]) both(confusion, none + 1, codeOf(one[l]), none);
			for (const r of lone[1]) both(confusion, none + 1, none, codeOf(other[r]));
		}
	return sums;
}

/** Sums of one label in one group. */
type Entry = { group: number; label: number } & Sums;

/** Adds up entries, as often as their group was drawn. @returns by label, all of them last: exact and overlap, of marks */
function adding(entries: readonly Entry[], labels: number): (drawn?: Float64Array) => (number | null)[] {
	const column = (of: (entry: Entry) => number) => Float64Array.from(entries, of);
	const [group, label] = [Int32Array.from(entries, (e) => e.group), Int32Array.from(entries, (e) => e.label)];
	const [marks, exact, overlap] = [column((e) => e.marks), column((e) => e.exact), column((e) => e.overlap)];
	return (drawn) => {
		const sums = new Float64Array((labels + 1) * 3);
		for (let i = 0; i < group.length; i++) {
			const times = drawn ? (drawn[group[i] ?? 0] ?? 0) : 1;
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
 * @param order labels in the order that they are wanted in; what it leaves out comes after it, by name
 * @param groupOf the prompt group of a unit; each unit is alone unless told
 */
export function marking({
	order = [],
	groupOf,
	...drawing
}: { order?: readonly string[]; groupOf?: (unit: string) => string } & Drawing = {}): Marking {
	const heard = new Map<string, (readonly Mark[])[]>();
	const labelled = new Set<string>();
	return {
		add(unit, _rater, marks) {
			const known = heard.get(unit);
			if (known) known.push(marks);
			else heard.set(unit, [marks]);
			for (const { label } of marks) labelled.add(label);
		},
		result() {
			const labels = ranked(labelled, order);
			const codes = new Map(labels.map((label, i) => [label, i]));
			const units = [...heard.keys()].sort();
			const judged = units.map((unit) => heard.get(unit) ?? []);
			const groups = groupsOf(units, groupOf);
			const confusion = new Float64Array((labels.length + 1) ** 2);
			const entries = new Map<number, Entry>();
			let [pairs, judgments] = [0, 0];
			for (const [u, own] of judged.entries()) {
				if (own.length < 2) continue;
				pairs++;
				judgments += own.length;
				const group = groups.of[u] ?? 0;
				for (const [label, sums] of compare(own, codes, confusion)) {
					const key = group * labels.length + label;
					const entry = entries.get(key) ?? { group, label, marks: 0, exact: 0, overlap: 0 };
					entry.marks += sums.marks;
					entry.exact += sums.exact;
					entry.overlap += sums.overlap;
					entries.set(key, entry);
				}
			}
			const list = [...entries.values()];
			const f1Of = adding(list, labels.length);
			const values = f1Of();
			const tell = telling(groups, (u) => (judged[u]?.length ?? 0) > 1);
			const lying = intervals(
				{ many: groups.many, telling: values.map(() => tell), bounds: values.map(() => share) },
				values,
				f1Of,
				drawing
			);
			const measured = (i: number): Measured => {
				const value = values[i] ?? null;
				if (value === null) return { value, reason: pairs === 0 ? 'no_pairs' : 'nothing_marked' };
				return { value, interval: lying[i] ?? { low: null, reason: 'few_groups' } };
			};
			const f1 = (label: number): F1 => ({
				exact: measured(2 * label),
				overlap: measured(2 * label + 1),
				marks: list.reduce(
					(sum, entry) => sum + (label === labels.length || entry.label === label ? entry.marks : 0),
					0
				)
			});
			return {
				micro: f1(labels.length),
				labels: labels.map((label, i) => ({ label, ...f1(i) })),
				units: pairs,
				judgments,
				groups: tell,
				confusion
			};
		}
	};
}

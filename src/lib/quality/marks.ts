/** Questions whose answers are any number of marks: spans, boxes, several labels. What is counted of them, and F1. Pure. */
import { isOfResponses } from '#lib/form/responses.ts';
import type { Json } from '#lib/schema/json.ts';
import { comparedBoxes, type Box } from '#lib/stats/boxes.ts';
import { counts, lists } from '#lib/stats/lists.ts';
import {
	confuse,
	f1Of,
	f1OfTwo,
	labelsOf,
	markedUnit,
	NO_LABEL,
	renamed,
	type MarkedUnit
} from '#lib/stats/marked.ts';
import { compared, type Comparison, type Mark } from '#lib/stats/match.ts';
import { kept } from '#lib/stats/growing.ts';
import { ranked } from '#lib/stats/table.ts';
import { NOT_MARKED } from './agreement.ts';
import {
	countedOf,
	MOST_LABELS,
	named,
	ratersOf,
	square,
	weeklyOf,
	type Counting,
	type Given
} from './counting.ts';
import { estimateOf } from './estimate.ts';
import { heardIn, type Heard, type Hearing } from './heard.ts';
import { pairsIn, peopleOf } from './pairs.ts';
import { tallying } from './tally.ts';
import { unitsOf, type Unit } from './units.ts';
import { orderOf } from './values.ts';

type Asked<M> = {
	hear: (answer: Json) => M[] | null;
	compare: (one: readonly M[], other: readonly M[]) => Comparison;
	names: ['f1_exact', 'f1_overlap'] | ['f1_three_quarters', 'f1_half'];
};

/** What judgments of an item mark; who says the same as another one has the same list. */
function marksIn<M>({ ear: { question, said, answers } }: Given, hear: Asked<M>['hear']) {
	return (own: readonly number[]): Unit<M[]>[] => {
		const read = new Map<number, Heard<M[]> | null>();
		return unitsOf(own, (judgment) => {
			const code = said.values[judgment] ?? -1;
			if (code < 0) return null;
			let found = read.get(code);
			if (found === undefined) {
				found = heardIn<M[]>(question, hear, JSON.parse(answers.all[code] ?? 'null') as Json);
				read.set(code, found);
			}
			return found;
		});
	};
}

function countingMarksOf<M extends { label: string }>(
	given: Given,
	{ hear, compare, names }: Asked<M>
): Counting {
	const { columns, ear } = given;
	const labels = kept<string>();
	const codeOf = (label: string): number => labels.of(label, () => label);
	const marks = marksIn(given, hear);
	const tally = tallying();
	const [cells, confusion] = [lists(), counts()];
	const compareUnit = (unit: Unit<M[]>): MarkedUnit => markedUnit(unit.said, codeOf, compare);
	// Of boxes the usual share comes first: the strict one is met by few.
	const main = names[0] === 'f1_exact' ? 'exact' : 'overlap';
	return {
		group(items, times) {
			const counted = items.flatMap(({ people }) =>
				marks(people).map((unit) => {
					const { kind, couples, beside } = compareUnit(unit);
					const kinds = new Map(
						couples.map(({ one, other, kind: own }) => [one * unit.by.length + other, own])
					);
					for (const both of beside) confusion.add(0, cells.of(both.map((label) => label + 1)), times);
					return countedOf(columns, unit, tally.kind(kind), (a, b) =>
						tally.kind(kinds.get(Math.max(a, b) * unit.by.length + Math.min(a, b)) ?? [])
					);
				})
			);
			tally.group(counted, times);
		},
		view() {
			const seen = new Set(tally.classes((kind) => kind).kinds.flatMap((kind) => [...labelsOf(kind)]));
			const own = ranked(
				[...seen].map((code) => labels.all[code] ?? ''),
				orderOf(ear.question).map(String)
			);
			const at = new Map(own.map((label, i) => [label, i]));
			const places = labels.all.map((label) => at.get(label) ?? 0);
			const asNamed = (kind: readonly number[]) => renamed(kind, (code) => places[code] ?? 0);
			const found = f1Of(tally.classes(asNamed), own.length);
			const raters = ratersOf(tally, columns);
			const { pairs, leftOut } = pairsIn(tally, columns, { straight: (kind) => kind }, (two) =>
				f1OfTwo(two, main)
			);
			const size = own.length + 1;
			const square_ = new Float64Array(size * size);
			for (const { what, many } of confusion.byKey().get(0) ?? []) {
				const [one = NO_LABEL, other = NO_LABEL] = cells
					.at(what)
					.map((code) => (code === 0 ? NO_LABEL : (places[code - 1] ?? NO_LABEL)));
				confuse(square_, size, [one, other], many);
			}
			const estimates = {
				exact: named(names[0], found.micro.exact),
				overlap: named(names[1], found.micro.overlap)
			};
			return {
				of: isOfResponses(ear.question) ? 'response' : 'item',
				judgments: raters.reduce((sum, { judgments }) => sum + judgments, 0),
				units: found.units,
				people: raters.length,
				groups: found.groups,
				main: estimates[main].measure,
				measures:
					main === 'exact' ? [estimates.exact, estimates.overlap] : [estimates.overlap, estimates.exact],
				labels: own,
				confusion: own.length <= MOST_LABELS ? square(square_, size) : null,
				by_label: own.flatMap((label, i) => {
					const f1 = found.labels[i];
					return f1
						? [{ label, marks: f1.marks, exact: estimateOf(f1.exact), overlap: estimateOf(f1.overlap) }]
						: [];
				}),
				raters: peopleOf(raters, pairs),
				pairs_by: main === 'exact' ? 'f1_exact' : 'f1_half',
				pairs,
				pairs_left_out: leftOut,
				weeks: weeklyOf(tally, asNamed, (week) => f1Of(week, own.length).micro[main]),
				models: [],
				reason: null
			};
		},
		differ(people, one, other) {
			const nameOf = (code: number): string => (code === NO_LABEL ? NOT_MARKED : (labels.all[code] ?? ''));
			return marks(people).some((unit) =>
				compareUnit(unit).beside.some((both) => {
					const [p, q] = both.map(nameOf);
					return (p === one && q === other) || (p === other && q === one);
				})
			);
		},
		bytes: () => tally.bytes() + cells.bytes() + confusion.bytes()
	};
}

export const countingMarks = (
	given: Given,
	hearing: Extract<Hearing, { as: 'marks' } | { as: 'boxes' }>
): Counting =>
	hearing.as === 'boxes'
		? countingMarksOf<Box>(given, {
				hear: hearing.hear,
				compare: comparedBoxes,
				names: ['f1_three_quarters', 'f1_half']
			})
		: countingMarksOf<Mark>(given, {
				hear: hearing.hear,
				compare: compared,
				names: ['f1_exact', 'f1_overlap']
			});

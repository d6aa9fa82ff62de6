/**
 * Questions whose answers are single values, and rankings, of which every two responses have one: what is counted of
 * them, and every measure that fits. Pure.
 */
import { flat, type Question } from '#lib/form/kind.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Metric } from '#lib/stats/alpha.ts';
import { classesOf, type Classes } from '#lib/stats/classes.ts';
import { confusionOf } from '#lib/stats/confusion.ts';
import { agreedOf, cohenOfMany, kappaOf, valuesOf } from '#lib/stats/judged.ts';
import { counts, lists } from '#lib/stats/lists.ts';
import { ranked } from '#lib/stats/table.ts';
import type { MeasureName, ModelView } from './agreement.ts';
import {
	countedOf,
	MOST_LABELS,
	named,
	ratersOf,
	square,
	weeklyOf,
	type Counting,
	type Given,
	type Own,
	type Part
} from './counting.ts';
import { estimateOf } from './estimate.ts';
import { heardIn, type Heard, type Hearing, type Value } from './heard.ts';
import { pairsIn, peopleOf } from './pairs.ts';
import { tallying, type Counted } from './tally.ts';
import { unitsOf, type PairUnit, type Unit } from './units.ts';

export type Ways = {
	metrics: Metric[];
	main: MeasureName;
	categories?: number;
	nearness: 'none' | 'quadratic';
};

/** What fits a question whose answers are single values. A scale that begins below zero has no ratios. */
export function waysFor({ type, options, min = 1, max = 5 }: Question): Ways {
	if (type === 'rating')
		return {
			metrics: ['ordinal', 'interval', ...(min >= 0 ? (['ratio'] as const) : [])],
			main: 'alpha_ordinal',
			categories: max - min + 1,
			nearness: 'quadratic'
		};
	if (type === 'label')
		return {
			metrics: ['nominal'],
			main: 'alpha_nominal',
			categories: flat(options).length,
			nearness: 'none'
		};
	return { metrics: ['nominal'], main: 'alpha_nominal', nearness: 'none' };
}

export const orderOf = ({ options, type, min = 1, max = 5 }: Question): Value[] =>
	type === 'rating' && max - min < MOST_LABELS
		? Array.from({ length: max - min + 1 }, (_, i) => min + i)
		: flat(options).map(({ value }) => value);

type SaidUnit = Unit<number> & Partial<Pick<PairUnit, 'ids'>>;

/** What units say, as places in a list of values that grows. */
export type Said = {
	of: Part['of'];
	values: readonly Value[];
	/** as it is wanted, from low to high */
	order: readonly Value[];
	ways: Ways;
	/** @param own judgments of one item */
	units(own: readonly number[]): SaidUnit[];
	/** told of the units of each item that are counted, or are counted no more */
	note?(units: readonly SaidUnit[], times: 1 | -1): void;
	/** how a value is told */
	nameOf(value: Value): string;
	/** whether models can stand beside people */
	hasModels(): boolean;
};

/** What is said of the item itself, or of each of its responses. */
export function saidValues({ ear }: Given, { hear }: Extract<Hearing, { as: 'value' }>): Said {
	const { question, said, answers } = ear;
	const values: Value[] = [];
	const known = new Map<Value, number>();
	const placeOf = (answer: Json): number | null => {
		const value = hear(answer);
		if (value === null) return null;
		let place = known.get(value);
		if (place === undefined) {
			known.set(value, (place = values.length));
			values.push(value);
		}
		return place;
	};
	const heard: (Heard<number> | null)[] = [];
	const of = isOfResponses(question) ? 'response' : 'item';
	return {
		of,
		values,
		order: orderOf(question),
		ways: waysFor(question),
		units: (own) =>
			unitsOf(own, (judgment) => {
				const code = said.values[judgment] ?? -1;
				if (code < 0) return null;
				let found = heard[code];
				if (found === undefined)
					heard[code] = found = heardIn<number>(
						question,
						placeOf,
						JSON.parse(answers.all[code] ?? 'null') as Json
					);
				return found;
			}),
		nameOf: String,
		hasModels: () => of === 'item'
	};
}

/** What more than half say; null where nothing has more than half. */
function most(said: readonly number[]): number | null {
	for (const value of new Set(said)) {
		let many = 0;
		for (const one of said) if (one === value) many++;
		if (many * 2 > said.length) return value;
	}
	return null;
}

type KindOf = (kind: readonly number[]) => readonly number[];
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

/** Models that judge beside what most people say: two who judge, with the usual measures of two. */
function comparing({ columns }: Given, { ways }: Said, orderIn: OrderIn) {
	const cells = lists();
	/** of each model what it says beside what is held, and how often it says something at all */
	const [beside, heard] = [counts(), counts()];
	const viewOf = (model: number, found: { what: number; many: number }[]): ModelView => {
		const both = found.map(({ what, many }) => ({ said: cells.at(what), many }));
		const { own, places } = orderIn(both.flatMap(({ said }) => said));
		const classes = (kindOf: KindOf): Classes =>
			classesOf(
				both.map(({ many }, i) => ({ units: [i], many })),
				(i) => kindOf(places(both[i]?.said ?? []))
			);
		return {
			rater: columns.raters.all[model] ?? '',
			units: both.reduce((sum, { many }) => sum + many, 0),
			percent: estimateOf(agreedOf(classes(sorted), own, { metrics: [] }).percent),
			beyond_chance: estimateOf(
				kappaOf(
					classes((kind) => kind),
					own.length,
					ways.nearness
				)
			)
		};
	};
	return {
		/** An item has one unit where models can stand beside people. */
		add(people: readonly Unit<number>[], models: readonly Unit<number>[], times: 1 | -1): void {
			const held = people[0] ? most(people[0].said) : null;
			for (const { by, said } of models)
				for (const [i, judgment] of by.entries()) {
					const model = columns.rater.values[judgment] ?? 0;
					heard.add(0, model, times);
					if (held !== null) beside.add(model, cells.of([said[i] ?? 0, held]), times);
				}
		},
		views(): ModelView[] {
			const all = beside.byKey();
			return (heard.byKey().get(0) ?? [])
				.map(({ what }) => viewOf(what, all.get(what) ?? []))
				.sort((a, b) => (a.rater < b.rater ? -1 : 1));
		},
		bytes: () => cells.bytes() + beside.bytes() + heard.bytes()
	};
}
/** Values in their order, and how a list of places among all goes into it. */
type OrderIn = (places: Iterable<number>) => { own: Value[]; places: KindOf };

export function countingValues(given: Given, said: Said): Counting {
	const { columns } = given;
	const { ways } = said;
	const tally = tallying();
	const orderIn: OrderIn = (seen) => {
		const own = ranked(
			[...new Set(seen)].map((place) => said.values[place] ?? ''),
			said.order
		);
		const at = new Map(own.map((value, i) => [value, i]));
		const to = said.values.map((value) => at.get(value) ?? 0);
		return { own, places: (kind) => kind.map((place) => to[place] ?? 0) };
	};
	const beside = comparing(given, said, orderIn);
	return {
		group(items: readonly Own[], times) {
			const counted: Counted[] = [];
			for (const { people, models } of items) {
				const units = said.units(people);
				said.note?.(units, times);
				if (models.length > 0) beside.add(units, said.units(models), times);
				for (const unit of units)
					counted.push(
						countedOf(columns, unit, tally.kind(sorted(unit.said)), (a, b) =>
							tally.on(tally.on(0, unit.said[a] ?? 0), unit.said[b] ?? 0)
						)
					);
			}
			tally.group(counted, times);
		},
		view() {
			const { own, places } = orderIn(tally.classes((kind) => kind).kinds.flat());
			const asSaid: KindOf = (kind) => sorted(places(kind));
			const measured = (classes: Classes, metrics: readonly Metric[]) =>
				agreedOf(classes, own, {
					metrics,
					...(ways.categories !== undefined && { categories: ways.categories })
				});
			const kappa = (classes: Classes) => kappaOf(classes, own.length, ways.nearness);
			const classes = tally.classes(asSaid);
			const found = measured(classes, ways.metrics);
			const raters = ratersOf(tally, columns);
			const turned: KindOf = (kind) => places(kind).toReversed();
			const { pairs, leftOut } = pairsIn(tally, columns, { straight: places, turned }, kappa);
			const [couple] = tally.pairs();
			const none: Classes = classesOf([], () => []);
			const cohen =
				raters.length === 2 ? kappa(couple ? couple.classes(places) : none) : cohenOfMany(raters.length);
			const values = valuesOf(classes, own);
			const [metric = 'nominal'] = ways.metrics;
			return {
				of: said.of,
				judgments: found.judgments,
				units: classes.kinds.reduce(
					(sum, { length }, k) => sum + (length > 1 ? (values.weight[k] ?? 0) : 0),
					0
				),
				people: raters.length,
				groups: found.groups,
				main: ways.main,
				measures: [
					...ways.metrics.map((one) => named(`alpha_${one}`, found.alpha[one])),
					named('percent', found.percent),
					named('cohen', cohen),
					named('fleiss', found.fleiss),
					named('ac1', found.ac1)
				],
				labels: own.map(said.nameOf),
				confusion: own.length <= MOST_LABELS ? square(confusionOf(values), own.length) : null,
				by_label: [],
				raters: peopleOf(raters, pairs),
				pairs_by: ways.nearness === 'none' ? 'cohen' : 'cohen_quadratic',
				pairs,
				pairs_left_out: leftOut,
				weeks: weeklyOf(tally, asSaid, (week) => measured(week, [metric]).alpha[metric]),
				models: said.hasModels() ? beside.views() : [],
				reason: null
			};
		},
		differ(people, one, other) {
			return said.units(people).some((unit) => {
				const names = unit.said.map((place) => said.nameOf(said.values[place] ?? ''));
				return one === other
					? names.filter((name) => name === one).length > 1
					: names.includes(one) && names.includes(other);
			});
		},
		bytes: () => tally.bytes() + beside.bytes()
	};
}

/** What one question's judgments say of agreement: every measure that fits its kind, pictures, people, weeks. Pure. */
import { flat, type Question } from '#lib/form/kind.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import type { Metric } from '#lib/stats/alpha.ts';
import { comparedBoxes, type Box } from '#lib/stats/boxes.ts';
import { confusionOf } from '#lib/stats/confusion.ts';
import { judgedOf, type Judged, type Measured } from '#lib/stats/judged.ts';
import { markedOf, type Marked } from '#lib/stats/marked.ts';
import { compared, type Comparison, type Mark } from '#lib/stats/match.ts';
import { ranking } from '#lib/stats/ranked.ts';
import { tableOf } from '#lib/stats/table.ts';
import {
	NOT_MARKED,
	type Measure,
	type MeasureName,
	type ModelView,
	type QuestionView,
	type WeekView
} from './agreement.ts';
import type { Chosen } from './chosen.ts';
import { estimateOf } from './estimate.ts';
import type { Hearing, Order, Value } from './heard.ts';
import { f1s, kappas, peopleOf } from './pairs.ts';
import {
	markTable,
	only,
	pairTable,
	SIDES,
	valueTable,
	type MarkTable,
	type Material,
	type Tabled
} from './units.ts';
import { weeksOf } from './weeks.ts';

export type Given = {
	question: Question;
	hearing: Hearing;
	chosen: Chosen;
	/** those of models that judge, where people are compared */
	models: Chosen | null;
	material: Material<unknown>;
};

const named = (measure: MeasureName, measured: Measured | undefined): Measure => ({
	measure,
	...estimateOf(measured)
});

type Ways = {
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

const ofValues = ({ table, groups }: Tabled, { metrics, categories, nearness }: Ways): Judged =>
	judgedOf(table, { metrics, nearness, groups, ...(categories !== undefined && { categories }) });

const valueMeasures = ({ percent, cohen, fleiss, ac1, alpha }: Judged, { metrics }: Ways): Measure[] => [
	...metrics.map((metric) => named(`alpha_${metric}`, alpha[metric])),
	named('percent', percent),
	named('cohen', cohen),
	named('fleiss', fleiss),
	named('ac1', ac1)
];

/** Values of which there is a picture: of more nobody sees anything. */
const MOST_LABELS = 60;

const square = (counts: Float64Array, size: number): number[][] =>
	Array.from({ length: size }, (_, i) => [...counts.subarray(i * size, (i + 1) * size)]);

const judgmentsOf = ({ table }: Tabled): ((rater: number) => number) => {
	const counts = new Map<number, number>();
	for (const rater of table.rater) counts.set(rater, (counts.get(rater) ?? 0) + 1);
	return (rater) => counts.get(rater) ?? 0;
};

/** Units that at least two judged. */
export const isCompared =
	({ table: { first } }: Tabled) =>
	(u: number): boolean =>
		(first[u + 1] ?? 0) - (first[u] ?? 0) > 1;

function weekly(tabled: Tabled, measure: (own: Tabled) => Measured | undefined): WeekView[] {
	const isTwice = isCompared(tabled);
	return weeksOf(tabled.units.latest, isTwice).map(({ from, units, takes }) => ({
		from: new Date(from).toISOString(),
		units,
		...estimateOf(measure(only(tabled, (u) => isTwice(u) && takes(u))))
	}));
}

/** Of each unit what more than half say; null where nothing has more than half. */
function most({ table: { first, value, values } }: Tabled): (Value | null)[] {
	return Array.from({ length: first.length - 1 }, (_, u) => {
		const [from, to] = [first[u] ?? 0, first[u + 1] ?? 0];
		const counts = new Map<number, number>();
		for (let i = from; i < to; i++) counts.set(value[i] ?? 0, (counts.get(value[i] ?? 0) ?? 0) + 1);
		const found = [...counts].find(([, count]) => count * 2 > to - from);
		return found ? (values[found[0]] ?? null) : null;
	});
}

/** Each model that judges beside what most people say: two who judge, with the usual measures of two. */
function modelViews(people: Tabled, models: Tabled | null, ways: Ways): ModelView[] {
	if (models === null) return [];
	const said = most(people);
	const { table } = models;
	const byItem = new Map(people.units.item.entries().map(([u, item]) => [item, u]));
	return table.raters.map((rater, r) => {
		const both: { unit: string; value: Value; held: Value }[] = [];
		for (let i = 0; i < table.unit.length; i++) {
			if (table.rater[i] !== r) continue;
			const unit = table.unit[i] ?? 0;
			const held = said[byItem.get(models.units.item[unit] ?? -1) ?? -1] ?? null;
			const value = table.values[table.value[i] ?? 0];
			if (held !== null && value !== undefined) both.push({ unit: `${unit}`, value, held });
		}
		const found = judgedOf(
			tableOf(
				both.flatMap(({ unit, value, held }) => [
					{ unit, rater: 'model', value },
					{ unit, rater: 'people', value: held }
				])
			),
			{ metrics: [], nearness: ways.nearness }
		);
		return {
			rater,
			units: both.length,
			percent: estimateOf(found.percent),
			beyond_chance: estimateOf(found.cohen)
		};
	});
}

type Part = Omit<QuestionView, 'question' | 'title' | 'type'>;

function ofTable(
	tabled: Tabled,
	models: Tabled | null,
	ways: Ways,
	of: Part['of'],
	nameOf: (value: Value) => string = String
): Part {
	const found = ofValues(tabled, ways);
	const { table } = tabled;
	const { pairs, leftOut } = kappas(tabled, ways.nearness);
	const metric = ways.metrics[0] ?? 'nominal';
	return {
		of,
		judgments: found.judgments,
		units: table.units.filter((_, u) => isCompared(tabled)(u)).length,
		people: found.raters,
		groups: found.groups,
		main: ways.main,
		measures: valueMeasures(found, ways),
		labels: table.values.map(nameOf),
		confusion: table.values.length <= MOST_LABELS ? square(confusionOf(table), table.values.length) : null,
		by_label: [],
		raters: peopleOf(table.raters, judgmentsOf(tabled), pairs),
		pairs_by: ways.nearness === 'none' ? 'cohen' : 'cohen_quadratic',
		pairs,
		pairs_left_out: leftOut,
		weeks: weekly(tabled, (own) => ofValues(own, { ...ways, metrics: [metric] }).alpha[metric]),
		models: modelViews(tabled, models, ways),
		reason: null
	};
}

const orderOf = ({ options, type, min = 1, max = 5 }: Question): Value[] =>
	type === 'rating' && max - min < MOST_LABELS
		? Array.from({ length: max - min + 1 }, (_, i) => min + i)
		: flat(options).map(({ value }) => value);

function markedPart<M extends { label: string }>(
	tabled: MarkTable<M>,
	of: Part['of'],
	asked: {
		order: string[];
		compare: (one: readonly M[], other: readonly M[]) => Comparison;
		names: ['f1_exact', 'f1_overlap'] | ['f1_three_quarters', 'f1_half'];
	}
): Part {
	const { compare, names, order } = asked;
	// Of boxes the usual share comes first: the strict one is met by few.
	const main = names[0] === 'f1_exact' ? 'exact' : 'overlap';
	const marked = (own: Tabled): Marked =>
		markedOf(
			{
				first: own.table.first,
				rater: own.table.rater,
				set: own.table.value.map((at) => Number(own.table.values[at])),
				sets: tabled.all,
				raters: own.table.raters.length
			},
			{ order, groups: own.groups, compare }
		);
	const found = marked(tabled);
	const { pairs, leftOut } = f1s(found.couples, tabled.table.raters, main);
	const labels = found.labels.map(({ label }) => label);
	const estimates = {
		exact: named(names[0], found.micro.exact),
		overlap: named(names[1], found.micro.overlap)
	};
	return {
		of,
		judgments: tabled.table.value.length,
		units: found.units,
		people: tabled.table.raters.length,
		groups: found.groups,
		main: estimates[main].measure,
		measures: main === 'exact' ? [estimates.exact, estimates.overlap] : [estimates.overlap, estimates.exact],
		labels,
		confusion: labels.length <= MOST_LABELS ? square(found.confusion, labels.length + 1) : null,
		by_label: found.labels.map(({ label, marks, exact, overlap }) => ({
			label,
			marks,
			exact: estimateOf(exact),
			overlap: estimateOf(overlap)
		})),
		raters: peopleOf(tabled.table.raters, judgmentsOf(tabled), pairs),
		pairs_by: main === 'exact' ? 'f1_exact' : 'f1_half',
		pairs,
		pairs_left_out: leftOut,
		weeks: weekly(tabled, (own) => marked(own).micro[main]),
		models: [],
		reason: null
	};
}

/** How alike whole orders are, of items of which more than two responses were ranked. */
function rankMeasures(chosen: Chosen, material: Material<Order>): Measure[] {
	const groupOf = (item: string) => `${material.group(Number(item))}`;
	const heard = ranking({ groupOf });
	for (let u = 0; u + 1 < chosen.first.length; u++)
		for (let i = chosen.first[u] ?? 0; i < (chosen.first[u + 1] ?? 0); i++) {
			const j = chosen.of[i] ?? 0;
			const order = material.heard[material.said[j] ?? -1];
			if (order && !('each' in order) && !order.allBad)
				heard.add(`${chosen.items[u] ?? 0}`, material.raters[material.rater[j] ?? 0] ?? '', order.tiers);
		}
	const { tau, rho, w } = heard.result();
	return [named('tau_b', tau), named('spearman', rho), named('kendall_w', w)];
}

/** What the material holds is what its hearing made of answers. */
const as = <T>(material: Material<unknown>): Material<T> => material as Material<T>;

const silent: Part = {
	of: 'item',
	judgments: 0,
	units: 0,
	people: 0,
	groups: 0,
	main: null,
	measures: [],
	labels: [],
	confusion: null,
	by_label: [],
	raters: [],
	pairs_by: null,
	pairs: [],
	pairs_left_out: 0,
	weeks: [],
	models: [],
	reason: null
};

function partOf({ question, hearing, chosen, models, material }: Given): Part {
	const of = isOfResponses(question) ? 'response' : 'item';
	const order = orderOf(question);
	const ways = waysFor(question);
	if (hearing.as === 'value') {
		const table = (own: Chosen) => valueTable(own, as<Value>(material), order);
		const beside = models && of === 'item' ? table(models) : null;
		return ofTable(table(chosen), beside, ways, of);
	}
	if (hearing.as === 'order') {
		const found = pairTable(chosen, as<Order>(material));
		const beside = models && !found.many ? pairTable(models, as<Order>(material)) : null;
		const nameOf = (side: Value) => (found.ids && found.ids[SIDES.indexOf(side as 'first')]) ?? `${side}`;
		const part = ofTable(found, beside, ways, 'pair', nameOf);
		if (!found.many) return part;
		return { ...part, measures: [...part.measures, ...rankMeasures(chosen, as<Order>(material))] };
	}
	const labels = order.map(String);
	if (hearing.as === 'boxes')
		return markedPart(markTable(chosen, as<Box[]>(material)), of, {
			order: labels,
			compare: comparedBoxes,
			names: ['f1_three_quarters', 'f1_half']
		});
	return markedPart(markTable(chosen, as<Mark[]>(material)), of, {
		order: labels,
		compare: compared,
		names: ['f1_exact', 'f1_overlap']
	});
}

const head = ({ name, title = name, type }: Question) => ({ question: name, title, type });

export const viewOf = (given: Given): QuestionView => ({ ...head(given.question), ...partOf(given) });

/** A question of which nothing is heard: of words of one's own no rule says whether they are alike. */
export const silentView = (question: Question): QuestionView => ({
	...head(question),
	...silent,
	reason: 'free_text'
});

/** By item, when it was judged last: those where one person says `one` and another one `other`. */
export function behindCell({ question, hearing, chosen, material }: Given, one: string, other: string) {
	const found = new Map<number, number>();
	const note = (item: number, at: number) => found.set(item, Math.max(at, found.get(item) ?? 0));
	const saying = (tabled: Tabled, nameOf: (value: Value) => string) => {
		const { first, value, values } = tabled.table;
		for (let u = 0; u + 1 < first.length; u++) {
			const said = [...value.subarray(first[u] ?? 0, first[u + 1] ?? 0)].map((v) => nameOf(values[v] ?? ''));
			const has =
				one === other
					? said.filter((own) => own === one).length > 1
					: said.includes(one) && said.includes(other);
			if (has) note(tabled.units.item[u] ?? 0, tabled.units.latest[u] ?? 0);
		}
	};
	const marking = <M extends { label: string }>(
		{ table, units, all }: MarkTable<M>,
		compare: (one: readonly M[], other: readonly M[]) => Comparison
	) => {
		for (let u = 0; u + 1 < table.first.length; u++)
			for (let i = table.first[u] ?? 0; i < (table.first[u + 1] ?? 0); i++)
				for (let j = table.first[u] ?? 0; j < i; j++) {
					const [a = [], b = []] = [i, j].map((at) => all[Number(table.values[table.value[at] ?? 0])]);
					const { beside, lone } = compare(a, b);
					const couples = [
						...beside.map(([l, r]) => [a[l]?.label, b[r]?.label]),
						...lone[0].map((l) => [a[l]?.label, NOT_MARKED]),
						...lone[1].map((r) => [NOT_MARKED, b[r]?.label])
					];
					if (couples.some(([p, q]) => (p === one && q === other) || (p === other && q === one)))
						note(units.item[u] ?? 0, units.latest[u] ?? 0);
				}
	};
	if (hearing.as === 'value') saying(valueTable(chosen, as<Value>(material), orderOf(question)), String);
	else if (hearing.as === 'order') {
		const pairs = pairTable(chosen, as<Order>(material));
		saying(pairs, (side) => pairs.ids?.[SIDES.indexOf(side as 'first')] ?? `${side}`);
	} else if (hearing.as === 'boxes') marking(markTable(chosen, as<Box[]>(material)), comparedBoxes);
	else marking(markTable(chosen, as<Mark[]>(material)), compared);
	return found;
}

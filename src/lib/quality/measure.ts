/** What one question's judgments say of agreement, kept as counts: only groups of which something came are counted again. Pure. */
import type { Question } from '#lib/form/kind.ts';
import type { AgreementFilter, QuestionView } from './agreement.ts';
import { standing, type Columns, type Ear } from './columns.ts';
import type { Counting, Own, Part } from './counting.ts';
import { countingMarks } from './marks.ts';
import { countingOrders } from './orders.ts';
import { taggedBy } from '#lib/project/tags.ts';
import { countingValues, saidValues } from './values.ts';

const moment = (text: string | undefined, or: number): number => (text === undefined ? or : Date.parse(text));

/** Which judgments of an item are compared: a filter asks of what stands. */
function choosing(columns: Columns, filter: AgreementFilter) {
	const { at, guidelines, rater, raters, gold, erased, about } = columns;
	const [from, to] = [moment(filter.from, -Infinity), moment(filter.to, Infinity)];
	const version = filter.guidelines ?? null;
	const tagged = filter.tag === undefined ? null : taggedBy(filter.tag);
	const isWhole = from === -Infinity && to === Infinity && version === null && filter.rater === undefined;
	const isTagged: boolean[] = [];
	const takes = (item: number): boolean => {
		if (gold.has(item) || erased.has(item)) return false;
		if (tagged === null) return true;
		const tag = about.tags.values[item] ?? 0;
		return (isTagged[tag] ??= tagged(about.metadata.all[tag] ?? {}));
	};
	const chosen = (item: number, kind: AgreementFilter['kind'], upTo: number): number[] => {
		const all = standing(columns, item, kind, upTo);
		if (isWhole) return all;
		const own = all.filter((judgment) => {
			const when = at.values[judgment] ?? 0;
			return when >= from && when < to && (version === null || guidelines.values[judgment] === version);
		});
		if (filter.rater === undefined) return own;
		return own.some((judgment) => raters.all[rater.values[judgment] ?? -1] === filter.rater) ? own : [];
	};
	return (item: number, upTo: number): Own =>
		takes(item)
			? {
					people: chosen(item, filter.kind, upTo),
					models: filter.kind === 'person' ? chosen(item, 'model', upTo) : []
				}
			: { people: [], models: [] };
}

function countingOf(columns: Columns, ear: Ear): Counting {
	const given = { columns, ear };
	const { hearing } = ear;
	switch (hearing.as) {
		case 'value':
			return countingValues(given, saidValues(given, hearing));
		case 'order':
			return countingOrders(given, hearing);
		default:
			return countingMarks(given, hearing);
	}
}

/** Groups that are counted between two breaths. */
const TOGETHER = 2_000;

export type Measuring = {
	/** Counts what came since. @param pause called now and then: where it throws, what was counted is void */
	bringUp(pause: () => Promise<void>): Promise<void>;
	view(): QuestionView;
	/** items where one person says `one` and another one `other`, the latest first */
	behind(one: string, other: string): number[];
	bytes(): number;
};

export const head = ({ name, title = name, type }: Question) => ({ question: name, title, type });

/** @param isGrouped whether items come in groups that are alike; else each is alone */
export function measuring(
	columns: Columns,
	ear: Ear,
	filter: AgreementFilter,
	isGrouped: boolean
): Measuring {
	const chosen = choosing(columns, filter);
	const { about } = columns;
	let counting = countingOf(columns, ear);
	let [upTo, turns] = [0, columns.turns];
	let view: QuestionView | null = null;

	const itemsOf = (group: number): number[] => {
		if (!isGrouped) return [group];
		const items: number[] = [];
		for (let item = about.last.values[group] ?? -1; item >= 0; item = about.before.values[item] ?? -1)
			items.push(item);
		return items;
	};
	const changed = (): Iterable<number> => {
		const groupOf = (item: number) => (isGrouped ? (about.group.values[item] ?? 0) : item);
		const { item } = columns;
		if (upTo === 0) return Array(isGrouped ? about.last.length : columns.last.length).keys();
		const groups = new Set<number>();
		for (let j = upTo; j < item.length; j++) groups.add(groupOf(item.values[j] ?? 0));
		return groups;
	};
	const countAgain = (group: number): void => {
		const items = itemsOf(group);
		for (const [end, times] of [
			[upTo, -1],
			[columns.item.length, 1]
		] as const) {
			if (end === 0) continue;
			const own = items
				.map((item) => chosen(item, end))
				.filter(({ people, models }) => people.length + models.length > 0);
			if (own.length > 0) counting.group(own, times);
		}
	};
	return {
		async bringUp(pause) {
			// What is hidden or shown again is so from the beginning.
			if (turns !== columns.turns) {
				[counting, upTo, turns, view] = [countingOf(columns, ear), 0, columns.turns, null];
			}
			if (upTo === columns.item.length) return;
			view = null;
			let done = 0;
			for (const group of changed()) {
				countAgain(group);
				if (++done % TOGETHER === 0) await pause();
			}
			upTo = columns.item.length;
		},
		view: () => (view ??= { ...head(ear.question), ...counting.view() }),
		behind(one, other) {
			const found: { item: number; at: number }[] = [];
			for (let item = 0; item < columns.last.length; item++) {
				const { people } = chosen(item, upTo);
				if (!counting.differ(people, one, other)) continue;
				let at = -Infinity;
				for (const judgment of people) at = Math.max(at, columns.at.values[judgment] ?? 0);
				found.push({ item, at });
			}
			const { all } = columns.items;
			return found
				.sort((a, b) => b.at - a.at || ((all[a.item] ?? '') < (all[b.item] ?? '') ? -1 : 1))
				.map(({ item }) => item);
		},
		bytes: () => counting.bytes()
	};
}

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

/** A question of which nothing is heard: of words of one's own no rule says whether they are alike. */
export const silentView = (question: Question): QuestionView => ({
	...head(question),
	...silent,
	reason: 'free_text'
});

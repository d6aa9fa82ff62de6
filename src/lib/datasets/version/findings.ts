/**
 * What the judgments behind a dataset say of themselves: whether people agree, whether the side on which an answer
 * stood decides, and whether the longer one does. Read before training; nothing is left out for it.
 */
import type { Form } from '#lib/form/form.ts';
import { compare, readRanking } from '#lib/form/ranking.ts';
import { krippendorffAlpha, type Metric } from '#lib/stats/alpha.ts';
import { percentAgreement } from '#lib/stats/agreement.ts';
import { ranked, type Values } from '#lib/stats/table.ts';
import { wilson, type Share } from '#lib/stats/wilson.ts';
import type { Answers } from '#lib/schema/values.ts';
import { whole } from '../splits/numbers.ts';

export type Measure = {
	question: string;
	metric: Metric;
	/** null where it is undefined, and `reason` says why */
	alpha: number | null;
	reason: string | null;
	/** percent agreement, 0 to 1 */
	agreement: number | null;
	judgments: number;
};
export type Findings = {
	measures: Measure[];
	/** of pairs in which one was preferred: how often the one that was shown first, or that is longer */
	first_wins: Share | null;
	longer_wins: Share | null;
};

/** What one person says of an item, and in which order its responses stood. */
export type Said = { answers: Answers; shown: string[] | null };

/** The questions whose answers can be compared, and how far apart two answers are. */
const metricOf: Record<string, Metric> = { label: 'nominal', rating: 'ordinal', ranking: 'nominal' };

/** Every two responses that a ranking says something of: which, and how. */
function* pairsIn({ answers, shown }: Said, question: string) {
	const ranking = readRanking(answers[question]);
	if (!ranking) return;
	const ids = (shown ?? ranking.tiers.flat()).toSorted();
	for (const [i, a] of ids.entries())
		for (const b of ids.slice(i + 1)) {
			const order = ranking.allBad ? null : compare(ranking.tiers, a, b);
			if (order !== null || ranking.allBad)
				yield { a, b, says: ranking.allBad ? 'all_bad' : order === 0 ? 'tie' : order === 1 ? 'a' : 'b' };
		}
}

const isValue = (value: unknown): value is string | number =>
	typeof value === 'string' || typeof value === 'number';
const push = <K, V>(to: Map<K, V[]>, key: K, value: V): void => {
	const known = to.get(key);
	if (known) known.push(value);
	else to.set(key, [value]);
};

/** What several say of an item, of each thing of it that they can agree on: of every two responses, of a ranking. */
function unitsOf(said: Said[], question: string, type: string): (string | number)[][] {
	if (type !== 'ranking') return [said.map(({ answers }) => answers[question]).filter(isValue)];
	const units = new Map<string, string[]>();
	for (const one of said) for (const { a, b, says } of pairsIn(one, question)) push(units, `${a}/${b}`, says);
	return [...units].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, values]) => values);
}

const round = (value: number) => Math.round(value * 1e6) / 1e6;

/** Hears items in the order of their ids. What one says alone can be compared with nothing, and is not kept. */
function measuring(question: string, type: string) {
	const [codes, ends] = [whole(), whole()];
	const known = new Map<string | number, number>();
	const codeOf = (value: string | number): number => {
		const code = known.get(value) ?? known.size;
		known.set(value, code);
		return code;
	};
	const table = (): Values => {
		const values = ranked(known.keys());
		const places = new Map(values.map((value, i) => [value, i]));
		const place = Int32Array.from(known.keys(), (value) => places.get(value) ?? 0);
		return {
			value: Int32Array.from({ length: codes.size() }, (_, i) => place[codes.at(i)] ?? 0),
			first: Int32Array.from({ length: ends.size() + 1 }, (_, u) => (u === 0 ? 0 : ends.at(u - 1))),
			values
		};
	};
	return {
		hear(said: Said[]): void {
			for (const values of unitsOf(said, question, type)) {
				if (values.length < 2) continue;
				for (const value of values) codes.push(codeOf(value));
				ends.push(codes.size());
			}
		},
		found(): Measure {
			const metric = metricOf[type] ?? 'nominal';
			const all = table();
			const alpha = krippendorffAlpha(all, metric);
			const agreed = percentAgreement(all);
			return {
				question,
				metric,
				alpha: alpha.alpha === null ? null : round(alpha.alpha),
				reason: alpha.alpha === null ? alpha.reason : null,
				agreement: agreed.agreement === null ? null : round(agreed.agreement),
				judgments: agreed.agreement === null ? 0 : agreed.judgments
			};
		}
	};
}

/** How often what was shown before the other one is preferred to it. */
function firstWins(question: string) {
	let first = 0;
	let decided = 0;
	return {
		hear(one: Said): void {
			const { shown } = one;
			if (!shown) return;
			for (const { a, b, says } of pairsIn(one, question)) {
				if (says !== 'a' && says !== 'b') continue;
				decided++;
				const winner = says === 'a' ? a : b;
				const other = says === 'a' ? b : a;
				if (shown.indexOf(winner) < shown.indexOf(other)) first++;
			}
		},
		found: (): Share | null => wilson(first, decided)
	};
}

/** Counts rows whose preferred side is longer; equal lengths say nothing. */
export function lengths() {
	let longer = 0;
	let different = 0;
	return {
		pair(chosen: number, rejected: number): void {
			if (chosen === rejected) return;
			different++;
			if (chosen > rejected) longer++;
		},
		share: (): Share | null => wilson(longer, different)
	};
}

/** Hears item by item, in the order of their ids, what each person says of it who judged it. */
export function findings(form: Form | null) {
	const questions = form ? form.questions : [{ name: 'verdict', type: 'label' }];
	const ranking = questions.find(({ type }) => type === 'ranking');
	const first = ranking ? firstWins(ranking.name) : null;
	const measures = questions
		.filter(({ type }) => Object.hasOwn(metricOf, type))
		.map(({ name, type }) => measuring(name, type));
	return {
		hear(said: Said[]): void {
			for (const one of measures) one.hear(said);
			if (first) for (const one of said) first.hear(one);
		},
		found: (): Omit<Findings, 'longer_wins'> => ({
			measures: measures.map(({ found }) => found()),
			first_wins: first?.found() ?? null
		})
	};
}

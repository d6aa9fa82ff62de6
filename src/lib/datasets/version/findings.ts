/**
 * What the judgments behind a dataset say of themselves: whether people agree, whether the side on which an answer
 * stood decides, and whether the longer one does. Read before training; nothing is left out for it.
 */
import type { Form } from '#lib/form/form.ts';
import { compare, readRanking } from '#lib/form/ranking.ts';
import type { JudgmentView } from '#lib/schema/judgment.ts';
import { krippendorffAlpha, type Metric } from '#lib/stats/alpha.ts';
import { percentAgreement } from '#lib/stats/agreement.ts';
import { tableOf, type Rating } from '#lib/stats/table.ts';
import { wilson, type Share } from '#lib/stats/wilson.ts';

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

type Said = Pick<JudgmentView, 'id' | 'item_id' | 'rater' | 'answers' | 'shown'>;

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

function ratingsOf(said: Said[], question: string, type: string): Rating<string | number>[] {
	return said.flatMap((one): Rating<string | number>[] => {
		const { item_id: unit, rater, answers } = one;
		if (type === 'ranking')
			return [...pairsIn(one, question)].map(({ a, b, says }) => ({
				unit: `${unit}/${a}/${b}`,
				rater,
				value: says
			}));
		const value = answers[question];
		return typeof value === 'string' || typeof value === 'number' ? [{ unit, rater, value }] : [];
	});
}

const round = (value: number) => Math.round(value * 1e6) / 1e6;

function measure(said: Said[], question: string, type: string): Measure {
	const metric = metricOf[type] ?? 'nominal';
	const table = tableOf(ratingsOf(said, question, type));
	const alpha = krippendorffAlpha(table, metric);
	const agreed = percentAgreement(table);
	return {
		question,
		metric,
		alpha: alpha.alpha === null ? null : round(alpha.alpha),
		reason: alpha.alpha === null ? alpha.reason : null,
		agreement: agreed.agreement === null ? null : round(agreed.agreement),
		judgments: agreed.agreement === null ? 0 : agreed.judgments
	};
}

/** How often what was shown before the other one is preferred to it. */
function firstWins(said: Said[], question: string): Share | null {
	let first = 0;
	let decided = 0;
	for (const one of said) {
		const { shown } = one;
		if (!shown) continue;
		for (const { a, b, says } of pairsIn(one, question)) {
			if (says !== 'a' && says !== 'b') continue;
			decided++;
			const winner = says === 'a' ? a : b;
			const other = says === 'a' ? b : a;
			if (shown.indexOf(winner) < shown.indexOf(other)) first++;
		}
	}
	return wilson(first, decided);
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

/** @param said of each person and item the judgment that stands */
export function findingsOf(form: Form | null, said: Said[]): Omit<Findings, 'longer_wins'> {
	const questions = form ? form.questions : [{ name: 'verdict', type: 'label' }];
	const ranking = questions.find(({ type }) => type === 'ranking');
	return {
		measures: questions
			.filter(({ type }) => Object.hasOwn(metricOf, type))
			.map(({ name, type }) => measure(said, name, type)),
		first_wins: ranking ? firstWins(said, ranking.name) : null
	};
}

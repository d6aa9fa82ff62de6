/** What agreement comes to, in words for people. */
import { reasons } from '#lib/stats/reasons.ts';
import {
	NOT_MARKED,
	type Estimate,
	type MeasureName,
	type NoNumber,
	type QuestionView
} from '#lib/quality/agreement.ts';
import { list } from '#lib/ui/words.ts';

export const nameOf: Record<MeasureName, string> = {
	percent: 'say the same',
	cohen: 'Cohen’s kappa',
	fleiss: 'Fleiss’ kappa',
	ac1: 'Gwet’s AC1',
	alpha_nominal: 'Krippendorff’s alpha, nominal',
	alpha_ordinal: 'Krippendorff’s alpha, ordinal',
	alpha_interval: 'Krippendorff’s alpha, interval',
	alpha_ratio: 'Krippendorff’s alpha, ratio',
	f1_exact: 'F1, the very same',
	f1_overlap: 'F1, any overlap',
	f1_half: 'F1, half of the area shared',
	f1_three_quarters: 'F1, three quarters shared',
	tau_b: 'Kendall’s tau-b',
	spearman: 'Spearman’s rho',
	kendall_w: 'Kendall’s W'
};
export const pairsBy: Record<NonNullable<QuestionView['pairs_by']>, string> = {
	cohen: 'Cohen’s kappa',
	cohen_quadratic: 'Cohen’s kappa, weighted by distance',
	f1_exact: 'F1, the very same',
	f1_half: 'F1, half of the area shared'
};

export const reasonSaid = (reason: NoNumber): string =>
	reason === 'free_text'
		? 'People answer in their own words, and no rule says whether two texts mean the same. Read them side by side.'
		: reasons[reason];

/** `0.79`, `94 %`. */
export const numberSaid = (measure: MeasureName, value: number): string =>
	measure === 'percent' ? `${Math.round(value * 100)} %` : value.toFixed(2);

/** `0.76–0.81`; below zero `-0.28 to -0.26`, where a dash would be one more minus */
export function rangeSaid(measure: MeasureName, { low, high }: Estimate): string | null {
	if (low === null || high === null) return null;
	return `${numberSaid(measure, low).replace(' %', '')}${low < 0 ? ' to ' : '–'}${numberSaid(measure, high)}`;
}

export const labelSaid = (label: string): string =>
	label === NOT_MARKED ? 'not marked' : label.replace('_', ' ');

/** What is asked of each question's units. */
export const unitsSaid: Record<QuestionView['of'], [string, string]> = {
	item: ['item', 'items'],
	response: ['response', 'responses'],
	pair: ['pair of responses', 'pairs of responses']
};

/** Labels of the rows and columns of a confusion. */
export const sidesOf = ({ labels, by_label: marks }: Pick<QuestionView, 'labels' | 'by_label'>): string[] =>
	marks.length > 0 ? [...labels, NOT_MARKED] : labels;

export type Confused = { one: string; other: string; count: number; share: number };

/** The two labels that are confused most, with their share of all that differs; null where nothing does. */
export function mostConfused(view: Pick<QuestionView, 'labels' | 'by_label' | 'confusion'>): Confused | null {
	const sides = sidesOf(view);
	const cells = (view.confusion ?? []).flatMap((row, i) =>
		row.slice(0, i).map((count, j) => ({ one: sides[j] ?? '', other: sides[i] ?? '', count }))
	);
	const all = cells.reduce((sum, { count }) => sum + count, 0);
	const [most] = cells.toSorted((a, b) => b.count - a.count);
	return most && most.count > 0 ? { ...most, share: most.count / all } : null;
}

/** K. Krippendorff (2018), Content Analysis, 4th edition, chapter 12: rely on 0.8, conclude with care from 0.667. */
const RELY = 0.8;
const CARE = 0.667;
/** Two labels are worth a word where so much of all that differs is between them. */
const MUCH = 1 / 3;
/** Of fewer units nothing is concluded. */
export const FEW = 10;

/** The heading: what is going on. */
export function findingOf(view: QuestionView): string {
	if (view.reason !== null) return `${view.title} is answered in people’s own words`;
	if (view.units === 0)
		return view.judgments === 0 ? 'Nobody has judged yet' : 'Nothing was judged by two people yet';
	const main = view.measures.find(({ measure }) => measure === view.main);
	if (!main || main.value === null)
		return main?.reason === 'one_value'
			? 'Everybody gives one and the same answer'
			: 'Agreement cannot be told yet';
	if (view.units < FEW) return 'Too little was judged twice to say how people agree';
	const apart = view.raters.filter((rater) => rater.apart);
	const how =
		main.value >= RELY
			? 'People agree'
			: main.value >= CARE
				? 'People mostly agree'
				: 'People often disagree';
	const confused = mostConfused(view);
	const isNamed = view.type !== 'rating' && confused && confused.share >= MUCH && confused.count > 1;
	if (isNamed && confused.other === NOT_MARKED)
		return `${how}${main.value >= CARE ? ', except on' : ', most of all on'} whether something is ${labelSaid(confused.one)}`;
	if (isNamed)
		return `${how}${main.value >= CARE ? ', except on' : ', most of all on'} ${labelSaid(confused.one)} and ${labelSaid(confused.other)}`;
	if (apart.length > 0 && apart.length < 3)
		return `${how}; ${list(apart.map(({ rater }) => rater))} ${apart.length === 1 ? 'stands' : 'stand'} apart`;
	return main.value >= RELY ? `${how} on ${view.title}` : `${how} on ${view.title}, in many ways`;
}

/** Short names for people who are written beside each other: what their e-mails begin with, where that tells them apart. */
export function shortNames(raters: readonly string[]): Map<string, string> {
	const short = (rater: string) => (rater.split('@')[0] ?? rater).slice(0, 10);
	const counts = new Map<string, number>();
	for (const rater of raters) counts.set(short(rater), (counts.get(short(rater)) ?? 0) + 1);
	return new Map(
		raters.map((rater) => [rater, counts.get(short(rater)) === 1 ? short(rater) : rater.slice(0, 14)])
	);
}

/** What the counting of every kind of question shares: who said something of a unit, when last, and each two of them. Pure. */
import type { Classes } from '#lib/stats/classes.ts';
import type { Measured } from '#lib/stats/judged.ts';
import type { Measure, MeasureName, QuestionView, WeekView } from './agreement.ts';
import type { Columns, Ear } from './columns.ts';
import { estimateOf } from './estimate.ts';
import type { Counted, Tally } from './tally.ts';
import type { Unit } from './units.ts';
import { beginOf, MOST_WEEKS, weekOf } from './weeks.ts';

/** Judgments of one item that are compared, of people and of models beside them. */
export type Own = { people: readonly number[]; models: readonly number[] };

/** One question's answers, counted group by group. */
export type Counting = {
	/** @param items those of one group. @param times 1, or -1 where they are taken back */
	group(items: readonly Own[], times: 1 | -1): void;
	view(): Part;
	/** whether one of these says `one` and another one `other` */
	differ(people: readonly number[], one: string, other: string): boolean;
	bytes(): number;
};
export type Part = Omit<QuestionView, 'question' | 'title' | 'type'>;
export type Given = { columns: Columns; ear: Ear };

/** Values of which there is a picture: of more nobody sees anything. */
export const MOST_LABELS = 60;

export const named = (measure: MeasureName, measured: Measured | undefined): Measure => ({
	measure,
	...estimateOf(measured)
});

/** A unit as it is counted. @param couple what two judgments come to, by their places; the rater of the first comes first */
export function countedOf(
	{ rater, at }: Columns,
	{ by }: Pick<Unit<unknown>, 'by'>,
	kind: number,
	couple: (one: number, other: number) => number
): Counted {
	const raters: number[] = [];
	let latest = -Infinity;
	for (const judgment of by) {
		raters.push(rater.values[judgment] ?? 0);
		latest = Math.max(latest, at.values[judgment] ?? 0);
	}
	const couples: number[] = [];
	for (let i = 0; i < by.length; i++)
		for (let j = 0; j < i; j++) {
			const [one, other] = [raters[i] ?? 0, raters[j] ?? 0];
			if (other < one) couples.push(other, one, couple(j, i));
			else couples.push(one, other, couple(i, j));
		}
	return { raters, kind, week: by.length < 2 ? null : weekOf(latest), couples };
}

/** The main measure, week by week. */
export const weeklyOf = (
	tally: Tally,
	kindOf: (kind: readonly number[]) => readonly number[],
	measure: (classes: Classes) => Measured | undefined
): WeekView[] =>
	tally
		.weeks(kindOf)
		.slice(-MOST_WEEKS)
		.map(({ week, units, classes }) => ({
			from: new Date(beginOf(week)).toISOString(),
			units,
			...estimateOf(measure(classes()))
		}));

/** Everybody who judged, by name, with how many units they judged. */
export function ratersOf(tally: Tally, { raters }: Columns): { rater: string; judgments: number }[] {
	const judged = tally.judged();
	return [...judged.entries()]
		.flatMap(([r, judgments]) => (judgments > 0 ? [{ rater: raters.all[r] ?? '', judgments }] : []))
		.sort((a, b) => (a.rater < b.rater ? -1 : 1));
}

export const square = (counts: Float64Array, size: number): number[][] =>
	Array.from({ length: size }, (_, i) => [...counts.subarray(i * size, (i + 1) * size)]);

/**
 * The strengths as rows of a picture: a dot with its interval for those who judged, a hollow one beside it where others
 * judged the same. Pure functions of the numbers and a width in pixels, never scaled.
 */
import type { BoardEntry, Strength } from '#lib/quality/board.ts';
import { axisOf, xOf, type Axis } from './axis.ts';

/** A model as the leaderboard has it, as far as it is drawn. */
export type Line = Pick<
	BoardEntry,
	'model' | 'rating' | 'error' | 'low' | 'high' | 'rank' | 'standing' | 'comparisons'
> & { other: Pick<Strength, 'rating' | 'standing'> | null };

export const ROW = 28;
const TOP = 8;

export type Row = {
	line: Line;
	y: number;
	x: number;
	/** null where there is no interval */
	low: number | null;
	high: number | null;
	/** it goes on beyond the picture */
	cut: { low: boolean; high: boolean };
	/** where the others see it; null where they do not */
	beside: number | null;
};

export type Rows = { rows: Row[]; axis: Axis; top: number; bottom: number; height: number; narrow: boolean };

/** Pixels of a letter of a name, and how many of them a name may have before it is cut. */
const LETTER = 7.2;
const LETTERS = { wide: 26, narrow: 14 };
const RANK = { wide: 62, narrow: 46 };
const VALUE = { wide: 96, narrow: 52 };

/** An interval may reach so many times the spread of all strengths beyond them, so that one wide one hides no other. */
const REACH = 0.75;
const LEAST_REACH = 150;

function domainOf(lines: readonly Line[]): number[] {
	const ratings = lines.flatMap(({ rating, other }) => (other ? [rating, other.rating] : [rating]));
	const [least, most] = [Math.min(...ratings), Math.max(...ratings)];
	const reach = Math.max(LEAST_REACH, REACH * (most - least));
	const ends = lines.flatMap(({ low, high }) => [low ?? least, high ?? most]);
	return [...ratings, ...ends.map((end) => Math.min(most + reach, Math.max(least - reach, end)))];
}

const NARROW = 560;

/** Where the ranks end, the names begin, and the picture begins and ends: names get as much as the longest one needs. */
export function columnsOf(
	lines: readonly Line[],
	width: number
): Record<'rank' | 'name' | 'left' | 'right', number> {
	const kind = width < NARROW ? 'narrow' : 'wide';
	const letters = Math.min(LETTERS[kind], Math.max(6, ...lines.map(({ model }) => [...model].length)));
	const name = RANK[kind];
	return {
		rank: name - (kind === 'wide' ? 16 : 8),
		name,
		left: Math.round(name + LETTER * letters + 14),
		right: width - VALUE[kind]
	};
}

export function rowsOf(lines: readonly Line[], width: number): Rows {
	const { left, right } = columnsOf(lines, width);
	const narrow = width < NARROW;
	const axis = axisOf(domainOf(lines), left, Math.max(left + 40, right), narrow ? 3 : 7);
	const rows = lines.map((line, i): Row => {
		const { rating, low, high, other } = line;
		return {
			line,
			y: TOP + ROW * i + ROW / 2,
			x: xOf(axis, rating),
			low: low === null ? null : xOf(axis, low),
			high: high === null ? null : xOf(axis, high),
			cut: { low: low !== null && low < axis.from, high: high !== null && high > axis.to },
			beside: other && other.standing !== 'unseen' ? xOf(axis, other.rating) : null
		};
	});
	const bottom = TOP + ROW * lines.length;
	return { rows, axis, top: TOP, bottom, height: bottom + 26, narrow };
}

/** `1–2`, `4` */
export const rankSaid = ({ best, worst }: Line['rank']): string =>
	best === worst ? `${best}` : `${best}–${worst}`;

/** A name that fits. */
export function nameIn(model: string, narrow: boolean): string {
	const most = LETTERS[narrow ? 'narrow' : 'wide'];
	const letters = [...model];
	return letters.length <= most ? model : `${letters.slice(0, most - 1).join('')}…`;
}

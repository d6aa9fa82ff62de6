/** The three pictures of a calibration as shapes: pure functions of the numbers and a width in pixels, never scaled. */
import type { Point, Tenth } from '#lib/stats/calibration.ts';
import { found, type Found } from '#lib/stats/calibration.ts';

export type Frame = {
	width: number;
	height: number;
	left: number;
	right: number;
	top: number;
	bottom: number;
};

export const HEIGHT = 340;

/** The space of a picture and its axes. */
export const frameOf = (width: number, left = 46): Frame => ({
	width,
	height: HEIGHT,
	left,
	right: width - 10,
	top: 10,
	bottom: HEIGHT - 46
});

const round = (n: number): number => Math.round(n * 10) / 10;
export const xOf = ({ left, right }: Frame, share: number): number => round(left + (right - left) * share);
export const yOf = ({ top, bottom }: Frame, share: number, most = 1): number =>
	round(bottom - (bottom - top) * Math.min(1, share / most));

export type Dot = { x: number; y: number; low: number; high: number; r: number; few: boolean; tenth: Tenth };

/** Fewer verdicts than this are drawn hollow: they say little. */
const FEW = 10;

/** What was said against what people kept, a dot a tenth, larger for more decisions. */
export function dotsOf(frame: Frame, tenths: readonly Tenth[]): Dot[] {
	const most = Math.max(1, ...tenths.map(({ decisions }) => decisions));
	return tenths.flatMap((tenth) => {
		const { wrong, confidence, decisions, verdicts } = tenth;
		if (!wrong) return [];
		return [
			{
				x: xOf(frame, confidence),
				y: yOf(frame, 1 - wrong.share),
				low: yOf(frame, 1 - wrong.high),
				high: yOf(frame, 1 - wrong.low),
				r: round(3.5 + 5 * Math.sqrt(decisions / most)),
				few: verdicts < FEW,
				tenth
			}
		];
	});
}

export type Bar = {
	x: number;
	width: number;
	pieces: { kind: Found; y: number; height: number }[];
	low: number;
	high: number;
	tenth: Tenth;
};

/** How often people overruled, a bar a tenth, in pieces by how; as high as the highest limit. */
export function barsOf(frame: Frame, tenths: readonly Tenth[]): { bars: Bar[]; most: number } {
	const most = roomFor(Math.max(0, ...tenths.map(({ wrong }) => wrong?.high ?? 0)));
	const step = (frame.right - frame.left) / 10;
	const bars = tenths.flatMap((tenth): Bar[] => {
		const { wrong, ways, from } = tenth;
		if (!wrong || !ways) return [];
		let base = frame.bottom;
		const pieces = found.flatMap((kind) => {
			if (kind === 'kept' || ways[kind] === 0) return [];
			const height = round(frame.bottom - yOf(frame, ways[kind], most));
			base = round(base - height);
			return [{ kind, y: base, height }];
		});
		const x = round(frame.left + step * from * 10 + step * 0.18);
		const [low, high] = [yOf(frame, wrong.low, most), yOf(frame, wrong.high, most)];
		return [{ x, width: round(step * 0.64), pieces, low, high, tenth }];
	});
	return { bars, most };
}

/** The next round number above, so that an axis ends on one. */
export function roomFor(share: number): number {
	const steps = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1];
	return steps.find((step) => step >= share) ?? 1;
}

/** Up to so many points are drawn as points. */
const LINE = 8;

export type Curve = {
	most: number;
	line: string;
	band: string;
	/** where there are too few points for a line: each with its limits */
	few: { x: number; y: number; low: number; high: number }[];
	/** where a threshold stands on it; null where nobody looked there */
	place(at: number): { x: number; y: number; point: Point } | null;
};

/** The share that is wrong against the share that runs alone, with its limits. */
export function curveOf(frame: Frame, points: readonly Point[], target: number): Curve {
	const known = points.filter(({ error }) => error !== null).toReversed();
	const shares = known.map(({ error }) => error?.share ?? 0);
	const most = roomFor(Math.max(2 * target, ...shares) * 1.05);
	const at = (point: Point, share: number) => `${xOf(frame, point.coverage)} ${yOf(frame, share, most)}`;
	const along = (limit: (point: Point) => number, those = known) =>
		those.map((point) => at(point, limit(point))).join('L');
	const place = (threshold: number) => {
		const point = points.find((one) => one.at >= threshold);
		if (!point?.error) return null;
		return { x: xOf(frame, point.coverage), y: yOf(frame, point.error.share, most), point };
	};
	if (known.length === 0) return { most, line: '', band: '', few: [], place };
	const each = ({ coverage, error }: Point) => ({
		x: xOf(frame, coverage),
		y: yOf(frame, error?.share ?? 0, most),
		low: yOf(frame, error?.low ?? 0, most),
		high: yOf(frame, error?.high ?? 0, most)
	});
	return {
		most,
		few: known.length > LINE ? [] : known.map(each),
		line: `M${along(({ error }) => error?.share ?? 0)}`,
		band: `M${along(({ error }) => error?.low ?? 0)}L${along(({ error }) => error?.high ?? 0, known.toReversed())}Z`,
		place
	};
}

/** A line of a few shares, low confidence to high, for a row of a table. */
export function sparkOf(shares: readonly number[], width: number, height: number): string {
	const most = Math.max(0.01, ...shares);
	const step = width / Math.max(1, shares.length - 1);
	const points = shares.map((share, i) => `${round(i * step)} ${round(height - (height * share) / most)}`);
	return points.length === 0 ? '' : `M${points.join('L')}`;
}

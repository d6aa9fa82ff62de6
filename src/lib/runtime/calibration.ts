/** What the verdicts on one action say: how it does, which threshold keeps a target, and what each would cost people. */
import {
	calibrationError,
	reliability,
	riskCoverage,
	type CalibrationError,
	type Cell,
	type Point,
	type Tenth
} from '#lib/stats/calibration.ts';
import type { Share } from '#lib/stats/wilson.ts';
import { crossing, suggestThreshold, type Suggestion } from '#lib/stats/threshold.ts';
import { sampleOf, type ActionPolicy, type Policy } from './policy.ts';

const DAY_MS = 86_400_000;

/** One action's verdicts. */
export type Counted = {
	action: string;
	cells: Cell[];
	/** how many verdicts tell as much as one: the same action of the same agent counts once a tenth of confidence */
	spread: number;
	/** of the first decision that is counted, epoch milliseconds */
	since: number;
	/** drawn for a look, and nobody looked yet */
	waiting: number;
};

export type Calibration = {
	/** how far back, in days */
	days: number;
	now: number;
	policy: Policy & { version: number };
	/** those with the most decisions first */
	actions: Counted[];
};

/** How an action's verdicts are read: what is counted, and under which policy. */
export type Evidence = {
	cells: Cell[];
	/** how many verdicts tell as much as one */
	spread: number;
	/** decisions a day */
	daily: number;
	own: ActionPolicy;
};

/** Decisions a day, from the first that is counted; of less than a day, as if it were one. */
export const dailyOf = (decisions: number, since: number, now: number): number =>
	decisions / Math.max(1, (now - since) / DAY_MS);

export const totalOf = (cells: readonly Cell[]): number =>
	cells.reduce((sum, { decisions }) => sum + decisions, 0);

/** What a threshold would do. */
export type Plan = {
	/** in hundredths; null: none, so all wait for a person unless a rule lets them run */
	at: number | null;
	/** the share that is wrong among what runs alone, at 95 %; null where nobody looked */
	error: Share | null;
	/** the share that runs alone */
	coverage: number;
	/** a day: decisions that wait for a person, and those that ran alone and are looked at afterwards */
	wait: number;
	look: number;
};

/** @param sample the share looked at afterwards, where it is not the policy's */
export function planOf(
	{ cells, daily, own }: Evidence,
	points: readonly Point[],
	at: number | null,
	sample?: number
): Plan {
	const point = at === null ? undefined : points.find((one) => one.at >= at);
	const coverage = point?.coverage ?? 0;
	const all = totalOf(cells);
	const looked = cells.reduce(
		(sum, { band, decisions }) =>
			at === null || band < at ? sum : sum + decisions * (sample ?? sampleOf(own, band / 100)),
		0
	);
	return {
		at,
		error: point?.error ?? null,
		coverage,
		wait: daily * (1 - coverage),
		look: all === 0 ? 0 : (daily * looked) / all
	};
}

export type Reading = {
	decisions: number;
	verdicts: number;
	/** decisions that ran alone while nobody was to look: nothing is known of them */
	unseen: number;
	points: Point[];
	tenths: Tenth[];
	error: CalibrationError | null;
	suggestion: Suggestion;
	/** where the error is exactly the target, at 95 %, in hundredths */
	range: { low: number; high: number } | null;
};

export function readingOf({ cells, spread }: Evidence, target: number): Reading {
	const points = riskCoverage(cells, spread);
	const tenths = reliability(cells, spread);
	return {
		decisions: totalOf(cells),
		verdicts: tenths.reduce((sum, { verdicts }) => sum + verdicts, 0),
		unseen: totalOf(cells.filter(({ asked }) => asked === null || asked <= 0)),
		points,
		tenths,
		error: calibrationError(tenths, spread),
		suggestion: suggestThreshold(points, target, spread),
		range: crossing(points, target)
	};
}

/** A threshold of the policy in hundredths: what lies below it waits, so it is rounded up. */
export const hundredths = (confidence: number | undefined): number | null =>
	confidence === undefined ? null : Math.ceil(confidence * 100 - 1e-9);

/** The calibration of a project as the API tells it. */
import type { Point } from '#lib/stats/calibration.ts';
import type { Share } from '#lib/stats/wilson.ts';
import type { Suggestion } from '#lib/stats/threshold.ts';
import {
	dailyOf,
	hundredths,
	planOf,
	readingOf,
	totalOf,
	type Calibration,
	type Counted,
	type Evidence,
	type Plan
} from './calibration.ts';
import { actionOf, type Policy } from './policy.ts';

export const evidenceOf = (
	{ action, cells, spread, since }: Counted,
	policy: Policy,
	now: number
): Evidence => ({
	cells,
	spread,
	daily: dailyOf(totalOf(cells), since, now),
	own: actionOf(policy, action)
});

const shareView = (share: Share | null) =>
	share && { share: share.share, low: share.low, high: share.high, verdicts: share.of };

const pointView = ({ at, coverage, decisions, error }: Point) => ({
	confidence_min: at / 100,
	coverage,
	decisions,
	error: shareView(error)
});

const planView = ({ at, error, coverage, wait, look }: Plan) => ({
	confidence_min: at === null ? null : at / 100,
	error: shareView(error),
	coverage,
	waiting_per_day: wait,
	looked_at_per_day: look
});

const suggestionView = (suggestion: Suggestion) =>
	suggestion.kind === 'found'
		? { kind: 'found', confidence_min: suggestion.point.at / 100, at_most: suggestion.bound }
		: suggestion.kind === 'thin'
			? { kind: 'too_few_verdicts', verdicts: suggestion.have, more: suggestion.more }
			: { kind: 'none', nearest: pointView(suggestion.point), more: suggestion.more };

export const calibrationView = ({ days, now, policy, actions }: Calibration, target: number) => ({
	days,
	target,
	policy_version: policy.version,
	actions: actions.map((one) => {
		const evidence = evidenceOf(one, policy, now);
		const { points, tenths, error, suggestion, range, ...counts } = readingOf(evidence, target);
		const chosen = suggestion.kind === 'found' ? suggestion.point.at : null;
		return {
			action: one.action,
			...counts,
			alike: evidence.spread,
			drawn_and_not_looked_at: one.waiting,
			now: planView(planOf(evidence, points, hundredths(evidence.own.confidence_min))),
			suggestion: suggestionView(suggestion),
			suggested: chosen === null ? null : planView(planOf(evidence, points, chosen)),
			crossing: range && { low: range.low / 100, high: range.high / 100 },
			calibration_error: error,
			reliability: tenths.map(({ wrong, ...tenth }) => ({ ...tenth, overruled: shareView(wrong) })),
			curve: points.map(pointView)
		};
	})
});
export type CalibrationView = ReturnType<typeof calibrationView>;

/** The arithmetic of the bench: percentiles by nearest rank, ratios, and whether a goal was met. */

export type Latency = { count: number; p50: number; p95: number; p99: number; max: number };

/** Two digits behind the point say more than the machine does. */
export const round = (value: number, digits = 2): number => {
	const scale = 10 ** digits;
	return Math.round(value * scale) / scale;
};

/**
 * The smallest sample that at least `percent` of all samples do not exceed (nearest rank, no interpolation: every
 * answer is a latency that somebody had).
 * @param sorted ascending
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
	if (sorted.length === 0) throw new Error('There is no percentile of nothing.');
	const rank = Math.ceil((percent / 100) * sorted.length);
	return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? NaN;
}

/** @param samples milliseconds in any order */
export function latency(samples: number[]): Latency {
	const sorted = Float64Array.from(samples).sort();
	const at = (percent: number) => round(percentile(sorted, percent));
	return { count: sorted.length, p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}

export type Goal = { goal: string; value: number; limit: number; met: boolean };

export const atLeast = (goal: string, value: number, limit: number): Goal => ({
	goal: `${goal} at least ${limit}`,
	value: round(value),
	limit,
	met: value >= limit
});

export const below = (goal: string, value: number, limit: number): Goal => ({
	goal: `${goal} below ${limit}`,
	value: round(value),
	limit,
	met: value < limit
});

/** Weeks from Monday to Sunday in UTC, in which units were judged last. Pure. */

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** The first of January 1970 was a Thursday. */
const MONDAY = 4 * DAY;
/** So many weeks are told, the latest. */
const MOST = 26;

export const weekOf = (at: number): number => Math.floor((at - MONDAY) / WEEK);

/** In their order, those in which something was. @param isWanted units that are counted */
export function weeksOf(latest: Float64Array, isWanted: (unit: number) => boolean) {
	const counts = new Map<number, number>();
	for (let u = 0; u < latest.length; u++) {
		if (!isWanted(u)) continue;
		const week = weekOf(latest[u] ?? 0);
		counts.set(week, (counts.get(week) ?? 0) + 1);
	}
	return [...counts]
		.sort(([a], [b]) => a - b)
		.slice(-MOST)
		.map(([week, units]) => ({
			from: week * WEEK + MONDAY,
			units,
			takes: (u: number) => weekOf(latest[u] ?? 0) === week
		}));
}

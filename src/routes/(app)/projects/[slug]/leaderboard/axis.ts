/** Axes of the leaderboard's pictures: where a number lies between two edges in pixels, and which numbers are written. */

export type Axis = {
	from: number;
	to: number;
	/** pixels */
	left: number;
	right: number;
	ticks: number[];
};

const tenth = (n: number): number => Math.round(n * 10) / 10;

/** Where a number lies, in pixels; what is beyond an end lies at that end. */
export const xOf = ({ from, to, left, right }: Axis, value: number): number =>
	tenth(left + ((right - left) * (Math.min(to, Math.max(from, value)) - from)) / (to - from || 1));

const steps = [1, 2, 2.5, 5, 10];

/** Round numbers between two, at most so many: steps of 1, 2, 2.5 or 5 times a power of ten. */
export function ticksOf(from: number, to: number, most: number): number[] {
	if (!(to > from) || most < 1) return [];
	const least = (to - from) / most;
	const power = 10 ** Math.floor(Math.log10(least));
	const step = (steps.find((one) => one * power >= least * (1 - 1e-9)) ?? 10) * power;
	const first = Math.ceil(from / step - 1e-9);
	const last = Math.floor(to / step + 1e-9);
	// Multiples, not sums: 0.1 added ten times is not 1. A zero has no sign.
	return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
		Number(((first + i) * step).toPrecision(12))
	).map((tick) => (tick === 0 ? 0 : tick));
}

/** An axis over all these numbers, with a little room at both ends. */
export function axisOf(values: readonly number[], left: number, right: number, most: number): Axis {
	const known = values.filter(Number.isFinite);
	let [from, to] = [Math.min(...known), Math.max(...known)];
	if (known.length === 0) [from, to] = [0, 1];
	const room = (to - from) * 0.04 || Math.abs(to) * 0.1 || 1;
	[from, to] = [from - room, to + room];
	return { from, to, left, right, ticks: ticksOf(from, to, most) };
}

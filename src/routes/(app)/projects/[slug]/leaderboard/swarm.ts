/** A strip of people: a dot each, beside each other where there is room and above each other where there is none. */
import { axisOf, ticksOf, xOf, type Axis } from './axis.ts';

export type Someone = {
	name: string;
	value: number;
	/** whether it is surely off, of so many people */
	marked: boolean;
};

export type Dot = { of: Someone; x: number; y: number };
export type Swarm = {
	axis: Axis;
	dots: Dot[];
	/** who stands out most, and is named */
	out: Dot | null;
	median: number;
};

export const R = 2.8;
const EDGE = 8;
const MIDDLE = 22;
/** Above and below the middle: more than these lie over each other. */
const LANES = [0, -6, 6, -12, 12, -16];

const median = (values: readonly number[]): number => {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (sorted.length - 1) / 2;
	return ((sorted[Math.floor(at)] ?? 0) + (sorted[Math.ceil(at)] ?? 0)) / 2;
};

/** Of those who are surely off, the one who is furthest. */
const standsOut = (people: readonly Someone[], from: number): Someone | null =>
	people
		.filter(({ marked }) => marked)
		.toSorted((a, b) => Math.abs(b.value - from) - Math.abs(a.value - from))[0] ?? null;

type Wanted = {
	/** what everybody should be; the median where nothing should be */
	should?: number;
	/** what no value goes beyond */
	within?: readonly [number, number];
	ticks?: number;
};

export function swarmOf(
	people: readonly Someone[],
	width: number,
	{ should, within = [0, 1], ticks = 5 }: Wanted = {}
): Swarm {
	const sorted = people.toSorted((a, b) => a.value - b.value || (a.name < b.name ? -1 : 1));
	const values = sorted.map(({ value }) => value);
	const middle = median(values);
	const reach = axisOf([...values, should ?? middle], EDGE, width - EDGE, ticks);
	const [from, to] = [Math.max(reach.from, within[0]), Math.min(reach.to, within[1])];
	const axis = { ...reach, from, to, ticks: ticksOf(from, to, ticks) };
	const furthest = standsOut(sorted, should ?? middle);
	const last = new Map<number, number>();
	const dots = sorted.map((of): Dot => {
		const x = xOf(axis, of.value);
		const lane = LANES.find((one) => x - (last.get(one) ?? -Infinity) >= 2 * R) ?? 0;
		last.set(lane, x);
		return { of, x, y: MIDDLE + lane };
	});
	const out = dots.find(({ of }) => of === furthest) ?? null;
	return {
		axis,
		dots: dots.filter((dot) => dot !== out),
		out: out && { ...out, y: MIDDLE },
		median: middle
	};
}

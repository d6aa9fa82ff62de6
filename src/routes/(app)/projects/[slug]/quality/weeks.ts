/** Agreement week by week as shapes: pure functions of the numbers and a width in pixels, never scaled. */
import type { AgreementView, WeekView } from '#lib/quality/agreement.ts';

export const HEIGHT = 180;
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 78, 10, HEIGHT - 30];

export type Dot = { x: number; y: number; low: number; high: number; isSure: boolean; week: WeekView };
export type Mark = { x: number; version: number };
export type Tick = { y: number; value: number };
export type Picture = {
	dots: Dot[];
	line: string;
	band: string;
	ticks: Tick[];
	marks: Mark[];
	right: number;
};

const round = (n: number): number => Math.round(n * 10) / 10;

/** The scale begins at a fifth below all that is drawn. @param guidelines versions of which the first is no change */
export function pictureOf(
	weeks: readonly WeekView[],
	guidelines: AgreementView['guidelines'],
	width: number
): Picture {
	const told = weeks.filter(({ value }) => value !== null);
	const least = Math.min(1, ...told.map(({ value, low }) => low ?? value ?? 1));
	const floor = Math.min(0.8, Math.floor(least * 5) / 5);
	const right = Math.max(LEFT + 40, width - RIGHT);
	const [first, last] = [told[0], told.at(-1)].map((week) => (week ? Date.parse(week.from) : 0));
	const span = Math.max(1, (last ?? 0) - (first ?? 0));
	const xAt = (at: number) =>
		round(told.length < 2 ? right : LEFT + ((right - LEFT) * (at - (first ?? 0))) / span);
	const yAt = (value: number) => round(BOTTOM - ((BOTTOM - TOP) * (value - floor)) / (1 - floor));
	const dots = told.map((week): Dot => {
		const value = week.value ?? 0;
		return {
			x: xAt(Date.parse(week.from)),
			y: yAt(value),
			low: yAt(week.low ?? value),
			high: yAt(week.high ?? value),
			isSure: week.low !== null,
			week
		};
	});
	const path = (points: [number, number][]) =>
		points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
	const steps = Math.round((1 - floor) * 5);
	const every = Math.max(1, Math.ceil(steps / 5));
	return {
		dots,
		line: path(dots.map(({ x, y }) => [x, y])),
		band:
			dots.length < 2
				? ''
				: `${path([...dots.map(({ x, high }): [number, number] => [x, high]), ...dots.toReversed().map(({ x, low }): [number, number] => [x, low])])}Z`,
		ticks: Array.from({ length: steps + 1 }, (_, i) => i)
			.filter((i) => (steps - i) % every === 0)
			.map((i) => ({ value: round(floor + i / 5), y: yAt(floor + i / 5) })),
		marks: guidelines
			.slice(1)
			.map(({ version, at }) => ({ version, at: Date.parse(at) }))
			.filter(({ at }) => told.length > 1 && at >= (first ?? 0) && at <= (last ?? 0))
			.map(({ version, at }) => ({ version, x: xAt(at) })),
		right
	};
}

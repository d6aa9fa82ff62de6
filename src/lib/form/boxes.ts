/** Boxes on a picture as they are drawn, moved and sized: fractions of the upright picture, always within it. Pure. */
import { isObject, type Json } from '#lib/schema/json.ts';

export type Point = { x: number; y: number };
export type Box = Point & { width: number; height: number; label: string };
/** Corners, from the left top one on with the clock. */
export const corners = [0, 1, 2, 3] as const;
export type Corner = (typeof corners)[number];

/** Less is a hand that slipped. */
export const LEAST = 0.005;
/** A step of the arrows. */
export const STEP = 0.01;

const within = (n: number, most = 1): number => Math.min(most, Math.max(0, n));
/** Four digits are a fifth of a pixel on a picture of 2,000. */
const round = (n: number): number => Math.round(n * 10_000) / 10_000;
const rounded = ({ x, y, width, height, label }: Box): Box => {
	const [left, top] = [round(x), round(y)];
	return { x: left, y: top, width: round(x + width - left), height: round(y + height - top), label };
};

/** Boxes of a stored or checked answer. */
export const readBoxes = (answer: Json | undefined): Box[] =>
	Array.isArray(answer)
		? answer.filter(isObject).map(({ x, y, width, height, label }) => ({
				x: Number(x),
				y: Number(y),
				width: Number(width),
				height: Number(height),
				label: String(label)
			}))
		: [];

/** From one corner to the opposite one, in whatever direction; null where hardly anything was drawn. */
export function boxBetween(from: Point, to: Point, label: string): Box | null {
	const [ax, ay, bx, by] = [within(from.x), within(from.y), within(to.x), within(to.y)];
	const box = {
		x: Math.min(ax, bx),
		y: Math.min(ay, by),
		width: Math.abs(bx - ax),
		height: Math.abs(by - ay),
		label
	};
	return box.width < LEAST || box.height < LEAST ? null : rounded(box);
}

/** As far as the picture goes. */
export const moved = (box: Box, by: Point): Box =>
	rounded({
		...box,
		x: within(box.x + by.x, 1 - box.width),
		y: within(box.y + by.y, 1 - box.height)
	});

/** Its right lower corner moves; it never vanishes. */
export const sized = (box: Box, by: Point): Box =>
	rounded({
		...box,
		width: Math.max(LEAST, Math.min(box.width + by.x, 1 - box.x)),
		height: Math.max(LEAST, Math.min(box.height + by.y, 1 - box.y))
	});

export const cornerOf = ({ x, y, width, height }: Box, corner: Corner): Point => ({
	x: corner === 0 || corner === 3 ? x : x + width,
	y: corner < 2 ? y : y + height
});

/** One corner is drawn elsewhere, and the opposite one stays; null where hardly anything is left. */
export const reshaped = (box: Box, corner: Corner, to: Point): Box | null =>
	boxBetween(cornerOf(box, ((corner + 2) % 4) as Corner), to, box.label);

/** What a key begins with: in the middle of the picture. */
export const middleBox = (label: string): Box => ({ x: 0.375, y: 0.375, width: 0.25, height: 0.25, label });

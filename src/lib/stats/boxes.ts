/** Which boxes of two people are the same one: rectangles under a label, each taken once, by how much they share. */
import type { Comparison } from './match.ts';

/** A rectangle by its left top corner, in whatever unit. */
export type Box = { label: string; x: number; y: number; width: number; height: number };

/** The area that two share, of the area that they cover together: intersection over union, 0 to 1. */
export function sharedArea(a: Box, b: Box): number {
	const along = (p: number, size: number, q: number, other: number) =>
		Math.max(0, Math.min(p + size, q + other) - Math.max(p, q));
	const both = along(a.x, a.width, b.x, b.width) * along(a.y, a.height, b.y, b.height);
	const either = a.width * a.height + b.width * b.height - both;
	return either > 0 ? both / either : 0;
}

/**
 * So much two boxes share that are the same: M. Everingham et al. (2010), The PASCAL Visual Object Classes Challenge,
 * International Journal of Computer Vision 88, 303-338; and the strict one of T.-Y. Lin et al. (2014), Microsoft COCO.
 */
export const SAME = 0.5;
export const STRICT = 0.75;

/** Couples of those that share most first, each box once. */
function couples(
	one: readonly Box[],
	other: readonly Box[],
	least: number,
	may: (a: Box, b: Box) => boolean
): [number, number][] {
	const found: { l: number; r: number; area: number }[] = [];
	for (const [l, a] of one.entries())
		for (const [r, b] of other.entries()) {
			const area = may(a, b) ? sharedArea(a, b) : 0;
			if (area >= least) found.push({ l, r, area });
		}
	found.sort((a, b) => b.area - a.area || a.l - b.l || a.r - b.r);
	const [ls, rs] = [new Set<number>(), new Set<number>()];
	return found.flatMap(({ l, r }): [number, number][] => {
		if (ls.has(l) || rs.has(r)) return [];
		ls.add(l);
		rs.add(r);
		return [[l, r]];
	});
}

const rest = (many: number, taken: readonly [number, number][], side: 0 | 1): number[] => {
	const gone = new Set(taken.map((couple) => couple[side]));
	return Array.from({ length: many }, (_, i) => i).filter((i) => !gone.has(i));
};

/** `exact` is by the strict share, `overlap` by the usual one; beside each other is told what has one label first. */
export function comparedBoxes(one: readonly Box[], other: readonly Box[]): Comparison {
	const sameLabel = (a: Box, b: Box) => a.label === b.label;
	const overlap = couples(one, other, SAME, sameLabel);
	const [ls, rs] = [rest(one.length, overlap, 0), rest(other.length, overlap, 1)];
	const at = <T>(all: readonly T[], places: number[]): T[] => all.filter((_, i) => places.includes(i));
	const others = couples(at(one, ls), at(other, rs), SAME, () => true).map(([l, r]): [number, number] => [
		ls[l] ?? 0,
		rs[r] ?? 0
	]);
	const beside = [...overlap, ...others];
	return {
		exact: couples(one, other, STRICT, sameLabel),
		overlap,
		beside,
		lone: [rest(one.length, beside, 0), rest(other.length, beside, 1)]
	};
}

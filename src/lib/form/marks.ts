/**
 * Spans of a text as a page draws and makes them: between code points (what is stored) and UTF-16 units (what a
 * browser selects), snapped to whole graphemes, cut into pieces that do not overlap.
 */

/** A stretch of text in UTF-16 units, end exclusive. */
export type Stretch = { start: number; end: number };

const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Converts offsets of one text in O(log n): only the places of characters beyond U+FFFF are kept. */
export function offsetsOf(text: string) {
	const astral = Array.from(text.matchAll(ASTRAL), ({ index }) => index);
	/** how many astral characters begin before `units` */
	const before = (units: number): number => {
		let low = 0;
		let high = astral.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((astral[middle] ?? 0) < units) low = middle + 1;
			else high = middle;
		}
		return low;
	};
	return {
		toPoints: (units: number): number => units - before(units),
		toUnits: (points: number): number => {
			// The n-th astral character begins at code point astral[n] - n.
			let low = 0;
			let high = astral.length;
			while (low < high) {
				const middle = (low + high) >> 1;
				if ((astral[middle] ?? 0) - middle < points) low = middle + 1;
				else high = middle;
			}
			return points + low;
		}
	};
}

/**
 * Widens a stretch to whole graphemes, then leaves white space at its ends out: a selection by mouse or by double
 * click often takes a blank too many. @returns null when nothing but white space is left
 */
export function snap(text: string, { start, end }: Stretch): Stretch | null {
	const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text);
	let from = graphemes.containing(Math.min(start, end))?.index ?? text.length;
	const last = graphemes.containing(Math.max(start, end) - 1);
	let to = last ? last.index + last.segment.length : 0;
	while (from < to && isBlank(text, from)) from++;
	while (to > from && isBlank(text, to - 1)) to--;
	return from < to ? { start: from, end: to } : null;
}

const isBlank = (text: string, at: number): boolean => text.charAt(at).trim() === '';

/** A piece of text under the same marks all along; `marks` are their indexes, in the order of `stretches`. */
export type Piece = Stretch & { marks: number[] };

/** Cuts a text at every border of a stretch. Pieces cover the whole text, in order, and never overlap. */
export function pieces(length: number, stretches: readonly Stretch[]): Piece[] {
	const borders = new Set([0, length]);
	for (const { start, end } of stretches) borders.add(start).add(end);
	const sorted = [...borders].filter((at) => at >= 0 && at <= length).sort((a, b) => a - b);
	return sorted.slice(0, -1).map((start, i): Piece => {
		const end = sorted[i + 1] ?? length;
		return {
			start,
			end,
			marks: stretches.flatMap((s, index) => (s.start < end && s.end > start ? [index] : []))
		};
	});
}

/** A lane for each stretch, so that underlines of overlapping ones stack: 0 is nearest to the text. */
export function lanes(stretches: readonly Stretch[]): number[] {
	const order = stretches
		.map((stretch, index) => ({ ...stretch, index }))
		.sort((a, b) => a.start - b.start || b.end - a.end || a.index - b.index);
	const ends: number[] = [];
	const found: number[] = [];
	for (const { start, end, index } of order) {
		const free = ends.findIndex((until) => until <= start);
		const lane = free === -1 ? ends.length : free;
		ends[lane] = end;
		found[index] = lane;
	}
	return found;
}

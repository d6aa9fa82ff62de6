/**
 * Text counted in Unicode code points, which is what Python and the field's file formats count. JavaScript counts
 * UTF-16 units: an emoji is two of those and one of these.
 */

/** UTF-16 offset of a code point offset, or null past the end. */
export function unitOffset(text: string, points: number): number | null {
	let units = 0;
	for (let seen = 0; seen < points; seen++) {
		const point = text.codePointAt(units);
		if (point === undefined) return null;
		units += point > 0xffff ? 2 : 1;
	}
	return units;
}

/** How many code points a text has. */
export function pointLength(text: string): number {
	let points = 0;
	for (let units = 0; units < text.length; points++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
	return points;
}

/** The text from `start` to before `end`, in code points, or null when they lie outside. */
export function slicePoints(text: string, start: number, end: number): string | null {
	const from = unitOffset(text, start);
	if (from === null) return null;
	const rest = text.slice(from);
	const length = unitOffset(rest, end - start);
	return length === null ? null : rest.slice(0, length);
}

/** Marked stretches as other tools write them, with what they quote where they quote it. */
import { slicePoints } from '#lib/form/codepoints.ts';
import { offsetsOf } from '#lib/form/marks.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { leftOut } from './brought.ts';

export type Region = { start?: Json; end?: Json; label?: Json; text?: Json };

/** Blanks may be lost between the page and the file: a quote that differs in them alone is the same. */
const packed = (value: string): string => value.replace(/\\n/g, '\n').replace(/\s+/gu, ' ').trim();

/**
 * A region as a span in code points. Its offsets may count UTF-16 units instead: then the quote says so.
 * @throws Refusal left_out where the text has no such stretch
 */
export function spanIn(text: Json | undefined, { start, end, label, text: quoted }: Region): JsonObject {
	const [from, to] = [Number(start), Number(end)];
	if (typeof text !== 'string') throw leftOut('a region of a field that holds no text');
	if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from)
		throw leftOut(`a region from ${String(start)} to ${String(end)}, which is none`);
	const said = typeof quoted === 'string' ? quoted : null;
	const points = slicePoints(text, from, to);
	if (points !== null && (said === null || packed(points) === packed(said)))
		return { start: from, end: to, label: label ?? null, quote: points };
	const units = text.slice(from, to);
	if (said !== null && to <= text.length && packed(units) === packed(said)) {
		const { toPoints } = offsetsOf(text);
		return { start: toPoints(from), end: toPoints(to), label: label ?? null, quote: units };
	}
	throw leftOut(
		points === null
			? `a region that ends at ${to}, behind the text`
			: `a region from ${from} to ${to} that quotes “${said ?? ''}”, where the text is “${points}”`
	);
}

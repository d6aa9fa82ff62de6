/** A difference laid out to be read: in slices that begin at lines, and with what all begin with folded. */
import type { Part } from './difference.ts';

/** Slices end at the first line break behind so many characters; a line without end is cut at four times that. */
const SLICE = 3_000;

/** @returns the parts in slices, so that only what is on screen has to be laid out */
export function sliced(parts: Part[]): Part[][] {
	const slices: Part[][] = [[]];
	let size = 0;
	const put = (part: Part) => {
		slices.at(-1)?.push(part);
		size += part.text.length;
	};
	for (const { kind, text } of parts) {
		let at = 0;
		while (at < text.length) {
			const line = text.indexOf('\n', Math.max(at, at + SLICE - size));
			const end = line === -1 ? text.length : line + 1;
			const stop = Math.min(end, at + 4 * SLICE);
			put({ kind, text: text.slice(at, stop) });
			at = stop;
			if (at < text.length || (size >= SLICE && text.endsWith('\n'))) {
				slices.push([]);
				size = 0;
			}
		}
	}
	return slices.filter((slice) => slice.length > 0);
}

/** Fewer words are not folded, and so many stay in front of what differs. */
const LEAST_WORDS = 40;
const KEPT_WORDS = 12;
const MOST_KEPT = 400;

/** @returns what is the same at the beginning and not worth reading again, its words, and the rest */
export function folded(parts: Part[]): { same: string; words: number; rest: Part[] } {
	const [first, ...others] = parts;
	const nothing = { same: '', words: 0, rest: parts };
	if (first?.kind !== 'same' || others.length === 0) return nothing;
	const last = first.text.slice(-MOST_KEPT).match(/\S+\s*/g) ?? [];
	const kept = last.slice(-KEPT_WORDS).join('');
	const same = first.text.slice(0, first.text.length - kept.length);
	const words = same.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
	if (words < LEAST_WORDS) return nothing;
	return { same, words, rest: [{ kind: 'same', text: kept }, ...others] };
}

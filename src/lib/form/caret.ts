/** Where a caret goes in a text: by grapheme, by word, to an end of its line. All places are UTF-16 units. */

export type Move =
	'next' | 'previous' | 'next-word' | 'word-end' | 'previous-word' | 'line-start' | 'line-end';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Moves, for one text: to cut it up anew at every key would cost a long one. */
export function caretOf(text: string): (at: number, move: Move) => number {
	const letters = graphemes.segment(text);
	const parts = words.segment(text);
	const next = (at: number) => {
		const here = letters.containing(at);
		return here ? here.index + here.segment.length : text.length;
	};
	const previous = (at: number) => (at <= 0 ? 0 : (letters.containing(at - 1)?.index ?? 0));
	/** To the beginning of the next word. */
	const nextWord = (at: number) => {
		const here = parts.containing(at);
		for (let place = here ? here.index + here.segment.length : text.length; place < text.length;) {
			const part = parts.containing(place);
			if (!part) break;
			if (part.isWordLike) return place;
			place = part.index + part.segment.length;
		}
		return text.length;
	};
	/** To the end of this word or of the next one, over what lies between. */
	const wordEnd = (at: number) => {
		for (let place = at; place < text.length;) {
			const part = parts.containing(place);
			if (!part) break;
			place = part.index + part.segment.length;
			if (part.isWordLike) return place;
		}
		return text.length;
	};
	/** To the beginning of the word before. */
	const previousWord = (at: number) => {
		for (let place = at; place > 0;) {
			const part = parts.containing(place - 1);
			if (!part) break;
			place = part.index;
			if (part.isWordLike) return place;
		}
		return 0;
	};
	const lineStart = (at: number) => text.lastIndexOf('\n', at - 1) + 1;
	const lineEnd = (at: number) => {
		const end = text.indexOf('\n', at);
		if (end === -1) return text.length;
		return end > at && text[end - 1] === '\r' ? end - 1 : end;
	};
	const moves: Record<Move, (at: number) => number> = {
		next,
		previous,
		'next-word': nextWord,
		'word-end': wordEnd,
		'previous-word': previousWord,
		'line-start': (at) => (at === 0 ? 0 : lineStart(at)),
		'line-end': lineEnd
	};
	return (at, move) => moves[move](Math.max(0, Math.min(at, text.length)));
}

/** The word at a place, or null between words. */
export function wordAt(text: string, at: number): { start: number; end: number } | null {
	const part = words.segment(text).containing(Math.min(at, text.length - 1));
	return part?.isWordLike ? { start: part.index, end: part.index + part.segment.length } : null;
}

const STRONG = /[\p{L}]/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether the line at a place runs from right to left, by its first letter (UAX #9, P2). */
export function isRightToLeft(text: string, at: number): boolean {
	const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
	for (let place = start; place < text.length && place < start + 2000; place++) {
		const letter = String.fromCodePoint(text.codePointAt(place) ?? 0);
		if (letter === '\n') return false;
		if (STRONG.test(letter)) return RIGHT_TO_LEFT.test(letter);
	}
	return false;
}

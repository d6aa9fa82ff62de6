import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointLength, slicePoints } from './codepoints.ts';
import { lanes, offsetsOf, pieces, snap } from './marks.ts';

const family = '👩‍👩‍👧‍👦';
const words = fc
	.array(
		fc.constantFrom(
			'a',
			' ',
			'é',
			'e\u0301',
			'😀',
			family,
			'🇩🇪',
			'سلام',
			'שָׁלוֹם',
			'\r\n',
			'\n',
			'ß',
			'漢',
			'क्षि',
			'👍🏽'
		),
		{ maxLength: 40 }
	)
	.map((parts) => parts.join(''));

describe('offsets', () => {
	it('agree with counting every character, both ways', () => {
		fc.assert(
			fc.property(words, (text) => {
				const { toPoints, toUnits } = offsetsOf(text);
				let points = 0;
				for (let units = 0; units <= text.length;) {
					expect(toPoints(units)).toBe(points);
					expect(toUnits(points)).toBe(units);
					units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
					points++;
				}
			})
		);
	});
});

describe('snapping', () => {
	const graphemes = (text: string) =>
		Array.from(
			new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text),
			(s) => s.index
		).concat(text.length);

	it('never cuts a grapheme, never ends in white space, and its quote is the slice by code points', () => {
		fc.assert(
			fc.property(words, fc.nat(80), fc.nat(80), (text, a, b) => {
				const found = snap(text, { start: Math.min(a, text.length), end: Math.min(b, text.length) });
				if (!found) return;
				const borders = graphemes(text);
				expect(borders).toContain(found.start);
				expect(borders).toContain(found.end);
				const quote = text.slice(found.start, found.end);
				expect(quote.trim()).toBe(quote);
				const { toPoints } = offsetsOf(text);
				const [start, end] = [toPoints(found.start), toPoints(found.end)];
				expect(slicePoints(text, start, end)).toBe(quote);
				expect(end - start).toBe(pointLength(quote));
			}),
			{ numRuns: 1000 }
		);
	});

	it.each([
		['half of an emoji family', `x${family}y`, 3, 5, family],
		['a letter without its accent', 'cafe\u0301!', 3, 4, 'e\u0301'],
		['half of a flag', '🇩🇪🇫🇷', 0, 1, '🇩🇪'],
		['a word with the blank behind it', 'one two', 0, 4, 'one'],
		['a line with its end', 'one\r\ntwo', 0, 5, 'one'],
		['backwards', 'one two', 7, 4, 'two']
	])('%s', (_, text, start, end, quote) => {
		const found = snap(text, { start, end });
		expect(found && text.slice(found.start, found.end)).toBe(quote);
	});

	it('finds nothing in white space', () => {
		expect(snap('a   b', { start: 1, end: 3 })).toBeNull();
	});
});

describe('pieces', () => {
	const stretches = fc.array(
		fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + 1 })),
		{ maxLength: 8 }
	);

	it('cover the text once, and each knows all its marks', () => {
		fc.assert(
			fc.property(stretches, (all) => {
				const cut = pieces(31, all);
				expect(cut.map((p) => p.start)).toEqual([0, ...cut.map((p) => p.end)].slice(0, -1));
				expect(cut.at(-1)?.end).toBe(31);
				for (const piece of cut)
					for (let at = piece.start; at < piece.end; at++)
						expect(piece.marks).toEqual(all.flatMap((s, i) => (s.start <= at && at < s.end ? [i] : [])));
			})
		);
	});

	it('lie in lanes of their own where they overlap', () => {
		fc.assert(
			fc.property(stretches, (all) => {
				const lane = lanes(all);
				all.forEach((a, i) =>
					all.forEach((b, j) => {
						if (i < j && a.start < b.end && b.start < a.end) expect(lane[i]).not.toBe(lane[j]);
					})
				);
			})
		);
	});
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caretOf, isRightToLeft, wordAt } from './caret.ts';

const family = '👩‍👩‍👧‍👦';
const texts = fc
	.array(
		fc.constantFrom('a', ' ', 'e\u0301', '😀', family, '🇩🇪', 'سلام', 'שָׁלוֹם', '\r\n', '\n', '漢', 'क्षि', '.')
	)
	.map((parts) => parts.join(''));

describe('a caret', () => {
	it('goes from end to end over whole graphemes, and back the same way', () => {
		fc.assert(
			fc.property(texts, (text) => {
				const go = caretOf(text);
				const whole = Array.from(new Intl.Segmenter().segment(text), (s) => s.index).concat(text.length);
				const forth = [0];
				while ((forth.at(-1) ?? 0) < text.length) forth.push(go(forth.at(-1) ?? 0, 'next'));
				expect(forth).toEqual([...new Set(whole)]);
				const back = [text.length];
				while ((back.at(-1) ?? 0) > 0) back.push(go(back.at(-1) ?? 0, 'previous'));
				expect(back.toReversed()).toEqual(forth);
			})
		);
	});

	it('always gets on by words, and never beyond the text', () => {
		fc.assert(
			fc.property(texts, fc.nat(60), (text, from) => {
				const at = Math.min(from, text.length);
				const go = caretOf(text);
				const [next, end, previous] = [go(at, 'next-word'), go(at, 'word-end'), go(at, 'previous-word')];
				expect(Math.max(next, end)).toBeLessThanOrEqual(text.length);
				expect(previous).toBeGreaterThanOrEqual(0);
				if (at < text.length) expect(Math.min(next, end)).toBeGreaterThan(at);
				if (at > 0) expect(previous).toBeLessThan(at);
			})
		);
	});

	it('stops at the ends of words and lines', () => {
		const text = 'one, two\r\nthree';
		const go = caretOf(text);
		expect(go(0, 'next-word')).toBe(5);
		expect(go(5, 'next-word')).toBe(10);
		expect(go(10, 'next-word')).toBe(15);
		expect(go(0, 'word-end')).toBe(3);
		expect(go(3, 'word-end')).toBe(8);
		expect(go(8, 'previous-word')).toBe(5);
		expect(go(5, 'line-end')).toBe(8);
		expect(go(12, 'line-start')).toBe(10);
		expect(go(5, 'line-start')).toBe(0);
	});
});

it('knows the word at a place', () => {
	expect(wordAt('one two', 5)).toEqual({ start: 4, end: 7 });
	expect(wordAt('one two', 3)).toBeNull();
	expect(wordAt('', 0)).toBeNull();
});

it('knows which lines run from right to left', () => {
	const text = 'hello\n(1) שלום\n123\nمرحبا hello';
	expect(isRightToLeft(text, 0)).toBe(false);
	expect(isRightToLeft(text, 9)).toBe(true);
	expect(isRightToLeft(text, text.indexOf('123'))).toBe(false);
	expect(isRightToLeft(text, text.length)).toBe(true);
});

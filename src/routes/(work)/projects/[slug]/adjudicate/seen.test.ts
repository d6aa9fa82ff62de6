import { expect, it } from 'vitest';
import { numbersOf, strengthOf, stretches, tiersOf, wordsOf, writtenIn } from './seen.ts';

const span = (start: number, end: number) => ({ start, end, label: 'x', quote: '' });

it('cuts a text where anybody marked it, by code points, and puts what touches together', () => {
	expect(stretches('a😀bcd', [span(1, 3), span(2, 4)])).toEqual([
		{ text: 'a', marked: false },
		{ text: '😀bc', marked: true },
		{ text: 'd', marked: false }
	]);
	expect(stretches('abc', [])).toEqual([{ text: 'abc', marked: false }]);
	expect(stretches('', [])).toEqual([]);
});

it('says answers in the words of the form', () => {
	const question = { name: 'mood', type: 'label', options: [{ value: 'a', title: 'Good' }] };
	expect(wordsOf(question, 'a')).toBe('Good');
	expect(wordsOf(question, 'gone')).toBe('gone');
	expect(wordsOf({ ...question, type: 'labels' }, ['a', 'b'])).toBe('Good, b');
	expect(wordsOf(question, undefined)).toBe('left out');
	expect(wordsOf({ name: 'n', type: 'rating' }, 4)).toBe('4');
});

it('calls responses by their places in the order of the file', () => {
	const numbers = numbersOf({ responses: [{ id: 'r1' }, { id: 'r2' }, { id: 'r3' }] });
	expect(tiersOf({ tiers: [['r2'], ['r1', 'r3']] }, numbers)).toEqual([['2'], ['1', '3']]);
	expect(tiersOf({ tiers: [], all_bad: true }, numbers)).toBe('all bad');
	expect(tiersOf('no', numbers)).toBeNull();
	const each = {
		name: 'safe',
		type: 'label',
		of: 'responses' as const,
		options: [{ value: 'y', title: 'Yes' }]
	};
	expect(wordsOf(each, { r2: 'y', r3: 'n' }, numbers)).toBe('2: Yes, 3: n');
});

it('says how strongly one of two is above the other, and what a rater wrote', () => {
	const pair = (strength: number) => ({ tiers: [['a'], ['b']], strength });
	expect([1, 2, 3].map((n) => strengthOf(pair(n)))).toEqual(['slightly', '', 'much']);
	expect(strengthOf({ tiers: [['a', 'b']], strength: 0 })).toBe('');
	expect(strengthOf({ tiers: [['a'], ['b']], strength: 3, all_bad: true })).toBe('');
	expect(writtenIn({ tiers: [['a']], written: 'Mine.' })).toBe('Mine.');
	expect(writtenIn(pair(1))).toBe('');
});

import { expect, it } from 'vitest';
import { lettersOf, stretches, tiersOf, wordsOf } from './seen.ts';

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

it('calls responses by letters in the order of the file', () => {
	const letters = lettersOf({ responses: [{ id: 'r1' }, { id: 'r2' }, { id: 'r3' }] });
	expect(tiersOf({ tiers: [['r2'], ['r1', 'r3']] }, letters)).toEqual([['B'], ['A', 'C']]);
	expect(tiersOf({ tiers: [], all_bad: true }, letters)).toBe('all bad');
	expect(tiersOf('no', letters)).toBeNull();
});

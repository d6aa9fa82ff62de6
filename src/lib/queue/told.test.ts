import { describe, expect, it } from 'vitest';
import { inWords, placeOf, toldOf } from './told.ts';

describe('an answer in words', () => {
	it('is what is on screen: options by title, responses by their place', () => {
		const name = placeOf;
		expect(inWords({ tiers: [['x-2'], ['x-1', 'x-3']], strength: 1, all_bad: false }, name)).toBe(
			'2 > 1 = 3'
		);
		expect(inWords({ tiers: [['x-1', 'x-2']], all_bad: true }, name)).toBe('1 = 2, all bad');
		expect(inWords({ 'x-1': 'good', 'x-2': ['a', 'b'] }, name)).toBe('1: good · 2: a · b');
		expect(inWords('pos', (value) => (value === 'pos' ? 'Positive' : value))).toBe('Positive');
		expect(inWords(4)).toBe('4');
		expect(inWords([{ start: 0, end: 3, label: 'NAME', quote: 'Ann' }])).toBe('NAME “Ann”');
		expect(inWords([])).toBe('none');
		expect(inWords(undefined)).toBe('nothing');
	});

	it('stands beside the right one, question by question', () => {
		expect(
			toldOf({ mood: 'good', why: 'x' }, { mood: 'bad', topics: ['a'] }, (name) => name.toUpperCase())
		).toEqual([
			{ title: 'MOOD', yours: 'good', right: 'bad', same: false },
			{ title: 'TOPICS', yours: 'nothing', right: 'a', same: false }
		]);
	});
});

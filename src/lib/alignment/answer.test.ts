import { describe, expect, it } from 'vitest';
import { choiceOf, inWords, rankingOf, step, untouched, type Stop } from './answer.ts';

const stops: Stop[] = [-3, -2, -1, 0, 1, 2, 3];

describe('the seven stops', () => {
	it('come back as chosen from the ranking that they mean', () => {
		for (const stop of stops)
			expect(choiceOf(rankingOf({ stop, allBad: false }, ['l', 'r']), ['l', 'r'])).toEqual({
				stop,
				allBad: false
			});
		expect(choiceOf(rankingOf({ stop: null, allBad: true }, ['l', 'r']), ['l', 'r'])).toEqual({
			stop: null,
			allBad: true
		});
	});

	it('put the better side first, with its strength', () => {
		expect(rankingOf({ stop: -2, allBad: false }, ['l', 'r'])).toEqual({
			tiers: [['l'], ['r']],
			strength: 2,
			all_bad: false
		});
		expect(rankingOf({ stop: 3, allBad: false }, ['l', 'r'])).toMatchObject({
			tiers: [['r'], ['l']],
			strength: 3
		});
		expect(rankingOf({ stop: 0, allBad: false }, ['l', 'r'])).toMatchObject({
			tiers: [['l', 'r']],
			strength: 0
		});
	});

	it('end at the last stop, and a step leaves both bad', () => {
		let choice = untouched;
		for (let i = 0; i < 9; i++) choice = step(choice, -1);
		expect(choice.stop).toBe(-3);
		expect(step({ stop: null, allBad: true }, 1)).toEqual({ stop: 1, allBad: false });
	});

	it('are said in words', () => {
		expect(inWords({ stop: -3, allBad: false })).toBe('1 is much better');
		expect(inWords({ stop: 1, allBad: false })).toBe('2 is slightly better');
	});
});

import { describe, expect, it } from 'vitest';
import type { Line } from './rows.ts';
import { BoardQuery } from '#lib/quality/board.ts';
import {
	comparedSaid,
	headingOf,
	leadOf,
	methodOf,
	nothingOf,
	notesOf,
	ratingSaid,
	readingOf,
	restsSaid,
	votesToDecide
} from './said.ts';

/** A model by its rating and its ranks; `unbeaten` and its like have no interval. */
const line = (
	model: string,
	rating: number,
	[best, worst]: [number, number],
	standing: Line['standing'] = 'connected'
): Line => {
	const known = standing === 'connected';
	return {
		model,
		rating,
		error: known ? 16 : null,
		low: known ? rating - 32 : null,
		high: known ? rating + 32 : null,
		rank: { best, worst },
		standing,
		comparisons: standing === 'unseen' ? 0 : 50,
		other: null
	};
};

describe('the heading', () => {
	it('says who leads, alone or together', () => {
		const alone = [line('north', 1100, [1, 1]), line('south', 900, [2, 2])];
		expect(headingOf(alone)).toBe('north leads');
		expect(leadOf(alone)).toBe('200 points before south, surely more than none.');
		const two = [line('north', 1060, [1, 2]), line('south', 1040, [1, 2]), line('west', 900, [3, 3])];
		expect(headingOf(two)).toBe('north and south share the lead');
		const many = [...'abcd'].map((name) => line(name, 1050, [1, 4]));
		expect(headingOf([...many, line('e', 800, [5, 5])])).toBe('4 of 5 models share the lead');
		expect(leadOf(many)).toMatch(/^The data allows each of them the first rank/);
		expect(headingOf(many)).toBe('No model is surely stronger than another yet');
	});

	it('never names a number where votes do not tell', () => {
		const unbeaten = [
			line('north', 1300, [1, 3], 'unbeaten'),
			line('b', 1000, [1, 3]),
			line('c', 900, [1, 3])
		];
		expect(headingOf(unbeaten)).toBe('north has not lost a vote yet');
		expect(leadOf(unbeaten)).toContain('nobody can say');
		expect(ratingSaid(line('north', 1300, [1, 3], 'unbeaten'))).toBe('unbeaten, drawn at 1,300');
		const apart = [line('a', 1000, [1, 3]), line('b', 990, [1, 3]), line('far', 900, [1, 3], 'apart')];
		expect(headingOf(apart)).toBe('Votes do not reach from each model to each other yet');
		expect(leadOf(apart)).toBe(
			'No path of wins leads from far to the rest and back: votes between them would join the pieces.'
		);
		expect(headingOf([line('a', 1000, [1, 2], 'unbeaten'), line('b', 900, [1, 2], 'winless')])).toBe(
			'Votes do not reach from each model to each other yet'
		);
		expect(headingOf([line('a', 1000, [1, 1], 'unseen')])).toBe('Leaderboard');
		expect(headingOf([])).toBe('Leaderboard');
	});

	it('is of what was compared: a model that nobody saw shares no lead', () => {
		const lines = [
			line('north', 1100, [1, 1]),
			line('south', 900, [2, 2]),
			line('new', 1000, [1, 3], 'unseen')
		];
		expect(headingOf(lines)).toBe('north leads');
	});
});

describe('what decides', () => {
	it('is how many more votes between the two would tell them apart, if they differ as much as it looks', () => {
		const [a, b] = [line('a', 1040, [1, 2]), line('b', 1000, [1, 2])];
		// 40 points are 0.2303 log-odds: (1.96 / 0.2303)² = 72.4 is wanted; 16² + 16² points² are 58.9 of it.
		expect(votesToDecide(a, b)).toBeCloseTo((72.45 - 58.94) / (0.5573 * 0.4427), 0);
		expect(leadOf([a, b])).toBe(
			'Their intervals overlap; if they differ as much as it looks, about 55 more votes between them would decide it.'
		);
		expect(leadOf([a, b], 'prompt')).toContain('about 55 more votes between them, on new prompts, would');
	});

	it('is nothing where they are apart already or look exactly alike', () => {
		expect(votesToDecide(line('a', 1300, [1, 1]), line('b', 1000, [2, 2]))).toBeNull();
		const alike = [line('a', 1000, [1, 2]), line('b', 1000, [1, 2])];
		expect(leadOf(alike)).toContain('50,000 more votes would not decide it');
	});
});

describe('beside the picture', () => {
	it('each word that stands in it is explained once', () => {
		expect(notesOf([line('a', 1000, [1, 1])])).toEqual([]);
		const notes = notesOf([line('a', 1, [1, 1], 'winless'), line('b', 2, [1, 1], 'winless')]);
		expect(notes).toHaveLength(1);
		expect(notes[0]).toContain('Winless');
	});

	it('the scale is explained', () => {
		expect(readingOf([line('a', 1, [1, 1]), line('b', 1, [1, 1])], 1000)).toBe(
			'1,000 is the mean. 100 points more wins 64 times of 100. The first column: which ranks the data allows.'
		);
	});

	it('two are compared in votes and in what strengths say', () => {
		const [a, b] = [line('a', 1040, [1, 2]), line('b', 1000, [1, 2])];
		expect(comparedSaid(a, b, 12.5, 21, 0.557)).toBe(
			'a won 12.5 of 21 votes against b, a tie being half a win. The strengths say 56 of 100.'
		);
		expect(comparedSaid(a, b, 0, 0, 0.5)).toMatch(/^Nobody compared a and b yet/);
	});
});

describe('how it was counted', () => {
	it('is named, and weighed where it is', () => {
		const weights = { votes: 1200, effective: 480.4, most: 9 };
		expect(methodOf({ model: 'plackett-luce', weights: null })).toBe('Strength, Plackett-Luce');
		expect(methodOf({ model: 'bradley-terry', weights })).toBe('Strength, Bradley-Terry, weighed');
		const asked = BoardQuery.parse({ clusters: 'both' });
		expect(restsSaid({ asked, clusters: 13, weights: null })).toBe(
			'Intervals clustered by prompt and rater, 13 of them.'
		);
		expect(restsSaid({ asked, clusters: 13, weights })).toContain(
			'as sure as 480 of 1,200 votes that count alike'
		);
	});

	it('of votes whose pair nobody drew there is nothing to weigh', () => {
		const left_out = { all_bad: 0, no_model: 0, same_model: 0, revised: 0, no_order: 0, not_drawn: 12 };
		const said = nothingOf({ votes: 12, left_out, asked: BoardQuery.parse({ weights: 'alike' }) }, false);
		expect([said.title, said.way]).toEqual(['No pair was drawn', 'narrow']);
	});
});

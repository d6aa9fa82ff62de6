import { describe, expect, it } from 'vitest';
import type { Answers } from '#lib/schema/values.ts';
import { areAlike, isDisputed } from './dispute.ts';
import type { Question } from './kind.ts';

const asked = (...questions: Question[]) => ({ questions });
const label = asked({ name: 'q', type: 'label' });
const q = (answer: unknown) => ({ q: answer }) as Answers;
const span = (start: number, end: number, of = 'NAME') => ({ start, end, label: of, quote: 'x' });
const tiers = (...list: string[][]) => ({ tiers: list, strength: 0, all_bad: false });

describe('two answers are alike', () => {
	it.each([
		['the same label', label, 'a', 'a', true],
		['another label', label, 'a', 'b', false],
		['the same labels in another order', asked({ name: 'q', type: 'labels' }), ['a', 'b'], ['b', 'a'], true],
		['one label more', asked({ name: 'q', type: 'labels' }), ['a', 'b'], ['a'], false],
		['one step of five apart', asked({ name: 'q', type: 'rating', min: 1, max: 5 }), 3, 4, true],
		['two steps of five apart', asked({ name: 'q', type: 'rating', min: 1, max: 5 }), 3, 5, false],
		['a quarter of a hundred apart', asked({ name: 'q', type: 'rating', min: 0, max: 100 }), 25, 50, true],
		['more than that', asked({ name: 'q', type: 'rating', min: 0, max: 100 }), 24, 50, false],
		[
			'four of five spans shared: F1 of 0.8',
			asked({ name: 'q', type: 'spans' }),
			[1, 2, 3, 4, 5].map((n) => span(n, n + 1)),
			[1, 2, 3, 4, 9].map((n) => span(n, n + 1)),
			true
		],
		[
			'one span of two shared',
			asked({ name: 'q', type: 'spans' }),
			[span(1, 2), span(3, 4)],
			[span(1, 2), span(5, 6)],
			false
		],
		[
			'a span under another label',
			asked({ name: 'q', type: 'spans' }),
			[span(1, 2)],
			[span(1, 2, 'PLACE')],
			false
		],
		[
			'the same preferred',
			asked({ name: 'q', type: 'ranking' }),
			tiers(['a'], ['b']),
			tiers(['a'], ['b']),
			true
		],
		[
			'the other preferred',
			asked({ name: 'q', type: 'ranking' }),
			tiers(['a'], ['b']),
			tiers(['b'], ['a']),
			false
		],
		[
			'a tie and a preference',
			asked({ name: 'q', type: 'ranking' }),
			tiers(['a', 'b']),
			tiers(['a'], ['b']),
			false
		],
		[
			'how strongly makes no difference',
			asked({ name: 'q', type: 'ranking' }),
			{ ...tiers(['a'], ['b']), strength: 3 },
			tiers(['a'], ['b']),
			true
		],
		[
			'five of six pairs of four in the same order',
			asked({ name: 'q', type: 'ranking' }),
			tiers(['a'], ['b'], ['c'], ['d']),
			tiers(['a'], ['b'], ['d'], ['c']),
			true
		],
		[
			'four of six',
			asked({ name: 'q', type: 'ranking' }),
			tiers(['a'], ['b'], ['c'], ['d']),
			tiers(['b'], ['a'], ['d'], ['c']),
			false
		],
		['words of one’s own', asked({ name: 'q', type: 'text' }), 'this', 'that', true],
		['an answer and none', label, 'a', null, false],
		[
			'of each response, all',
			asked({ name: 'q', type: 'rating', of: 'responses' }),
			{ r: 1, s: 5 },
			{ r: 2, s: 5 },
			true
		],
		[
			'of each response, half',
			asked({ name: 'q', type: 'rating', of: 'responses' }),
			{ r: 1, s: 5 },
			{ r: 5, s: 5 },
			false
		]
	] as const)('or not: %s', (_, form, a, b, alike) => {
		expect(areAlike(form as never, q(a), q(b))).toBe(alike);
		expect(areAlike(form as never, q(b), q(a))).toBe(alike);
	});

	it('to every question that either was asked', () => {
		const form = asked(
			{ name: 'first', type: 'label' },
			{ name: 'second', type: 'label', when: { first: 'yes' } }
		);
		expect(areAlike(form, { first: 'no', second: 'x' }, { first: 'no' })).toBe(true);
		expect(areAlike(form, { first: 'yes', second: 'x' }, { first: 'yes', second: 'y' })).toBe(false);
	});
});

describe('several answers are disputed', () => {
	it.each([
		[[], false],
		[['a'], false],
		[['a', 'a'], false],
		[['a', 'b'], true],
		[['a', 'b', 'a'], false],
		[['a', 'b', 'c'], true],
		[['a', 'a', 'b', 'b'], true],
		[['a', 'a', 'b', 'c'], true],
		[['a', 'a', 'a', 'b', 'c'], false]
	])('unless more than half say the same: %j', (given, disputed) => {
		expect(isDisputed(label, given.map(q))).toBe(disputed);
	});
});

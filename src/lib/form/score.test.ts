import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/schema/json.ts';
import type { Question } from './kind.ts';
import { f1, scoreOf, scoreOfQuestion } from './score.ts';

const score = (type: string, given: Json | undefined, known: Json, more: Partial<Question> = {}) =>
	scoreOfQuestion({ name: 'q', type, ...more }, given, known);
const span = (start: number, end: number, label = 'a') => ({ start, end, label, quote: '' });
const box = (x: number, width: number, label = 'a') => ({ x, y: 0, width, height: 1, label });
const ranking = (...tiers: string[][]) => ({ tiers, strength: 0, all_bad: false });

describe('how right an answer is', () => {
	it('is all or nothing for one label', () => {
		expect(score('label', 'a', 'a')).toBe(1);
		expect(score('label', 'b', 'a')).toBe(0);
		expect(score('label', undefined, 'a')).toBe(0);
	});

	it('is F1 for several labels: none of none is right', () => {
		expect(score('labels', ['b', 'a'], ['a', 'b'])).toBe(1);
		expect(score('labels', ['a'], ['a', 'b'])).toBeCloseTo(2 / 3, 12);
		expect(score('labels', [], [])).toBe(1);
		expect(score('labels', ['c'], [])).toBe(0);
		expect(f1(1, 1, 3)).toBe(0.5);
	});

	it('asks of a span its place and its label, and takes each once', () => {
		expect(score('spans', [span(0, 4), span(9, 12)], [span(0, 4), span(9, 12)])).toBe(1);
		expect(score('spans', [span(0, 4)], [span(0, 4), span(9, 12)])).toBeCloseTo(2 / 3, 12);
		expect(score('spans', [span(0, 4, 'b')], [span(0, 4)])).toBe(0);
		expect(score('spans', [span(0, 4), span(0, 4)], [span(0, 4)])).toBeCloseTo(2 / 3, 12);
	});

	it('takes boxes as the same from half of what they cover', () => {
		expect(score('boxes', [box(0, 0.4)], [box(0, 0.4)])).toBe(1);
		expect(score('boxes', [box(0, 0.5)], [box(0, 0.25)])).toBe(1);
		expect(score('boxes', [box(0, 0.6)], [box(0, 0.25)])).toBe(0);
		expect(score('boxes', [box(0, 0.4, 'b')], [box(0, 0.4)])).toBe(0);
	});

	it('takes a rating within a fifth of its scale, and less the farther it is', () => {
		expect(score('rating', 4, 4)).toBe(1);
		expect(score('rating', 3, 4)).toBe(0.75);
		expect(score('rating', 5, 1)).toBe(0);
		expect(score('rating', 8, 10, { min: 0, max: 10 })).toBe(1);
		expect(score('rating', 7, 10, { min: 0, max: 10 })).toBe(0.7);
		expect(score('rating', 'x', 4)).toBe(0);
	});

	it('is the share of pairs that a ranking has in the known order, ties among them', () => {
		expect(score('ranking', ranking(['a'], ['b']), ranking(['a'], ['b']))).toBe(1);
		expect(score('ranking', ranking(['b'], ['a']), ranking(['a'], ['b']))).toBe(0);
		expect(score('ranking', ranking(['a', 'b']), ranking(['a'], ['b']))).toBe(0);
		expect(score('ranking', ranking(['a'], ['c'], ['b']), ranking(['a'], ['b'], ['c']))).toBeCloseTo(
			2 / 3,
			12
		);
		// What is left out of the answer stands in no order at all.
		expect(score('ranking', ranking(['a'], ['b']), ranking(['a'], ['b'], ['c']))).toBeCloseTo(1 / 3, 12);
	});

	it('takes “all bad” as one more thing to agree on', () => {
		const bad = { ...ranking(['a', 'b']), all_bad: true };
		expect(score('ranking', bad, bad)).toBe(1);
		expect(score('ranking', ranking(['a', 'b']), bad)).toBe(0.5);
		expect(score('ranking', ranking(['a'], ['b']), bad)).toBe(0);
	});

	it('does not mark words of one’s own', () => {
		expect(score('text', 'because', 'because')).toBeNull();
	});

	it('is the mean over the responses that each was asked of', () => {
		const each = { of: 'responses' } as const;
		expect(score('label', { a: 'x', b: 'y' }, { a: 'x', b: 'x' }, each)).toBe(0.5);
		expect(score('label', undefined, { a: 'x' }, each)).toBe(0);
	});

	it('is the mean over the questions that the known answers answer', () => {
		const form = {
			questions: [
				{ name: 'one', type: 'label' },
				{ name: 'two', type: 'labels' },
				{ name: 'why', type: 'text' }
			]
		};
		expect(scoreOf(form, { one: 'a', two: ['x'], why: 'z' }, { one: 'a', two: ['y'], why: 'w' })).toBe(0.5);
		expect(scoreOf(form, { one: 'b', two: ['x'] }, { two: ['x'] })).toBe(1);
		expect(scoreOf(form, { one: 'a' }, { why: 'w' })).toBeNull();
		expect(scoreOf(form, { one: 'a' }, {})).toBeNull();
	});
});

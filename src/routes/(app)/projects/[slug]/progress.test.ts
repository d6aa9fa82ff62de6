import { describe, expect, it } from 'vitest';
import { filled, leftOutSaid, nextStep, progressSaid, type Counts } from './progress.ts';

const counts = (some: Partial<Counts>): Counts => ({
	items: 0,
	places: 0,
	submitted: 0,
	counted: 0,
	skipped: 0,
	imported: 0,
	people: 0,
	left_out: { identical: 0, self_naming: 0 },
	...some
});

describe('how far a project is', () => {
	it.each([
		[counts({}), 'import', 'No items yet'],
		[counts({ items: 1, places: 1 }), 'judge', '1 item waits for its judgment'],
		[counts({ items: 2139, places: 6417 }), 'judge', '2,139 items wait for their first judgment'],
		[
			counts({ items: 10, places: 10, imported: 8931 }),
			'judge',
			'8,931 judgments came with the items, none is given here yet'
		],
		[counts({ items: 10, places: 30, counted: 20 }), 'judge', '20 of 30 judgments are in'],
		[counts({ items: 10, places: 10, counted: 10 }), 'export', 'All 10 items are judged'],
		[counts({ items: 1, places: 1, counted: 1 }), 'export', 'The one item is judged'],
		[counts({ items: 2, left_out: { identical: 1, self_naming: 1 } }), 'export', 'All 2 items are left out'],
		[
			counts({ items: 4, places: 2, left_out: { identical: 1, self_naming: 1 } }),
			'judge',
			'2 items wait for their first judgment'
		]
	] as const)('%o: next is %s, “%s”', (given, step, said) => {
		expect(nextStep(given)).toBe(step);
		expect(progressSaid(given)).toBe(said);
	});

	it('says what the system skips, and why', () => {
		expect(leftOutSaid({ identical: 0, self_naming: 0 })).toBe('');
		expect(leftOutSaid({ identical: 12, self_naming: 3 })).toBe('12 identical, 3 name their model');
		expect(leftOutSaid({ identical: 1, self_naming: 0, erased: 2 })).toBe('1 identical, 2 erased');
		expect(leftOutSaid({ identical: 0, self_naming: 1 })).toBe('1 names its model');
	});

	it('is never more than all, also after fewer judgments were asked for', () => {
		expect(filled(counts({ items: 10, places: 10, counted: 25 }))).toBe(10);
	});
});

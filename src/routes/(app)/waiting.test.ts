import { describe, expect, it } from 'vitest';
import { isOpen, mayDispute, openFor, openPlaces, type Counted } from './waiting.ts';

const line = (counts: Partial<Counted['counts']>, mine: Partial<Counted['mine']> = {}): Counted => ({
	stage: 'alignment',
	state: 'active',
	works: true,
	counts: { items: 10, places: 20, counted: 0, submitted: 0, imported: 0, ...counts },
	mine: { submitted: 0, skipped: 0, ...mine }
});

describe('what waits', () => {
	it('is the places that nobody filled, never less than none', () => {
		expect(openPlaces(line({ counted: 5 }))).toBe(15);
		expect(openPlaces(line({ counted: 25 }))).toBe(0);
	});

	it('for one person is no more than the items they have not had', () => {
		expect(openFor(line({}))).toBe(10);
		expect(openFor(line({ counted: 4 }, { submitted: 4, skipped: 1 }))).toBe(5);
		expect(openFor(line({ counted: 18 }, { submitted: 4 }))).toBe(2);
		expect(openFor(line({}, { submitted: 8, skipped: 3 }))).toBe(0);
	});

	it('is nothing where one may not work, or nothing is handed out', () => {
		for (const closed of [{ state: 'paused' }, { works: false }, { stage: 'runtime' as const }]) {
			expect(isOpen({ ...line({}), ...closed })).toBe(false);
			expect(openFor({ ...line({}), ...closed })).toBe(0);
		}
	});

	it('may be a final answer only where one leads, and somebody judged what is still handed out', () => {
		const judged = { ...line({ imported: 1 }), leads: true };
		expect(mayDispute(judged)).toBe(true);
		expect(mayDispute({ ...line({ submitted: 1 }), leads: true })).toBe(true);
		for (const closed of [
			{ leads: false },
			{ state: 'paused' },
			{ stage: 'runtime' as const },
			{ counts: line({}).counts }
		])
			expect(mayDispute({ ...judged, ...closed })).toBe(false);
	});
});

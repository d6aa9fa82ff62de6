import { describe, expect, it } from 'vitest';
import { finding } from './finding.ts';
import type { Counted } from './waiting.ts';

const line = (over: Partial<Counted> = {}): Counted => ({
	stage: 'alignment',
	state: 'active',
	works: true,
	counts: { items: 10, places: 30, counted: 0, submitted: 0, imported: 0 },
	mine: { submitted: 0, skipped: 0 },
	...over
});

describe('the headline of home', () => {
	it('says first what waits for the one who reads it', () => {
		expect(finding([line(), line({ mine: { submitted: 4, skipped: 0 } })])).toEqual({
			waits: '16 pairs',
			rest: 'wait for you.',
			given: 'You gave 4 judgments.'
		});
	});

	it('counts by one in the singular', () => {
		expect(finding([line({ mine: { submitted: 9, skipped: 0 } })]).waits).toBe('1 pair');
		expect(finding([line({ mine: { submitted: 9, skipped: 0 } })]).rest).toBe('waits for you.');
	});

	it('calls pairs items where both wait', () => {
		expect(finding([line({ stage: 'annotation' })]).waits).toBe('10 items');
		expect(finding([line(), line({ stage: 'annotation' })]).waits).toBe('20 items');
		expect(finding([line(), line({ stage: 'annotation', works: false })]).waits).toBe('10 pairs');
	});

	it('then what waits for others', () => {
		expect(finding([line({ works: false })])).toEqual({
			waits: '30 judgments',
			rest: 'wait for other people.',
			given: ''
		});
	});

	it('says so when nothing waits: all is judged, or all is paused', () => {
		expect(finding([line({ state: 'paused' })]).rest).toBe('Nothing waits for people.');
		expect(finding([]).waits).toBe('');
	});
});

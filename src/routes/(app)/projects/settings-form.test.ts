import { describe, expect, it } from 'vitest';
import { Refusal } from '#lib/schema/refusal.ts';
import { ordersOf, readSettings } from './settings-form.ts';

const sent = (fields: Record<string, string>) =>
	new URLSearchParams({ overlap: '3', lease_minutes: '10', order: 'imported', ...fields });
const mistakes = (fields: Record<string, string>) => {
	try {
		readSettings(sent(fields));
		return [];
	} catch (error) {
		return error instanceof Refusal ? (error.details.errors ?? []).map(({ path }) => path) : [String(error)];
	}
};

describe('settings as typed', () => {
	it('are read as numbers', () => {
		expect(readSettings(sent({ lease_minutes: ' 0.5 ', order: 'priority' }))).toEqual({
			overlap: 3,
			overlap_cap: null,
			lease_minutes: 0.5,
			order: 'priority'
		});
	});

	it('hold what needs a lead, and kinds of error, where they are asked', () => {
		const error_kinds = ' Slip \n\nWrong label\nSlip';
		expect(readSettings(sent({ consensus: 'dawid_skene', error_kinds }))).toMatchObject({
			consensus: 'dawid_skene',
			error_kinds: ['Slip', 'Wrong label']
		});
		expect(readSettings(sent({ consensus: 'none', error_kinds: ' ' }))).not.toHaveProperty('consensus');
	});

	it.each(['', '0', '101', '1.5', 'two', '-1', 'NaN', 'Infinity'])(
		'refuse %j judgments an item',
		(overlap) => {
			expect(mistakes({ overlap })).toEqual(['/settings/overlap']);
		}
	);

	it('have a cap where one is written, and none where the field is empty', () => {
		expect(readSettings(sent({ overlap_cap: ' 5 ' })).overlap_cap).toBe(5);
		expect(readSettings(sent({ overlap_cap: '' })).overlap_cap).toBeNull();
		for (const overlap_cap of ['0', '101', '2.5', 'x'])
			expect(mistakes({ overlap_cap })).toEqual(['/settings/overlap_cap']);
	});

	it('offer to draw pairs where there are pairs', () => {
		const values = (stage: 'alignment' | 'annotation') => ordersOf(stage).map(({ value }) => value);
		expect(values('alignment')).toContain('informative');
		expect(values('annotation')).not.toContain('informative');
		expect(readSettings(sent({ order: 'balanced' })).order).toBe('balanced');
	});

	it.each(['', '0', '1441', 'ten'])('refuse %j minutes', (lease_minutes) => {
		expect(mistakes({ lease_minutes })).toEqual(['/settings/lease_minutes']);
	});

	it('name all mistakes at once', () => {
		expect(mistakes({ overlap: 'x', lease_minutes: 'y' })).toHaveLength(2);
	});
});

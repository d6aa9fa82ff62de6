import { expect, it } from 'vitest';
import { defaultSettings } from '#lib/schema/values.ts';
import { checkGroups, checkNames, readChecks, shown } from './checks-form.ts';

const typed = (more: Record<string, string> = {}) =>
	new URLSearchParams({
		training_items: '8',
		training_pass: '80',
		training_attempts: '3',
		gold_rate: '7.5',
		swap_rate: '5',
		pause_below: '60',
		pause_of: '10',
		...more
	});

it('reads percent as shares, and shows shares as percent', () => {
	const read = readChecks(typed(), 'alignment');
	expect(read).toEqual({
		training_items: 8,
		training_pass: 0.8,
		training_attempts: 3,
		gold_rate: 0.075,
		swap_rate: 0.05,
		pause_below: 0.6,
		pause_of: 10
	});
	const fields = checkGroups('alignment').flatMap((group) => group.fields);
	expect(fields.map((field) => String(shown(field, { ...defaultSettings, ...read })))).toEqual([
		'8',
		'80',
		'3',
		'7.5',
		'5',
		'60',
		'10'
	]);
});

it('asks for no swapped sides where there are none', () => {
	expect(checkNames('annotation')).not.toContain('swap_rate');
	expect(readChecks(typed(), 'annotation')).not.toHaveProperty('swap_rate');
});

it('says beside each field what it takes', () => {
	expect(() =>
		readChecks(typed({ training_items: '2.5', gold_rate: '95', pause_of: '' }), 'alignment')
	).toThrow(
		'Write a whole number from 0 to 50. Write a percentage from 0 to 90. Write a whole number from 3 to 50.'
	);
});

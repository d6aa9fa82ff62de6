import { expect, it } from 'vitest';
import { lengthSaid, markedSaid, paceSaid, pickedSaid } from './said.ts';

it('says how long a text is that can be marked, by what people count as characters', () => {
	const marking = { questions: [{ name: 'parts', type: 'spans', field: 'text' }] };
	expect(lengthSaid(marking, { text: 'a😀b' })).toBe('3 characters');
	expect(lengthSaid(marking, { text: 7 })).toBe('');
	expect(lengthSaid({ questions: [{ name: 'mood', type: 'label' }] }, { text: 'ab' })).toBe('');
});

it('says what is marked and suggested, and none only of a text', () => {
	expect(markedSaid({ marked: 0, suggested: 0 }, true)).toBe('0 marked');
	expect(markedSaid({ marked: 0, suggested: 0 }, false)).toBe('');
	expect(markedSaid({ marked: 2, suggested: 1 }, false)).toBe('2 marked, 1 suggested');
});

it('says whose the picked mark is', () => {
	expect(pickedSaid(undefined)).toBe('');
	expect(pickedSaid({ label: 'fault', by: 'person', score: null })).toBe('fault');
	expect(pickedSaid({ label: 'fault', by: 'model', score: 0.5 })).toBe('fault, suggested 0.50');
	expect(pickedSaid({ label: 'fault', by: 'model', score: null })).toBe('fault, suggested');
});

it('says how long an item takes, once there are four', () => {
	const at = (...seconds: number[]) => seconds.map((s) => ({ at: s * 1000 }));
	expect(paceSaid(at(0, 5, 10))).toBe('');
	expect(paceSaid(at(0, 5, 10, 30))).toBe('10 s an item');
	expect(paceSaid(at(0, 0, 0, 0))).toBe('1 s an item');
});

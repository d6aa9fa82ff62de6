import { expect, it } from 'vitest';
import { standing } from './standing.ts';

const outbox = (waiting: number, more = {}) => ({
	waiting: { length: waiting },
	refused: { length: 0 },
	locked: false,
	reach: 'ok' as const,
	said: null,
	...more
});
const textOf = (waiting: number, more = {}, begun = '') =>
	standing(outbox(waiting, more), { state: 'saved', text: begun }).text;

it('says where the work is', () => {
	expect(textOf(0)).toBe('Nothing to save yet');
	expect(textOf(1)).toBe('Saving');
	expect(textOf(3)).toBe('3 waiting to be sent');
	expect(textOf(7, { reach: 'offline' })).toBe('Not connected, 7 kept in this browser');
	expect(textOf(2, { reach: 'busy' })).toBe('The server is busy, 2 kept in this browser');
	expect(textOf(7, { reach: 'offline', locked: true })).toBe('Signed out: sign in to send 7');
	expect(textOf(0, { locked: true })).toBe('Signed out');
	expect(textOf(0, { said: 'Saved 14:02:11' }, 'Draft kept')).toBe('Saved 14:02:11');
});

it('never says that all is saved while something was refused', () => {
	const refused = { refused: { length: 2 } };
	expect(standing(outbox(0, { ...refused, said: 'Saved 14:02:11' }), { state: 'saved', text: '' })).toEqual({
		state: 'lost',
		text: 'Saved 14:02:11; 2 not taken'
	});
	expect(textOf(0, refused)).toBe('2 not taken');
});

import { describe, expect, it } from 'vitest';
import { mistakeAt, mistakesElsewhere } from './problem.ts';

const problem = {
	title: 'The content cannot be used',
	detail: '/name: too short',
	errors: [
		{ path: '/name', message: 'Too short.' },
		{ path: '/settings/overlap', message: 'Too big.' },
		{ path: '/names', message: 'Unknown.' }
	]
};

describe('a mistake', () => {
	it('belongs to the field whose path it is at or below', () => {
		expect(mistakeAt(problem, '/name')).toBe('Too short.');
		expect(mistakeAt(problem, '/settings')).toBe('Too big.');
		expect(mistakeAt(problem, '/slug')).toBeNull();
		expect(mistakeAt(undefined, '/name')).toBeNull();
	});

	it('is not said twice', () => {
		expect(mistakesElsewhere(problem, ['/name', '/settings'])?.errors).toEqual([
			{ path: '/names', message: 'Unknown.' }
		]);
		expect(mistakesElsewhere(problem, ['/name', '/settings', '/names'])).toBeNull();
	});

	it('is no condition for a problem to be said', () => {
		const plain = { title: 'Conflict', detail: 'Somebody was faster.' };
		expect(mistakesElsewhere(plain, ['/name'])).toBe(plain);
		expect(mistakesElsewhere(undefined, [])).toBeNull();
	});
});

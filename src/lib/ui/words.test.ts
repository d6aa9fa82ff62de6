import { describe, expect, it } from 'vitest';
import { count, day, duration, list, plural, slugOf } from './words.ts';

describe('words', () => {
	it('group digits and know one from many', () => {
		expect(count(2139)).toBe('2,139');
		expect(plural(1, 'item')).toBe('1 item');
		expect(plural(0, 'item')).toBe('0 items');
		expect(plural(2, 'person', 'people')).toBe('2 people');
	});

	it('say a day the same everywhere', () => {
		expect(day(Date.UTC(2026, 4, 14, 23, 59))).toBe('14 May 2026');
	});

	it.each([
		[0, '0 s'],
		[89, '89 s'],
		[90, '2 min'],
		[3600, '60 min'],
		[7200, '2 h'],
		[7500, '2 h 5 min']
	])('say %d seconds as %s', (seconds, words) => expect(duration(seconds)).toBe(words));

	it('join as people do', () => {
		expect(list([])).toBe('');
		expect(list(['a'])).toBe('a');
		expect(list(['a', 'b', 'c'])).toBe('a, b and c');
	});

	it.each([
		['Coding help, pairs', 'coding-help-pairs'],
		['  Été à Genève  ', 'ete-a-geneve'],
		['日本語', ''],
		['x'.repeat(80), 'x'.repeat(64)],
		[`${'x'.repeat(63)} y`, 'x'.repeat(63)]
	])('make of “%s” the address %s', (name, slug) => expect(slugOf(name)).toBe(slug));
});

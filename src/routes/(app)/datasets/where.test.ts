import { expect, it } from 'vitest';
import { whereFault, whereOf, whereText, type Where } from './where.ts';

it('reads lines of a name and its values, numbers as numbers and quoted text as text', () => {
	expect(whereOf('lang = en, de\n\n year=2024, "2024"\nseen = true')).toEqual({
		lang: ['en', 'de'],
		year: [2024, '2024'],
		seen: [true]
	});
	expect(whereOf(' \n')).toBeUndefined();
	expect(whereOf('a = x\na = y, x')).toEqual({ a: ['x', 'y'] });
});

it('says which line names nothing', () => {
	expect(whereFault('lang = en\nyear')).toContain('“year”');
	expect(whereFault('= en')).not.toBeNull();
	expect(whereFault('lang = ')).not.toBeNull();
	expect(whereFault('lang = en')).toBeNull();
});

it('is written so that it is read again as what it was', () => {
	const all: Where[] = [
		{ lang: ['en'], n: [1, 2.5], yes: [true] },
		{ odd: ['1', 'true', 'null', 'a, b', 'say "a"', ' x ', '', 'line\nbreak', '{"a":1}', '[1]'] }
	];
	for (const where of all) expect(whereOf(whereText(where))).toEqual(where);
});

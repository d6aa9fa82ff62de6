import { describe, expect, it } from 'vitest';
import { BoardQuery } from '#lib/quality/board.ts';
import { addressOf, askedIn, chipsOf, itemsOf, narrows } from './filters.ts';

const asked = (search: string): BoardQuery => BoardQuery.parse(askedIn(new URLSearchParams(search)));

describe('the address of a leaderboard', () => {
	it('holds what is asked, and nothing that is usual', () => {
		expect(addressOf(asked(''))).toBe('?');
		const search = '?judges=model&tag=lang%3Ade&from=2026-01-01T00%3A00%3A00Z&model=davidson&side=adjusted';
		const query = asked(search);
		expect(query).toMatchObject({ judges: 'model', tag: 'lang:de', model: 'davidson', side: 'adjusted' });
		expect(new URLSearchParams(addressOf(query))).toEqual(new URLSearchParams(search));
		expect(asked(addressOf(query))).toEqual(query);
	});

	it('takes what a form sends: blanks say nothing, and a day is its beginning', () => {
		expect(askedIn(new URLSearchParams('rater=&tag=%20&to=2026-02-01'))).toEqual({
			to: '2026-02-01T00:00:00Z'
		});
	});

	it('changes one thing and keeps the others; back to the usual is gone', () => {
		const query = asked('?model=davidson&length=adjusted');
		expect(addressOf(query, { model: undefined })).toBe('?length=adjusted');
		expect(addressOf(query, { rater: 'a b@example.org' })).toContain('rater=a+b%40example.org');
	});

	it('leads to items as the same judges said of the same ones at the same time', () => {
		const narrowed = asked(
			'?judges=model&rater=large&tag=lang:de&from=2026-01-01&model=davidson&side=adjusted'
		);
		expect(itemsOf('chat', narrowed, 'north', 'south & west')).toBe(
			'/projects/chat/items?model=north&against=south+%26+west&judges=model&rater=large&tag=lang%3Ade&from=2026-01-01T00%3A00%3A00Z'
		);
		expect(itemsOf('chat', asked(''), 'north')).toBe('/projects/chat/items?model=north&judges=person');
	});

	it('says what is narrowed, each with the way out of it', () => {
		const query = asked('?rater=ana@example.org&from=2026-01-01&clusters=both');
		expect(chipsOf(query)).toEqual([
			{ text: 'Rater: ana@example.org', without: '?from=2026-01-01T00%3A00%3A00Z&clusters=both' },
			{ text: 'From 2026-01-01', without: '?rater=ana%40example.org&clusters=both' },
			{
				text: 'Intervals: by prompt and rater',
				without: '?rater=ana%40example.org&from=2026-01-01T00%3A00%3A00Z'
			}
		]);
		expect(chipsOf(asked('?model=davidson'))).toEqual([]);
		expect([narrows(query), narrows(asked('?clusters=both'))]).toEqual([true, false]);
	});
});

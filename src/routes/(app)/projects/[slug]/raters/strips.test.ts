import { describe, expect, it } from 'vitest';
import { shareOf } from '#lib/project/accuracy.ts';
import type { Standing } from '#lib/project/raters.server.ts';
import type { Measured, PersonView } from '#lib/quality/people-view.ts';
import { addressOf } from './address.ts';
import { inOrder, rowsOf } from './rows.ts';
import { finding, placed, stripsOf } from './strips.ts';

const of = (right: number, answers: number, marked = false, p = marked ? 0.01 : 1): Measured => {
	const { share: value, low, high, enough } = shareOf(right, answers);
	return { value, low, high, of: answers, enough, p, marked };
};
const none = of(0, 0);

function person(rater: string, more: Partial<PersonView> = {}): PersonView {
	return {
		rater,
		name: null,
		judgments: 40,
		latest_at: null,
		agreement: of(30, 40),
		others: 0.75,
		kappa: null,
		gold: none,
		again: none,
		side: { ...of(20, 40), z: 0, left: 20, right: 20 },
		ties: none,
		all_bad: none,
		time: { median: 20, of: 40 },
		fast: of(0, 40),
		weeks: [],
		...more
	};
}
const leaning = (rater: string, left = 30, p = 0.01) =>
	person(rater, { side: { ...of(left, 40, true, p), z: 3.2, left, right: 40 - left } });
const view = (people: PersonView[]) => ({
	project: 'p',
	question: 'preference',
	type: 'ranking',
	questions: ['preference'],
	people,
	side: { ...none, z: null, left: 0, right: 0 },
	typical: { low: 12, high: 31, people: 6 },
	apart: []
});

describe('the finding', () => {
	it('names who stands out, counts them where there are more, and says when nobody does', () => {
		expect(finding([person('r1'), leaning('r22')], 0)).toBe('r22 chooses the first 75 times in 100');
		expect(finding([leaning('r1'), leaning('r2')], 0)).toBe('2 people lean to a side');
		expect(finding([person('r1'), person('r2')], 0)).toBe('Nobody stands out among 2 people');
		const unlike = person('r3', { agreement: of(5, 40, true, 0.0001) });
		expect(finding([leaning('r1'), leaning('r2'), unlike], 0)).toBe('r3 agrees with others 13 times in 100');
		expect(finding([leaning('r1')], 2)).toBe('2 people are paused here');
		expect(finding([], 0)).toBe('Nobody judged yet');
	});
});

describe('strips', () => {
	it('are those that the project can have, each with its sentence', () => {
		const strips = stripsOf(view([person('r1'), leaning('r2', 30, 0.02), leaning('r3', 36, 0.001)]), {
			gold: false,
			again: false,
			time: true
		});
		expect(strips.map(({ key, sentence }) => [key, sentence])).toEqual([
			['side', 'r3 chooses the first 90 times in 100; r2 chooses the first 75 times in 100.'],
			['agreement', 'Nobody agrees less with others than others do among themselves.'],
			['time', 'The middle half takes 12 s to 31 s.']
		]);
	});

	it('show nobody of whom too little is known, and say so', () => {
		const [agreement] = stripsOf(
			{ ...view([person('r1', { agreement: of(2, 3) })]), type: 'label' },
			{ gold: false, again: false, time: false }
		);
		expect([agreement?.dots.length, agreement?.few, agreement?.sentence]).toEqual([
			0,
			1,
			'Nobody has five yet: too few to say.'
		]);
	});

	it('put no dot upon another', () => {
		const dots = Array.from({ length: 9 }, (_, i) => ({
			person: `r${i}`,
			name: `r${i}`,
			value: 0.5 + (i % 2) * 0.001,
			marked: false,
			said: ''
		}));
		const places = placed(dots, { from: 0, to: 1, log: false }, 200).map(({ x, row }) => `${x} ${row}`);
		expect(new Set(places).size).toBe(9);
	});
});

describe('the table', () => {
	const standing = (email: string, more: Partial<Standing> = {}): Standing => ({
		email,
		name: email,
		submitted: 0,
		training: { state: 'none', attempt: 0, attempts: 0 },
		paused: null,
		...more
	});
	const rows = rowsOf(
		[person('b', { agreement: of(38, 40) }), leaning('d'), person('a', { agreement: of(1, 2) }), person('c')],
		[standing('c', { paused: { at: '2026-01-01T00:00:00Z', by: 'x' } }), standing('new')],
		[
			{ rater: 'b', kind: 'Slip', overruled: 2 },
			{ rater: 'b', kind: null, overruled: 2 },
			{ rater: 'new', kind: 'Slip', overruled: 3 }
		]
	);
	const names = (asked: Parameters<typeof inOrder>[1]) => inOrder(rows, asked).map(({ rater }) => rater);

	it('begins with those who need somebody, and sorts as it is asked to; of whom nothing can be said come last', () => {
		expect(names({})).toEqual(['c', 'd', 'a', 'b', 'new']);
		expect(names({ show: 'marked' })).toEqual(['c', 'd']);
		expect(names({ sort: 'agreement' }).slice(-2)).toEqual(['a', 'new']);
		expect(names({ sort: 'agreement', down: '1' })[0]).toBe('b');
		expect(names({ sort: 'person', down: '1' })[0]).toBe('new');
		expect(names({ sort: 'overruled', down: '1' }).slice(0, 2)).toEqual(['b', 'new']);
		expect(rows.map(({ overruled }) => overruled)).toEqual([4, 0, 0, 0, 3]);
	});

	it('keeps in the address what was chosen', () => {
		expect(addressOf('/p', { sort: 'side', down: '1' }, { person: 'r 1' })).toBe(
			'/p?sort=side&down=1&person=r+1'
		);
		expect(addressOf('/p', { sort: 'side' }, { sort: null })).toBe('/p');
	});
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Measured } from './judged.ts';
import { marking } from './marked.ts';
import type { Mark } from './match.ts';

const mark = (label: string, start: number, end: number): Mark => ({ label, start, end });
const heardOf = (units: Mark[][][], order?: string[]) => {
	const heard = marking(order ? { order } : {});
	for (const [u, unit] of units.entries())
		for (const [r, marks] of unit.entries()) heard.add(`u${u}`, `r${r}`, marks);
	return heard.result();
};
const valueOf = (one: Measured | undefined) => (one?.value === null ? one.reason : one?.value);

const person = mark('PER', 0, 5);
const place = mark('LOC', 10, 15);
const wider = mark('LOC', 8, 15);

it('of two people it is twice the shared marks in the marks of both, over all and by label', () => {
	const found = heardOf([
		[
			[person, place],
			[person, wider]
		],
		[[place], []]
	]);
	// Five marks; one couple is the very same, one overlaps as well.
	expect([found.micro.exact, found.micro.overlap].map(valueOf)).toEqual([2 / 5, 4 / 5]);
	expect(
		found.labels.map(({ label, exact, overlap, marks }) => [label, valueOf(exact), valueOf(overlap), marks])
	).toEqual([
		['LOC', 0, 2 / 3, 3],
		['PER', 1, 1, 2]
	]);
	expect(found).toMatchObject({ units: 2, judgments: 4, groups: 2 });
});

it('seqeval README: one of two entities is found, and F1 is 0.50', () => {
	// y_true O O O B-MISC I-MISC I-MISC O | B-PER I-PER O; y_pred O O B-MISC I-MISC I-MISC I-MISC O | B-PER I-PER O.
	const found = heardOf([
		[[mark('MISC', 3, 6)], [mark('MISC', 2, 6)]],
		[[mark('PER', 0, 2)], [mark('PER', 0, 2)]]
	]);
	expect(Number(valueOf(found.micro.exact)).toFixed(2)).toBe('0.50');
	expect(found.labels.map(({ exact }) => valueOf(exact))).toEqual([0, 1]);
});

it('a mark counts once, however many others there are to compare it with', () => {
	// Of three people two mark it: each is found again by one of two others.
	expect(valueOf(heardOf([[[person], [person], []]]).micro.exact)).toBe(1 / 2);
});

it('tells what one calls a thing beside what the other does, from both sides; the last is none', () => {
	const found = heardOf([[[person, place], [mark('LOC', 0, 5)]]], ['PER', 'LOC']);
	expect([...found.confusion]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]);
	expect(found.labels.map(({ label }) => label)).toEqual(['PER', 'LOC']);
});

it('what one judged alone counts nowhere, and where there is nothing it says why', () => {
	expect(valueOf(heardOf([[[person]]]).micro.exact)).toBe('no_pairs');
	expect(valueOf(heardOf([[[], []]]).micro.overlap)).toBe('nothing_marked');
	const found = heardOf([[[person], [person]], [[place]]]);
	expect([found.micro.marks, valueOf(found.micro.exact), valueOf(found.labels[0]?.exact)]).toEqual([
		2,
		1,
		'nothing_marked'
	]);
});

const marks = fc.array(
	fc
		.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 4 }))
		.map(([label, start, length]) => mark(label, start, start + length)),
	{ maxLength: 3 }
);

it('is a share, no less by overlap than exactly, and the same in whatever order people come', () => {
	fc.assert(
		fc.property(
			fc.array(fc.array(marks, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
			(units) => {
				const found = heardOf(units);
				const { exact, overlap } = found.micro;
				const turned = heardOf(units.map((unit) => unit.toReversed()));
				expect(turned.confusion).toEqual(found.confusion);
				if (exact.value === null || overlap.value === null) return exact.value === overlap.value;
				expect(turned.micro.exact.value).toBeCloseTo(exact.value, 12);
				return 0 <= exact.value && exact.value <= overlap.value + 1e-12 && overlap.value <= 1 + 1e-12;
			}
		)
	);
});

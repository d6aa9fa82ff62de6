import fc from 'fast-check';
import { expect, it } from 'vitest';
import { confusionOf } from './confusion.ts';
import { tableOf, type Rating } from './table.ts';

const matrix = (rows: (string | null)[][]) =>
	tableOf(
		rows.flatMap((row, r) =>
			row.flatMap((value, u) => (value === null ? [] : [{ unit: `u${u}`, rater: `r${r}`, value }]))
		)
	);
const table = matrix([
	['a', 'a', 'b', null],
	['a', 'b', 'b', 'b'],
	['a', 'b', null, null]
]);

it('counts what two people say of one thing, from both sides', () => {
	// Both sides of: three couples a-a; a-b twice and b-b once; b-b once.
	expect([...confusionOf(table)]).toEqual([6, 2, 2, 4]);
	expect([...confusionOf({ ...table, weight: Float64Array.of(0, 1, 3, 1) })]).toEqual([0, 2, 2, 8]);
});

it('of very many values there is no picture, and it says so', () => {
	const values = Array.from({ length: 2001 }, (_, i) => i);
	expect(() => confusionOf({ first: Int32Array.of(0), value: new Int32Array(0), values })).toThrow(
		'2000 are the most'
	);
});

const someRatings = fc
	.array(fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 5 }), {
		maxLength: 9
	})
	.map((units) =>
		units.flatMap((row, u) =>
			row.flatMap((value, r): Rating<number>[] =>
				value === null ? [] : [{ unit: `${u}`, rater: `${r}`, value }]
			)
		)
	);

it('is what looking at every couple gives', () => {
	fc.assert(
		fc.property(someRatings, (ratings) => {
			const all = tableOf(ratings);
			const q = all.values.length;
			const byHand = new Float64Array(q * q);
			for (const a of ratings)
				for (const b of ratings) {
					if (a === b || a.unit !== b.unit) continue;
					const at = all.values.indexOf(a.value) * q + all.values.indexOf(b.value);
					byHand[at] = (byHand[at] ?? 0) + 1;
				}
			expect(confusionOf(all)).toEqual(byHand);
		})
	);
});

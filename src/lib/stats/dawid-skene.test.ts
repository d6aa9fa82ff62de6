import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dawidSkene } from './dawid-skene.ts';
import { tableOf, type Rating } from './table.ts';

/** A word a rater, a letter a unit; `-` is missing. */
const rows = (...said: string[]): Rating<string>[] =>
	said.flatMap((row, r) =>
		[...row].flatMap((value, u) => (value === '-' ? [] : [{ unit: `u${u}`, rater: `r${r}`, value }]))
	);
const truthOf = (ratings: Rating<string>[]) => {
	const table = tableOf(ratings);
	return [...dawidSkene(table).truth].map((v) => table.values[v] ?? null);
};

it('crowd-kit tests/aggregation/test_ds_aggregation.py: a unit that votes leave tied is decided by who errs', () => {
	// Workers w1 to w5, tasks t1 to t5; t1 is two against two.
	expect(truthOf(rows('nyyyy', 'yynyn', '-ynyn', 'ynyyn', 'nnnyn')).join('')).toBe('yynyn');
});

it('a rater who always says the opposite is understood, not outvoted', () => {
	const table = tableOf(rows('aabbaabbab', 'aabbaabbab', 'bbaabbaaba', 'aabbaabbab', '---------b'));
	const { confusion, truth } = dawidSkene(table);
	expect([...truth].map((v) => table.values[v]).join('')).toBe('aabbaabbab');
	// The third rater says b where a is true.
	expect(confusion[(2 * 2 + 0) * 2 + 1]).toBeCloseTo(1, 6);
});

it('what is as likely as something else is left undecided', () => {
	expect(truthOf(rows('ab', 'ba'))).toEqual([null, null]);
	expect(truthOf([])).toEqual([]);
});

it('units of which the same was said count each', () => {
	const { prior, logLikelihood } = dawidSkene(tableOf(rows('aaab', 'aaab')));
	expect([...prior].map((share) => share.toFixed(6))).toEqual(['0.750000', '0.250000']);
	expect(logLikelihood).toBeCloseTo(3 * Math.log(0.75) + Math.log(0.25), 6);
});

it('two runs, and the judgments in another order, give the same bits', () => {
	const ratings = rows('abcabca', 'abcaaca', 'bbcabcb', '-bcc-ca');
	const once = dawidSkene(tableOf(ratings));
	expect(dawidSkene(tableOf(ratings))).toEqual(once);
	expect(dawidSkene(tableOf(ratings.toReversed()))).toEqual(once);
});

it('says whether it converged, and in how many iterations', () => {
	const table = tableOf(rows('abcabca', 'abcaaca', 'bbcabcb', '-bcc-ca'));
	expect(dawidSkene(table)).toMatchObject({ converged: true });
	expect(dawidSkene(table, { most: 1 })).toMatchObject({ converged: false, iterations: 1 });
});

it('a thousand raters of one unit underflow nothing', () => {
	const table = tableOf(
		Array.from({ length: 3_000 }, (_, i) => ({
			unit: `u${i % 3}`,
			rater: `r${Math.floor(i / 3)}`,
			value: (i * 7) % 10 < 6 ? 'a' : 'b'
		}))
	);
	const { posterior, logLikelihood } = dawidSkene(table);
	expect(logLikelihood).toBeLessThan(0);
	expect([...posterior].every((share) => share >= 0 && share <= 1)).toBe(true);
});

const someRatings = fc
	.array(fc.array(fc.option(fc.constantFrom('a', 'b', 'c')), { minLength: 1, maxLength: 4 }), {
		minLength: 1,
		maxLength: 10
	})
	.map((units) =>
		units.flatMap((row, u) =>
			row.flatMap((value, r) => (value === null ? [] : [{ unit: `u${u}`, rater: `r${r}`, value }]))
		)
	);

describe('whatever was said,', () => {
	it('the shares of a unit and the rows of a rater sum to one', () => {
		fc.assert(
			fc.property(someRatings, (ratings) => {
				const table = tableOf(ratings);
				const { posterior, confusion, prior } = dawidSkene(table);
				const many = Math.max(1, table.values.length);
				for (const numbers of [posterior, confusion, prior])
					for (let at = 0; at < numbers.length; at += many)
						expect(numbers.subarray(at, at + many).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
			})
		);
	});

	it('more iterations never make it less likely', () => {
		fc.assert(
			fc.property(someRatings, (ratings) => {
				const table = tableOf(ratings);
				const path = [1, 2, 3, 5, 8].map((most) => dawidSkene(table, { most, tolerance: 0 }).logLikelihood);
				path.forEach((value, i) => expect(value).toBeGreaterThanOrEqual((path[i - 1] ?? -Infinity) - 1e-6));
			})
		);
	});

	it('all who judged everything and agree are believed', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }),
				fc.integer({ min: 1, max: 4 }),
				(said, many) => {
					const table = tableOf(rows(...Array.from({ length: many }, () => said)));
					const { truth } = dawidSkene(table);
					const found = table.units.map((unit, u) => [Number(unit.slice(1)), table.values[truth[u] ?? -1]]);
					expect(Object.fromEntries(found)).toEqual({ ...[...said] });
				}
			)
		);
	});
});

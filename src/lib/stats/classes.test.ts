import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classesOf, classesOfUnits, tellingOf, weightsOf } from './classes.ts';
import { counts, lists } from './lists.ts';

const someLists = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }), { maxLength: 30 });

it('a list is kept once, known by its number, and told again', () => {
	fc.assert(
		fc.property(someLists, (all) => {
			const own = lists();
			const numbers = all.map(own.of);
			expect(numbers.map(own.at)).toEqual(all);
			for (const [i, one] of all.entries())
				for (const [j, other] of all.entries())
					expect(numbers[i] === numbers[j]).toBe(JSON.stringify(one) === JSON.stringify(other));
		})
	);
});

it('what is taken back is as if it had never been', () => {
	const own = counts();
	own.add(3, 7, 1);
	own.add(3, 7, 1);
	own.add(3, 8, 1);
	own.add(4, 7, 1);
	own.add(3, 7, -1);
	own.add(4, 7, -1);
	expect([...own.byKey()]).toEqual([
		[
			3,
			[
				{ what: 7, many: 1 },
				{ what: 8, many: 1 }
			]
		]
	]);
});

it('groups whose units are alike are one class, in an order that nobody’s coming decides', () => {
	const said = [[1], [0, 1], [0, 1], [1], [2, 2, 2]];
	const classes = classesOfUnits({ of: Int32Array.of(0, 0, 1, 1, 2), many: 4 }, (u) => said[u] ?? []);
	expect(classes.kinds).toEqual([[1], [0, 1], [2, 2, 2]]);
	// Two groups of one and of two, whichever came first; one of three; the one without units is none.
	expect([...classes.times]).toEqual([1, 2]);
	expect([...classes.unit]).toEqual([2, 0, 1]);
	expect(tellingOf(classes, (kind) => kind.length > 2)).toBe(1);
	expect(tellingOf(classes, (kind) => kind.length < 3)).toBe(2);
	expect([...weightsOf(classes, Float64Array.of(1, 5), new Float64Array(3))]).toEqual([5, 5, 1]);
});

it('is the same whatever numbers units went by', () => {
	fc.assert(
		fc.property(
			fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
			fc.integer({ min: 1, max: 5 }),
			(groups, shift) => {
				const named = (to: (unit: number) => number) =>
					classesOf(
						groups.map((units) => ({ units: units.map(to), many: 1 })),
						(unit) => [groups.length, (unit - shift + 8) % 4]
					);
				expect(named((unit) => (unit + shift) % 4)).toEqual(
					classesOf(
						groups.toReversed().map((units) => ({ units: units.toReversed(), many: 1 })),
						(unit) => [groups.length, unit]
					)
				);
			}
		)
	);
});

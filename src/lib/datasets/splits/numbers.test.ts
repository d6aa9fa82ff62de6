import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hash53 } from '#lib/schema/hash.ts';
import { long, numberMap, whole } from './numbers.ts';

it('a map knows of each number what it was told last, as a Map does', () => {
	const keys = fc.integer({ min: 0, max: 400 }).map((n) => (n === 0 ? 0 : hash53(String(n))));
	const told = fc.array(fc.tuple(keys, fc.integer({ min: 0, max: 1_000_000 })), { maxLength: 2_000 });
	fc.assert(
		fc.property(told, (pairs) => {
			const [ours, theirs] = [numberMap(), new Map<number, number>()];
			for (const [key, value] of pairs) {
				expect(ours.get(key)).toBe(theirs.get(key) ?? null);
				ours.set(key, value);
				theirs.set(key, value);
			}
			expect(ours.size()).toBe(theirs.size);
			for (const [key, value] of theirs) expect(ours.get(key)).toBe(value);
			ours.forget();
			expect([ours.size(), ...[...theirs.keys()].filter((key) => ours.get(key) !== null)]).toEqual([0]);
		}),
		{ numRuns: 50 }
	);
});

it('a map keeps apart what differs in the upper bits alone', () => {
	const map = numberMap();
	for (let n = 0; n < 2 ** 21; n += 4099) map.set(n * 2 ** 32, n);
	for (let n = 0; n < 2 ** 21; n += 4099) expect(map.get(n * 2 ** 32)).toBe(n);
	expect(map.get(1)).toBeNull();
});

it('columns grow and keep what they hold', () => {
	for (const column of [whole(), long()]) {
		for (let i = 0; i < 10_000; i++) column.push(i * 3);
		column.set(17, 5);
		expect([column.at(0), column.at(17), column.at(9_999), column.size()]).toEqual([0, 5, 29_997, 10_000]);
	}
});

it('a text that stands before another is read as if the two were one', () => {
	fc.assert(fc.property(fc.string(), fc.string(), (a, b) => hash53(b, 3, a) === hash53(a + b, 3)));
});

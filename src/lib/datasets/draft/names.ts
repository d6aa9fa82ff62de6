/**
 * Small numbers for the hashes that prompts are told apart by, the same ones for all projects: groups of a hundred
 * thousand prompts are then found in arrays.
 */
import type { Traced } from '../splits/groups.ts';
import { numberMap } from '../splits/numbers.ts';
import { placeOf } from '../splits/split.ts';
import { bytesOf, push, type Column } from '#lib/stats/growing.ts';

const FREE = -1;

export function newNames() {
	const known = numberMap();
	const hashes: Column<Float64Array> = { values: new Float64Array(0), length: 0 };
	const places = { seed: 0, of: new Float64Array(0) };
	const of = (hash: number): number => {
		let number = known.get(hash);
		if (number === null) {
			known.set(hash, (number = hashes.length));
			push(hashes, hash);
		}
		return number;
	};
	return {
		of,
		size: () => hashes.length,
		/** What finds rows by these numbers, for one grouping. */
		traced(): Traced {
			return {
				finder() {
					let values = new Int32Array(hashes.length).fill(FREE);
					return {
						get: (key) => (values[key] === FREE ? null : (values[key] ?? null)),
						set: (key, value) => void (values[key] = value),
						forget: () => void (values = new Int32Array(0))
					};
				},
				hashOf: (key) => hashes.values[key] ?? 0
			};
		},
		/** Where a group lies between 0 and 1, remembered for the last seed. @param hash that stands for it */
		placeOf(hash: number, seed: number): number {
			const number = of(hash);
			if (places.seed !== seed || places.of.length <= number) {
				const kept = places.seed === seed ? places.of : new Float64Array(0);
				places.of = new Float64Array(hashes.length).fill(FREE);
				places.of.set(kept);
				places.seed = seed;
			}
			const found = places.of[number] ?? FREE;
			return found === FREE ? (places.of[number] = placeOf(hash, seed)) : found;
		},
		bytes: () => bytesOf(hashes) + places.of.byteLength + hashes.length * 20
	};
}
export type Names = ReturnType<typeof newNames>;

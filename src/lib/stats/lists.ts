/**
 * Lists of small whole numbers, each kept once and known by its number from then on, and counts of such numbers that can
 * be taken back: what very many say alike is one.
 */
import { branching, bytesOf, push, type Column } from './growing.ts';

const ints = (): Column<Int32Array> => ({ values: new Int32Array(0), length: 0 });

/** The empty list is 0. */
export type Lists = {
	/** the list that goes on from another one by a number more */
	on(list: number, next: number): number;
	/** all at once */
	of(numbers: readonly number[]): number;
	/** what a list holds */
	at(list: number): number[];
	bytes(): number;
};

export function lists(): Lists {
	const tree = branching();
	const [before, last] = [ints(), ints()];
	const on = (list: number, next: number): number => {
		const found = tree.step(list, next);
		if (found > last.length) {
			push(before, list);
			push(last, next);
		}
		return found;
	};
	return {
		on,
		of(numbers) {
			let list = 0;
			for (const next of numbers) list = on(list, next);
			return list;
		},
		at(list) {
			const numbers: number[] = [];
			for (let at = list; at > 0; at = before.values[at - 1] ?? 0) numbers.push(last.values[at - 1] ?? 0);
			return numbers.reverse();
		},
		bytes: () => tree.bytes() + bytesOf(before) + bytesOf(last)
	};
}

/** How many there are of each thing, by a key. */
export type Counts = {
	/** @param times below zero where they are taken back */
	add(key: number, what: number, times: number): void;
	/** of each key what there is, and how often: nothing that was taken back wholly */
	byKey(): Map<number, { what: number; many: number }[]>;
	bytes(): number;
};

export function counts(): Counts {
	const tree = branching();
	const [keys, whats, many] = [ints(), ints(), ints()];
	return {
		add(key, what, times) {
			const at = tree.step(key, what) - 1;
			if (at === many.length) {
				push(keys, key);
				push(whats, what);
				push(many, times);
			} else many.values[at] = (many.values[at] ?? 0) + times;
		},
		byKey() {
			const found = new Map<number, { what: number; many: number }[]>();
			for (let i = 0; i < many.length; i++) {
				if (many.values[i] === 0) continue;
				const [key, one] = [keys.values[i] ?? 0, { what: whats.values[i] ?? 0, many: many.values[i] ?? 0 }];
				const own = found.get(key);
				if (own) own.push(one);
				else found.set(key, [one]);
			}
			return found;
		},
		bytes: () => tree.bytes() + bytesOf(keys) + bytesOf(whats) + bytesOf(many)
	};
}

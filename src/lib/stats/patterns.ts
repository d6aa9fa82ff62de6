/** Units of which the same was said are one, with a weight: few raters and few values make few of them. */

export type Patterns = {
	/** by unit */
	of: Int32Array;
	/** by pattern: how many units, and where its keys lie */
	weight: Float64Array;
	from: Int32Array;
	to: Int32Array;
};

/** Of so few keys each finds its place at once: a window on a column costs more than they do. */
const MANY = 32;

function sortFew(numbers: Float64Array, from: number, to: number): void {
	for (let i = from + 1; i < to; i++) {
		const own = numbers[i] ?? 0;
		let at = i;
		for (; at > from && (numbers[at - 1] ?? 0) > own; at--) numbers[at] = numbers[at - 1] ?? 0;
		numbers[at] = own;
	}
}

/** Sorts the keys of each unit, in place. @param first `first[u]` to `first[u + 1]` are the keys of unit u */
export function sortRuns(first: Int32Array, keys: Float64Array): Float64Array {
	for (let u = 0; u + 1 < first.length; u++) {
		const [from, to] = [first[u] ?? 0, first[u + 1] ?? 0];
		if (to - from > MANY) keys.subarray(from, to).sort();
		else sortFew(keys, from, to);
	}
	return keys;
}

/**
 * @param keys of each unit, sorted: whole numbers from 0 to below `width`
 * @returns patterns in the order of the first unit of each
 */
export function patternsOf(first: Int32Array, keys: Float64Array, width: number): Patterns {
	const units = first.length - 1;
	// A tree of what was said so far: its branches are numbered, and a branch is found by its parent and what is said.
	const branches = new Map<number, number>();
	const ends = new Map<number, number>();
	const of = new Int32Array(units);
	const weight: number[] = [];
	const from: number[] = [];
	const to: number[] = [];
	for (let u = 0; u < units; u++) {
		let node = 0;
		for (let i = first[u] ?? 0; i < (first[u + 1] ?? 0); i++) {
			const key = node * width + (keys[i] ?? 0);
			node = branches.get(key) ?? branches.size + 1;
			branches.set(key, node);
		}
		let pattern = ends.get(node);
		if (pattern === undefined) {
			ends.set(node, (pattern = weight.length));
			weight.push(0);
			from.push(first[u] ?? 0);
			to.push(first[u + 1] ?? 0);
		}
		weight[pattern] = (weight[pattern] ?? 0) + 1;
		of[u] = pattern;
	}
	return { of, weight: Float64Array.from(weight), from: Int32Array.from(from), to: Int32Array.from(to) };
}

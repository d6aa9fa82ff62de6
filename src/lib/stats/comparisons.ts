/**
 * Which of two models is preferred, as columns of small numbers and counted once: a million comparisons of a hundred
 * models are ten thousand counts, and everything that is fitted is fitted to these.
 */

/** What a comparison says; the number is its place among the counts of a cell. */
export const outcomes = { first: 0, tie: 1, second: 2 } as const;

export type Comparisons = {
	/** how many models there are; they are numbers from 0 */
	models: number;
	/** by comparison: the model shown first, and the other one */
	first: Int32Array;
	second: Int32Array;
	/** by comparison: one of `outcomes` */
	outcome: Uint8Array;
	/** by comparison, where length is controlled for: see lengthDifference */
	length?: Float64Array;
	/** by comparison: how much it counts, of which the mean is 1; each as much as any other unless told */
	weight?: Float64Array;
};

/**
 * Comparisons that only their outcome sets apart: of the same two, shown alike, with the same difference of length and
 * the same weight.
 */
export type Cells = {
	models: number;
	first: Int32Array;
	second: Int32Array;
	length: Float64Array | null;
	/** by cell: how much each of its comparisons counts; 1 unless told */
	weight?: Float64Array | null;
	/** by cell and outcome, `3 * cell + outcome`: how many, whatever they weigh */
	counts: Float64Array;
};

export type Counted = {
	cells: Cells;
	/** by comparison: its place in `counts`, so cell and outcome at once */
	place: Int32Array;
};

/**
 * How much longer the first response is, in standard deviations of the logarithm of all lengths: twice as long is as
 * much among short ones as among long ones. After Y. Dubois, B. Galambosi, P. Liang, T. B. Hashimoto (2024),
 * Length-Controlled AlpacaEval, arXiv:2404.04475, without its tanh.
 * @param first by comparison: the length of the response shown first, 0 or more, in any unit
 * @returns by comparison; all 0 where all are equally long
 */
export function lengthDifference(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
	const many = first.length;
	let sum = 0;
	let squares = 0;
	const difference = new Float64Array(many);
	for (let i = 0; i < many; i++) {
		const [a, b] = [Math.log1p(first[i] ?? 0), Math.log1p(second[i] ?? 0)];
		sum += a + b;
		squares += a * a + b * b;
		difference[i] = a - b;
	}
	const deviation = Math.sqrt(Math.max(0, squares / (2 * many) - (sum / (2 * many)) ** 2));
	return deviation > 0 ? difference.map((d) => d / deviation) : difference.fill(0);
}

/** Numbers of cells as they come: of pairs alone a table finds one in no time; with lengths there may be very many. */
function numbering({ models, first, second, length, weight }: Comparisons): (i: number) => number {
	const pairOf = (i: number): number => (first[i] ?? 0) * models + (second[i] ?? 0);
	const others = [length, weight].flatMap((column) =>
		column ? [{ column, codes: new Map<number, number>(), known: new Map<number, number>() }] : []
	);
	if (others.length === 0) {
		const table = new Int32Array(models * models).fill(-1);
		let many = 0;
		return (i) => {
			const pair = pairOf(i);
			const cell = table[pair] ?? -1;
			return cell < 0 ? (table[pair] = many++) : cell;
		};
	}
	const numberIn = (known: Map<number, number>, key: number): number => {
		let number = known.get(key);
		if (number === undefined) known.set(key, (number = known.size));
		return number;
	};
	return (i) => {
		let [number, width] = [pairOf(i), models * models];
		for (const { column, codes, known } of others) {
			number = numberIn(known, numberIn(codes, column[i] ?? 0) * width + number);
			width = first.length;
		}
		return number;
	};
}

/** @throws RangeError where a comparison names no model, or one model twice */
export function countedOf(comparisons: Comparisons): Counted {
	const { models, first, second, outcome, length, weight } = comparisons;
	const cellOf = numbering(comparisons);
	const place = new Int32Array(first.length);
	const representative: number[] = [];
	for (let i = 0; i < place.length; i++) {
		const [a, b, said] = [first[i] ?? -1, second[i] ?? -1, outcome[i] ?? 3];
		if (!(a >= 0 && b >= 0 && a < models && b < models && a !== b && said < 3))
			throw new RangeError(
				`Comparison ${i} is of ${a} and ${b}: two different models below ${models} are asked for.`
			);
		const cell = cellOf(i);
		if (cell === representative.length) representative.push(i);
		place[i] = 3 * cell + said;
	}
	const counts = new Float64Array(3 * representative.length);
	for (let i = 0; i < place.length; i++) {
		const at = place[i] ?? 0;
		counts[at] = (counts[at] ?? 0) + 1;
	}
	return {
		cells: {
			models,
			first: Int32Array.from(representative, (i) => first[i] ?? 0),
			second: Int32Array.from(representative, (i) => second[i] ?? 0),
			length: length ? Float64Array.from(representative, (i) => length[i] ?? 0) : null,
			weight: weight ? Float64Array.from(representative, (i) => weight[i] ?? 1) : null,
			counts
		},
		place
	};
}

/**
 * Who won how often against whom.
 * @returns `models × models`, row after row: wins of the row's model against the column's, a tie being half a win of each
 */
export function winMatrix({ models, first, second, counts }: Cells): Float64Array {
	const wins = new Float64Array(models * models);
	for (let c = 0; c < first.length; c++) {
		const [a, b] = [first[c] ?? 0, second[c] ?? 0];
		const half = (counts[3 * c + outcomes.tie] ?? 0) / 2;
		wins[a * models + b] = (wins[a * models + b] ?? 0) + (counts[3 * c] ?? 0) + half;
		wins[b * models + a] = (wins[b * models + a] ?? 0) + (counts[3 * c + outcomes.second] ?? 0) + half;
	}
	return wins;
}

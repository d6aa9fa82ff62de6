/**
 * Krippendorff's alpha: agreement beyond chance, for any number of raters, with judgments missing anywhere.
 * Source: K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability,
 * https://repository.upenn.edu/handle/20.500.14332/2089.
 */
import type { Values } from './table.ts';

export const metrics = ['nominal', 'ordinal', 'interval', 'ratio'] as const;
/** How far two values are apart: not at all or wholly; by ranks; by their difference; by it as a share of their sum. */
export type Metric = (typeof metrics)[number];

export type Alpha =
	| {
			/** 1 is perfect agreement, 0 what chance gives, below it people differ systematically */
			alpha: number;
			/** pairable: of units that at least two judged */
			judgments: number;
			units: number;
	  }
	| {
			alpha: null;
			/** no unit was judged by two; or all judgments that count are the same, so that there is nothing to agree on */
			reason: 'no_pairs' | 'one_value';
	  };

/** What one says alone of a unit can be compared with nothing, and counts nowhere. */
function pairable({ first, value, values, weight }: Values) {
	const counts = new Float64Array(values.length);
	let judgments = 0;
	let units = 0;
	for (let u = 0; u + 1 < first.length; u++) {
		const from = first[u] ?? 0;
		const to = first[u + 1] ?? 0;
		const stands = weight?.[u] ?? 1;
		if (to - from < 2 || stands === 0) continue;
		units += stands;
		judgments += stands * (to - from);
		for (let i = from; i < to; i++) {
			const v = value[i] ?? 0;
			counts[v] = (counts[v] ?? 0) + stands;
		}
	}
	return { counts, judgments, units };
}

/** The middle rank of each value: squared differences of these are the ordinal distances of Krippendorff (2011), p. 6. */
function middleRanks(counts: Float64Array): Float64Array {
	let below = 0;
	return counts.map((count) => {
		below += count;
		return below - count / 2;
	});
}

/** @throws TypeError where there is a value that is no number, or for `ratio` one below zero */
function numbersOf(values: readonly (string | number)[], metric: Metric): Float64Array {
	return Float64Array.from(values, (value) => {
		if (typeof value !== 'number' || !Number.isFinite(value))
			throw new TypeError(`${metric} needs numbers, and ${JSON.stringify(value)} is none.`);
		if (metric === 'ratio' && value < 0)
			throw new TypeError(`A ratio scale begins at zero, and ${value} is below it.`);
		return value;
	});
}

/** The squared distance of all ordered pairs of one unit's judgments, or of all judgments given as counts of values. */
type Distance = {
	within(table: Values, from: number, to: number): number;
	among(counts: Float64Array): number;
};

function nominal(values: number): Distance {
	const seen = new Float64Array(values);
	return {
		within({ value }, from, to) {
			// As many pairs differ as there are pairs, less those that are alike.
			let alike = 0;
			for (let i = from; i < to; i++) {
				const v = value[i] ?? 0;
				alike += seen[v] ?? 0;
				seen[v] = (seen[v] ?? 0) + 1;
			}
			for (let i = from; i < to; i++) seen[value[i] ?? 0] = 0;
			return (to - from) * (to - from - 1) - 2 * alike;
		},
		among(counts) {
			let all = 0;
			let alike = 0;
			for (const count of counts) {
				all += count;
				alike += count * count;
			}
			return all * all - alike;
		}
	};
}

/** Squared differences: two sums, counted from one of the values so that equal ones give exactly nothing. */
function difference(numbers: Float64Array): Distance {
	return {
		within({ value }, from, to) {
			const base = numbers[value[from] ?? 0] ?? 0;
			let sum = 0;
			let squares = 0;
			for (let i = from; i < to; i++) {
				const d = (numbers[value[i] ?? 0] ?? 0) - base;
				sum += d;
				squares += d * d;
			}
			return 2 * ((to - from) * squares - sum * sum);
		},
		among(counts) {
			const all = counts.reduce((a, b) => a + b, 0);
			const mean = counts.reduce((a, count, v) => a + count * (numbers[v] ?? 0), 0) / all;
			return 2 * all * counts.reduce((a, count, v) => a + count * ((numbers[v] ?? 0) - mean) ** 2, 0);
		}
	};
}

/** Two zeros are as near as can be, though their sum is zero. */
const share = (a: number, b: number): number => (a === b ? 0 : ((a - b) / (a + b)) ** 2);

function proportion(numbers: Float64Array): Distance {
	return {
		within({ value }, from, to) {
			let sum = 0;
			for (let i = from; i < to; i++)
				for (let j = from; j < i; j++) sum += share(numbers[value[i] ?? 0] ?? 0, numbers[value[j] ?? 0] ?? 0);
			return 2 * sum;
		},
		among(counts) {
			let sum = 0;
			for (let a = 0; a < counts.length; a++)
				for (let b = 0; b < a; b++)
					sum += (counts[a] ?? 0) * (counts[b] ?? 0) * share(numbers[a] ?? 0, numbers[b] ?? 0);
			return 2 * sum;
		}
	};
}

function distanceOf(metric: Metric, { values }: Values, counts: Float64Array): Distance {
	switch (metric) {
		case 'nominal':
			return nominal(values.length);
		case 'ordinal':
			return difference(middleRanks(counts));
		case 'interval':
			return difference(numbersOf(values, metric));
		case 'ratio':
			return proportion(numbersOf(values, metric));
	}
}

/**
 * 1 - observed / expected disagreement. Time grows with the judgments, and for `ratio` with the square of the number
 * of different values too.
 * @throws TypeError when `interval` or `ratio` is asked of values that are no numbers, or `ratio` of negative ones
 */
export function krippendorffAlpha(table: Values, metric: Metric): Alpha {
	const { counts, judgments, units } = pairable(table);
	if (judgments === 0) return { alpha: null, reason: 'no_pairs' };
	if (counts.filter((count) => count > 0).length < 2) return { alpha: null, reason: 'one_value' };
	const distance = distanceOf(metric, table, counts);
	let observed = 0;
	for (let u = 0; u + 1 < table.first.length; u++) {
		const from = table.first[u] ?? 0;
		const to = table.first[u + 1] ?? 0;
		const stands = table.weight?.[u] ?? 1;
		if (to - from < 2 || stands === 0) continue;
		observed += (stands * distance.within(table, from, to)) / (to - from - 1);
	}
	const expected = distance.among(counts) / (judgments - 1);
	return { alpha: 1 - observed / expected, judgments, units };
}

/** Counts of spans by how long they were, a series a set of labels; of labels there are few, and never a caller's own. */
import type { Distribution, Labels } from './exposition.ts';

type Series = { labels: Labels; counts: number[]; sum: number };

export class Histogram {
	readonly #bounds: readonly number[];
	readonly #most: number;
	readonly #series = new Map<string, Series>();

	/** @param bounds in rising order @param most series; what would be one more is counted under `other` */
	constructor(bounds: readonly number[], most = 200) {
		this.#bounds = bounds;
		this.#most = most;
	}

	observe(labels: Labels, value: number): void {
		const series = this.#seriesOf(labels);
		const at = this.#bounds.findIndex((bound) => value <= bound);
		const i = at === -1 ? this.#bounds.length : at;
		series.counts[i] = (series.counts[i] ?? 0) + 1;
		series.sum += value;
	}

	#seriesOf(labels: Labels): Series {
		const name = JSON.stringify(labels);
		const known = this.#series.get(name);
		if (known) return known;
		if (this.#series.size >= this.#most) {
			const other = Object.fromEntries(Object.keys(labels).map((label) => [label, 'other']));
			if (JSON.stringify(other) !== name) return this.#seriesOf(other);
		}
		const made = { labels, counts: this.#bounds.map(() => 0).concat(0), sum: 0 };
		this.#series.set(name, made);
		return made;
	}

	samples(): Distribution[] {
		return [...this.#series.values()].map(({ labels, counts, sum }) => ({
			labels,
			bounds: this.#bounds,
			counts: [...counts],
			sum
		}));
	}
}

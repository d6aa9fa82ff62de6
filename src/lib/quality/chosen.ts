/** Which of a project's judgments are compared: of each person the latest of an item, as a filter has it. Pure. */
import { whole } from '#lib/stats/column.ts';

/** By judgment, however many there are; `model` is 1 where a model judged. */
export type Judged = {
	item: Int32Array;
	rater: Int32Array;
	at: Float64Array;
	guidelines: Int32Array;
	model: Uint8Array;
};

export type Wanted = {
	kind: 'person' | 'model';
	/** a place among the raters; only items that they judged; null: all */
	rater: number | null;
	from: number;
	to: number;
	guidelines: number | null;
	/** by item: whether it is compared */
	takes: (item: number) => boolean;
};

/** Judgments in the order of their items. */
export type Chosen = {
	/** `first[u]` to `first[u + 1]` are the judgments of the u-th item */
	first: Int32Array;
	/** by item, its place among the project's */
	items: Int32Array;
	/** places of judgments */
	of: Int32Array;
};

/** Judgments by item: a counting sort, which keeps what is equal in its order. */
function byItem(item: Int32Array): { first: Int32Array; order: Int32Array } {
	let many = 0;
	for (const i of item) if (i >= many) many = i + 1;
	const first = new Int32Array(many + 1);
	for (const i of item) first[i + 1] = (first[i + 1] ?? 0) + 1;
	for (let i = 0; i < many; i++) first[i + 1] = (first[i + 1] ?? 0) + (first[i] ?? 0);
	const next = first.slice();
	const order = new Int32Array(item.length);
	for (let j = 0; j < item.length; j++) {
		const i = item[j] ?? 0;
		const at = next[i] ?? 0;
		next[i] = at + 1;
		order[at] = j;
	}
	return { first, order };
}

/** The latest of each person stands, and a filter asks of what stands. @param judged in the order in which it came */
export function choose({ item, rater, at, guidelines, model }: Judged, wanted: Wanted): Chosen {
	const { first, order } = byItem(item);
	const kind = wanted.kind === 'model' ? 1 : 0;
	const [starts, items, of] = [whole(), whole(), whole()];
	starts.push(0);
	for (let i = 0; i + 1 < first.length; i++) {
		const [from, to] = [first[i] ?? 0, first[i + 1] ?? 0];
		if (from === to || !wanted.takes(i)) continue;
		const own: number[] = [];
		let isTheirs = wanted.rater === null;
		for (let a = from; a < to; a++) {
			const j = order[a] ?? 0;
			if (model[j] !== kind) continue;
			let stands = true;
			for (let b = from; b < to && stands; b++) {
				const k = order[b] ?? 0;
				if (b === a || rater[k] !== rater[j] || model[k] !== kind) continue;
				const [mine, its] = [at[j] ?? 0, at[k] ?? 0];
				stands = its < mine || (its === mine && b < a);
			}
			const when = at[j] ?? 0;
			if (!stands || when < wanted.from || when >= wanted.to) continue;
			if (wanted.guidelines !== null && guidelines[j] !== wanted.guidelines) continue;
			own.push(j);
			isTheirs ||= rater[j] === wanted.rater;
		}
		if (own.length === 0 || !isTheirs) continue;
		for (const j of own) of.push(j);
		items.push(i);
		starts.push(of.size());
	}
	return { first: starts.list(), items: items.list(), of: of.list() };
}

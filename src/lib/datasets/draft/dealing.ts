/**
 * How many rows and prompts each split gets: the groups of the build, from what prompts are known by. Prompts that are
 * nearly the same take long to be found where very many are alike: then groups of the same prompts come first.
 */
import type { PreviewSplit } from '../preview-view.ts';
import { groupsOf, type Groups } from '../splits/groups.ts';
import { numberMap } from '../splits/numbers.ts';
import { splitOf, type Shares } from '../splits/split.ts';
import type { Picture } from './picture.ts';
import type { Prompts } from './texts.ts';

/** Rows of one source: by unit how many, and what their prompts are. */
export type Lot = {
	/** tells its source apart from others */
	name: string;
	picture: Picture;
	prompts: Prompts;
	rowsOf: Int32Array;
};

/** What each unit that has rows is grouped under, in their order. */
export type Grouping = { names: Float64Array; joined: number };

const BANDS = 12;

function eachUnit({ picture, rowsOf }: Lot, act: (serial: number, rows: number) => void): void {
	for (let u = 0; u < rowsOf.length; u++) {
		const rows = rowsOf[u] ?? 0;
		if (rows > 0) act(picture.serial[u] ?? 0, rows);
	}
}

/** The bands of each prompt, once, in the order in which prompts come. */
function bandsOf(lots: Lot[]): (Uint32Array | null)[] {
	const seen = numberMap();
	const all: (Uint32Array | null)[] = [];
	for (const lot of lots)
		eachUnit(lot, (serial) => {
			const { prompt } = lot.prompts.keys(serial);
			if (seen.get(prompt) !== null) return;
			seen.set(prompt, 1);
			all.push(lot.prompts.bands(serial));
		});
	return all;
}

/** Which prompts share a band with another one: those that share none need not be compared. */
function sharing(all: (Uint32Array | null)[]): Uint8Array {
	const size = 2 ** Math.ceil(Math.log2(Math.max(16, all.length * 2)));
	const shared = new Uint8Array(all.length);
	/** the first one of each key, from 1 on */
	const held = new Int32Array(size);
	for (let band = 0; band < BANDS; band++) {
		held.fill(0);
		for (let i = 0; i < all.length; i++) {
			const key = all[i]?.[band];
			if (key === undefined) continue;
			let slot = key & (size - 1);
			let other = held[slot] ?? 0;
			while (other > 0 && all[other - 1]?.[band] !== key) other = held[(slot = (slot + 1) & (size - 1))] ?? 0;
			if (other === 0) held[slot] = i + 1;
			else shared[other - 1] = shared[i] = 1;
		}
	}
	return shared;
}

/** Groups that all units with rows were added to. */
export type Grouper = {
	/** prompts that have to be compared with others */
	compared: number;
	settle: Groups['settle'];
	grouping(): Grouping;
};

/** @param near null compares none */
export function grouper(lots: Lot[], near: number | null): Grouper {
	const groups = groupsOf(near);
	const shared = near === null ? null : sharing(bandsOf(lots));
	/** of each unit the number of its prompt */
	const numbers: number[] = [];
	let prompts = 0;
	for (const lot of lots)
		eachUnit(lot, (serial) => {
			const print = () => (shared?.[prompts++] === 1 ? lot.prompts.print(serial) : null);
			numbers.push(groups.addKeys(lot.prompts.keys(serial), print));
		});
	return {
		compared: shared?.reduce((sum, one) => sum + one, 0) ?? 0,
		settle: groups.settle,
		grouping: () => ({
			names: Float64Array.from(numbers, groups.ofPrompt),
			joined: groups.counts().near
		})
	};
}

/** What a grouping is told by: which units of which pictures have rows, and how near prompts may be. */
export function nameOf(lots: Lot[], near: number | null, kind: string): string {
	const units = lots.map((lot) => {
		let [a, b] = [0x811c9dc5, 0x9e3779b9];
		for (let u = 0; u < lot.rowsOf.length; u++)
			if ((lot.rowsOf[u] ?? 0) > 0) {
				a = Math.imul(a ^ u, 0x01000193);
				b = Math.imul(b ^ (lot.picture.serial[u] ?? 0), 0x85ebca6b) ^ (b >>> 15);
			}
		return `${lot.name} ${a} ${b} ${lot.rowsOf.length}`;
	});
	return JSON.stringify([kind, near, ...units]);
}

/** Of each lot, by unit, the rows that are dealt into one split. */
export function rowsInSplit(
	lots: Lot[],
	{ names }: Grouping,
	shares: Shares,
	seed: number,
	name: string
): Int32Array[] {
	let next = 0;
	return lots.map(({ rowsOf }) =>
		rowsOf.map((rows) => (rows > 0 && splitOf(names[next++] ?? 0, shares, seed) === name ? rows : 0))
	);
}

/** Deals rows into splits as the build does. */
export function dealt(lots: Lot[], { names }: Grouping, shares: Shares, seed: number): PreviewSplit[] {
	const splits = shares.map(({ name, share }): PreviewSplit => ({ name, share, rows: 0, groups: 0 }));
	const places = new Map(splits.map((split) => [split.name, split]));
	const known = new Map<number, PreviewSplit | undefined>();
	let next = 0;
	for (const lot of lots)
		eachUnit(lot, (_serial, rows) => {
			const group = names[next++] ?? 0;
			let split = known.get(group);
			if (!split) {
				known.set(group, (split = places.get(splitOf(group, shares, seed))));
				if (split) split.groups++;
			}
			if (split) split.rows += rows;
		});
	return splits;
}

/**
 * How many rows and prompts each split gets: the groups of the build, from what prompts are known by. Prompts that are
 * nearly the same take long to be found where very many are alike: then groups of the same prompts come first.
 */
import type { PreviewSplit } from '../preview-view.ts';
import { groupsOf } from '../splits/groups.ts';
import { splitAt, type Shares } from '../splits/split.ts';
import type { Names } from './names.ts';
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

/** Of each unit that has rows, in their order, the number of its group; of each group what stands for it. */
export type Grouping = { sets: Int32Array; groups: Float64Array; joined: number };

const BANDS = 12;
/** Units that are looked at between two breaths. */
const BREATH = 4_096;

/** Prompts, each once, by the numbers that they go by, with their bands. */
export type Banded = { prompts: Int32Array; bands: Uint32Array };
type Take = (prompts: Prompts, serial: number) => void;

/** @param each tells of prompts in the order in which they come, as often as they do: `most` times at most */
export function banded(names: Names, most: number, each: (take: Take) => void): Banded {
	const seen = new Uint8Array(names.size());
	const prompts = new Int32Array(most);
	const bands = new Uint32Array(most * BANDS);
	let many = 0;
	each((own, serial) => {
		const { prompt } = own.keys(serial);
		if (seen[prompt] === 1) return;
		seen[prompt] = 1;
		const found = own.bands(serial);
		if (found === null) return;
		prompts[many] = prompt;
		bands.set(found, many * BANDS);
		many++;
	});
	return { prompts: prompts.subarray(0, many), bands };
}

/** Which prompts share a band with another one, by their numbers: those that share none need not be compared. */
export function* sharing(names: Names, { prompts, bands }: Banded): Generator<void, Uint8Array> {
	const size = 2 ** Math.ceil(Math.log2(Math.max(16, prompts.length * 2)));
	const shared = new Uint8Array(names.size());
	/** the first one of each key, from 1 on */
	const held = new Int32Array(size);
	for (let band = 0; band < BANDS; band++) {
		held.fill(0);
		for (let i = 0; i < prompts.length; i++) {
			const key = bands[i * BANDS + band] ?? 0;
			let slot = key & (size - 1);
			let other = held[slot] ?? 0;
			while (other > 0 && bands[(other - 1) * BANDS + band] !== key)
				other = held[(slot = (slot + 1) & (size - 1))] ?? 0;
			if (other === 0) held[slot] = i + 1;
			else shared[prompts[other - 1] ?? 0] = shared[prompts[i] ?? 0] = 1;
		}
		yield;
	}
	return shared;
}

/** Units of all lots that have rows, in their order. */
export function* rowed(lots: Lot[]): Generator<{ lot: Lot; serial: number }[]> {
	for (const lot of lots) {
		const { picture, rowsOf } = lot;
		let page: { lot: Lot; serial: number }[] = [];
		for (let u = 0; u < rowsOf.length; u++) {
			if ((rowsOf[u] ?? 0) === 0) continue;
			page.push({ lot, serial: picture.serial[u] ?? 0 });
			if (page.length < BREATH) continue;
			yield page;
			page = [];
		}
		yield page;
	}
}

/** So many units have rows. */
export const unitsIn = (lots: Lot[]): number =>
	lots.reduce((sum, { rowsOf }) => sum + rowsOf.reduce((many, rows) => many + Number(rows > 0), 0), 0);

/**
 * Groups as the build forms them, with a breath now and then.
 * @param near null compares none. @param shared prompts to be compared, by their numbers
 */
export async function grouped(
	lots: Lot[],
	names: Names,
	{ near, shared }: { near: number | null; shared: Uint8Array | null },
	pause: () => Promise<void>
): Promise<Grouping> {
	const groups = groupsOf(near, undefined, names.traced());
	const numbers = new Int32Array(unitsIn(lots));
	let unit = 0;
	for (const page of rowed(lots)) {
		for (const { lot, serial } of page) {
			const keys = lot.prompts.keys(serial);
			const print = () => (shared?.[keys.prompt] === 1 ? lot.prompts.print(serial) : null);
			numbers[unit++] = groups.addKeys(keys, print);
		}
		if (near !== null) await pause();
	}
	if (near !== null) await groups.settle(pause);
	return numbered(groups, numbers);
}

/** Groups by their own numbers, in the order in which they come. @param prompts of each unit the number of its prompt */
function numbered(
	groups: Pick<ReturnType<typeof groupsOf>, 'setOf' | 'ofPrompt' | 'counts'>,
	prompts: Int32Array
): Grouping {
	const places = new Int32Array(prompts.length).fill(-1);
	const found = new Float64Array(prompts.length);
	let many = 0;
	const sets = prompts.map((prompt) => {
		const set = groups.setOf(prompt);
		let place = places[set] ?? -1;
		if (place === -1) {
			places[set] = place = many++;
			found[place] = groups.ofPrompt(prompt);
		}
		return place;
	});
	return { sets, groups: found.slice(0, many), joined: groups.counts().near };
}

/** What a grouping is told by: which units of which pictures have rows, and how near prompts may be. */
export function nameOf(lots: Lot[], near: number | null): string {
	const units = lots.map((lot) => {
		let [a, b] = [0x811c9dc5, 0x9e3779b9];
		for (let u = 0; u < lot.rowsOf.length; u++)
			if ((lot.rowsOf[u] ?? 0) > 0) {
				a = Math.imul(a ^ u, 0x01000193);
				b = Math.imul(b ^ (lot.picture.serial[u] ?? 0), 0x85ebca6b) ^ (b >>> 15);
			}
		return `${lot.name} ${a} ${b} ${lot.rowsOf.length}`;
	});
	return JSON.stringify([near, ...units]);
}

/** Of each group the number of its split. */
const splitsOf = ({ groups }: Grouping, names: Names, shares: Shares, seed: number): Uint16Array =>
	Uint16Array.from(groups, (group) => splitAt(names.placeOf(group, seed), shares));

/** Of each lot, by unit, the rows that are dealt into one split. */
export function rowsInSplit(
	lots: Lot[],
	grouping: Grouping,
	names: Names,
	shares: Shares,
	seed: number,
	name: string
): Int32Array[] {
	const own = shares.findIndex((share) => share.name === name);
	const of = splitsOf(grouping, names, shares, seed);
	let next = 0;
	return lots.map(({ rowsOf }) =>
		rowsOf.map((rows) => (rows > 0 && of[grouping.sets[next++] ?? 0] === own ? rows : 0))
	);
}

/** Deals rows into splits as the build does. */
export function dealt(
	lots: Lot[],
	grouping: Grouping,
	names: Names,
	shares: Shares,
	seed: number
): PreviewSplit[] {
	const splits = shares.map(({ name, share }): PreviewSplit => ({ name, share, rows: 0, groups: 0 }));
	const of = splitsOf(grouping, names, shares, seed);
	const counts = { rows: new Int32Array(shares.length), groups: new Int32Array(shares.length) };
	for (const split of of) counts.groups[split] = (counts.groups[split] ?? 0) + 1;
	let next = 0;
	for (const { rowsOf } of lots)
		for (const rows of rowsOf) {
			if (rows === 0) continue;
			const split = of[grouping.sets[next++] ?? 0] ?? 0;
			counts.rows[split] = (counts.rows[split] ?? 0) + rows;
		}
	splits.forEach((split, i) => {
		split.rows = counts.rows[i] ?? 0;
		split.groups = counts.groups[i] ?? 0;
	});
	return splits;
}

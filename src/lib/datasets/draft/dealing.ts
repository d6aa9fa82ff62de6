/** How many rows and prompts each split gets: the groups of the build, from what prompts are known by. */
import { groupsOf } from '../splits/groups.ts';
import { splitOf, type Shares } from '../splits/split.ts';
import type { PreviewSplit } from '../preview-view.ts';
import type { Picture } from './picture.ts';
import type { Prompts } from './texts.ts';

/** Rows of one source: by unit how many, and what their prompts are. */
export type Lot = { picture: Picture; prompts: Prompts; rowsOf: Int32Array };

const NONE = 0;

/**
 * Which prompts share something with another one, by bands: a table that each key is looked up in. Those that share
 * nothing need not be compared, whatever else has rows.
 */
function sharing(lots: Lot[]): (lot: number, u: number) => boolean {
	const many = lots.reduce((sum, { picture }) => sum + picture.ids.length, 0);
	const size = 2 ** Math.ceil(Math.log2(Math.max(16, many * 2)));
	const found = lots.map(({ picture }) => new Uint8Array(picture.ids.length));
	const begin = lots.map((_, l) =>
		lots.slice(0, l).reduce((sum, { picture }) => sum + picture.ids.length, 0)
	);
	const width = 12;
	for (let band = 0; band < width; band++) {
		const held = new Int32Array(size);
		const keys = new Uint32Array(many);
		const own = new Float64Array(many);
		lots.forEach(({ picture, prompts }, l) => {
			for (let u = 0; u < picture.ids.length; u++) {
				const serial = picture.serial[u] ?? 0;
				const bands = prompts.bands(serial);
				if (bands === null) continue;
				const key = bands[band] ?? 0;
				const at = (begin[l] ?? 0) + u;
				keys[at] = key;
				own[at] = prompts.keys(serial).prompt;
				let slot = key & (size - 1);
				while (held[slot] !== NONE && keys[(held[slot] ?? 0) - 1] !== key) slot = (slot + 1) & (size - 1);
				const other = (held[slot] ?? 0) - 1;
				if (other === -1) held[slot] = at + 1;
				else if (own[other] !== own[at]) {
					const which = begin.findLastIndex((from) => from <= other);
					const marks = found[which];
					if (marks) marks[other - (begin[which] ?? 0)] = 1;
					const mine = found[l];
					if (mine) mine[u] = 1;
				}
			}
		});
	}
	// Of the same prompt only the first is held: all of them share what it shares.
	const shared = new Set<number>();
	lots.forEach(({ picture, prompts }, l) =>
		found[l]?.forEach((is, u) => is && shared.add(prompts.keys(picture.serial[u] ?? 0).prompt))
	);
	return (l, u) => {
		const lot = lots[l];
		return lot !== undefined && shared.has(lot.prompts.keys(lot.picture.serial[u] ?? 0).prompt);
	};
}

export function dealt(
	lots: Lot[],
	{ shares, near, seed }: { shares: Shares; near: number | null; seed: number }
): { splits: PreviewSplit[]; joined: number } {
	const groups = groupsOf(shares.length > 1 ? near : null);
	const isShared = shares.length > 1 && near !== null ? sharing(lots) : () => false;
	const each = (act: (lot: number, u: number, rows: number, serial: number) => void) =>
		lots.forEach(({ picture, rowsOf }, l) => {
			for (let u = 0; u < rowsOf.length; u++) {
				const rows = rowsOf[u] ?? 0;
				if (rows > 0) act(l, u, rows, picture.serial[u] ?? 0);
			}
		});
	/** of each unit that has rows, in their order, the number of its prompt */
	const numbers: number[] = [];
	each((l, u, _rows, serial) => {
		const prompts = lots[l]?.prompts;
		const print = () => (isShared(l, u) && prompts ? prompts.print(serial) : null);
		if (prompts) numbers.push(groups.addKeys(prompts.keys(serial), print));
	});
	let next = 0;
	const splits = new Map(shares.map(({ name, share }) => [name, { name, share, rows: 0, groups: 0 }]));
	const known = new Map<number, PreviewSplit | undefined>();
	each((_l, _u, rows) => {
		const group = groups.ofPrompt(numbers[next++] ?? 0);
		let split = known.get(group);
		if (!split) {
			known.set(group, (split = splits.get(splitOf(group, shares, seed))));
			if (split) split.groups++;
		}
		if (split) split.rows += rows;
	});
	return { splits: [...splits.values()], joined: groups.counts().near };
}

/**
 * What is known of units' texts without keeping them: whether a format takes what can be made of a unit, and what its
 * prompt is told apart and compared by. All of it goes by the unit's serial number and never changes.
 */
import type { Keys, Traits } from '../splits/groups.ts';
import { keysOf } from '../splits/groups.ts';
import { distinct, passingPrintOf, type Print } from '../splits/print.ts';
import { branching, bytesOf, kept, room, type Column } from '#lib/stats/growing.ts';
import type { Names } from './names.ts';

const ints = (): Column<Int32Array> => ({ values: new Int32Array(0), length: 0 });
const small = (): Column<Uint8Array> => ({ values: new Uint8Array(0), length: 0 });

/** A fact about a unit's content: not known yet, a row, or why it is none. */
export const UNKNOWN = 0;
export const ROW = 1;
const FIRST_WHY = 2;

/** What a format makes of units. Few contents are known by their number alone; others by a name in a table. */
export function newFacts() {
	const dense = small();
	const base = ints();
	/** by unit and content the place of its fact */
	const sparse = branching();
	const others = ints();
	const reasons = kept<string>();
	return {
		/** @param contents how many of a unit's contents are known by their number. @returns where they begin; -1: nowhere */
		place(serial: number, contents: number): number {
			if (contents === 0) return -1;
			const before = base.length;
			const values = room(base, serial + 1);
			if (serial >= before) {
				base.length = serial + 1;
				values.fill(0, before, serial + 1);
			}
			const known = values[serial] ?? 0;
			if (known > 0) return known - 1;
			const at = dense.length;
			room(dense, at + contents);
			dense.length = at + contents;
			values[serial] = at + 1;
			return at;
		},
		get: (place: number, serial: number, content: number): number =>
			place === -1
				? (others.values[sparse.find(serial, content)] ?? UNKNOWN)
				: (dense.values[place + content] ?? UNKNOWN),
		set(place: number, serial: number, content: number, why: string | null): void {
			const fact = why === null ? ROW : FIRST_WHY + reasons.of(why, () => why);
			if (place !== -1) dense.values[place + content] = fact;
			else {
				const at = sparse.step(serial, content);
				room(others, at + 1)[at] = fact;
			}
		},
		why: (fact: number): string => reasons.all[fact - FIRST_WHY] ?? '',
		bytes: () => bytesOf(dense) + bytesOf(base) + bytesOf(others) + sparse.bytes()
	};
}
export type Facts = ReturnType<typeof newFacts>;

/** What prompts are told apart and compared by. */
export function newPrompts(names: Names) {
	const [item, prompt, root] = [ints(), ints(), ints()];
	const known = small();
	/** where the runs of a print begin in `runs`, as they come, and how many; -1 for a long text, that has none */
	const [first, length] = [ints(), ints()];
	const runs: { values: Uint32Array; length: number } = { values: new Uint32Array(0), length: 0 };
	const signatures: { values: Uint32Array; width: number } = { values: new Uint32Array(0), width: 0 };
	const bands: { values: Uint32Array; width: number } = { values: new Uint32Array(0), width: 0 };
	const grow = (own: { values: Uint32Array }, length: number) => {
		if (length <= own.values.length) return;
		const next = new Uint32Array(Math.max(4_096, length, own.values.length * 2));
		next.set(own.values);
		own.values = next;
	};
	const keep = (serial: number, print: Print) => {
		signatures.width = print.signature.length;
		bands.width = print.bands.length;
		grow(signatures, (serial + 1) * signatures.width);
		grow(bands, (serial + 1) * bands.width);
		signatures.values.set(print.signature, serial * signatures.width);
		bands.values.set(print.bands, serial * bands.width);
		room(first, serial + 1)[serial] = runs.length;
		room(length, serial + 1)[serial] = print.runs?.length ?? -1;
		if (print.runs === null) return;
		grow(runs, runs.length + print.runs.length);
		runs.values.set(print.runs, runs.length);
		runs.length += print.runs.length;
	};
	/** 1: no print, 2: with one */
	const state = (serial: number) => known.values[serial] ?? 0;
	let many = 0;
	let end = 0;
	return {
		/** of how many units they are known */
		many: () => many,
		each(act: (serial: number) => void): void {
			for (let serial = 0; serial < end; serial++) if (state(serial) > 0) act(serial);
		},
		isKnown: (serial: number): boolean => state(serial) > 0,
		learn(serial: number, traits: Traits): void {
			const keys = keysOf(traits);
			room(item, serial + 1)[serial] = names.of(keys.item);
			room(prompt, serial + 1)[serial] = names.of(keys.prompt);
			room(root, serial + 1)[serial] = names.of(keys.root);
			const print = passingPrintOf(traits.prompt);
			if (print) keep(serial, print);
			if (state(serial) === 0) many++;
			end = Math.max(end, serial + 1);
			room(known, serial + 1)[serial] = print ? 2 : 1;
		},
		/** By the numbers that hashes go by. */
		keys: (serial: number): Keys => ({
			item: item.values[serial] ?? 0,
			prompt: prompt.values[serial] ?? 0,
			root: root.values[serial] ?? 0
		}),
		bands: (serial: number): Uint32Array | null =>
			state(serial) === 2 ? bands.values.subarray(serial * bands.width, (serial + 1) * bands.width) : null,
		print(serial: number): Print | null {
			const own = this.bands(serial);
			if (own === null) return null;
			const runsOf = length.values[serial] ?? -1;
			const at = first.values[serial] ?? 0;
			return {
				signature: signatures.values.subarray(serial * signatures.width, (serial + 1) * signatures.width),
				bands: own,
				runs: runsOf < 0 ? null : distinct(runs.values.slice(at, at + runsOf))
			};
		},
		bytes: () =>
			[item, prompt, root, first, length].reduce((sum, own) => sum + own.values.byteLength, 0) +
			known.values.byteLength +
			runs.values.byteLength +
			signatures.values.byteLength +
			bands.values.byteLength
	};
}
export type Prompts = ReturnType<typeof newPrompts>;

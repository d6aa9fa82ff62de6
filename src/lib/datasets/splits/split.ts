/**
 * Which split a group of rows is in, by its name and a seed alone: a group stays where it is when others come, so
 * that what was tested on yesterday is not trained on tomorrow.
 */
import { hash53, share53 } from './hash.ts';
import type { Traits } from './groups.ts';

/** Shares by name, in the order of the files: they sum to 1. */
export type Shares = { name: string; share: number }[];

/** @param group what stands for it. @param seed any whole number: another one deals anew */
export function splitOf(group: number, shares: Shares, seed: number): string {
	const at = share53(`${seed}/${group}`);
	let sum = 0;
	for (const { name, share } of shares) {
		sum += share;
		if (at < sum) return name;
	}
	return shares.at(-1)?.name ?? '';
}

/** What was checked of the rows as they were written. */
export type Proof = { items: number; prompts: number; roots: number };

/**
 * Checks row by row, apart from how groups were made, that no item, prompt or beginning of a conversation is in two
 * splits. @throws Error at the first that is: a dataset that leaks is never made
 */
export function leakCheck() {
	const seen = { i: new Map<number, string>(), p: new Map<number, string>(), r: new Map<number, string>() };
	const check = (known: Map<number, string>, text: string, split: string) => {
		const key = hash53(text, 1);
		const other = known.get(key);
		if (other === undefined) known.set(key, split);
		else if (other !== split) throw new Error(`Rows of one group are in ${other} and in ${split}.`);
	};
	return {
		row({ item, prompt, root }: Traits, split: string): void {
			check(seen.i, item, split);
			check(seen.p, prompt, split);
			check(seen.r, root, split);
		},
		proof: (): Proof => ({ items: seen.i.size, prompts: seen.p.size, roots: seen.r.size })
	};
}

/**
 * Which split a group of rows is in, by its name and a seed alone: a group stays where it is when others come, so
 * that what was tested on yesterday is not trained on tomorrow.
 */
import type { Traits } from './groups.ts';
import { hash53, share53 } from '#lib/schema/hash.ts';
import { numberMap, small, type NumberMap } from './numbers.ts';

/** Shares by name, in the order of the files: they sum to 1. */
export type Shares = { name: string; share: number }[];

/** Where a group lies between 0 and 1. @param seed any whole number: another one deals anew */
export const placeOf = (group: number, seed: number): number => share53(`${seed}/${group}`);

/** The number of the split that such a place is in. */
export function splitAt(place: number, shares: Shares): number {
	let sum = 0;
	for (const [i, { share }] of shares.entries()) {
		sum += share;
		if (place < sum) return i;
	}
	return shares.length - 1;
}

/** @param group what stands for it */
export const splitOf = (group: number, shares: Shares, seed: number): string =>
	shares[splitAt(placeOf(group, seed), shares)]?.name ?? '';

/** What was checked of the rows as they were written. */
export type Proof = { items: number; prompts: number; roots: number };

/** What a row is checked by, each as a number that stands for it; not those by which groups were made. */
export type Marks = { item: number; prompt: number; root: number };

export function marksOf({ item, prompt, root }: Traits): Marks {
	const mark = hash53(prompt, 1);
	return { item: hash53(item, 1), prompt: mark, root: root === prompt ? mark : hash53(root, 1) };
}

/**
 * Checks row by row, apart from how groups were made, that no item, prompt or beginning of a conversation is in two
 * splits. Most prompts are the whole of their conversation: such a beginning is one bit beside its prompt.
 * @throws Error at the first that is: a dataset that leaks is never made
 */
export function leakCheck() {
	const seen = { items: numberMap(small), prompts: numberMap(small), roots: numberMap(small) };
	/** beginnings that are prompts, and in `roots` too */
	let twice = 0;
	let begun = 0;
	const splits: string[] = [];
	const meet = (other: number | null, split: number) => {
		if (other !== null && other !== split)
			throw new Error(`Rows of one group are in ${splits[other]} and in ${splits[split]}.`);
	};
	const check = (known: NumberMap, key: number, split: number) => {
		const other = known.get(key);
		if (other === null) known.set(key, split);
		else meet(other, split);
	};
	/** Of a prompt: twice its split, and one more where it is the beginning of a conversation. */
	const checkPrompt = (prompt: number, isRoot: boolean, split: number) => {
		const known = seen.prompts.get(prompt);
		if (known !== null) meet(known >> 1, split);
		const begins = known !== null && known % 2 === 1;
		if (known === null || (isRoot && !begins)) seen.prompts.set(prompt, 2 * split + Number(isRoot || begins));
		if (!isRoot || begins) return;
		begun++;
		const other = seen.roots.get(prompt);
		if (other === null) return;
		twice++;
		meet(other, split);
	};
	const checkRoot = (root: number, split: number) => {
		const isNew = seen.roots.get(root) === null;
		check(seen.roots, root, split);
		const prompt = seen.prompts.get(root);
		if (prompt === null || prompt % 2 === 0) return;
		twice += Number(isNew);
		meet(prompt >> 1, split);
	};
	return {
		row({ item, prompt, root }: Marks, name: string): void {
			let split = splits.indexOf(name);
			if (split === -1) split = splits.push(name) - 1;
			check(seen.items, item, split);
			checkPrompt(prompt, root === prompt, split);
			if (root !== prompt) checkRoot(root, split);
		},
		proof: (): Proof => ({
			items: seen.items.size(),
			prompts: seen.prompts.size(),
			roots: begun + seen.roots.size() - twice
		}),
		/** Gives back the memory of what was seen, when all rows were. */
		forget() {
			for (const one of Object.values(seen)) one.forget();
		}
	};
}

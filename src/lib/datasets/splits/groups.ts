/**
 * What must stay together when rows are split: rows of one item, of one prompt however it is written, of one
 * conversation, and of prompts that are nearly the same. A split that tore them apart would test on what it trained on.
 */
import { hash53 } from './hash.ts';
import { nearTexts, printOf, type Print } from './near.ts';

/** What a row is known by. */
export type Traits = {
	/** what it was made of */
	item: string;
	/** all of its prompt, normalised */
	prompt: string;
	/** how its conversation begins, normalised */
	root: string;
};

/** Case, width, composition and white space tell no two prompts apart. */
export const normalPrompt = (text: string): string =>
	text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** The same as numbers. */
export type Keys = { item: number; prompt: number; root: number };

export const keysOf = ({ item, prompt, root }: Traits): Keys => ({
	item: hash53(`i${item}`),
	prompt: hash53(`p${prompt}`),
	root: hash53(`r${root}`)
});

export type Groups = {
	add(traits: Traits): void;
	/** The same for keys that are known. @param print what the prompt is compared by; asked for where it is new */
	addKeys(keys: Keys, print: () => Print | null): void;
	/** @returns what stands for a row's group: the same for all of its rows, whatever their order */
	of(traits: Traits): number;
	ofKeys(keys: Keys): number;
	counts(): { groups: number; prompts: number; near: number; largest: number };
};

/** Sets that grow together: each member leads to another one, or is its set's own. */
function union() {
	const parent: number[] = [];
	const find = (of: number): number => {
		let at = of;
		for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
			parent[at] = parent[up] ?? up;
			at = up;
		}
		return at;
	};
	return {
		make: () => parent.push(parent.length) - 1,
		find,
		/** @returns whether they were apart */
		join(a: number, b: number): boolean {
			const [low, high] = [find(a), find(b)].toSorted((x, y) => x - y);
			if (low === undefined || high === undefined || low === high) return false;
			parent[high] = low;
			return true;
		},
		all: () => parent.keys()
	};
}

/** @param near how like each other two prompts may be and still be apart, 0 to 1; null: none is too like another */
export function groupsOf(near: number | null): Groups {
	const sets = union();
	const byTrait = new Map<number, number>();
	/** of each member, which is a prompt: what stands for it */
	const prompts: number[] = [];
	const likes = near === null ? null : nearTexts(near);
	let joined = 0;
	let names: Map<number, number> | null = null;

	/** The smallest prompt of a set: it does not depend on the order in which rows came. */
	const named = (): Map<number, number> => {
		const found = new Map<number, number>();
		for (const member of sets.all()) {
			const set = sets.find(member);
			found.set(set, Math.min(found.get(set) ?? Infinity, prompts[member] ?? Infinity));
		}
		return found;
	};

	const groups: Groups = {
		add(traits) {
			groups.addKeys(keysOf(traits), () => printOf(traits.prompt));
		},
		addKeys({ item, prompt, root }, print) {
			names = null;
			const known = byTrait.get(prompt);
			const own = known ?? sets.make();
			if (known === undefined) {
				byTrait.set(prompt, own);
				prompts.push(prompt);
				likes?.add(print(), own, (other) => (joined += Number(sets.join(own, other))));
			}
			for (const key of [item, root]) {
				const other = byTrait.get(key);
				if (other === undefined) byTrait.set(key, own);
				else sets.join(own, other);
			}
		},
		of: (traits) => groups.ofKeys(keysOf(traits)),
		ofKeys({ prompt }) {
			names ??= named();
			const set = byTrait.get(prompt);
			const name = set === undefined ? undefined : names.get(sets.find(set));
			if (name === undefined) throw new Error('A row was asked for that was never added.');
			return name;
		},
		counts() {
			const sizes = new Map<number, number>();
			for (const member of sets.all()) sizes.set(sets.find(member), (sizes.get(sets.find(member)) ?? 0) + 1);
			return {
				groups: sizes.size,
				prompts: prompts.length,
				near: joined,
				largest: [...sizes.values()].reduce((a, b) => Math.max(a, b), 0)
			};
		}
	};
	return groups;
}

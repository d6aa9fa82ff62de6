/**
 * What must stay together when rows are split: rows of one item, of one prompt however it is written, of one
 * conversation, and of prompts that are nearly the same. A split that tore them apart would test on what it trained on.
 */
import { hash53 } from '#lib/schema/hash.ts';
import { nearTexts, type Near } from './near.ts';
import { numberMap, whole, type NumberMap } from './numbers.ts';
import type { Print } from './print.ts';
import { inOrder, memorySpool, type Spool } from './spool.ts';

export { normalPrompt } from '#lib/schema/prompt.ts';

/** What a row is known by. */
export type Traits = {
	/** what it was made of */
	item: string;
	/** all of its prompt, normalised */
	prompt: string;
	/** how its conversation begins, normalised */
	root: string;
};

/** The same as numbers: that of a beginning is that of its prompt where it is all there is of it. */
export type Keys = { item: number; prompt: number; root: number };

export function keysOf({ item, prompt, root }: Traits): Keys {
	const whole = hash53(prompt, 0, 'p');
	return {
		item: hash53(item, 0, 'i'),
		prompt: whole,
		root: root === prompt ? whole : hash53(root, 0, 'p')
	};
}

/** First all rows are added; when groups are asked for, none is added any more. */
export type Groups = {
	/** @returns the number of its prompt: 0 for the first one, one more for each that is new */
	add(traits: Traits): number;
	/** The same for keys that are known. @param print what the prompt is compared by; asked for where it is new */
	addKeys(keys: Keys, print: () => Print | null): number;
	/** @returns what stands for a row's group: the same for all of its rows, whatever their order */
	of(traits: Traits): number;
	ofKeys(keys: Keys): number;
	/** The same by the number of a prompt. */
	ofPrompt(prompt: number): number;
	/** The number of a prompt's group: below that of prompts, and its own. */
	setOf(prompt: number): number;
	/** Finds the groups with pauses, for whoever must not keep others waiting; to ask for them does it at once. */
	settle(pause: () => Promise<void>): Promise<void>;
	/** Gives back the memory in which prompts are found by their keys: from here on they go by their numbers. */
	forget(): void;
	counts(): { groups: number; prompts: number; near: number; largest: number };
};

/** Sets that grow together: each member leads to another one, or is its set's own. */
function union() {
	const parent = whole();
	const find = (of: number): number => {
		let at = of;
		for (let up = parent.at(at); up !== at; up = parent.at(at)) {
			parent.set(at, parent.at(up));
			at = up;
		}
		return at;
	};
	return {
		make(): number {
			const own = parent.size();
			parent.push(own);
			return own;
		},
		find,
		/** @returns whether they were apart */
		join(a: number, b: number): boolean {
			const [x, y] = [find(a), find(b)];
			if (x === y) return false;
			parent.set(Math.max(x, y), Math.min(x, y));
			return true;
		},
		size: parent.size
	};
}

/** Rows that lead from one prompt to another, by their item or their beginning, in the order in which they came. */
function links() {
	const [from, to, at] = [whole(), whole(), whole()];
	let done = 0;
	return {
		add(a: number, b: number, prompts: number): void {
			if (a === b) return;
			from.push(a);
			to.push(b);
			at.push(prompts);
		},
		/** Takes those that came while there were at most so many prompts. */
		take(prompts: number, join: (a: number, b: number) => unknown): void {
			for (; done < at.size() && at.at(done) <= prompts; done++) join(from.at(done), to.at(done));
		}
	};
}

/** Prompts that are compared with others between two pauses. */
const BREATH = 256;

type Finder = Pick<NumberMap, 'get' | 'set' | 'forget'>;
/** How rows are found by their keys: by hashes, where nothing more is known of them. */
export type Traced = { finder: () => Finder; hashOf: (key: number) => number };
const byHash: Traced = { finder: () => numberMap(), hashOf: (key) => key };

/**
 * Members by what rows are known by. Most prompts are the whole of their conversation: such a beginning is one bit beside
 * its prompt.
 */
function members(finder: () => Finder) {
	const [items, prompts, roots] = [finder(), finder(), finder()];
	/** @returns the member that it was met with first: this one, where that is now */
	const met = (known: Finder, key: number, own: number): number => {
		const first = known.get(key);
		if (first === null) known.set(key, own);
		return first ?? own;
	};
	return {
		ofPrompt(prompt: number): number | null {
			const known = prompts.get(prompt);
			return known === null ? null : known >> 1;
		},
		add: (prompt: number, own: number) => prompts.set(prompt, 2 * own),
		ofItem: (item: number, own: number) => met(items, item, own),
		ofRoot({ prompt, root }: Keys, own: number): number {
			const whole = prompts.get(root);
			if (whole !== null && whole % 2 === 1) return whole >> 1;
			if (root !== prompt) return met(roots, root, own);
			const first = roots.get(root);
			if (first === null) prompts.set(prompt, 2 * own + 1);
			return first ?? own;
		},
		forget() {
			for (const one of [items, prompts, roots]) one.forget();
		}
	};
}

/**
 * @param near how like each other two prompts may be and still be apart, 0 to 1; null: none is too like another
 * @param spool gives room for what need not be in memory; without it, all is
 */
export function groupsOf(
	near: number | null,
	spool?: () => Spool,
	{ finder, hashOf }: Traced = byHash
): Groups {
	const sets = union();
	const known = members(finder);
	/** of each member, which is a prompt: what stands for it; asked for once, when all are there */
	const prompts = inOrder((spool ?? memorySpool)());
	const linked = links();
	let likes = near === null ? null : nearTexts(near, spool);
	let names: { of: Float64Array; near: number } | null = null;

	/**
	 * Joins in the order in which rows came, so that what is nearly the same is counted where it was what joined. Stops
	 * now and then for whoever pauses.
	 */
	const joining = function* (): Generator<void, number> {
		let joined = 0;
		let looked = 0;
		if (likes)
			for (const { text, earlier } of likes.candidates()) {
				const own = likes.ownOf(text);
				linked.take(own, sets.join);
				for (const one of earlier) {
					const other = likes.ownOf(one);
					if (sets.find(own) !== sets.find(other) && likes.areAlike(text, one))
						joined += Number(sets.join(own, other));
				}
				if (++looked % BREATH === 0) yield;
			}
		linked.take(Infinity, sets.join);
		return joined;
	};
	/** The smallest prompt of a set stands for it: it does not depend on the order in which rows came. */
	const end = (joined: number) => {
		likes = null;
		const of = new Float64Array(sets.size()).fill(Infinity);
		let member = 0;
		for (const prompt of prompts.all()) {
			const set = sets.find(member++);
			of[set] = Math.min(of[set] ?? Infinity, hashOf(prompt));
		}
		return (names = { of, near: joined });
	};
	const ended = () => {
		if (names) return names;
		const steps = joining();
		for (let step = steps.next(); ; step = steps.next()) if (step.done) return end(step.value);
	};

	const make = (prompt: number, compare: (near: Near, own: number) => void): number => {
		const own = sets.make();
		known.add(prompt, own);
		prompts.push(prompt);
		if (likes) compare(likes, own);
		return own;
	};
	const add = (keys: Keys, compare: (near: Near, own: number) => void): number => {
		if (names) throw new Error('Rows come before groups are asked for.');
		const own = known.ofPrompt(keys.prompt) ?? make(keys.prompt, compare);
		linked.add(own, known.ofItem(keys.item, own), sets.size());
		linked.add(own, known.ofRoot(keys, own), sets.size());
		return own;
	};

	const groups: Groups = {
		add: (traits) => add(keysOf(traits), (near, own) => near.addText(traits.prompt, own)),
		addKeys: (keys, print) => add(keys, (near, own) => near.add(print(), own)),
		of: (traits) => groups.ofKeys(keysOf(traits)),
		ofKeys: ({ prompt }) => groups.ofPrompt(known.ofPrompt(prompt) ?? -1),
		ofPrompt(prompt) {
			const { of } = ended();
			const name = prompt < 0 ? undefined : of[sets.find(prompt)];
			if (name === undefined) throw new Error('A row was asked for that was never added.');
			return name;
		},
		setOf(prompt) {
			ended();
			return sets.find(prompt);
		},
		async settle(pause) {
			if (names) return;
			const steps = joining();
			for (let step = steps.next(); !names; step = steps.next()) {
				if (step.done) end(step.value);
				else await pause();
			}
		},
		forget: known.forget,
		counts() {
			const { near: joined } = ended();
			const sizes = new Int32Array(sets.size());
			for (let member = 0; member < sizes.length; member++) {
				const set = sets.find(member);
				sizes[set] = (sizes[set] ?? 0) + 1;
			}
			const found = { groups: 0, prompts: sizes.length, near: joined, largest: 0 };
			for (const size of sizes) {
				if (size > 0) found.groups++;
				found.largest = Math.max(found.largest, size);
			}
			return found;
		}
	};
	return groups;
}

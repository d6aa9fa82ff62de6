/** What a preview needs of the judgments of a stage: how they are read, what is decided of them, and their examples. */
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Example } from '../example.ts';
import type { Policies } from '../policy.ts';
import type { Target } from '../targets/target.ts';
import type { Unit } from './picture.ts';

/** What a unit's votes come to, without its texts. */
export type Entry = {
	/** why there is no example, once for each that there might have been */
	drops: string[];
	/** `content` tells apart what one unit can be made into; `who` is the place of the one who decided it, -1 for all */
	made: { content: number; who: number }[];
};

/** A unit as policies see it: its votes that count, in their order. */
export type Voting<T> = { id: string; size: number; final: boolean; votes: T[]; raters: string[] };

export type Choice = { target: Target; per: 'item' | 'judgment'; tools: boolean; policies: Policies };

/** How units are judged under one choice. `M` is what was read of a unit's texts. */
export type Judge<T, M> = {
	/** whether the same votes come to the same, whichever unit they are of */
	alike: boolean;
	decide(voting: Voting<T>): Entry;
	/** The examples of `made`, and what is none in between, in the same order. */
	examples(material: M, voting: Voting<T>): Iterable<Example | string>;
};

/** @param name what is learnt */
export type Once = <R>(name: string, learn: () => Promise<R>) => Promise<R>;

export type Stage<T, M extends { id: string } = { id: string }> = {
	/** Units in the order of their ids. @param which of some ids, or after one, alone */
	read(db: ReadDb, asOf: number, which?: { ids?: string[]; after?: string }): AsyncIterable<Unit<T>[]>;
	/** The texts of some units. */
	materials(db: ReadDb, asOf: number, ids: string[]): AsyncIterable<M[]>;
	/** Whether units only ever come after those that are there, and never change. */
	appends: boolean;
	/** what Dawid-Skene learns from: resolved units alone, or all that were judged */
	learnsFrom: 'resolved' | 'all';
	/** contents that are known by their number alone, for a unit of some size: 0 to below this */
	contents(target: Target, size: number): number;
	/** All that a unit may ever be made into, where that is little; what votes decide, where it is left out. */
	everything?(
		target: Target,
		material: M,
		size: number
	): Iterable<{ content: number; example: Example }> | null;
	/**
	 * @param all the votes that count, of all units that Dawid-Skene learns from
	 * @param once remembers what was learnt of the same votes
	 */
	judge(choice: Choice, all: () => Iterable<Voting<T>[]>, once: Once): Judge<T, M> | Promise<Judge<T, M>>;
};

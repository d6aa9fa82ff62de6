/** What a preview needs of the judgments of a stage: how they are read, what is decided of them, and their examples. */
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Example, ExampleKind } from '../example.ts';
import type { Policies } from '../policy.ts';
import type { Options, Target } from '../targets/target.ts';
import type { Recipe, Source } from '../version/recipe.ts';
import { policiesFor } from '../version/sources.server.ts';
import type { Unit } from './picture.ts';

/** What a unit's votes come to, without its texts. */
export type Entry = {
	/** why there is no example, once for each that there might have been */
	drops: string[];
	/** `content` tells apart what one unit can be made into; `who` has the places of those who decided it, -1 for all */
	made: { content: number; who: number | number[] }[];
};

/** A unit as policies see it: its votes that count, in their order. */
export type Voting<T> = { id: string; size: number; final: boolean; votes: T[]; raters: string[] };

export type Choice = {
	target: Target;
	per: 'item' | 'judgment';
	options: Required<Options>;
	policies: Policies;
};

/** @param source whose own rule it is where the options name none */
export const choiceIn = (target: Target, options: Recipe['options'], source: Source): Choice => ({
	target,
	per: options.per,
	options: { tools: options.tools === 'include', undecided: options.undecided },
	policies: policiesFor(target, source, options)
});

/** What Dawid-Skene finds likeliest of a part of a unit; null where two things are as likely, or nothing is known. */
export type Likely = (ask: number, part: number) => string | null;
export const unlikely: Likely = () => null;

/** Something that Dawid-Skene is asked of each unit: of so many parts, of which a ballot says one value each, or none. */
export type Ask<T> = {
	parts(size: number): number;
	said(ballot: T, size: number): (string | null)[];
};

/** How units are judged under one choice: the same votes, of which the same is likely, come to the same. */
export type Judge<T, M> = {
	/** what Dawid-Skene has to be asked; nothing under most policies */
	asks: Ask<T>[];
	/** tells what is asked apart */
	asked: string;
	/** whether the order of votes makes no difference to what is decided */
	unordered: boolean;
	/** what of a ballot decides anything, where that is not all, as text; `name` tells apart what is read */
	reads?: { name: string; of(ballot: T): string };
	decide(voting: Voting<T>, likely: Likely): Entry;
	/** The examples of `made`, and what is none in between, in the same order. */
	examples(material: M, voting: Voting<T>, likely: Likely): Iterable<Example | string>;
};

export type Stage<T, M extends { id: string } = { id: string }> = {
	/** Units in the order of their ids. @param which of some ids, or after one, alone */
	read(db: ReadDb, asOf: number, which?: { ids?: string[]; after?: string }): AsyncIterable<Unit<T, M>[]>;
	/** The texts of some units. */
	materials(db: ReadDb, asOf: number, ids: string[]): AsyncIterable<M[]>;
	/** Whether units only ever come after those that are there, and never change. */
	appends: boolean;
	/** whether every format takes all that its units are made into */
	takesAll?: true;
	/** what Dawid-Skene learns from: resolved units alone, or all that were judged */
	learnsFrom: 'resolved' | 'all';
	/** The kind whose prompts are those of another one too. */
	promptsAs(kind: ExampleKind): ExampleKind;
	/** contents that are known by their number alone, for a unit of some size: 0 to below this */
	contents(target: Target, size: number): number;
	/** All that a unit may ever be made into, where that is little; what votes decide, where it is left out. */
	everything?(
		target: Target,
		material: M,
		size: number
	): Iterable<{ content: number; example: Example }> | null;
	judge(choice: Choice): Judge<T, M>;
};

/** The judgments of a project as columns of numbers: how they lie, and which of them stand. Pure. */
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import { kept, type Column, type Kept } from '#lib/stats/growing.ts';
import { hearingOf, type Hearing } from './heard.ts';

/** What a judgment is, as bits: given by a model; work and not gold, a repeat or a second look; what fills a place or was imported; in the place of an earlier one. */
export const MODEL = 1;
export const WORK = 2;
export const COUNTS = 4;
export const REVISES = 8;

/** One question's answers by judgment: a place among all that were given, or -1 where there is none. */
export type Ear = {
	question: Question;
	hearing: Hearing;
	said: Column<Int32Array>;
	/** as JSON, each once */
	answers: Kept<string>;
};

export type Columns = {
	projectId: string;
	/** the log was read up to here */
	position: number;
	/** how often it changed what is hidden */
	turns: number;
	items: Kept<string>;
	raters: Kept<string>;
	item: Column<Int32Array>;
	rater: Column<Int32Array>;
	at: Column<Float64Array>;
	/** grows with their ids */
	came: Column<Float64Array>;
	guidelines: Column<Int32Array>;
	is: Column<Uint8Array>;
	/** milliseconds, or -1 */
	dwell: Column<Int32Array>;
	/** in which order responses were shown: a place in `shownAs`, or -1 */
	shown: Column<Int32Array>;
	shownAs: Kept<string[]>;
	/** the judgment of the same item that was read before, or -1; by item, the one that was read last */
	before: Column<Int32Array>;
	last: Column<Int32Array>;
	ears: Ear[];
	/** items by their places: what is known is not what people found, and what is erased is nobody's to count */
	gold: Set<number>;
	erased: Set<number>;
	/** by item: what its metadata says, and the group of items that it is alike with; read when they are asked for */
	about: {
		metadata: Kept<JsonObject>;
		tags: Column<Int32Array>;
		groups: Kept<null>;
		group: Column<Int32Array>;
		/** the item of the same group before; by group the last one */
		before: Column<Int32Array>;
		last: Column<Int32Array>;
	};
};

const ints = (): Column<Int32Array> => ({ values: new Int32Array(0), length: 0 });
const longs = (): Column<Float64Array> => ({ values: new Float64Array(0), length: 0 });

export function newColumns(projectId: string, form: Form): Columns {
	return {
		projectId,
		position: 0,
		turns: 0,
		items: kept(),
		raters: kept(),
		item: ints(),
		rater: ints(),
		at: longs(),
		came: longs(),
		guidelines: ints(),
		is: { values: new Uint8Array(0), length: 0 },
		dwell: ints(),
		shown: ints(),
		shownAs: kept(),
		before: ints(),
		last: ints(),
		ears: form.questions.flatMap((question): Ear[] => {
			const hearing = hearingOf(question);
			return hearing ? [{ question, hearing, said: ints(), answers: kept() }] : [];
		}),
		gold: new Set(),
		erased: new Set(),
		about: {
			metadata: kept(),
			tags: ints(),
			groups: kept(),
			group: ints(),
			before: ints(),
			last: ints()
		}
	};
}

/** Those that have a place for every judgment. */
export const byJudgment = ({
	item,
	rater,
	at,
	came,
	guidelines,
	is,
	dwell,
	shown,
	before,
	ears
}: Columns) => [
	...[item, rater, at, came, guidelines, is, dwell, shown, before],
	...ears.map(({ said }) => said)
];

/** Later by its own time; at the same time by when it came. */
export const isLater = ({ at, came }: Pick<Columns, 'at' | 'came'>, one: number, other: number): boolean => {
	const [mine, its] = [at.values[one] ?? 0, at.values[other] ?? 0];
	if (mine !== its) return mine > its;
	const [here, there] = [came.values[one] ?? 0, came.values[other] ?? 0];
	return here === there ? one > other : here > there;
};

/**
 * Of each who judged an item the latest judgment that was work and counts.
 * @param kind of people, or those of models
 * @param upTo only such as were read before this one
 */
export function standing(columns: Columns, item: number, kind: 'person' | 'model', upTo: number): number[] {
	const { last, before, is, rater } = columns;
	const like = WORK | COUNTS | (kind === 'model' ? MODEL : 0);
	const own: number[] = [];
	for (let j = last.values[item] ?? -1; j >= 0; j = before.values[j] ?? -1) {
		if (j >= upTo || ((is.values[j] ?? 0) & (WORK | COUNTS | MODEL)) !== like) continue;
		let known = 0;
		while (known < own.length && rater.values[own[known] ?? 0] !== rater.values[j]) known++;
		if (known === own.length || isLater(columns, j, own[known] ?? 0)) own[known] = j;
	}
	return own;
}

/** What a target is: a contract that people and checks read, and one pure function from an example to a row. */
import type { z } from 'zod';
import type { Form } from '#lib/form/form.ts';
import { lineOf, type JsonObject } from '#lib/schema/json.ts';
import type { ExampleKind, ExampleOf, Example } from '../example.ts';
import { real, realsOf, type Column } from './columns.ts';

/** Why an example is no row of a target. */
export const unfit = {
	tool_calls: 'a tool call, which is left out here',
	blank: 'nothing but white space',
	identical: 'the same on both sides',
	roles: 'turns that the trainer does not take in this order',
	ending: 'a conversation that does not end where the model should speak',
	beginning: 'one answer that is only the beginning of the other',
	turns: 'several turns, where the format takes one',
	marker: 'words that the format keeps for itself',
	undecided: 'no answer that most people agree on',
	overlap: 'spans that overlap',
	values: 'something that the format has no way to say'
} as const;
export type Unfit = keyof typeof unfit;

export const groups = {
	preference: 'Preferences',
	verdict: 'Verdicts and demonstrations',
	prompt: 'Prompts',
	annotation: 'Labels'
} as const;

/** Whose code decides what is accepted. `file` is read at `commit`. */
export type Loader = { repository: string; file: string; commit: string; rules: string[] };

export type Options = {
	/** whether messages keep their tool calls; else examples that have any are left out */
	tools: boolean;
	/** labels: leave rows out in which a question that needs an answer has none; they are kept where nothing is said */
	undecided?: 'include' | 'drop';
};

/** A small file that the trainer needs beside the rows. */
export type Setup = { name: string; type: string; text: string };

export type Contract<K extends ExampleKind = ExampleKind> = {
	/** as it is asked for: `format=…` */
	name: string;
	title: string;
	/** who loads it and for what, in a sentence */
	about: string;
	group: keyof typeof groups;
	from: K;
	columns: Column[];
	/** all of them, where they follow from a project’s form; `columns` are then those that are always there */
	columnsIn?: (form: Form) => Column[];
	loader: Loader;
	/** what may be left out; `tool_calls` where calls cannot be told, whatever is asked */
	drops: Unfit[];
	/** objects inside a row may lack keys, since its loader reads row by row and makes no table of them */
	loose?: true;
	/** the column that names the people who judged, where they are what a row is about */
	names?: string;
	/** how the file is written; one JSON object a line where nothing is said */
	written?: 'lines' | 'list' | 'conll';
	/** @param file the name of the file of rows. @param name a name for the dataset */
	setup?: (file: string, name: string) => Setup;
	/** what it needs of an annotation project's form, as a sentence; null where the form has it */
	lacks?: (form: Form) => string | null;
};

type Spec<K extends ExampleKind, R extends JsonObject> = Contract<K> & {
	/** every row, with exactly these columns */
	Row: z.ZodType<R>;
	row(example: ExampleOf<K>, options: Options): R | Unfit;
	/** what the loader would not take in a row that has the right columns; null where it takes it */
	fault(row: R): string | null;
};

export type Target = Contract & {
	row(example: Example, options: Options): JsonObject | Unfit;
	/** What is wrong with a parsed row, by its columns or by the loader's rules; null when nothing is. */
	check(row: unknown): string | null;
	/** What makes a row the line that stands in the file. @param columns default those that are always there */
	liner(columns?: Column[]): (row: JsonObject) => string;
};

/** A row as a line of JSON. @param reals columns of numbers that may be fractions */
const lineWith = (reals: string[], row: JsonObject): string =>
	lineOf(
		`{${Object.entries(row)
			.map(
				([name, value]) =>
					`${JSON.stringify(name)}:${reals.includes(name) ? real(value) : JSON.stringify(value)}`
			)
			.join()}}`
	);

/** A target of any kind, so that lists hold all of them. */
export function target<K extends ExampleKind, R extends JsonObject>(spec: Spec<K, R>): Target {
	const { Row, row, fault, ...contract } = spec;
	return {
		...contract,
		row: (example, options) => {
			if (example.kind !== spec.from) throw new TypeError(`${spec.name} is not made of ${example.kind}`);
			return row(example as ExampleOf<K>, options);
		},
		check(value) {
			const result = Row.safeParse(value);
			if (result.success) return fault(result.data);
			const [issue] = result.error.issues;
			return `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
		},
		liner(columns = contract.columns) {
			const reals = realsOf(columns);
			// Only a whole number would lose its point; key by key a row takes twice as long.
			return (own) =>
				reals.some((name) => Number.isInteger(own[name]))
					? lineWith(reals, own)
					: lineOf(JSON.stringify(own));
		}
	};
}

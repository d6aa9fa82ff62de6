/** What a kind of question is: what it fits, what its options are, and the check of its answer. */
import { z } from 'zod';
import type { Json } from '#lib/schema/json.ts';
import type { Mistake } from '#lib/schema/refusal.ts';
import type { Payload } from '#lib/schema/values.ts';

export const fieldTypes = ['text', 'markdown', 'chat', 'image', 'audio', 'table', 'html', 'code'] as const;
export type FieldType = (typeof fieldTypes)[number];

export const Name = z
	.string()
	.regex(
		/^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/,
		'Begin with a letter; then letters, digits, “_”, “-” and “.”, at most 100.'
	);
const Title = z.string().max(500);

export const Field = z.strictObject({
	name: Name,
	type: z.enum(fieldTypes),
	title: Title.optional(),
	/** of code: by its name after a fence in markdown, such as python */
	language: z
		.string()
		.regex(/^[\w+#-]{1,30}$/, 'Name the language as after a fence in markdown, such as python.')
		.optional()
});
export type Field = z.infer<typeof Field>;

export type Option = { value: string; title?: string; key?: string; color?: string; children?: Option[] };
export const Option: z.ZodType<Option> = z.lazy(() =>
	z.strictObject({
		value: z.string().min(1).max(200),
		title: Title.optional(),
		key: z.string().max(20).optional(),
		color: z.string().max(40).optional(),
		children: z.array(Option).max(1000).optional()
	})
);

const When = z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]));

/** What every kind of question has. */
export const common = {
	name: Name,
	title: Title.optional(),
	field: z.string().optional(),
	required: z.boolean().optional(),
	/** asked only when each named earlier answer has this value, or one of these */
	when: When.optional()
};

/** Asked of the item as a whole, or in alignment of each response: then the answer is one by response id. */
export const askedOf = { of: z.literal('responses').optional() };

export type Question = {
	name: string;
	type: string;
	title?: string | undefined;
	field?: string | undefined;
	of?: 'responses' | undefined;
	required?: boolean | undefined;
	when?: Record<string, string | string[]> | undefined;
	options?: Option[] | undefined;
	min?: number | undefined;
	max?: number | undefined;
};

export type Problem = Mistake & { code?: 'span_mismatch' };

export type Kind = {
	type: string;
	/** fields that it can be asked about; empty: the item as a whole */
	fits: readonly FieldType[];
	schema: z.ZodType;
	/** whether an answer is needed when the form does not say */
	required: boolean;
	/** Mistakes of an answer; `path` is within it. */
	check(question: Question, answer: Json, payload: Payload): Problem[];
	/** The answer that a cell of a table means. */
	fromText(question: Question, text: string): Json;
};

export const flat = (options: Option[] = []): Option[] =>
	options.flatMap((option) => [option, ...flat(option.children)]);

export const wrong = (message: string, path = ''): Problem[] => [{ path, message }];

/** A cell that holds JSON; what is not JSON is kept as text, for the check to refuse with its place. */
export const jsonCell = (text: string): Json => {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return text;
	}
};

/**
 * How the rows of any file become items, judgments or suggestions: one JSON document, made by flags or by clicks.
 * Nothing in it knows any file; all names come from the document.
 */
import { z } from 'zod';
import { hint } from '#lib/form/near.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { columnsOf, faultOfTemplate, fill, fillText } from './template.ts';

export const kinds = ['items', 'judgments', 'suggestions'] as const;
export type Kind = (typeof kinds)[number];

const Template = z.string().superRefine((template, context) => {
	const fault = faultOfTemplate(template);
	if (fault) context.addIssue({ code: 'custom', message: fault });
});

/** What differs from row to row: a literal would give every row the same. */
const Column = Template.refine(
	(template) => columnsOf(template).length > 0,
	'Name a column in braces, such as {id}.'
);

/**
 * A value, or a value put into other words: the first case whose left side, filled in, equals `from` gives its
 * right side. Left sides are templates too, so that one column can be compared with another.
 */
const Source = z.union([
	Template,
	z.strictObject({ from: Template, cases: z.array(z.tuple([Template, Template])).min(1) })
]);
export type Source = z.infer<typeof Source>;

const Named = z.record(z.string().min(1), Template);
const Answers = z.record(z.string().min(1), Source);

export const ItemMapping = z.strictObject({
	key: Column.optional(),
	priority: Template.optional(),
	metadata: Named.optional(),
	payload: Named.optional(),
	/** alignment: payload.prompt and payload.responses */
	prompt: Column.optional(),
	responses: z
		.array(z.strictObject({ id: Template, text: Template, model: Template.optional() }))
		.min(2, 'Name at least two responses.')
		.optional(),
	gold: Answers.optional(),
	/** what raters said whose answers stand in columns of the item's own row; an empty cell is no answer */
	judgments: z
		.array(z.strictObject({ rater: Template, answers: Answers }))
		.min(1)
		.optional()
});
export type ItemMapping = z.infer<typeof ItemMapping>;

export const JudgmentMapping = z.strictObject({
	/** the item's key */
	item: Column,
	rater: Template,
	answers: Answers,
	/** response ids in the order in which the rater saw them */
	shown: z.array(Source).optional(),
	at: Template.optional(),
	id: Column.optional(),
	/** person or model */
	kind: Template.optional()
});
export type JudgmentMapping = z.infer<typeof JudgmentMapping>;

export const SuggestionMapping = z.strictObject({
	item: Column,
	source: Template,
	answers: Answers,
	score: Template.optional()
});
export type SuggestionMapping = z.infer<typeof SuggestionMapping>;

export type Mapping = ItemMapping | JudgmentMapping | SuggestionMapping;
const schemas = { items: ItemMapping, judgments: JudgmentMapping, suggestions: SuggestionMapping };

/** @throws Refusal invalid_mapping with each place */
export function parseMapping(kind: Kind, value: unknown): Mapping {
	const result = schemas[kind].safeParse(value);
	if (result.success) return result.data;
	const errors = result.error.issues.map((issue) => ({
		path: issue.path.map((part) => `/${String(part)}`).join(''),
		message:
			issue.code === 'unrecognized_keys'
				? `“${issue.keys.join('”, “')}” is unknown here.${hint(issue.keys[0] ?? '', Object.keys(schemas[kind].shape))}`
				: issue.message
	}));
	const first = errors[0];
	throw new Refusal('invalid_mapping', `The mapping${first?.path ?? ''}: ${first?.message ?? ''}`, {
		errors
	});
}

function resolve(source: Source, row: JsonObject): Json | undefined {
	if (typeof source === 'string') return fill(source, row);
	const value = fillText(source.from, row);
	const found = source.cases.find(([when]) => fillText(when, row) === value);
	if (found) return fill(found[1], row);
	const known = source.cases.map(([when]) => fillText(when, row));
	throw new Refusal('no_case', `No case says what “${value}” means.${hint(value, known)}`);
}

/** Names that the row has nothing for are left out; what must be there is the check's business. */
function named<T>(sources: Record<string, T>, of: (source: T) => Json | undefined): JsonObject {
	return Object.fromEntries(
		Object.entries(sources).flatMap(([name, source]) => {
			const value = of(source);
			return value === undefined ? [] : [[name, value]];
		})
	);
}

/** A number that came as text; anything else stays, for the check to refuse. */
const numeric = (value: Json | undefined): Json | undefined =>
	typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value)
		? Number(value)
		: value === ''
			? undefined
			: value;

const optionalText = (template: string | undefined, row: JsonObject): string | undefined => {
	const text = template === undefined ? '' : fillText(template, row);
	return text === '' ? undefined : text;
};

const compact = (value: Record<string, Json | undefined>): JsonObject =>
	Object.fromEntries(
		Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined)
	);

/** A row without a payload of its own: `key`, `priority` and `metadata.*` are themselves, all else is payload. */
function flatItem(row: JsonObject): JsonObject {
	const { key, priority, ...rest } = row;
	const entries = Object.entries(rest);
	const metadata = entries.flatMap(([name, value]) =>
		name.startsWith('metadata.') ? [[name.slice('metadata.'.length), value] as const] : []
	);
	return compact({
		key: key === '' ? undefined : key,
		priority: numeric(priority),
		metadata: metadata.length > 0 ? Object.fromEntries(metadata) : undefined,
		payload: Object.fromEntries(entries.filter(([name]) => !name.startsWith('metadata.')))
	});
}

function response(of: { id: string; text: string; model?: string | undefined }, row: JsonObject): JsonObject {
	const text = fill(of.text, row);
	return compact({
		id: fillText(of.id, row),
		// A list of messages stays one.
		...(Array.isArray(text)
			? { messages: text }
			: { text: text === undefined ? fillText(of.text, row) : (text ?? undefined) }),
		model: optionalText(of.model, row)
	});
}

/** An answer in a column, which must be there; null where its cell is empty. */
function answerIn(source: Source, row: JsonObject): Json {
	const from = typeof source === 'string' ? source : source.from;
	const value = fill(from, row);
	if (value === undefined) fillText(from, row);
	return value === null || value === '' ? null : (resolve(source, row) ?? null);
}

/** Who left all of their cells empty did not judge. */
const judgmentsIn = (judgments: NonNullable<ItemMapping['judgments']>, row: JsonObject): JsonObject[] =>
	judgments.flatMap(({ rater, answers }) => {
		const given = Object.entries(answers).flatMap(([question, source]) => {
			const answer = answerIn(source, row);
			return answer === null ? [] : [[question, answer] as const];
		});
		return given.length > 0 ? [{ rater: fillText(rater, row), answers: Object.fromEntries(given) }] : [];
	});

function mapItem(mapping: ItemMapping, row: JsonObject): JsonObject {
	const base = isObject(row.payload) ? row : flatItem(row);
	const { key, priority, metadata, payload, prompt, responses, gold, judgments } = mapping;
	const ownPayload = payload !== undefined || prompt !== undefined || responses !== undefined;
	const mapped = {
		...(payload ? named(payload, (t) => fill(t, row)) : {}),
		...(prompt === undefined ? {} : compact({ prompt: fill(prompt, row) })),
		...(responses ? { responses: responses.map((r) => response(r, row)) } : {})
	};
	return compact({
		...base,
		...(key === undefined ? {} : { key: fillText(key, row) }),
		...(priority === undefined ? {} : { priority: numeric(fill(priority, row)) }),
		...(metadata ? { metadata: named(metadata, (t) => fill(t, row)) } : {}),
		...(ownPayload ? { payload: mapped } : {}),
		...(gold ? { gold: named(gold, (s) => resolve(s, row)) } : {}),
		...(judgments ? { judgments: judgmentsIn(judgments, row) } : {})
	});
}

function mapJudgment(mapping: JudgmentMapping, row: JsonObject): JsonObject {
	const { item, rater, answers, shown, at, id, kind } = mapping;
	return compact({
		item: fillText(item, row),
		rater: fillText(rater, row),
		answers: named(answers, (source) => resolve(source, row)),
		shown: shown?.flatMap((source) => {
			const value = resolve(source, row) ?? null;
			return (Array.isArray(value) ? value : [value]).map((v) => (typeof v === 'number' ? String(v) : v));
		}),
		at: optionalText(at, row),
		id: optionalText(id, row),
		kind: optionalText(kind, row)
	});
}

const mapSuggestion = ({ item, source, answers, score }: SuggestionMapping, row: JsonObject): JsonObject =>
	compact({
		item: fillText(item, row),
		source: fillText(source, row),
		answers: named(answers, (s) => resolve(s, row)),
		score: score === undefined ? undefined : numeric(fill(score, row))
	});

/** Columns of a table of judgments or suggestions that are no answers. */
const own: Record<Kind, string[]> = {
	items: [],
	judgments: ['item', 'rater', 'shown', 'at', 'id', 'kind'],
	suggestions: ['item', 'source', 'score']
};

const list = (cell: Json | undefined): Json | undefined =>
	typeof cell === 'string' ? cell.split('|').map((id) => id.trim()) : cell;

/** A row of a table, without a mapping: its own columns by name, every other column answers the question it names. */
function flatVote(kind: 'judgments' | 'suggestions', row: JsonObject): JsonObject {
	const given = Object.entries(row).filter(([, value]) => value !== '');
	const [mine, others] = [true, false].map((is) =>
		Object.fromEntries(given.filter(([name]) => own[kind].includes(name) === is))
	);
	return compact({
		...mine,
		shown: list(mine?.shown),
		score: numeric(mine?.score),
		answers: others ?? {}
	});
}

/** One row of a file as the row of an import. @throws Refusal when the row has no value that is needed */
export function mapRow(kind: Kind, mapping: Mapping | null, table: boolean, value: unknown): unknown {
	if (!isObject(value)) {
		if (mapping) throw new Refusal('not_an_object', 'This row is no object, so it has no columns to map.');
		return value;
	}
	if (!mapping) return !table ? value : kind === 'items' ? flatItem(value) : flatVote(kind, value);
	if (kind === 'items') return mapItem(mapping as ItemMapping, value);
	return kind === 'judgments'
		? mapJudgment(mapping as JudgmentMapping, value)
		: mapSuggestion(mapping as SuggestionMapping, value);
}

/** @param table whether the rows are a table's, whose cells are text */
export async function* mapRows(
	kind: Kind,
	mapping: Mapping | null,
	table: boolean,
	rows: AsyncIterable<Incoming>
): AsyncGenerator<Incoming> {
	for await (const row of rows) {
		if ('error' in row || row.whole === true) {
			yield row;
			continue;
		}
		try {
			yield { ...row, value: mapRow(kind, mapping, table, row.value) };
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			yield { line: row.line, size: row.size, error };
		}
	}
}

/** A first mapping for a file that nobody described: by the names of its columns and by what stands in them. */
import type { Form } from '#lib/form/form.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Stage } from '#lib/schema/values.ts';
import type { ItemMapping, JudgmentMapping, Kind, Mapping, Source, SuggestionMapping } from './mapping.ts';
import { literal } from './template.ts';

export type Known = {
	stage: Stage;
	form: Form;
	/** some items of the project, with the ids of their responses */
	items: { key: string; responses: string[] }[];
};

const meanings = {
	key: ['key', 'id', 'item_id', 'pair_id', 'uid', 'uuid', 'idx', 'index'],
	prompt: ['prompt', 'question', 'instruction', 'query', 'input', 'text', 'context'],
	item: ['item', 'item_key', 'key', 'pair', 'pair_id', 'id', 'task', 'idx'],
	rater: ['rater', 'worker', 'annotator', 'judge', 'assessor', 'labeler', 'user'],
	verdict: ['winner', 'preference', 'choice', 'verdict', 'vote', 'label', 'better', 'answer'],
	source: ['source', 'model', 'system'],
	score: ['score', 'confidence', 'probability'],
	judged: ['annotator', 'rater', 'judge', 'assessor', 'labeler', 'worker', 'vote', 'preference', 'winner'],
	at: ['at', 'time', 'timestamp', 'date', 'created_at']
};

const column = (name: string): string => `{${name}}`;

/** The column that a meaning's names fit best: a whole name first, then part of one. */
function find(columns: string[], meaning: keyof typeof meanings): string | null {
	const names = meanings[meaning];
	const lower = columns.map((name) => name.toLowerCase());
	for (const name of names) {
		const at = lower.indexOf(name);
		if (at !== -1) return columns[at] ?? null;
	}
	for (const name of names.filter((n) => n.length > 3)) {
		const at = lower.findIndex((own) => own.split(/[^a-z0-9]+/).includes(name));
		if (at !== -1) return columns[at] ?? null;
	}
	return null;
}

const SIDE = /^(.*?)[_ .-]?(a|b|c|d|x|y|[1-9]|left|right|first|second|chosen|rejected)$/i;

/** Columns that differ in their last word only: `answer_a` and `answer_b`, `chosen` and `rejected`. */
function sides(columns: string[]): { stem: string; of: Map<string, string> }[] {
	const groups = new Map<string, Map<string, string>>();
	for (const name of columns) {
		const [, stem = '', side = ''] = SIDE.exec(name) ?? [];
		if (side === '') continue;
		const group = groups.get(stem.toLowerCase()) ?? new Map<string, string>();
		groups.set(stem.toLowerCase(), group.set(side.toLowerCase(), name));
	}
	return [...groups].flatMap(([stem, of]) => (of.size > 1 ? [{ stem, of }] : []));
}

const lengthOf = (value: Json | undefined): number =>
	typeof value === 'string' ? value.length : Array.isArray(value) ? JSON.stringify(value).length : 0;

/** How much text a group of columns holds, on average. */
const weight = (group: { of: Map<string, string> }, rows: JsonObject[]): number =>
	rows.reduce((sum, row) => sum + [...group.of.values()].reduce((s, name) => s + lengthOf(row[name]), 0), 0);

/** Columns such as `annotator1` and `annotator2`, in which few different values stand: what raters said of the item. */
function guessJudged(
	columns: string[],
	rows: JsonObject[],
	{ form }: Known,
	names: [string, string] | null
): ItemMapping['judgments'] {
	const [question] = form.questions.filter(({ type }) => (names ? type === 'ranking' : true));
	const group = sides(columns).find(({ stem, of }) => {
		const words = stem.split(/[^a-z]+/);
		return (
			meanings.judged.some((word) => words.includes(word)) &&
			[...of.values()].every((name) => valuesOf(rows, name).length > 0)
		);
	});
	if (!question || !group) return undefined;
	const raters = [...group.of.values()];
	const values = [...new Set(raters.flatMap((name) => valuesOf(rows, name)))].sort();
	// Beside 1 and 2, a 0 is neither.
	const meant = (value: string, [a, b]: [string, string]) =>
		value === '0' && values.includes('2') ? `${a}=${b}` : caseFor(value, [a, b]);
	const cases = names
		? values
				.filter((value) => !/[>={]/.test(value))
				.map((value): [string, string] => [literal(value), meant(value, names)])
		: [];
	return raters.map((name) => ({
		rater: literal(name),
		answers: { [question.name]: cases.length > 0 ? { from: column(name), cases } : column(name) }
	}));
}

function guessPairs(columns: string[], rows: JsonObject[], known: Known): ItemMapping {
	const groups = sides(columns).toSorted((a, b) => weight(b, rows) - weight(a, rows));
	const [texts] = groups;
	const models = groups.find((group) => group !== texts && /model|system/.test(group.stem));
	const taken = new Set(groups.flatMap(({ of }) => [...of.values()]));
	const rest = columns.filter((name) => !taken.has(name));
	const key = find(rest, 'key');
	const words = rest.filter((name) => name !== key && rows.some((row) => typeof row[name] !== 'number'));
	const prompt = find(words, 'prompt');
	const [first, second] = texts ? [...texts.of.keys()] : [];
	const judged =
		first === undefined || second === undefined
			? undefined
			: guessJudged(columns, rows, known, [literal(first), literal(second)]);
	return {
		...(key === null ? {} : { key: column(key) }),
		...(prompt === null ? {} : { prompt: column(prompt) }),
		...(judged ? { judgments: judged } : {}),
		...(texts
			? {
					responses: [...texts.of].map(([side, name]) => {
						const model = models?.of.get(side);
						return { id: side, text: column(name), ...(model === undefined ? {} : { model: column(model) }) };
					})
				}
			: {})
	};
}

function guessItems(columns: string[], rows: JsonObject[], known: Known): ItemMapping {
	const { stage, form } = known;
	if (stage === 'alignment') return guessPairs(columns, rows, known);
	const key = find(columns, 'key');
	const named = new Map(
		form.fields.map(({ name }) => [name, columns.find((c) => c.toLowerCase() === name.toLowerCase())])
	);
	const taken = new Set([key, ...named.values()]);
	const longest = columns
		.filter((name) => !taken.has(name))
		.map((name) => ({ name, size: weight({ of: new Map([['', name]]) }, rows) }))
		.toSorted((a, b) => b.size - a.size)[0];
	const fields = form.fields.flatMap(({ name }) => {
		// The text of a form with one field is the longest that the file has.
		const own =
			named.get(name) ?? (form.fields.length === 1 && longest && longest.size > 0 ? longest.name : undefined);
		return own === undefined ? [] : [[name, column(own)] as const];
	});
	const judged = guessJudged(columns, rows, known, null);
	return {
		...(key === null ? {} : { key: column(key) }),
		...(judged ? { judgments: judged } : {}),
		...(fields.length > 0 ? { payload: Object.fromEntries(fields) } : {})
	};
}

const ties = /^(tie|tied|draw|equal|both|same|neither|none)/i;
const firsts = /^(left|a|x|1|first|chosen|model_a|response_a)$/i;
const seconds = /^(right|b|y|2|second|rejected|model_b|response_b)$/i;

/** How the two responses of an item are called in a row: by columns that hold their ids, else by the ids. */
function namesOfSides(
	columns: string[],
	rows: JsonObject[],
	item: string,
	{ items }: Known
): [string, string] {
	for (const row of rows) {
		const known = items.find(({ key }) => key === String(row[item]));
		const [first, second] = known?.responses ?? [];
		const holds = (id: string | undefined) =>
			columns.find((name) => name !== item && id !== undefined && String(row[name]) === id);
		const [a, b] = [holds(first), holds(second)];
		if (a !== undefined && b !== undefined) return [column(a), column(b)];
	}
	const [first = 'a', second = 'b'] = items[0]?.responses ?? [];
	return [literal(first), literal(second)];
}

function caseFor(value: string, [a, b]: [string, string]): string {
	if (ties.test(value)) return `${a}=${b}`;
	if (firsts.test(value) || value === a) return `${a}>${b}`;
	if (seconds.test(value) || value === b) return `${b}>${a}`;
	return '';
}

const MOST_VALUES = 12;

/** The different values of a column; none where there are too many to be told apart by hand. */
export function valuesOf(rows: JsonObject[], name: string): string[] {
	const values = [...new Set(rows.map((row) => String(row[name] ?? '')))].filter((value) => value !== '');
	return values.length > MOST_VALUES ? [] : values.sort();
}

function guessAnswers(
	columns: string[],
	rows: JsonObject[],
	item: string,
	known: Known
): Record<string, Source> {
	const answers: Record<string, Source> = {};
	for (const { name, type } of known.form.questions) {
		const own = columns.find((c) => c.toLowerCase() === name.toLowerCase());
		const from = own ?? (type === 'ranking' || type === 'label' ? find(columns, 'verdict') : null);
		if (from === null) continue;
		if (type !== 'ranking') answers[name] = column(from);
		else {
			const names = namesOfSides(columns, rows, item, known);
			const cases = valuesOf(rows, from)
				.filter((value) => !/[>={]/.test(value))
				.map((value): [string, string] => [literal(value), caseFor(value, names)]);
			answers[name] = cases.length > 0 ? { from: column(from), cases } : column(from);
		}
	}
	return answers;
}

/** Votes for a side say which response stood there: the one that a vote for the left is read as. */
const shownBy = (answers: Record<string, Source>, sides: [string, string]): [string, string] | null =>
	Object.values(answers).some(
		(answer) => typeof answer !== 'string' && answer.cases.some(([value]) => /^(left|right)$/i.test(value))
	)
		? sides
		: null;

function guessVotes(kind: Kind, columns: string[], rows: JsonObject[], known: Known): Mapping {
	const item = find(columns, 'item');
	const answers = guessAnswers(columns, rows, item ?? '', known);
	const named = (name: string | null) => (name === null ? '' : column(name));
	if (kind === 'suggestions') {
		const score = find(columns, 'score');
		return {
			item: named(item),
			source: named(find(columns, 'source')),
			answers,
			...(score === null ? {} : { score: column(score) })
		} satisfies SuggestionMapping;
	}
	const at = find(columns, 'at');
	const shown = shownBy(answers, namesOfSides(columns, rows, item ?? '', known));
	return {
		item: named(item),
		rater: named(find(columns, 'rater')),
		answers,
		...(shown ? { shown } : {}),
		...(at === null ? {} : { at: column(at) })
	} satisfies JudgmentMapping;
}

/** The columns of a file's first rows: those of a list of objects, in the order in which they come. */
export const columnsIn = (rows: unknown[]): string[] => [
	...new Set(rows.filter(isObject).flatMap((row) => Object.keys(row)))
];

/** What a file's rows probably mean. What nothing was found for is left empty, to be filled in by hand. */
export function guessMapping(kind: Kind, rows: JsonObject[], known: Known): Mapping {
	const columns = columnsIn(rows);
	return kind === 'items' ? guessItems(columns, rows, known) : guessVotes(kind, columns, rows, known);
}

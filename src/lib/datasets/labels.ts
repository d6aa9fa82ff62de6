/**
 * One flat row an item: its key, what was shown, what most people say to each question, and how sure that is. The
 * columns and their types follow from the form and the options, never from the data.
 */
import { isRequired } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import type { FieldType } from '#lib/form/kind.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import { hasMajority, outcomesOf, type Outcome, type Review } from '#lib/project/majority.ts';
import { canonical, lineOf, type Json } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { csvCell } from './csv-cell.ts';
import { hasCalls, messagesOf, withoutCalls } from './messages.ts';

/** Why a resolved item is no row. */
export const unfit = ['tool_calls', 'undecided'] as const;
export type Unfit = (typeof unfit)[number];

export type Labelled = { key: string; payload: Payload; final: boolean; votes: Answers[] };
export type LabelRow = { cells: Json[] | Unfit; outcomes: Outcome[] };
type Options = { tools: 'include' | 'drop'; undecided: 'include' | 'drop' };

/** `real` is written with a decimal point always, so that no reader takes a column for whole numbers. */
type Column = { name: string; type: 'text' | 'whole' | 'real' | 'json' };

const answerTypes: Record<string, Column['type']> = { label: 'text', text: 'text', rating: 'real' };

/** How it was resolved, and beside each answer whether there is one, of how many people, and their agreement. */
const RESOLUTION = 'resolution';
const beside: { suffix: string; type: Column['type']; of: (outcome: Outcome) => Json }[] = [
	{ suffix: 'status', type: 'text', of: ({ status }) => status },
	{ suffix: 'judgments', type: 'whole', of: ({ judgments }) => judgments },
	{ suffix: 'agreement', type: 'real', of: ({ agreement }) => agreement }
];

/** A name that no other column has: its own, else after what it is. */
function namer(taken: Set<string>) {
	return (name: string, what: string): string => {
		let free = taken.has(name) ? `${what}.${name}` : name;
		while (taken.has(free)) free += '_';
		taken.add(free);
		return free;
	};
}

function columnsOf({ fields, questions }: Form): Column[] {
	const name = namer(new Set(['key', RESOLUTION]));
	const shown = fields.map((field): Column => ({
		name: name(field.name, 'field'),
		type: field.type === 'chat' ? 'json' : 'text'
	}));
	const answers = questions.map((question): Column => ({
		name: name(question.name, 'answer'),
		type: isOfResponses(question) ? 'json' : (answerTypes[question.type] ?? 'json')
	}));
	const sure = answers.flatMap((answer) =>
		beside.map(({ suffix, type }): Column => ({ name: name(`${answer.name}_${suffix}`, 'about'), type }))
	);
	return [{ name: 'key', type: 'text' }, ...shown, ...answers, { name: RESOLUTION, type: 'text' }, ...sure];
}

/** What the columns are called: of each field and question its own, and the one that says whether it was decided. */
export function labelColumns(form: Form): { fields: string[]; answers: string[]; statuses: string[] } {
	const names = columnsOf(form).map(({ name }) => name);
	const answersAt = 1 + form.fields.length;
	const sureAt = answersAt + form.questions.length + 1;
	return {
		fields: names.slice(1, answersAt),
		answers: names.slice(answersAt, sureAt - 1),
		statuses: form.questions.map((_, i) => names[sureAt + i * beside.length] ?? '')
	};
}

const messages = (value: Json | undefined) => messagesOf(Array.isArray(value) ? value : []);

/** What a field of the payload holds; null when an older item has no such field. */
function shownAs(type: FieldType, value: Json | undefined, tools: Options['tools']): Json {
	if (value === undefined || value === null) return null;
	if (type === 'chat') return tools === 'include' ? messages(value) : withoutCalls(messages(value));
	return typeof value === 'string' ? value : canonical(value);
}

const token = (type: Column['type'], value: Json): string =>
	type === 'real' && Number.isInteger(value) ? `${String(value)}.0` : JSON.stringify(value);

const jsonRow = (columns: Column[], cells: Json[]): string =>
	lineOf(
		`{${columns.map(({ name, type }, i) => `${JSON.stringify(name)}:${token(type, cells[i] ?? null)}`).join()}}`
	);

function csvText(type: Column['type'], value: Json): string {
	if (value === null) return '';
	if (typeof value === 'number') return token(type, value);
	return csvCell(typeof value === 'string' ? value : JSON.stringify(value));
}

const csvRow = (columns: Column[], cells: Json[]): string =>
	`${columns.map(({ type }, i) => csvText(type, cells[i] ?? null)).join(',')}\r\n`;

/** What a file of labels looks like. */
export type LabelShape = {
	/** questions that are asked in it */
	questions: string[];
	/** what stands before the first row */
	head: string;
	row(item: Labelled): LabelRow;
	line(cells: Json[]): string;
};

/**
 * @param as a CSV begins with U+FEFF, without which Excel would not read it as UTF-8
 * @param review what decides where more than half is not the rule; a final answer stands as it is
 */
export function labelShape(
	form: Form,
	{ as, review, ...options }: Options & { as: 'jsonl' | 'csv'; review?: Review | undefined }
): LabelShape {
	const questions = form.questions.filter(hasMajority);
	const { fields } = form;
	const columns = columnsOf({ fields, questions });
	const needed = questions.map(isRequired);
	return {
		questions: questions.map(({ name }) => name),
		head: as === 'csv' ? `\uFEFF${columns.map(({ name }) => csvCell(name)).join(',')}\r\n` : '',
		row({ key, payload, final, votes }) {
			const outcomes = outcomesOf(questions, votes, final ? undefined : review);
			const lacks = ({ status }: Outcome, i: number) =>
				needed[i] === true && status !== 'decided' && status !== 'not_asked';
			if (options.undecided === 'drop' && outcomes.some(lacks)) return { cells: 'undecided', outcomes };
			const called = fields.some(({ name, type }) => type === 'chat' && hasCalls(messages(payload[name])));
			if (options.tools === 'drop' && called) return { cells: 'tool_calls', outcomes };
			const cells = [
				key,
				...fields.map(({ name, type }) => shownAs(type, payload[name], options.tools)),
				...outcomes.map(({ answer }) => answer),
				final ? 'adjudication' : votes.length === 1 ? 'single' : 'majority',
				...outcomes.flatMap((outcome) => beside.map(({ of }) => of(outcome)))
			];
			return { cells, outcomes };
		},
		line: (cells) => (as === 'csv' ? csvRow(columns, cells) : jsonRow(columns, cells))
	};
}

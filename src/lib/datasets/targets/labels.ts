/**
 * One flat row an item: its key, what was shown, what most people say to each question, and how sure that is. The
 * columns and their types follow from the form, never from the data.
 */
import { z } from 'zod';
import { isRequired } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import type { FieldType } from '#lib/form/kind.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import { hasMajority, type Outcome } from '#lib/project/majority.ts';
import { canonical, type Json, type JsonObject } from '#lib/schema/json.ts';
import { hasCalls, messagesOf, withoutCalls } from '../messages.ts';
import type { Column, ColumnType } from './columns.ts';
import { target, type Options } from './target.ts';

const answerTypes: Record<string, ColumnType> = { label: 'text', text: 'text', rating: 'number' };

/** How it was resolved, and beside each answer whether there is one, of how many people, and their agreement. */
const RESOLUTION = 'resolution';
const beside: { suffix: string; type: ColumnType; of: (outcome: Outcome) => Json }[] = [
	{ suffix: 'status', type: 'text', of: ({ status }) => status },
	{ suffix: 'judgments', type: 'whole number', of: ({ judgments }) => judgments },
	{ suffix: 'agreement', type: 'number', of: ({ agreement }) => agreement }
];

const key: Column = { name: 'key', type: 'text', about: 'the caller’s own id of the item' };
const resolution: Column = { name: RESOLUTION, type: 'text', about: 'adjudication, single or majority' };

/** A name that no other column has: its own, else after what it is. */
function namer(taken: Set<string>) {
	return (name: string, what: string): string => {
		let free = taken.has(name) ? `${what}.${name}` : name;
		while (taken.has(free)) free += '_';
		taken.add(free);
		return free;
	};
}

type Asked = Pick<Form, 'fields' | 'questions'>;

function columnsIn({ fields, questions }: Asked): Column[] {
	const name = namer(new Set(['key', RESOLUTION]));
	const shown = fields.map((field): Column => ({
		name: name(field.name, 'field'),
		type: field.type === 'chat' ? 'JSON' : 'text',
		empty: true
	}));
	const answers = questions.filter(hasMajority).map((question): Column => ({
		name: name(question.name, 'answer'),
		type: isOfResponses(question) ? 'JSON' : (answerTypes[question.type] ?? 'JSON'),
		empty: true
	}));
	const sure = answers.flatMap((answer) =>
		beside.map(({ suffix, type }): Column => ({
			name: name(`${answer.name}_${suffix}`, 'about'),
			type,
			empty: true
		}))
	);
	return [key, ...shown, ...answers, resolution, ...sure];
}

/** What the columns are called: of each field and question its own, and the one that says whether it was decided. */
export function labelColumns(form: Asked): { fields: string[]; answers: string[]; statuses: string[] } {
	const names = columnsIn(form).map(({ name }) => name);
	const answersAt = 1 + form.fields.length;
	const sureAt = answersAt + form.questions.length + 1;
	return {
		fields: names.slice(1, answersAt),
		answers: names.slice(answersAt, sureAt - 1),
		statuses: form.questions.map((_, i) => names[sureAt + i * beside.length] ?? '')
	};
}

/** Names of the columns by the fields that they follow from: they are asked for row by row. */
const known = new WeakMap<Asked['fields'], { questions: number; names: string[] }>();
function namesOf({ fields, questions }: Asked): string[] {
	const found = known.get(fields);
	if (found?.questions === questions.length) return found.names;
	const names = columnsIn({ fields, questions }).map(({ name }) => name);
	known.set(fields, { questions: questions.length, names });
	return names;
}

const messages = (value: Json | undefined) => messagesOf(Array.isArray(value) ? value : []);

/** What a field of the payload holds; null when an older item has no such field. */
function shownAs(type: FieldType, value: Json | undefined, { tools }: Options): Json {
	if (value === undefined || value === null) return null;
	if (type === 'chat') return tools ? messages(value) : withoutCalls(messages(value));
	return typeof value === 'string' ? value : canonical(value);
}

export default target({
	name: 'labels',
	title: 'Labels as a table',
	about:
		'For tables: a flat row for each item, with what most people say to each question and how many agree.',
	group: 'annotation',
	from: 'annotated',
	columns: [key, resolution],
	columnsIn,
	loader: {
		repository: 'huggingface/datasets',
		file: 'src/datasets/packaged_modules/json/json.py',
		commit: '573a7712f3ea669cadc59ea2e58cc4a40905bc3a',
		rules: ['every row has the same columns and types, whatever was answered']
	},
	drops: ['tool_calls', 'undecided'],
	Row: z.looseObject({
		key: z.string().min(1),
		[RESOLUTION]: z.string()
	}) as unknown as z.ZodType<JsonObject>,
	row({ fields, questions, payload, outcomes, resolution: how, meta }, options) {
		const lacks = ({ status }: Outcome, i: number) =>
			questions[i] !== undefined &&
			isRequired(questions[i]) &&
			status !== 'decided' &&
			status !== 'not_asked';
		if (options.undecided === 'drop' && outcomes.some(lacks)) return 'undecided';
		const called = fields.some(({ name, type }) => type === 'chat' && hasCalls(messages(payload[name])));
		if (!options.tools && called) return 'tool_calls';
		const cells: Json[] = [
			meta.item,
			...fields.map(({ name, type }) => shownAs(type, payload[name], options)),
			...outcomes.map(({ answer }) => answer),
			how,
			...outcomes.flatMap((outcome) => beside.map(({ of }) => of(outcome)))
		];
		return Object.fromEntries(namesOf({ fields, questions }).map((name, i) => [name, cells[i] ?? null]));
	},
	fault: () => null
});

/** Tasks with annotations as Label Studio imports them: a JSON list. */
import { z } from 'zod';
import type { Question } from '#lib/form/kind.ts';
import type { Outcome } from '#lib/project/majority.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { spansOf } from '../annotated.ts';
import { hasCalls, messagesOf } from '../messages.ts';
import { hasNull } from './check.ts';
import { target } from './target.ts';
import { shown } from './turns.ts';

const Result = z.strictObject({
	from_name: z.string().min(1),
	to_name: z.string().min(1),
	type: z.enum(['choices', 'labels', 'rating', 'textarea', 'rectanglelabels']),
	value: z.record(z.string(), z.json())
});
type Result = z.infer<typeof Result>;

/** Label Studio counts stars, from none on. */
const isStars = (answer: Json | undefined): boolean => Number.isInteger(answer) && Number(answer) >= 0;

const percent = (part: Json | undefined): number => Number(part) * 100;

const boxes = (answer: Json): JsonObject[] =>
	(Array.isArray(answer) ? answer : []).filter(isObject).map(({ x, y, width, height, label }) => ({
		x: percent(x),
		y: percent(y),
		width: percent(width),
		height: percent(height),
		rotation: 0,
		rectanglelabels: [String(label)]
	}));

/** The values of an answer, with the kind of result that they are; null where there is no such kind. */
function valuesOf(
	{ type }: Question,
	outcome: Outcome
): { type: Result['type']; values: JsonObject[] } | null {
	const { answer } = outcome;
	switch (type) {
		case 'label':
		case 'labels':
			return { type: 'choices', values: [{ choices: [answer ?? []].flat() }] };
		case 'spans':
			return {
				type: 'labels',
				values: spansOf(outcome).map(({ start, end, label, quote }) => ({
					start,
					end,
					text: quote,
					labels: [label]
				}))
			};
		case 'boxes':
			return { type: 'rectanglelabels', values: boxes(answer) };
		case 'rating':
			return isStars(answer) ? { type: 'rating', values: [{ rating: answer }] } : null;
		case 'text':
			return { type: 'textarea', values: [{ text: [answer] }] };
		default:
			return null;
	}
}

/** What shows a field, by a name that no question has: a configuration with a name twice is refused. */
const shownBy = (field: string, questions: Question[]): string =>
	questions.some(({ name }) => name === field) ? shownBy(`${field}_field`, questions) : field;
const isShown = (to: string, data: object): boolean =>
	Object.keys(data).some((field) => to.startsWith(field) && /^(_field)*$/.test(to.slice(field.length)));

export default target({
	name: 'label-studio',
	title: 'Tasks for Label Studio',
	about: 'For Label Studio: every item as a task, with what most people say as its annotation.',
	group: 'annotation',
	from: 'annotated',
	loose: true,
	written: 'list',
	columns: [
		{ name: 'data', type: 'object', about: 'the fields of the item' },
		{
			name: 'annotations',
			type: 'list of one {"result"}',
			about:
				'spans in code points, boxes in per cent; from_name is the question, to_name the field, with _field behind it where a question has its name'
		}
	],
	loader: {
		repository: 'HumanSignal/label-studio',
		file: 'label_studio/tasks/validation.py',
		commit: '08ab00f54fb82d648991e2225e1349446f62f8c7',
		rules: [
			'TaskValidator: a list of objects, each with data',
			'LabelInterface.validate of label-studio-sdk 2.1.2: no name of a configuration comes twice; RatingValue is 0 or more',
			'annotations is a list; each has result, which is a list',
			'a value of data is text, or a list for paragraphs'
		]
	},
	drops: ['tool_calls', 'undecided', 'values'],
	Row: z.strictObject({
		data: z.record(z.string(), z.union([z.string(), z.array(z.json())])),
		annotations: z.array(z.strictObject({ result: z.array(Result) }))
	}),
	row({ fields, questions, payload, outcomes }, options) {
		const data: Record<string, string | Json[]> = {};
		for (const { name, type } of fields) {
			const value = payload[name];
			const messages = type === 'chat' && Array.isArray(value) ? messagesOf(value) : null;
			if (messages && !options.tools && hasCalls(messages)) return 'tool_calls';
			if (messages) data[name] = shown(messages, options);
			else if (typeof value === 'string' || (Array.isArray(value) && !hasNull(value))) data[name] = value;
			else return 'values';
		}
		const result: Result[] = [];
		for (const [i, question] of questions.entries()) {
			const outcome = outcomes[i];
			if (outcome?.status !== 'decided') continue;
			const said = valuesOf(question, outcome);
			if (!said) return 'values';
			const to = shownBy(question.field ?? fields[0]?.name ?? '', questions);
			result.push(
				...said.values.map((value) => ({ from_name: question.name, to_name: to, type: said.type, value }))
			);
		}
		return outcomes.every(({ status }) => status !== 'decided')
			? 'undecided'
			: { data, annotations: [{ result }] };
	},
	fault({ data, annotations }) {
		const [{ result } = { result: [] }] = annotations;
		if (annotations.length !== 1) return 'annotations: there is not exactly one';
		if (Object.keys(data).length === 0) return 'data: a task shows nothing';
		for (const { to_name: to, type, value } of result) {
			if (!isShown(to, data)) return `to_name: there is no “${to}” in data`;
			if (
				type !== 'rectanglelabels' &&
				type !== 'rating' &&
				!Array.isArray(value[type === 'textarea' ? 'text' : type])
			)
				return `value: ${type} is a list`;
			if (type === 'rating' && !isStars(value.rating)) return 'value: stars are counted from 0 on';
			if (type === 'labels' && !(Number(value.start) < Number(value.end))) return 'value: a span is empty';
		}
		return null;
	}
});

/**
 * What an annotation project teaches: an item with what most people say, answers judged step by step, and conversations
 * whose last turn was rated.
 */
import { fieldFor, type Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { hasMajority, outcomesOf, type Outcome, type Review } from '#lib/project/majority.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Annotated, Meta, Rated, Steps, Voted } from './example.ts';
import { messagesOf } from './messages.ts';
import { goodBy } from './rated-responses.ts';

type Item = Voted<Answers>;

const metaOf = (project: string, { key, raters }: Item): Meta => ({
	project,
	item: key,
	raters,
	models: [],
	asked: 1
});

/** Questions name the field that they are about, whether the form did or not. */
const named = (form: Form, question: Question): Question => ({
	...question,
	field: fieldFor(form, question)
});

/** @param review what decides where more than half is not the rule */
export function annotatedIn(project: string, form: Form, item: Item, review?: Review): Annotated {
	const questions = form.questions.filter(hasMajority).map((question) => named(form, question));
	return {
		kind: 'annotated',
		group: item.id,
		fields: form.fields,
		questions,
		payload: item.payload,
		outcomes: outcomesOf(questions, item.votes, review),
		resolution: item.final ? 'adjudication' : item.votes.length === 1 ? 'single' : 'majority',
		meta: metaOf(project, item)
	};
}

export type Span = { start: number; end: number; label: string; quote: string };

/** The spans of an answer, in the order of the text. */
export const spansOf = ({ answer }: Pick<Outcome, 'answer'>): Span[] =>
	(Array.isArray(answer) ? answer : []).filter(isObject).map(({ start, end, label, quote }) => ({
		start: Number(start),
		end: Number(end),
		label: String(label),
		quote: String(quote)
	}));

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The question whose spans are steps: it has two labels, of which the first means that a step is right. */
export const stepsQuestion = (form: Form): Question | null =>
	form.questions.find(({ type, options = [] }) => type === 'spans' && options.length === 2) ?? null;

/** The field of text that stands before the one with the steps: what was asked. */
export function askingField(form: Form, question: Question): string | null {
	const about = fieldFor(form, question);
	return form.fields.find(({ name, type }) => name !== about && type !== 'chat')?.name ?? null;
}

/** Steps are what most marked, in the order of the text. */
export function stepsIn(project: string, form: Form, item: Item, review?: Review): Steps {
	const question = stepsQuestion(form);
	const outcomes = outcomesOf(form.questions, item.votes, review);
	const outcome = outcomes[question ? form.questions.indexOf(question) : -1];
	const spans = outcome?.status === 'decided' ? spansOf(outcome) : [];
	const [right] = question?.options ?? [];
	const asking = question ? askingField(form, question) : null;
	return {
		kind: 'steps',
		group: item.id,
		prompt: asking === null ? '' : text(item.payload[asking]),
		steps: spans.map(({ quote }) => quote),
		labels: spans.map(({ label }) => label === right?.value),
		meta: metaOf(project, item)
	};
}

/** Each format that is made of steps needs the question. */
export const lacksSteps = (form: Form): string | null =>
	stepsQuestion(form)
		? null
		: 'Steps are spans with two labels, of which the first means that a step is right, and this form asks for none.';

/** The rating that is asked of a conversation. */
export const ratedQuestion = (form: Form): Question | null =>
	form.questions.find((question) => {
		const about = question.type === 'rating' ? fieldFor(form, question) : undefined;
		return form.fields.some(({ name, type }) => name === about && type === 'chat');
	}) ?? null;

/** Each format that is made of ratings needs one of a conversation. */
export const lacksRating = (form: Form): string | null =>
	ratedQuestion(form)
		? null
		: 'This is made of ratings of a conversation, whose last turn is what was rated, and this form asks for none.';

/** The last turn of a conversation, good where most rate it above the middle of the scale, and bad where below. */
export function ratedIn(project: string, form: Form, item: Item, review?: Review): Rated {
	const question = ratedQuestion(form);
	const outcome = outcomesOf(form.questions, item.votes, review)[
		question ? form.questions.indexOf(question) : -1
	];
	const shown = item.payload[(question && fieldFor(form, question)) ?? ''];
	const messages = messagesOf(Array.isArray(shown) ? shown : []);
	return {
		kind: 'rated',
		group: item.id,
		prompt: messages.slice(0, -1),
		completion: messages.slice(-1),
		label: question && goodBy(question, outcome),
		meta: metaOf(project, item)
	};
}

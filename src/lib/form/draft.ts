/**
 * Answers as they are being made: what a person said, and what a model proposed and nobody has touched yet. A
 * draft never changes; each act makes a new one, so that steps can be taken back.
 */
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { answerProblems, isAsked, isRequired } from './check.ts';
import type { Form } from './form.ts';
import { flat, type Question } from './kind.ts';
import { kindOf } from './kinds.ts';
import { offsetsOf, type Stretch } from './marks.ts';

export type By = 'person' | 'model';
export type Cell = { answer: Json; by: By; score: number | null };
/** A span in UTF-16 units, as the page has it. */
export type Mark = Stretch & { id: number; label: string; by: By; score: number | null };
export type Draft = { cells: Record<string, Cell>; marks: Record<string, Mark[]> };
export type Suggestion = { answers: Answers; score: number | null };

export const textOf = (question: Question, payload: Payload): string => {
	const text = payload[question.field ?? ''];
	return typeof text === 'string' ? text : '';
};

let last = 0;
/** Marks are told apart on this page only. */
export const newMark = (stretch: Stretch, label: string, by: By, score: number | null = null): Mark => ({
	...stretch,
	id: ++last,
	label,
	by,
	score
});

/** Spans of an answer as marks; one whose quote is not there is left out. */
function marksOf(question: Question, payload: Payload, answer: Json, by: By, score: number | null): Mark[] {
	if (!Array.isArray(answer)) return [];
	const text = textOf(question, payload);
	const { toUnits } = offsetsOf(text);
	const labels = flat(question.options).map(({ value }) => value);
	return answer.filter(isObject).flatMap(({ start, end, label, quote }) => {
		if (typeof start !== 'number' || typeof end !== 'number' || typeof label !== 'string') return [];
		const stretch = { start: toUnits(start), end: toUnits(end) };
		const isThere = text.slice(stretch.start, stretch.end) === quote && labels.includes(label);
		return isThere ? [newMark(stretch, label, by, score)] : [];
	});
}

const isUsable = (question: Question, payload: Payload, answer: Json): boolean =>
	kindOf(question.type) !== null && answerProblems(question, answer, payload).length === 0;

/** What each question begins with: a person's earlier answer, else the suggestion with the highest score. */
export function draftOf(
	form: Form,
	payload: Payload,
	earlier: Answers | null,
	suggestions: Suggestion[]
): Draft {
	const best = suggestions.toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1));
	const draft: Draft = { cells: {}, marks: {} };
	for (const question of form.questions) {
		const { name } = question;
		const suggestion = earlier ? undefined : best.find(({ answers }) => answers[name] !== undefined);
		const answer = earlier?.[name] ?? suggestion?.answers[name];
		const by: By = earlier ? 'person' : 'model';
		const score = suggestion?.score ?? null;
		if (question.type === 'spans')
			draft.marks[name] = answer === undefined ? [] : marksOf(question, payload, answer, by, score);
		else if (answer !== undefined && isUsable(question, payload, answer))
			draft.cells[name] = { answer, by, score };
	}
	return draft;
}

export const isEmpty = (answer: Json | undefined): boolean =>
	answer === undefined ||
	answer === null ||
	answer === '' ||
	(typeof answer === 'object' && Object.keys(answer).length === 0);

/** Spans in code points, in reading order, with their quotes. */
function spansOf(text: string, marks: Mark[]): Json[] {
	const { toPoints } = offsetsOf(text);
	return marks
		.toSorted((a, b) => a.start - b.start || a.end - b.end)
		.map(({ start, end, label }) => ({
			start: toPoints(start),
			end: toPoints(end),
			label,
			quote: text.slice(start, end)
		}));
}

/** Which questions are asked now, and the answers to them as the server takes them. */
export function settle(form: Form, payload: Payload, draft: Draft): { asked: Question[]; answers: Answers } {
	const answers: Answers = {};
	const asked = form.questions.filter((question) => {
		if (!isAsked(question, answers)) return false;
		const { name } = question;
		if (question.type === 'spans')
			answers[name] = spansOf(textOf(question, payload), draft.marks[name] ?? []);
		else {
			const answer = draft.cells[name]?.answer;
			if (answer !== undefined && !isEmpty(answer)) answers[name] = answer;
		}
		return true;
	});
	return { asked, answers };
}

/** The first question that keeps the answers from being sent, and why; null when nothing does. */
export function hindrance(
	asked: Question[],
	payload: Payload,
	answers: Answers
): { question: Question; why: string } | null {
	for (const question of asked) {
		const answer = answers[question.name];
		const title = question.title ?? question.name;
		if (answer === undefined || answer === null) {
			if (isRequired(question) && kindOf(question.type)) return { question, why: `Answer “${title}” first` };
			continue;
		}
		// Spans were cut from the text just now; to look each of them up in a long one again takes time.
		if (question.type === 'spans') continue;
		const problem = kindOf(question.type) && answerProblems(question, answer, payload)[0];
		if (problem) return { question, why: `${title}: ${problem.message}` };
	}
	return null;
}

export const isAnswered = (question: Question, draft: Draft): boolean =>
	question.type === 'spans'
		? (draft.marks[question.name] ?? []).length > 0
		: !isEmpty(draft.cells[question.name]?.answer);

/** How much of a draft is still a model's alone. */
export const countSuggested = (asked: Question[], draft: Draft): number =>
	asked.reduce(
		(sum, { name }) =>
			sum +
			(draft.cells[name]?.by === 'model' ? 1 : 0) +
			(draft.marks[name] ?? []).filter(({ by }) => by === 'model').length,
		0
	);

const signed = <T extends { by: By }>(value: T): T =>
	value.by === 'person' ? value : { ...value, by: 'person' };

/** A draft with a person behind all of it. */
export const accepted = ({ cells, marks }: Draft): Draft => ({
	cells: Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, signed(cell)])),
	marks: Object.fromEntries(Object.entries(marks).map(([name, all]) => [name, all.map(signed)]))
});

/** A draft that was kept as text: its marks get ids of this page. */
export const renewed = (draft: Draft): Draft => ({
	cells: draft.cells,
	marks: Object.fromEntries(
		Object.entries(draft.marks).map(([name, marks]) => [
			name,
			marks.map(({ label, by, score, ...stretch }) =>
				newMark({ start: stretch.start, end: stretch.end }, label, by, score)
			)
		])
	)
});

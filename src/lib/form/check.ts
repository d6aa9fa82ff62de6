/** The check of answers against the form under which they were given: the same for screen, file and API. */
import { assertStorable, isObject, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import type { Form } from './form.ts';
import type { Problem, Question } from './kind.ts';
import { kindOf } from './kinds.ts';
import { hint } from './near.ts';
import { checkOfResponses, isOfResponses } from './responses.ts';

/** What an answer says, as conditions name it: of several responses, what is said of any. */
const saidIn = (given: Json | undefined): string[] =>
	given === undefined || given === null
		? []
		: Array.isArray(given)
			? given.map(String)
			: isObject(given)
				? Object.values(given).flatMap(saidIn)
				: [String(given)];

/** Whether a question is asked, given the answers before it. All its conditions hold, each by any of its values. */
export function isAsked(question: Question, answers: Answers): boolean {
	return Object.entries(question.when ?? {}).every(([name, values]) => {
		const wanted = [values].flat();
		return saidIn(answers[name]).some((value) => wanted.includes(value));
	});
}

export const isRequired = (question: Question): boolean =>
	question.required ?? kindOf(question.type)?.required ?? true;

/** Mistakes of one answer; `path` is within it. */
export function answerProblems(question: Question, answer: Json, payload: Payload): Problem[] {
	const kind = kindOf(question.type);
	if (!kind) throw new Error(`No such kind of question: ${question.type}`);
	return isOfResponses(question)
		? checkOfResponses(kind, question, answer, payload, isRequired(question))
		: kind.check(question, answer, payload);
}

function problemsOf(
	form: Form,
	payload: Payload,
	answers: Record<string, Json>,
	isWhole: boolean
): Problem[] {
	const names = form.questions.map((q) => q.name);
	const unknown = Object.keys(answers)
		.filter((name) => !names.includes(name))
		.map((name): Problem => ({
			path: `/${name}`,
			message: `There is no question “${name}”.${hint(name, names)}`
		}));
	return unknown.concat(
		form.questions.flatMap((question): Problem[] => {
			const path = `/${question.name}`;
			const answer = answers[question.name];
			if (isWhole && !isAsked(question, answers))
				return answer === undefined
					? []
					: [{ path, message: 'This question is not asked, given the answers before it.' }];
			if (answer === undefined || answer === null)
				return isWhole && isRequired(question) ? [{ path, message: 'This question needs an answer.' }] : [];
			return answerProblems(question, answer, payload).map((p) => ({ ...p, path: path + p.path }));
		})
	);
}

/**
 * @returns the answers as stored: those given, without nulls
 * @throws Refusal span_mismatch, invalid_answers, invalid_unicode, not_ijson
 */
export const checkAnswers = (form: Form, payload: Payload, answers: unknown): Answers =>
	checked(form, payload, answers, true);

/**
 * What a model proposes: each answer must be one that could stand, but it may leave questions out, and answer
 * one whatever the others say.
 * @throws Refusal as checkAnswers
 */
export const checkSuggestion = (form: Form, payload: Payload, answers: unknown): Answers =>
	checked(form, payload, answers, false);

function checked(form: Form, payload: Payload, answers: unknown, isWhole: boolean): Answers {
	if (!isObject(answers))
		throw new Refusal('invalid_answers', 'answers is an object from question to answer.', {
			errors: [{ path: '', message: 'Send {"question": answer}.' }]
		});
	assertStorable(answers);
	const problems = problemsOf(form, payload, answers, isWhole);
	if (problems.length > 0) {
		const code = problems.every((p) => p.code === 'span_mismatch') ? 'span_mismatch' : 'invalid_answers';
		const first = problems[0];
		throw new Refusal(code, `${first?.path ?? ''}: ${first?.message ?? ''}`, {
			errors: problems.slice(0, 100).map(({ path, message }) => ({ path, message }))
		});
	}
	return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== null));
}

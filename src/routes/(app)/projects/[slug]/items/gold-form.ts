/** Gold answers as a lead types them, a line a question; the check of answers says what is wrong with them. */
import { answersFromText } from '#lib/form/answer-text.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { printRanking, readRanking } from '#lib/form/ranking.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';

/** How an answer of its kind is written. */
export function hintFor(question: Question): string {
	if (isOfResponses(question)) return 'An answer for each response, such as {"a": …}';
	if (question.type === 'labels') return 'One or several, with | between';
	if (question.type === 'ranking') return 'Best first, by the ids of the file: a>b, or a=b for a tie';
	if (question.type === 'spans') return 'A list, such as [{"start":0,"end":4,"label":"…","quote":"…"}]';
	if (question.type === 'boxes') return 'A list of {x, y, width, height, label}';
	if (question.type === 'rating') return `A whole number from ${question.min ?? 1} to ${question.max ?? 5}`;
	return question.type === 'label' ? 'One of the options' : 'Words are shown in training and never marked';
}

/** Empty where there is none. */
export function textOf(question: Question, answer: Json | undefined): string {
	if (answer === undefined) return '';
	if (typeof answer === 'string') return answer;
	if (question.type === 'labels' && Array.isArray(answer)) return answer.join('|');
	const ranking = question.type === 'ranking' ? readRanking(answer) : null;
	return ranking && !ranking.allBad ? printRanking(ranking.tiers) : JSON.stringify(answer);
}

/** What is left empty is not known. */
export function answersIn(form: Form, typed: URLSearchParams): Answers {
	const filled = form.questions.flatMap(({ name }): [string, Json][] => {
		const text = (typed.get(`answer:${name}`) ?? '').trim();
		return text === '' ? [] : [[name, text]];
	});
	return answersFromText(form, Object.fromEntries(filled));
}

/**
 * Whether people's answers to one item disagree: of two answers whether they are alike, by the kind of each question, and
 * of several whether more than half are alike. Words of one's own are left out: no two people write the same.
 */
import { canonical, isObject, type Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import { isAsked } from './check.ts';
import type { Form } from './form.ts';
import type { Question } from './kind.ts';
import { isOfResponses } from './responses.ts';
import { scoreOfQuestion } from './score.ts';

/** Of what both marked, or of the pairs that both rank, so much is the same. */
const MOSTLY = 0.8;
/** Ratings are alike within a quarter of their scale: of 1 to 5, one step. */
const SCALE_SHARE = 1 / 4;

/** Whole questions whose answers nobody compares. */
const isCompared = ({ type }: Question): boolean => type !== 'text';

/** A list of labels in whatever order. */
const asSet = (answer: Json): string =>
	Array.isArray(answer) ? canonical(answer.map(String).toSorted()) : canonical(answer);

/** F1 of two lists of marks, or the share of pairs that stand alike: whichever of the two is looked at from, the lower. */
const shared = (question: Question, a: Json, b: Json): number =>
	Math.min(scoreOfQuestion(question, a, b) ?? 1, scoreOfQuestion(question, b, a) ?? 1);

function areAlikeInOne(question: Question, a: Json, b: Json): boolean {
	if (canonical(a) === canonical(b)) return true;
	if (a === null || b === null) return false;
	const { type, min = 1, max = 5 } = question;
	if (type === 'label') return false;
	if (type === 'labels') return asSet(a) === asSet(b);
	if (type === 'rating')
		return typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= (max - min) * SCALE_SHARE;
	return shared(question, a, b) >= MOSTLY;
}

/** Asked of each response: of those that either answers, so many alike as of marks. */
function areAlikeOf(question: Question, a: Json, b: Json): boolean {
	if (!isOfResponses(question)) return areAlikeInOne(question, a, b);
	const [one, other] = [isObject(a) ? a : {}, isObject(b) ? b : {}];
	const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])];
	const alike = ids.filter((id) => areAlikeInOne(question, one[id] ?? null, other[id] ?? null)).length;
	return alike >= ids.length * MOSTLY;
}

/** Whether two people say the same of an item: to every question that either was asked. */
export const areAlike = ({ questions }: Pick<Form, 'questions'>, a: Answers, b: Answers): boolean =>
	questions.every(
		(question) =>
			!isCompared(question) ||
			(!isAsked(question, a) && !isAsked(question, b)) ||
			areAlikeOf(question, a[question.name] ?? null, b[question.name] ?? null)
	);

/**
 * @param answers of each person the latest
 * @returns true where there is no answer that more than half of them are alike to, its own person among them
 */
export function isDisputed(form: Pick<Form, 'questions'>, answers: Answers[]): boolean {
	const behind = answers.map((own) => answers.filter((other) => areAlike(form, own, other)).length);
	return answers.length > 0 && !behind.some((many) => many * 2 > answers.length);
}

/**
 * What ratings of responses teach: a response that was judged by itself is good or bad, however the others are. Being
 * preferred to another one says neither, so no ranking is read here.
 */
import type { Form } from '#lib/form/form.ts';
import { flat, type Question } from '#lib/form/kind.ts';
import { isOfResponses } from '#lib/form/responses.ts';
import { outcomesOf, type Outcome, type Review } from '#lib/project/majority.ts';
import { isObject } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Rated, Voted } from './example.ts';
import { modelOf, promptOf, responseIds, responseOf } from './messages.ts';

type Item = Voted<Answers>;

/** A verdict is one of two options, of which the first means good. */
const isVerdict = ({ type, options }: Question): boolean => type === 'label' && flat(options).length === 2;

/** The question that judges each response by itself: a rating, else a verdict. */
export function judgingQuestion({ questions }: Form): Question | null {
	const ofResponses = questions.filter(isOfResponses);
	return ofResponses.find(({ type }) => type === 'rating') ?? ofResponses.find(isVerdict) ?? null;
}

/** Each format that is made of ratings needs one of responses. */
export const lacksJudging = (form: Form): string | null =>
	judgingQuestion(form)
		? null
		: 'This is made of what people say of each response by itself: a rating, or a choice of two of which the first means good. This form asks for none, and a ranking says only which is better.';

/** Good above the middle of a scale and bad below, or by which of two options; null where it is neither. */
export function goodBy(
	{ type, options, min = 1, max = 5 }: Question,
	outcome: Outcome | undefined
): boolean | null {
	if (outcome?.status !== 'decided') return null;
	if (type === 'label') return outcome.answer === flat(options)[0]?.value;
	const [answer, middle] = [Number(outcome.answer), (min + max) / 2];
	return answer === middle ? null : answer > middle;
}

/** A form that asks its judging question of one response alone. */
export function aloneIn(form: Form): Form {
	const judging = judgingQuestion(form);
	const alone = ({ of: _of, ...question }: Question): Question => question;
	return { ...form, questions: form.questions.map((one) => (one === judging ? alone(one) : one)) };
}

/** What was said of one response, as if nothing else had been judged. */
export function ofResponse(question: Question, { id: item, votes, raters }: Item, id: string) {
	return {
		id: `${item}\n${id}`,
		raters,
		votes: votes.map((answers): Answers => {
			const { [question.name]: given = null, ...others } = answers;
			const own = isObject(given) ? given[id] : undefined;
			return own === undefined ? others : { ...others, [question.name]: own };
		})
	};
}

/** @param reviewOn what decides of one response where more than half is not the rule */
export function ratedResponsesIn(
	project: string,
	form: Form,
	item: Item,
	reviewOn: (unit: string) => Review | undefined = () => undefined
): Rated[] {
	const question = judgingQuestion(form);
	if (!question) return [];
	const { questions } = aloneIn(form);
	return responseIds(item.payload).map((id) => {
		const { id: unit, votes, raters } = ofResponse(question, item, id);
		const outcome = outcomesOf(questions, votes, reviewOn(unit))[form.questions.indexOf(question)];
		return {
			kind: 'rated',
			group: item.id,
			prompt: promptOf(item.payload),
			completion: responseOf(item.payload, id),
			label: goodBy(question, outcome),
			meta: {
				project,
				item: item.key,
				raters: raters.filter((_, i) => votes[i] && Object.hasOwn(votes[i], question.name)),
				models: [modelOf(item.payload, id)],
				asked: 1
			}
		};
	});
}

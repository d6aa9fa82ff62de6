/** What the ranking view asks of a form: one ranking, and the other questions by where they stand beside it. */
import { isRequired } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { isOfResponses } from '#lib/form/responses.ts';

export type RankingForm = {
	/** the first ranking, which decides who wins; null when the form has none */
	main: Question | null;
	title: string;
	/** asked of each response, where it is read */
	each: Question[];
	/** asked of the whole: other rankings, which are aspects, and all kinds that the view can ask */
	beside: Question[];
	/** titles of questions that need a field to mark: `needed` ones stand in the way of any answer */
	unasked: { needed: string[]; optional: string[] };
};

const askable = ['label', 'labels', 'rating', 'text'];

export const titleOf = ({ title, name }: Question): string => title ?? name;

export function rankingForm({ questions }: Form): RankingForm {
	const main = questions.find(({ type }) => type === 'ranking') ?? null;
	const others = questions.filter((question) => question !== main);
	const isAsked = ({ type }: Question) => type === 'ranking' || askable.includes(type);
	const unasked = others.filter((question) => !isAsked(question));
	const isNeeded = (question: Question) => isRequired(question) && !question.when;
	return {
		main,
		title: main?.title ?? 'Which one is better?',
		each: others.filter((question) => isAsked(question) && isOfResponses(question)),
		beside: others.filter((question) => isAsked(question) && !isOfResponses(question)),
		unasked: {
			needed: unasked.filter(isNeeded).map(titleOf),
			optional: unasked.filter((question) => !isNeeded(question)).map(titleOf)
		}
	};
}

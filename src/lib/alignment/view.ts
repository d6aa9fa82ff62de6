/** What the ranking view asks of a form: one ranking and words beside it. It says what it cannot ask yet. */
import { isRequired } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';

export type Words = { name: string; title: string; required: boolean };
export type RankingForm = {
	/** the ranking question's name, or null when the form has none */
	question: string | null;
	title: string;
	words: Words[];
	/** titles of questions that this view cannot ask: `needed` ones stand in the way of any answer */
	unasked: { needed: string[]; optional: string[] };
};

export function rankingForm(form: Form): RankingForm {
	const ranking = form.questions.find((q) => q.type === 'ranking');
	const titleOf = (q: { name: string; title?: string | undefined }) => q.title ?? q.name;
	const isAsked = (q: Form['questions'][number]) => q === ranking || (q.type === 'text' && !q.when);
	const others = form.questions.filter((q) => !isAsked(q));
	return {
		question: ranking?.name ?? null,
		title: ranking?.title ?? 'Which one is better?',
		words: form.questions
			.filter((q) => q.type === 'text' && !q.when)
			.map((q) => ({ name: q.name, title: titleOf(q), required: isRequired(q) })),
		unasked: {
			needed: others.filter((q) => isRequired(q) && !q.when).map(titleOf),
			optional: others.filter((q) => !isRequired(q) || q.when).map(titleOf)
		}
	};
}

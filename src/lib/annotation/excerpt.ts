/** How an item that was done looks in a list: its first words or its picture, and what was said of it. */
import { choicesOf, flatChoices, type Choice } from '#lib/form/choice.ts';
import type { Form } from '#lib/form/form.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';

export type Excerpt = { words: string; picture: string | null };
export type Said = { bars: string[]; words: string };

const LONGEST = 90;
const MOST_BARS = 12;

const wordsOf = (value: Json | undefined): string => {
	if (typeof value === 'string') return value;
	// The last thing said is what a conversation is judged by.
	const last = Array.isArray(value) ? value.at(-1) : undefined;
	return isObject(last) && typeof last.content === 'string' ? last.content : '';
};

export function excerptOf({ fields, questions }: Form, payload: Payload): Excerpt {
	// What is asked about tells items apart; what stands beside it may be the same for many.
	const asked = questions.map(({ field }) => field);
	const place = (name: string) => (asked.includes(name) ? asked.indexOf(name) : asked.length);
	const image = fields.find(({ type }) => type === 'image');
	const address = image && payload[image.name];
	const text = fields
		.filter(({ type }) => type !== 'image')
		.toSorted((a, b) => place(a.name) - place(b.name))
		.map(({ name }) =>
			wordsOf(payload[name])
				.slice(0, 4 * LONGEST)
				.replace(/\s+/g, ' ')
				.trim()
		)
		.find((words) => words !== '');
	const words = [...(text ?? '')];
	return {
		words: words.length > LONGEST ? `${words.slice(0, LONGEST).join('')}…` : words.join(''),
		picture: typeof address === 'string' ? address : null
	};
}

/** Spans as bars in their colours, other answers in words. */
export function saidOf({ questions }: Pick<Form, 'questions'>, answers: Answers): Said {
	const bars: string[] = [];
	const words: string[] = [];
	for (const question of questions) {
		const answer = answers[question.name];
		const choices: Choice[] = flatChoices(choicesOf(question));
		const titleOf = (value: Json) => choices.find((c) => c.value === value)?.title ?? String(value);
		if (question.type === 'spans' && Array.isArray(answer))
			for (const span of answer) {
				const label = isObject(span) ? span.label : null;
				bars.push(choices.find(({ value }) => value === label)?.colour.mark ?? 'var(--line-2)');
			}
		else if (Array.isArray(answer)) words.push(...answer.map(titleOf));
		else if (typeof answer === 'number') words.push(String(answer));
		else if (typeof answer === 'string')
			words.push(question.type === 'text' ? `“${answer}”` : titleOf(answer));
	}
	return { bars: bars.slice(0, MOST_BARS), words: words.join(' · ').slice(0, 120) };
}

/** Any of the options, between `min` and `max` of them; options may have children. */
import { z } from 'zod';
import { askedOf, common, fieldTypes, flat, wrong, type Kind, type Problem } from '../kind.ts';
import { hint } from '../near.ts';
import { options } from './label.ts';

const count = z.int().min(0).max(1000);

export const labels: Kind = {
	type: 'labels',
	fits: fieldTypes,
	schema: z.strictObject({
		...common,
		...askedOf,
		type: z.literal('labels'),
		options,
		min: count.optional(),
		max: count.optional()
	}),
	required: true,
	check(question, answer) {
		if (!Array.isArray(answer)) return wrong('Send a list of options, such as ["a","b"].');
		const values = flat(question.options).map((o) => o.value);
		const problems = answer.flatMap((value, i): Problem[] => {
			if (typeof value !== 'string') return wrong('Send each option as text.', `/${i}`);
			if (!values.includes(value))
				return wrong(`“${value}” is not an option.${hint(value, values)}`, `/${i}`);
			return answer.indexOf(value) < i ? wrong(`“${value}” is listed twice.`, `/${i}`) : [];
		});
		const least = question.min ?? (question.required === false ? 0 : 1);
		if (answer.length < least) problems.push(...wrong(`Choose at least ${least}.`));
		if (question.max !== undefined && answer.length > question.max)
			problems.push(...wrong(`Choose at most ${question.max}.`));
		return problems;
	},
	fromText: (_, text) =>
		text.trim().startsWith('[')
			? (JSON.parse(text) as string[])
			: text
					.split('|')
					.map((part) => part.trim())
					.filter(Boolean)
};

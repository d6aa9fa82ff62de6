/** One of the options. */
import { z } from 'zod';
import { askedOf, common, fieldTypes, flat, Option, wrong, type Kind } from '../kind.ts';
import { hint } from '../near.ts';

export const options = z.array(Option).min(1, 'Give at least one option.').max(10_000);

export const label: Kind = {
	type: 'label',
	fits: fieldTypes,
	schema: z.strictObject({ ...common, ...askedOf, type: z.literal('label'), options }),
	required: true,
	check(question, answer) {
		const values = flat(question.options).map((o) => o.value);
		if (typeof answer !== 'string') return wrong('Send one option as text.');
		return values.includes(answer) ? [] : wrong(`“${answer}” is not an option.${hint(answer, values)}`);
	},
	fromText: (_, text) => text.trim()
};

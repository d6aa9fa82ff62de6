/** Words of the person's own; `min` and `max` count characters (code points). */
import { z } from 'zod';
import { pointLength } from '../codepoints.ts';
import { askedOf, common, fieldTypes, wrong, type Kind } from '../kind.ts';

/** No written answer is longer, whatever the form says. */
const MOST = 100_000;
const count = z.int().min(0).max(MOST);

export const text: Kind = {
	type: 'text',
	fits: fieldTypes,
	schema: z.strictObject({
		...common,
		...askedOf,
		type: z.literal('text'),
		min: count.optional(),
		max: count.optional()
	}),
	required: false,
	check({ min = 0, max = MOST, required }, answer) {
		if (typeof answer !== 'string') return wrong('Send text.');
		// Blanks around it are no words.
		const length = pointLength(answer.trim());
		if (required === true && answer.trim() === '') return wrong('Write something.');
		if (length < min) return wrong(`Write at least ${min} characters; this has ${length}.`);
		return length > max ? wrong(`Write at most ${max} characters; this has ${length}.`) : [];
	},
	fromText: (_, cell) => cell
};

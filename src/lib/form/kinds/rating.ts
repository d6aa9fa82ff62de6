/** A whole number between `min` and `max`; 1 to 5 when the form does not say. */
import { z } from 'zod';
import { askedOf, common, fieldTypes, wrong, type Kind } from '../kind.ts';

export const rating: Kind = {
	type: 'rating',
	fits: fieldTypes,
	schema: z.strictObject({
		...common,
		...askedOf,
		type: z.literal('rating'),
		min: z.int().min(-1000).max(1000).optional(),
		max: z.int().min(-1000).max(1000).optional()
	}),
	required: true,
	check({ min = 1, max = 5 }, answer) {
		return typeof answer === 'number' && Number.isInteger(answer) && answer >= min && answer <= max
			? []
			: wrong(`Send a whole number from ${min} to ${max}.`);
	},
	fromText: (_, text) => (/^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : text)
};

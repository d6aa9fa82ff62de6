/** Whole rankings as we write them: all responses to a prompt with the place of each (targets/ranking.ts). */
import { isMessages, rankedItem, unpack } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const ranking: Shape = {
	name: 'ranking',
	title: 'Whole rankings',
	about: 'Responses keep their order. Their places, ties included, are a judgment by “crowd”.',
	recognises: (row) =>
		hasColumns(row, ['prompt', 'responses', 'ranks']) &&
		isMessages(row.prompt) &&
		Array.isArray(row.responses) &&
		row.responses.length > 1 &&
		row.responses.every(isMessages) &&
		Array.isArray(row.ranks) &&
		row.ranks.length === row.responses.length &&
		row.ranks.every(Number.isInteger),
	items: (row, form) =>
		rankedItem(form, {
			prompt: isMessages(row.prompt) ? unpack(row.prompt) : [],
			responses: (Array.isArray(row.responses) ? row.responses : []).filter(isMessages).map(unpack),
			ranks: listed(row.ranks).map(Number)
		})
};

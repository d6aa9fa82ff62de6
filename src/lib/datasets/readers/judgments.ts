/** Judgments as we write them (schema/judgment.ts): they join the items of another project by key. */
import { isObject, type JsonObject } from '#lib/schema/json.ts';
import type { Shape } from './shape.ts';

export const judgments: Shape = {
	name: 'judgments',
	title: 'Judgments of another project',
	about:
		'Each joins the item that has its key, by whoever gave it, with its time and with what was shown. Bring their items in first.',
	kind: 'judgments',
	recognises: (row) =>
		['id', 'item_id', 'item_key', 'rater', 'via', 'at'].every((name) => typeof row[name] === 'string') &&
		isObject(row.answers) &&
		typeof row.counted === 'boolean',
	items: ({ id, item_key: item, rater, kind, answers, shown, at }): JsonObject[] => [
		{
			item: item ?? null,
			rater: rater ?? null,
			kind: kind ?? null,
			answers: answers ?? null,
			shown: shown ?? null,
			at: at ?? null,
			id: id ?? null
		}
	]
};

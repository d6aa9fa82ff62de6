/**
 * Preference rows as NeMo RL's PreferenceDataset has them: a context and completions, each with a rank.
 *
 * Contract: NVIDIA-NeMo/RL nemo_rl/data/processors.py at 7ea279abfbeb698b092856d0dab61e7cf39bc909: the lower rank is
 * preferred.
 */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { isMessages, rankedItem, unpack } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const isCompletion = (value: Json): value is JsonObject =>
	isObject(value) && Number.isInteger(value.rank) && isMessages(value.completion);

export const nemoRl: Shape = {
	name: 'nemo-rl',
	title: 'Preferences for NeMo RL',
	about: 'Completions are responses to the context. Their ranks are a judgment by “crowd”.',
	recognises: (row) =>
		hasColumns(row, ['context', 'completions'], ['task_name']) &&
		isMessages(row.context) &&
		Array.isArray(row.completions) &&
		row.completions.length > 1 &&
		row.completions.every(isCompletion),
	items(row, form) {
		const found = Array.isArray(row.completions) ? row.completions.filter(isCompletion) : [];
		return rankedItem(form, {
			prompt: isMessages(row.context) ? unpack(row.context) : [],
			responses: found.map(({ completion }) => (isMessages(completion) ? unpack(completion) : [])),
			ranks: found.map(({ rank }) => Number(rank))
		});
	}
};

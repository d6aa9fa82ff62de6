/**
 * Preferences in the columns of the binarized UltraFeedback data: both sides are whole conversations, with a score
 * each. Scores and the prompt's id are kept beside the item; of scores no strength can be told.
 *
 * Contract: huggingface/alignment-handbook src/alignment/data.py at 925acdfe4b2b4e38c3dabd1851bc418f0b656351.
 */
import { isMessages, pairItem, parted, unpack } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const kept = ['prompt_id', 'score_chosen', 'score_rejected'];

export const ultraFeedback: Shape = {
	name: 'ultrafeedback',
	title: 'Preferences like UltraFeedback',
	about:
		'Chosen and rejected are two responses to the beginning that both conversations share. The preference is a judgment by “crowd”; scores and the id of the prompt are kept beside the item.',
	recognises: (row) =>
		hasColumns(row, [
			'prompt',
			'prompt_id',
			'chosen',
			'rejected',
			'messages',
			'score_chosen',
			'score_rejected'
		]) &&
		isMessages(row.chosen) &&
		isMessages(row.rejected),
	items(row, form) {
		const { chosen, rejected } = row;
		if (!isMessages(chosen) || !isMessages(rejected)) return [];
		const metadata = Object.fromEntries(kept.map((name) => [name, row[name] ?? null]));
		return pairItem(form, { ...parted(unpack(chosen), unpack(rejected)), metadata });
	}
};

/** Preference rows in the columns of the binarized UltraFeedback data, which many recipes are written for. */
import { z } from 'zod';
import { hasCalls } from '../messages.ts';
import { target } from './target.ts';
import { faultOfEnd, faultOfParting, faultOfSame, shown, Turns, unfitWhole } from './turns.ts';

const plain = { tools: false };

export default target({
	name: 'ultrafeedback',
	title: 'Preferences like UltraFeedback',
	about: 'For recipes that read ultrafeedback_binarized, such as those of the Alignment Handbook.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'prompt', type: 'text', about: 'what the user said last' },
		{ name: 'prompt_id', type: 'text', about: 'the same for all pairs of an item' },
		{ name: 'chosen', type: 'messages without calls' },
		{ name: 'rejected', type: 'messages without calls' },
		{ name: 'messages', type: 'messages without calls', about: 'chosen once more, for SFT' },
		{ name: 'score_chosen', type: 'number', about: 'the share of all votes that prefer it, 0 to 1' },
		{ name: 'score_rejected', type: 'number' }
	],
	loader: {
		repository: 'huggingface/alignment-handbook',
		file: 'src/alignment/data.py',
		commit: '925acdfe4b2b4e38c3dabd1851bc418f0b656351',
		rules: [
			'get_dataset loads all rows as one table, so every row has the same columns',
			'chosen and rejected are whole conversations, which TRL’s extract_prompt parts again (trl/data_utils.py)'
		]
	},
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'beginning'],
	Row: z.strictObject({
		prompt: z.string(),
		prompt_id: z.string().min(1),
		chosen: Turns,
		rejected: Turns,
		messages: Turns,
		score_chosen: z.number().min(0).max(1),
		score_rejected: z.number().min(0).max(1)
	}),
	row(pair) {
		if ([pair.prompt, pair.chosen, pair.rejected].some(hasCalls)) return 'tool_calls';
		const why = unfitWhole(pair, plain);
		if (why) return why;
		const asked = pair.prompt.findLast(({ role }) => role === 'user');
		if (asked === undefined) return 'roles';
		const chosen = shown([...pair.prompt, ...pair.chosen], plain);
		return {
			prompt: asked.content,
			prompt_id: pair.group,
			chosen,
			rejected: shown([...pair.prompt, ...pair.rejected], plain),
			messages: chosen,
			score_chosen: pair.shares.chosen,
			score_rejected: pair.shares.rejected
		};
	},
	fault({ chosen, rejected, messages, score_chosen: better, score_rejected: worse }) {
		if (better <= worse) return 'score_chosen is not above score_rejected';
		if (JSON.stringify(messages) !== JSON.stringify(chosen)) return 'messages is not chosen';
		return (
			faultOfEnd('chosen', chosen) ??
			faultOfEnd('rejected', rejected) ??
			faultOfSame(chosen, rejected) ??
			faultOfParting(chosen, rejected)
		);
	}
});

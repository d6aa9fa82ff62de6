/** Preference rows of plain text as TRL's DPOTrainer loads them: standard, with an explicit prompt. */
import { z } from 'zod';
import { target } from './target.ts';
import { trl } from './trl.ts';
import { faultOfSameText, faultOfText, plainCompletion, plainPrompt, unfitPair } from './turns.ts';

export default target({
	name: 'trl-dpo-standard',
	title: 'Preference pairs as text',
	about: 'For DPO with TRL on models without a chat template: prompt and answers as plain text.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'prompt', type: 'text' },
		{ name: 'chosen', type: 'text' },
		{ name: 'rejected', type: 'text' }
	],
	loader: trl('trl/data_utils.py', 'is_conversational is false for text, so no chat template is applied'),
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'turns'],
	Row: z.strictObject({ prompt: z.string(), chosen: z.string(), rejected: z.string() }),
	row(pair) {
		const why = unfitPair(pair, false);
		if (why) return why;
		const prompt = plainPrompt(pair.prompt);
		const chosen = plainCompletion(pair.chosen);
		const rejected = plainCompletion(pair.rejected);
		if (typeof prompt === 'string' || typeof chosen === 'string' || typeof rejected === 'string')
			return 'turns';
		return { prompt: prompt.text, chosen: chosen.text, rejected: rejected.text };
	},
	fault: ({ chosen, rejected }) =>
		faultOfText('chosen', chosen) ?? faultOfText('rejected', rejected) ?? faultOfSameText(chosen, rejected)
});

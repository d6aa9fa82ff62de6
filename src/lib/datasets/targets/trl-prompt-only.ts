/** Prompts as TRL's GRPOTrainer and RLOOTrainer load them: the model answers by itself. */
import { z } from 'zod';
import { hasCalls } from '../messages.ts';
import { target } from './target.ts';
import { goesOn, trl } from './trl.ts';
import { faultOfPrompt, shown, Turns, unfitPrompt } from './turns.ts';

export default target({
	name: 'trl-prompt-only',
	title: 'Prompts alone',
	about: 'For GRPO, RLOO and online DPO with TRL: conversations that the model goes on from.',
	group: 'prompt',
	from: 'prompt',
	columns: [{ name: 'prompt', type: 'messages' }],
	loader: trl(
		'trl/data_utils.py',
		goesOn,
		'apply_chat_template takes rows whose only supported key is prompt'
	),
	drops: ['tool_calls', 'blank', 'roles', 'ending'],
	Row: z.strictObject({ prompt: Turns }),
	row({ prompt }, options) {
		if (!options.tools && hasCalls(prompt)) return 'tool_calls';
		if (prompt.every(({ content }) => content.trim() === '')) return 'blank';
		return unfitPrompt(prompt) ?? { prompt: shown(prompt, options) };
	},
	fault: ({ prompt }) =>
		faultOfPrompt('prompt', prompt) ??
		(prompt.every(({ content }) => content.trim() === '') ? 'prompt: nothing but white space' : null)
});

/** Preference rows as OpenRLHF loads them for DPO and reward models, with a margin from the strength. */
import { z } from 'zod';
import { target } from './target.ts';
import { faultOfEnd, faultOfSame, shown, Turns, unfitPair } from './turns.ts';

export default target({
	name: 'openrlhf',
	title: 'Preferences for OpenRLHF',
	about: 'For DPO and reward models with OpenRLHF: --data.apply_chat_template, prompt_key prompt.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'prompt', type: 'messages' },
		{ name: 'chosen', type: 'messages' },
		{ name: 'rejected', type: 'messages' },
		{ name: 'margin', type: 'number', about: '1 to 3: the mean strength of those who prefer it' }
	],
	loader: {
		repository: 'OpenRLHF/OpenRLHF',
		file: 'openrlhf/datasets/reward_dataset.py',
		commit: '3c3be6234e0cb353e76bb8019947db9dfe99fca7',
		rules: [
			'data[prompt_key] + data[chosen_key]: all three are lists of messages',
			'the answer is what stands behind the prompt, rendered with add_generation_prompt: it ends with a user or a tool',
			'margin is read where it is there, else 0'
		]
	},
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending'],
	Row: z.strictObject({ prompt: Turns, chosen: Turns, rejected: Turns, margin: z.number().positive() }),
	row(pair, options) {
		const why = unfitPair(pair, options.tools);
		if (why) return why;
		if (pair.prompt.at(-1)?.role === 'assistant') return 'ending';
		return {
			prompt: shown(pair.prompt, options),
			chosen: shown(pair.chosen, options),
			rejected: shown(pair.rejected, options),
			margin: pair.strength
		};
	},
	fault: ({ prompt, chosen, rejected }) =>
		(['user', 'tool'].includes(prompt.at(-1)?.role ?? '') ? null : 'prompt: the last turn does not ask') ??
		faultOfEnd('chosen', chosen) ??
		faultOfEnd('rejected', rejected) ??
		faultOfSame(chosen, rejected)
});

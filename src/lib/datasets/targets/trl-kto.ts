/** Labelled completions as TRL's KTOTrainer loads them: conversational. */
import { z } from 'zod';
import { lacksRating } from '../annotated.ts';
import { hasCalls } from '../messages.ts';
import { target } from './target.ts';
import { goesOn, trl } from './trl.ts';
import { faultOfEnd, faultOfPrompt, shown, Turns, unfitCompletion } from './turns.ts';

export default target({
	name: 'trl-kto',
	title: 'Labelled completions',
	about:
		'For KTO with TRL: what was found good by itself, and what was not; never what was only preferred. How probable it was that somebody was asked stands in the sidecar.',
	group: 'verdict',
	from: 'rated',
	columns: [
		{ name: 'prompt', type: 'messages' },
		{ name: 'completion', type: 'messages' },
		{ name: 'label', type: 'true or false' }
	],
	loader: trl(
		'trl/trainer/kto_trainer.py',
		'label is a bool: the collator makes a tensor of booleans of it',
		goesOn
	),
	drops: ['tool_calls', 'undecided', 'blank', 'roles', 'ending'],
	lacks: lacksRating,
	Row: z.strictObject({ prompt: Turns, completion: Turns, label: z.boolean() }),
	row({ prompt, completion, label }, options) {
		if (!options.tools && (hasCalls(prompt) || hasCalls(completion))) return 'tool_calls';
		if (label === null) return 'undecided';
		return (
			unfitCompletion(prompt, completion) ?? {
				prompt: shown(prompt, options),
				completion: shown(completion, options),
				label
			}
		);
	},
	fault: ({ prompt, completion }) => faultOfPrompt('prompt', prompt) ?? faultOfEnd('completion', completion)
});

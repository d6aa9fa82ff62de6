/** Demonstrations as TRL's SFTTrainer loads them where only the completion is learned. */
import { z } from 'zod';
import { hasCalls } from '../messages.ts';
import { target } from './target.ts';
import { goesOn, trl } from './trl.ts';
import { faultOfEnd, faultOfPrompt, shown, Turns, unfitCompletion } from './turns.ts';

export default target({
	name: 'trl-prompt-completion',
	title: 'Completions to imitate',
	about: 'For SFT with TRL on the completion alone: the conversation, and what comes next.',
	group: 'verdict',
	from: 'demonstration',
	columns: [
		{ name: 'prompt', type: 'messages' },
		{ name: 'completion', type: 'messages' }
	],
	loader: trl(
		'trl/trainer/sft_trainer.py',
		'completion_only_loss is set when the first row has prompt and completion',
		goesOn
	),
	drops: ['tool_calls', 'blank', 'roles', 'ending'],
	Row: z.strictObject({ prompt: Turns, completion: Turns }),
	row({ prompt, completion }, options) {
		if (!options.tools && (hasCalls(prompt) || hasCalls(completion))) return 'tool_calls';
		return (
			unfitCompletion(prompt, completion) ?? {
				prompt: shown(prompt, options),
				completion: shown(completion, options)
			}
		);
	},
	fault: ({ prompt, completion }) => faultOfPrompt('prompt', prompt) ?? faultOfEnd('completion', completion)
});

/** Conversations to imitate as TRL's SFTTrainer loads them: language modelling, conversational. */
import { z } from 'zod';
import { hasCalls } from '../messages.ts';
import { target } from './target.ts';
import { trl } from './trl.ts';
import { faultOfEnd, shown, Turns, unfitCompletion } from './turns.ts';

export default target({
	name: 'trl-sft',
	title: 'Conversations to imitate',
	about: 'For SFT with TRL: whole conversations that end as the model should have ended them.',
	group: 'verdict',
	from: 'demonstration',
	columns: [{ name: 'messages', type: 'messages' }],
	loader: trl(
		'trl/trainer/sft_trainer.py',
		'a dataset is conversational when messages is a list of objects with a role',
		'apply_chat_template takes rows whose only supported key is messages (trl/data_utils.py)'
	),
	drops: ['tool_calls', 'blank', 'roles', 'ending'],
	Row: z.strictObject({ messages: Turns }),
	row({ prompt, completion }, options) {
		const messages = [...prompt, ...completion];
		if (!options.tools && hasCalls(messages)) return 'tool_calls';
		return unfitCompletion(prompt, completion) ?? { messages: shown(messages, options) };
	},
	fault: ({ messages }) => faultOfEnd('messages', messages)
});

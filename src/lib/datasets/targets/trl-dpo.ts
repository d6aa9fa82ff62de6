/** Preference rows as TRL's DPOTrainer loads them: conversational, with an explicit prompt. */
import { z } from 'zod';
import { target } from './target.ts';
import { goesOn, trl } from './trl.ts';
import { faultOfEnd, faultOfPrompt, faultOfSame, shown, Turns, unfitPair } from './turns.ts';

export default target({
	name: 'trl-dpo',
	title: 'Preference pairs',
	about: 'For DPO with TRL: a conversation, the preferred answer and the other one.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'prompt', type: 'messages' },
		{ name: 'chosen', type: 'messages' },
		{ name: 'rejected', type: 'messages' }
	],
	loader: trl(
		'trl/data_utils.py',
		'is_conversational takes lists whose first message is an object with a role',
		goesOn
	),
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending'],
	Row: z.strictObject({ prompt: Turns, chosen: Turns, rejected: Turns }),
	row(pair, options) {
		const why = unfitPair(pair, options.tools);
		return (
			why ?? {
				prompt: shown(pair.prompt, options),
				chosen: shown(pair.chosen, options),
				rejected: shown(pair.rejected, options)
			}
		);
	},
	fault: ({ prompt, chosen, rejected }) =>
		faultOfPrompt('prompt', prompt) ??
		faultOfEnd('chosen', chosen) ??
		faultOfEnd('rejected', rejected) ??
		faultOfSame(chosen, rejected)
});

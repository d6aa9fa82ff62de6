/** Labelled completions as LLaMA-Factory loads them: ShareGPT turns and whether the last one is good. */
import { z } from 'zod';
import { lacksRating } from '../annotated.ts';
import { hasCalls } from '../messages.ts';
import { conversation, datasetInfo, faultOfTurns, llamaFactory, Said, turnsRule } from './sharegpt.ts';
import { target } from './target.ts';
import { unfitCompletion } from './turns.ts';

export default target({
	name: 'llamafactory-kto',
	title: 'Labelled ShareGPT turns',
	about:
		'For KTO with LLaMA-Factory; with its dataset_info.json. How probable it was that somebody was asked stands in the sidecar.',
	group: 'verdict',
	from: 'rated',
	columns: [
		{ name: 'conversations', type: 'turns', about: 'the last one is what was judged' },
		{ name: 'label', type: 'true or false' },
		{ name: 'system', type: 'text', about: 'empty where there is none' }
	],
	loader: llamaFactory(
		turnsRule,
		'an odd number of turns is skipped: the last one answers',
		'kto_tag has to be a bool; anything else is read as a plain example'
	),
	drops: ['tool_calls', 'undecided', 'blank', 'roles', 'ending'],
	lacks: lacksRating,
	setup: (file, name) =>
		datasetInfo(name, {
			file_name: file,
			formatting: 'sharegpt',
			columns: { messages: 'conversations', kto_tag: 'label', system: 'system' }
		}),
	Row: z.strictObject({ conversations: z.array(Said).min(2), label: z.boolean(), system: z.string() }),
	row({ prompt, completion, label }, { tools }) {
		if (!tools && (hasCalls(prompt) || hasCalls(completion))) return 'tool_calls';
		if (label === null) return 'undecided';
		const why = unfitCompletion(prompt, completion);
		if (why) return why;
		const whole = conversation([...prompt, ...completion]);
		if (!whole) return 'roles';
		return { conversations: whole.turns, label, system: whole.system };
	},
	fault: ({ conversations }) =>
		faultOfTurns(conversations, 'answer') ??
		(conversations.at(-1)?.value.trim() === '' ? 'the last turn is empty' : null)
});

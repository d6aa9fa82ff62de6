/** Preference rows as TRL loads them without a prompt column: both sides are whole conversations. */
import { z } from 'zod';
import { target } from './target.ts';
import { trl } from './trl.ts';
import { faultOfEnd, faultOfParting, faultOfSame, shown, Turns, unfitWhole } from './turns.ts';

export default target({
	name: 'trl-dpo-implicit',
	title: 'Pairs of whole conversations',
	about: 'For DPO with TRL, where the prompt is the beginning that both sides share.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'chosen', type: 'messages' },
		{ name: 'rejected', type: 'messages' }
	],
	loader: trl(
		'trl/data_utils.py',
		'extract_prompt takes the longest common beginning of both sides as the prompt'
	),
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'beginning'],
	Row: z.strictObject({ chosen: Turns, rejected: Turns }),
	row(pair, options) {
		const why = unfitWhole(pair, options);
		return (
			why ?? {
				chosen: shown([...pair.prompt, ...pair.chosen], options),
				rejected: shown([...pair.prompt, ...pair.rejected], options)
			}
		);
	},
	fault: ({ chosen, rejected }) =>
		faultOfEnd('chosen', chosen) ??
		faultOfEnd('rejected', rejected) ??
		faultOfSame(chosen, rejected) ??
		faultOfParting(chosen, rejected)
});

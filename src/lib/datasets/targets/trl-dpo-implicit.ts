/** Preference rows as TRL loads them without a prompt column: both sides are whole conversations. */
import { z } from 'zod';
import { target } from './target.ts';
import { trl } from './trl.ts';
import { faultOfEnd, faultOfSame, shown, Turns, unfitPair, type Turn } from './turns.ts';

/** Where two conversations part, TRL ends the prompt: what comes after must be there on both sides. */
export function faultOfParting(chosen: Turn[], rejected: Turn[]): string | null {
	const parts = chosen.findIndex((turn, i) => JSON.stringify(turn) !== JSON.stringify(rejected[i]));
	if (parts === -1 || parts >= rejected.length) return 'one side is the beginning of the other';
	return parts === 0 ? 'the two sides share no prompt' : null;
}

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
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending'],
	Row: z.strictObject({ chosen: Turns, rejected: Turns }),
	row(pair, options) {
		const why = unfitPair(pair, options.tools);
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

/** Preference rows as TRL's RewardTrainer loads them: an implicit prompt, and a margin from the strength. */
import { z } from 'zod';
import { target } from './target.ts';
import { trl } from './trl.ts';
import { faultOfEnd, faultOfParting, faultOfSame, shown, Turns, unfitWhole } from './turns.ts';

export default target({
	name: 'trl-reward',
	title: 'Pairs with a margin',
	about: 'For reward models with TRL: two whole conversations, and how much better one is.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'chosen', type: 'messages' },
		{ name: 'rejected', type: 'messages' },
		{ name: 'margin', type: 'number', about: '1 to 3: the mean strength of those who prefer it' }
	],
	loader: trl(
		'trl/trainer/reward_trainer.py',
		'the collator reads margin of every example when the first has one, as a float',
		'an implicit prompt is recommended (docs/source/dataset_formats.md)'
	),
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'beginning'],
	Row: z.strictObject({ chosen: Turns, rejected: Turns, margin: z.number().positive() }),
	row(pair, options) {
		const why = unfitWhole(pair, options);
		return (
			why ?? {
				chosen: shown([...pair.prompt, ...pair.chosen], options),
				rejected: shown([...pair.prompt, ...pair.rejected], options),
				margin: pair.strength
			}
		);
	},
	fault: ({ chosen, rejected }) =>
		faultOfEnd('chosen', chosen) ??
		faultOfEnd('rejected', rejected) ??
		faultOfSame(chosen, rejected) ??
		faultOfParting(chosen, rejected)
});

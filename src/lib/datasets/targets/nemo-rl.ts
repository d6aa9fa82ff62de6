/** Preference rows as NeMo RL loads them for DPO and reward models: a context and two ranked completions. */
import { z } from 'zod';
import { target } from './target.ts';
import { faultOfEnd, faultOfPrompt, faultOfSame, shown, Turns, unfitPair } from './turns.ts';

const Completion = z.strictObject({ rank: z.int().min(0), completion: Turns });
const plain = { tools: false };

export default target({
	name: 'nemo-rl',
	title: 'Preferences for NeMo RL',
	about: 'For DPO and reward models with NeMo RL’s PreferenceDataset.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'context', type: 'messages without calls' },
		{ name: 'completions', type: 'two of {"rank", "completion"}', about: 'the lower rank is preferred' }
	],
	loader: {
		repository: 'NVIDIA-NeMo/RL',
		file: 'nemo_rl/data/processors.py',
		commit: '7ea279abfbeb698b092856d0dab61e7cf39bc909',
		rules: [
			'preference_preprocessor asserts exactly two completions',
			'equal ranks raise: ties are not supported',
			'each completion is a single response (docs/guides/dpo.md)'
		]
	},
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'turns'],
	Row: z.strictObject({ context: Turns, completions: z.array(Completion) }),
	row(pair) {
		const why = unfitPair(pair, false);
		if (why) return why;
		if (pair.chosen.length > 1 || pair.rejected.length > 1) return 'turns';
		return {
			context: shown(pair.prompt, plain),
			completions: [
				{ rank: 0, completion: shown(pair.chosen, plain) },
				{ rank: 1, completion: shown(pair.rejected, plain) }
			]
		};
	},
	fault({ context, completions }) {
		const [a, b] = completions;
		if (!a || !b || completions.length > 2) return 'there are not exactly two completions';
		if (a.rank === b.rank) return 'both completions have the same rank';
		return (
			faultOfPrompt('context', context) ??
			faultOfEnd('completions.0', a.completion) ??
			faultOfEnd('completions.1', b.completion) ??
			faultOfSame(a.completion, b.completion)
		);
	}
});

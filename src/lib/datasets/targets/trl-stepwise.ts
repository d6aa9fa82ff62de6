/** Answers judged step by step as TRL's PRMTrainer loads them. */
import { z } from 'zod';
import { lacksSteps } from '../annotated.ts';
import { target } from './target.ts';
import { trl } from './trl.ts';
import { faultOfText } from './turns.ts';

export default target({
	name: 'trl-stepwise',
	title: 'Steps, right or wrong',
	about: 'For process reward models with TRL: each step of an answer and whether it is right.',
	group: 'annotation',
	from: 'steps',
	columns: [
		{ name: 'prompt', type: 'text' },
		{ name: 'completions', type: 'list of text' },
		{ name: 'labels', type: 'list of true or false', about: 'one a step' }
	],
	loader: trl(
		'trl/experimental/prm/prm_trainer.py',
		'zip(completions, labels, strict=True): as many labels as steps',
		'int(label) is made of each label'
	),
	drops: ['blank', 'undecided'],
	lacks: lacksSteps,
	Row: z.strictObject({
		prompt: z.string(),
		completions: z.array(z.string()).min(1),
		labels: z.array(z.boolean()).min(1)
	}),
	row({ prompt, steps, labels }) {
		if (steps.length === 0) return 'undecided';
		if (prompt.trim() === '' || steps.some((step) => step.trim() === '')) return 'blank';
		return { prompt, completions: steps, labels };
	},
	fault: ({ prompt, completions, labels }) =>
		completions.length === labels.length
			? ([prompt, ...completions].map((text) => faultOfText('text', text)).find((fault) => fault !== null) ??
				null)
			: 'there are not as many labels as completions'
});

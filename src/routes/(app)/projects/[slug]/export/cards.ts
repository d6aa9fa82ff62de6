/** The formats that most come for, by stage, each as a card; all others stand in a list. */
import type { ExportFormat } from '#lib/datasets/export.ts';
import type { Stage } from '#lib/schema/values.ts';

export type Card = { value: ExportFormat; title: string; said: string; row: string };

const judgments: Card = {
	value: 'judgments',
	title: 'Judgments',
	said: 'Every judgment as it was given: by whom, when, what was shown.',
	row: '{"item_key", "rater", "answers", "shown", "at", …}'
};
const pairRow = '{"prompt": […], "chosen": […], "rejected": […]}';

export const cards: Record<Stage, Card[]> = {
	annotation: [
		{
			value: 'labels',
			title: 'Labels',
			said: 'A flat row an item: its fields, what most people say, and how many agree.',
			row: '{"key", "text", "label", "label_agreement", …}'
		},
		judgments
	],
	alignment: [
		{
			value: 'trl-dpo',
			title: 'Preference pairs',
			said: 'For DPO with TRL: what more than half of an item’s people prefer.',
			row: pairRow
		},
		judgments
	],
	runtime: [
		{
			value: 'trl-dpo',
			title: 'Corrections as pairs',
			said: 'For DPO with TRL: each edit above what the agent proposed.',
			row: pairRow
		},
		{
			value: 'trl-kto',
			title: 'Verdicts as labels',
			said: 'For KTO with TRL: what people approved, and what they rejected.',
			row: '{"prompt": […], "completion": […], "label": true}'
		},
		{
			value: 'trl-sft',
			title: 'Corrections to imitate',
			said: 'For SFT with TRL: what people made of it, after the conversation.',
			row: '{"messages": […]}'
		},
		judgments
	]
};

/**
 * What a model should say, should not say, or has to say next: ours of trl-kto, trl-prompt-completion, trl-sft and
 * trl-prompt-only, and everybody's who writes the same. Each is a conversation.
 *
 * Contract: huggingface/trl docs/source/dataset_formats.md and trl/data_utils.py at
 * f2cd57710ae345ea6428ae95363267fcf38a3dc8.
 */
import type { Json } from '#lib/schema/json.ts';
import { conversationItem } from './conversation.ts';
import { isMessages, unpack, type Messages } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const said = (...values: (Json | undefined)[]): Messages =>
	values.flatMap((value) => (isMessages(value) ? unpack(value) : []));

export const completions: Shape = {
	name: 'completions',
	title: 'Conversations, as trainers read them',
	about:
		'A conversation is an item of an annotation project that shows one. Where it is labelled, true is the highest rating that the form has for it and false the lowest, by “crowd”.',
	recognises: (row) =>
		(hasColumns(row, ['prompt', 'completion'], ['label']) &&
			isMessages(row.prompt) &&
			isMessages(row.completion) &&
			(row.label === undefined || typeof row.label === 'boolean')) ||
		(hasColumns(row, ['messages']) && isMessages(row.messages)) ||
		(hasColumns(row, ['prompt']) && isMessages(row.prompt)),
	items: ({ prompt, completion, messages, label }, form) =>
		conversationItem(form, said(prompt, completion, messages), typeof label === 'boolean' ? label : null)
};

/**
 * Preference rows as OpenAI's fine-tuning takes them, and Together and Fireworks with it.
 *
 * Contract: togethercomputer/together-python src/together/utils/files.py at eba5e5f034a391df90e4a8336546314be78ba058.
 */
import { isObject, type Json } from '#lib/schema/json.ts';
import { isMessages, pairItem, unpack } from './pair.ts';
import { hasColumns, type Shape } from './shape.ts';

const asked = (input: Json | undefined): Json | undefined => (isObject(input) ? input.messages : undefined);

export const openAi: Shape = {
	name: 'openai',
	title: 'Preferences for hosted fine-tuning (OpenAI)',
	about:
		'The preferred and the other output are two responses to the input. The preference is a judgment by “crowd”.',
	recognises: (row) =>
		hasColumns(row, ['input', 'preferred_output', 'non_preferred_output']) &&
		[asked(row.input), row.preferred_output, row.non_preferred_output].every(isMessages),
	items(row, form) {
		const [prompt, better, worse] = [asked(row.input), row.preferred_output, row.non_preferred_output];
		if (!isMessages(prompt) || !isMessages(better) || !isMessages(worse)) return [];
		return pairItem(form, { prompt: unpack(prompt), better: unpack(better), worse: unpack(worse) });
	}
};

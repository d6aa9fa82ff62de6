/** Preference rows as LLaMA-Factory loads them in Alpaca's columns: an instruction and two answers. */
import { z } from 'zod';
import { datasetInfo, llamaFactory } from './sharegpt.ts';
import { target } from './target.ts';
import { faultOfSameText, faultOfText, plainCompletion, plainPrompt, unfitPair } from './turns.ts';

export default target({
	name: 'llamafactory-alpaca',
	title: 'Preferences in Alpaca columns',
	about: 'For LLaMA-Factory and others who read instruction and input; with its dataset_info.json.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'instruction', type: 'text' },
		{ name: 'input', type: 'text', about: 'always empty: the instruction is whole' },
		{ name: 'chosen', type: 'text' },
		{ name: 'rejected', type: 'text' },
		{ name: 'system', type: 'text', about: 'empty where there is none' }
	],
	loader: llamaFactory(
		'AlpacaDatasetConverter: instruction and input are joined by a line break where both are there',
		'with ranking, chosen and rejected are text'
	),
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'turns'],
	setup: (file, name) =>
		datasetInfo(name, {
			file_name: file,
			ranking: true,
			columns: {
				prompt: 'instruction',
				query: 'input',
				chosen: 'chosen',
				rejected: 'rejected',
				system: 'system'
			}
		}),
	Row: z.strictObject({
		instruction: z.string(),
		input: z.string(),
		chosen: z.string(),
		rejected: z.string(),
		system: z.string()
	}),
	row(pair) {
		const why = unfitPair(pair, false);
		if (why) return why;
		const [first, ...rest] = pair.prompt;
		const system = first?.role === 'system' ? first.content : '';
		const prompt = plainPrompt(first?.role === 'system' ? rest : pair.prompt);
		const [chosen, rejected] = [plainCompletion(pair.chosen), plainCompletion(pair.rejected)];
		if (typeof prompt === 'string' || typeof chosen === 'string' || typeof rejected === 'string')
			return 'turns';
		return prompt.text.trim() === ''
			? 'blank'
			: { instruction: prompt.text, input: '', chosen: chosen.text, rejected: rejected.text, system };
	},
	fault: ({ instruction, input, chosen, rejected }) =>
		faultOfText('instruction', instruction + input) ??
		faultOfText('chosen', chosen) ??
		faultOfText('rejected', rejected) ??
		faultOfSameText(chosen, rejected)
});

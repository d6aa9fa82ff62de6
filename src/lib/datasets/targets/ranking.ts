/** Rankings as they are: all responses to a prompt with the place of each, for k-wise and listwise losses. */
import { z } from 'zod';
import { hasCalls, isSame } from '../messages.ts';
import { target } from './target.ts';
import { faultOfEnd, faultOfPrompt, faultOfSame, shown, Turns, unfitCompletion } from './turns.ts';

export default target({
	name: 'ranking',
	title: 'Whole rankings',
	about: 'For listwise losses such as PRO and Plackett-Luce: every response with its place, ties included.',
	group: 'preference',
	from: 'ranked',
	columns: [
		{ name: 'prompt', type: 'messages' },
		{ name: 'responses', type: 'list of messages' },
		{ name: 'ranks', type: 'list of whole numbers', about: '0 is the best; the same number is a tie' }
	],
	loader: {
		repository: 'huggingface/datasets',
		file: 'src/datasets/packaged_modules/json/json.py',
		commit: '573a7712f3ea669cadc59ea2e58cc4a40905bc3a',
		rules: ['every row has the same columns and types; no trainer reads it before it is cut into pairs']
	},
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending'],
	Row: z.strictObject({
		prompt: Turns,
		responses: z.array(Turns).min(2),
		ranks: z.array(z.int().min(0)).min(2)
	}),
	row({ prompt, responses, ranks }, options) {
		if (!options.tools && [prompt, ...responses].some(hasCalls)) return 'tool_calls';
		if (responses.some((own, i) => responses.some((other, j) => ranks[i] !== ranks[j] && isSame(own, other))))
			return 'identical';
		const why = responses.map((own) => unfitCompletion(prompt, own)).find((one) => one !== null);
		return (
			why ?? {
				prompt: shown(prompt, options),
				responses: responses.map((own) => shown(own, options)),
				ranks
			}
		);
	},
	fault({ prompt, responses, ranks }) {
		if (responses.length !== ranks.length) return 'there are not as many ranks as responses';
		const used = [...new Set(ranks)].toSorted((a, b) => a - b);
		if (used.some((rank, i) => rank !== i)) return 'ranks are not counted from 0 without a gap';
		if (used.length < 2) return 'all responses tie';
		const same = responses.some((own, i) =>
			responses.some((other, j) => ranks[i] !== ranks[j] && faultOfSame(own, other) !== null)
		);
		if (same) return 'two responses say the same in different places';
		return (
			faultOfPrompt('prompt', prompt) ??
			responses.map((own, i) => faultOfEnd(`responses.${i}`, own)).find((fault) => fault !== null) ??
			null
		);
	}
});

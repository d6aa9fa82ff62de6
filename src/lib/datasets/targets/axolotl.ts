/** Preference rows as Axolotl loads them with its chat templates, and the lines that name the file in its configuration. */
import { z } from 'zod';
import { target } from './target.ts';
import { faultOfEnd, faultOfPrompt, faultOfSame, shown, unfitPair } from './turns.ts';

const Role = z.enum(['system', 'user', 'assistant', 'tool']);
const Said = z.strictObject({ role: Role, content: z.string() });
const plain = { tools: false };

export default target({
	name: 'axolotl',
	title: 'Preferences for Axolotl',
	about: 'For DPO with Axolotl’s chat_template.default; with the lines of its configuration.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'messages', type: 'messages without calls' },
		{ name: 'chosen', type: 'one message' },
		{ name: 'rejected', type: 'one message' }
	],
	loader: {
		repository: 'axolotl-ai-cloud/axolotl',
		file: 'src/axolotl/prompt_strategies/dpo/chat_template.py',
		commit: '067b021c8b87a9e5e380b9173c704cf7340e30f5',
		rules: [
			'roles are user, assistant, system and tool: any other raises a KeyError',
			'only role and content of a message are read, so tool calls would vanish',
			'of a list as chosen or rejected only the last message is read',
			'the answer is found in the rendered text by its content, so it must not be empty'
		]
	},
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'turns'],
	setup: (file) => ({
		name: 'axolotl.yaml',
		type: 'application/yaml',
		text: [
			'rl: dpo',
			'datasets:',
			`  - path: ${file}`,
			`    ds_type: ${file.endsWith('.parquet') ? 'parquet' : 'json'}`,
			'    split: train',
			'    type: chat_template.default',
			'    field_messages: messages',
			'    field_chosen: chosen',
			'    field_rejected: rejected',
			'    message_property_mappings:',
			'      role: role',
			'      content: content',
			''
		].join('\n')
	}),
	Row: z.strictObject({ messages: z.array(Said).min(1), chosen: Said, rejected: Said }),
	row(pair) {
		const why = unfitPair(pair, false);
		if (why) return why;
		if (pair.prompt.some(({ role }) => role === 'developer')) return 'roles';
		const [chosen, rejected] = [shown(pair.chosen, plain), shown(pair.rejected, plain)];
		if (chosen.length > 1 || rejected.length > 1) return 'turns';
		const [a, b] = [chosen[0], rejected[0]].map((turn) => Said.safeParse(turn).data);
		return a && b
			? { messages: z.array(Said).parse(shown(pair.prompt, plain)), chosen: a, rejected: b }
			: 'roles';
	},
	fault: ({ messages, chosen, rejected }) =>
		faultOfPrompt('messages', messages) ??
		faultOfEnd('chosen', [chosen]) ??
		faultOfEnd('rejected', [rejected]) ??
		faultOfSame([chosen], [rejected])
});

/** Preference rows as OpenAI's fine-tuning takes them, and with it Together and Fireworks. */
import { z } from 'zod';
import { isObject, parseJson, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Message } from '../messages.ts';
import { target, type Options } from './target.ts';
import { unfitPair } from './turns.ts';

const Call = z.strictObject({
	id: z.string().min(1),
	type: z.literal('function'),
	function: z.strictObject({ name: z.string().min(1), arguments: z.string() })
});
const Said = z.strictObject({
	role: z.enum(['system', 'user', 'assistant', 'tool']),
	content: z.string(),
	tool_calls: z.array(Call).min(1).optional(),
	tool_call_id: z.string().optional()
});
type Said = z.infer<typeof Said>;
const Output = z.array(Said);

const parsed = (text: string): Json => {
	try {
		return parseJson(text);
	} catch (error) {
		if (error instanceof Refusal) return null;
		throw error;
	}
};

/** Calls with their arguments as JSON text, each with an id; null where they have no shape that can be told. */
function callsOf(text: string, first: number): z.infer<typeof Call>[] | null {
	const made = parsed(text);
	if (!Array.isArray(made)) return null;
	const calls = made.map((one, i) => {
		const of = isObject(one) ? one : {};
		const named = isObject(of.function) ? of.function : {};
		const { arguments: given } = named;
		return {
			id: typeof of.id === 'string' ? of.id : `call_${first + i}`,
			type: 'function' as const,
			function: {
				name: typeof named.name === 'string' ? named.name : '',
				arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {})
			}
		};
	});
	return calls.every(({ function: { name } }) => name !== '') ? calls : null;
}

/** Each answer of a tool names the call that it answers, in their order. */
function told(messages: Message[], { tools }: Options): Said[] | null {
	const open: string[] = [];
	let many = 0;
	const all = messages.map(({ role, content, tool_calls: made }): Said | null => {
		const own = role === 'developer' ? 'system' : (role as Said['role']);
		if (own === 'tool') {
			const id = open.shift();
			return id === undefined ? null : { role: own, content, tool_call_id: id };
		}
		if (!tools || made === '[]') return { role: own, content };
		const calls = callsOf(made, many);
		if (!calls) return null;
		many += calls.length;
		open.push(...calls.map(({ id }) => id));
		return { role: own, content, tool_calls: calls };
	});
	return all.some((one) => one === null) ? null : (all as Said[]);
}

export default target({
	name: 'openai-dpo',
	title: 'Preferences for hosted fine-tuning',
	about: 'For DPO at OpenAI, Together and Fireworks: the input, the preferred output and the other.',
	group: 'preference',
	from: 'pair',
	loose: true,
	columns: [
		{ name: 'input', type: 'object', about: '{"messages": […]}' },
		{ name: 'preferred_output', type: 'one assistant message' },
		{ name: 'non_preferred_output', type: 'one assistant message' }
	],
	loader: {
		repository: 'togethercomputer/together-python',
		file: 'src/together/utils/files.py',
		commit: 'eba5e5f034a391df90e4a8336546314be78ba058',
		rules: [
			'validate_preference_openai: input is an object with messages, whose last is not the assistant’s',
			'both outputs are lists of exactly one assistant message with a content',
			'OpenAI takes tool_calls only where there is one, with its arguments as JSON text; a tool’s answer names its call'
		]
	},
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'turns', 'values'],
	Row: z.strictObject({
		input: z.strictObject({ messages: z.array(Said).min(1) }),
		preferred_output: Output,
		non_preferred_output: Output
	}),
	row(pair, options) {
		const why = unfitPair(pair, options.tools);
		if (why) return why;
		if (pair.prompt.at(-1)?.role === 'assistant') return 'ending';
		if (pair.chosen.length > 1 || pair.rejected.length > 1) return 'turns';
		const messages = told(pair.prompt, options);
		const [preferred] = told(pair.chosen, options) ?? [];
		const [other] = told(pair.rejected, options) ?? [];
		if (!messages || !preferred || !other) return 'values';
		return { input: { messages }, preferred_output: [preferred], non_preferred_output: [other] };
	},
	fault({ input: { messages }, preferred_output: chosen, non_preferred_output: rejected }) {
		if (messages.at(-1)?.role === 'assistant') return 'input: the last message is the assistant’s';
		if (messages.some(({ role, tool_call_id: id }) => role === 'tool' && id === undefined))
			return 'input: an answer of a tool names no call';
		for (const output of [chosen, rejected]) {
			const [side] = output;
			if (side?.role !== 'assistant' || output.length > 1)
				return 'an output is not exactly one message of the assistant';
			if (side.content.trim() === '' && !side.tool_calls) return 'an output is empty';
		}
		return JSON.stringify(chosen) === JSON.stringify(rejected) ? 'both outputs say the same' : null;
	}
});

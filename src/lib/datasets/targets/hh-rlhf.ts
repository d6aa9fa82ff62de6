/** Pairs of transcripts as the Anthropic helpful and harmless data has them. */
import { z } from 'zod';
import type { Message } from '../messages.ts';
import { target } from './target.ts';
import { faultOfSameText, plainCompletion, unfitPair, unfitTurns } from './turns.ts';

const HUMAN = '\n\nHuman: ';
const ASSISTANT = '\n\nAssistant: ';
/** What readers cut transcripts at, with or without the space behind it. */
const marker = /\n\n(Human|Assistant):/;

const transcript = (messages: Message[]): string =>
	messages.map(({ role, content }) => (role === 'user' ? HUMAN : ASSISTANT) + content).join('');

const END = '\n\nAssistant:';
const promptEnd = (text: string): number => text.lastIndexOf(END) + END.length;

export default target({
	name: 'hh-rlhf',
	title: 'Pairs of transcripts',
	about: 'For readers of the Anthropic HH data: two texts of turns marked Human and Assistant.',
	group: 'preference',
	from: 'pair',
	columns: [
		{ name: 'chosen', type: 'text' },
		{ name: 'rejected', type: 'text' }
	],
	loader: {
		repository: 'eric-mitchell/direct-preference-optimization',
		file: 'preference_datasets.py',
		commit: 'f8b8c0f49dc92a430bae41585f9d467d3618fe2f',
		rules: [
			'extract_anthropic_prompt cuts at the last “\\n\\nAssistant:” of chosen, and asserts that there is one',
			'rejected is cut at the same character, so the prompt has to be the same text',
			'a prompt begins with “\\n\\nHuman:”'
		]
	},
	drops: ['tool_calls', 'blank', 'identical', 'roles', 'ending', 'turns', 'marker'],
	Row: z.strictObject({ chosen: z.string(), rejected: z.string() }),
	row(pair) {
		const why = unfitPair(pair, false);
		if (why) return why;
		if (pair.prompt[0]?.role === 'system') return 'roles';
		const turns = unfitTurns(pair.prompt);
		if (turns) return turns;
		if ([pair.chosen, pair.rejected].some((side) => typeof plainCompletion(side) === 'string'))
			return 'turns';
		const all = [...pair.prompt, ...pair.chosen, ...pair.rejected];
		if (all.some(({ content }) => marker.test(content))) return 'marker';
		return {
			chosen: transcript([...pair.prompt, ...pair.chosen]),
			rejected: transcript([...pair.prompt, ...pair.rejected])
		};
	},
	fault({ chosen, rejected }) {
		if (![chosen, rejected].every((side) => side.startsWith(HUMAN) && side.includes(END)))
			return 'a transcript begins with “\\n\\nHuman:” and holds “\\n\\nAssistant:”';
		const [a, b] = [promptEnd(chosen), promptEnd(rejected)];
		if (chosen.slice(0, a) !== rejected.slice(0, b)) return 'the two sides do not share their prompt';
		if ([chosen.slice(a), rejected.slice(b)].some((text) => text.trim() === '')) return 'a side is empty';
		return faultOfSameText(chosen, rejected);
	}
});

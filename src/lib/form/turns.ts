/**
 * A conversation as it is read: who speaks, what they say, which tools they call. The result of a call stands with
 * the call it answers, however far away it came; one that answers nothing stays where it is.
 */
import type { WireMessage } from './message.ts';

export type Call = { name: string; arguments: string; result: string | null };
export type Turn = { role: string; content: string; calls: Call[] };

/** Who speaks, as far as the look of a turn goes. */
export type Voice = 'rules' | 'person' | 'model' | 'tool' | 'other';

const voices: Record<string, Voice> = {
	system: 'rules',
	developer: 'rules',
	user: 'person',
	human: 'person',
	assistant: 'model',
	tool: 'tool',
	function: 'tool'
};
export const voiceOf = (role: string): Voice =>
	(Object.hasOwn(voices, role) ? voices[role] : null) ?? 'other';

/** @returns turns in the order of the messages; nothing that was said is left out */
export function turnsOf(messages: WireMessage[]): Turn[] {
	const turns: Turn[] = [];
	const open = new Map<string, Call[]>();
	for (const { role, content, tool_calls: calls = [], tool_call_id: answers } of messages) {
		const asked = answers === undefined ? undefined : open.get(answers)?.shift();
		if (asked && calls.length === 0) {
			asked.result = content;
			continue;
		}
		const made = calls.map(({ id, name, arguments: args }) => {
			const call: Call = { name, arguments: args, result: null };
			open.set(id, [...(open.get(id) ?? []), call]);
			return call;
		});
		turns.push({ role, content, calls: made });
	}
	return turns;
}

/** How many turns stay open at the end of a long conversation, and from how many on it is long. */
const LAST_TURNS = 4;
const LONG = 8;

/** What is folded of a conversation: nothing but turns that a reader comes to last. Rules stay, they fold by themselves. */
export function earlier(turns: Turn[]): { rules: Turn[]; folded: Turn[]; rest: Turn[] } {
	const first = turns.findIndex(({ role }) => voiceOf(role) !== 'rules');
	const start = first === -1 ? turns.length : first;
	const rules = turns.slice(0, start);
	const said = turns.slice(start);
	const many = said.length < LONG ? 0 : said.length - LAST_TURNS;
	return { rules, folded: said.slice(0, many), rest: said.slice(many) };
}

/** A turn as plain text, as it is compared word by word. */
const textOf = ({ role, content, calls }: Turn): string =>
	[
		`${role}:`,
		...(content === '' ? [] : [content]),
		...calls.flatMap(({ name, arguments: args, result }) => [
			`${name}(${args})`,
			...(result === null ? [] : [`→ ${result}`])
		])
	].join('\n');

export const textOfTurns = (turns: Turn[]): string => turns.map(textOf).join('\n\n');

/** How many first turns are the same in all conversations. */
export function sharedTurns(conversations: Turn[][]): number {
	const [first = [], ...others] = conversations;
	const written = (turn: Turn | undefined) => JSON.stringify(turn);
	const end = first.findIndex((turn, i) => others.some((other) => written(other[i]) !== written(turn)));
	return others.length === 0 ? 0 : end === -1 ? first.length : end;
}

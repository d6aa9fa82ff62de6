/** Conversations and answers that probes of every kind are made of. */
import { messagesOf } from '#lib/datasets/messages.ts';
import { canonical, type Json, type JsonObject } from '#lib/schema/json.ts';

export const AT = '2026-01-05T10:00:00.000Z';
export const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
export const say = (role: string, content: string): JsonObject => ({ role, content });
export const option = (...values: string[]) => values.map((value) => ({ value }));

const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: { city: 'Oslo' } } };
export const turns = (mark: string) => [
	say('user', `Say ${mark}.`),
	say('assistant', 'What?'),
	say('user', 'That.')
];
export const withSystem = (mark: string) => [say('system', 'Be brief.'), say('user', `Say ${mark}.`)];
export const withCall = (mark: string): JsonObject[] => [
	say('user', `How warm is ${mark}?`),
	{ ...say('assistant', ''), tool_calls: [call] },
	{ ...say('tool', '12 degrees'), tool_call_id: 'c1' }
];
export const calls = (prompt: JsonObject[]): string[] =>
	messagesOf(prompt).flatMap(({ tool_calls: made }) =>
		(JSON.parse(made) as { function?: { name: string; arguments: Json } }[]).map(({ function: own }) =>
			canonical([own?.name, typeof own?.arguments === 'string' ? JSON.parse(own.arguments) : own?.arguments])
		)
	);

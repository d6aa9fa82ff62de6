import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earlier, sharedTurns, textOfTurns, turnsOf, voiceOf, type Turn } from './turns.ts';
import type { WireMessage } from './message.ts';

const said = (role: string, content: string): WireMessage => ({ role, content });
const turn = (role: string, content = ''): Turn => ({ role, content, calls: [] });

describe('turns', () => {
	it('put a result with the call that it answers, in whatever order they come', () => {
		const turns = turnsOf([
			said('user', 'Weather and time?'),
			{
				role: 'assistant',
				content: 'One moment.',
				tool_calls: [
					{ id: 'call-1', name: 'weather', arguments: '{}' },
					{ id: 'call-2', name: 'time', arguments: '{}' }
				]
			},
			{ role: 'tool', content: '14:02', tool_call_id: 'call-2' },
			{ role: 'tool', content: 'rain', tool_call_id: 'call-1' },
			{ role: 'tool', content: 'to nobody', tool_call_id: 'call-9' },
			said('assistant', 'Rain, at two.')
		]);
		expect(turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
		expect(turns[1]?.calls).toEqual([
			{ name: 'weather', arguments: '{}', result: 'rain' },
			{ name: 'time', arguments: '{}', result: '14:02' }
		]);
	});

	it('answer calls under one id in their order', () => {
		const call = { id: 'call-1', name: 'roll', arguments: '{}' };
		const turns = turnsOf([
			{ role: 'assistant', content: '', tool_calls: [call, call] },
			{ role: 'tool', content: 'three', tool_call_id: 'call-1' },
			{ role: 'tool', content: 'five', tool_call_id: 'call-1' }
		]);
		expect(turns[0]?.calls.map(({ result }) => result)).toEqual(['three', 'five']);
	});

	it('leave nothing out that was said', () => {
		const id = fc.constantFrom('a', 'b', 'c');
		const message = fc.record(
			{
				role: fc.constantFrom('user', 'assistant', 'tool'),
				content: fc.uuid(),
				tool_calls: fc.array(fc.record({ id, name: fc.uuid(), arguments: fc.uuid() }), { maxLength: 3 }),
				tool_call_id: id
			},
			{ requiredKeys: ['role', 'content'] }
		);
		fc.assert(
			fc.property(fc.array(message), (messages) => {
				const text = textOfTurns(turnsOf(messages));
				for (const { content, tool_calls: calls = [] } of messages)
					for (const part of [content, ...calls.flatMap((c) => [c.name, c.arguments])])
						expect(text).toContain(part);
			})
		);
	});

	it('fold when there are many: the rules stay, and the last turns', () => {
		const long = [turn('system'), ...Array.from({ length: 9 }, (_, i) => turn('user', String(i)))];
		const { rules, folded, rest } = earlier(long);
		expect([...rules, ...folded, ...rest]).toEqual(long);
		expect([rules.length, folded.length, rest.length]).toEqual([1, 5, 4]);
		expect(earlier(long.slice(0, 8)).folded).toEqual([]);
		expect(earlier([turn('system')]).rules).toHaveLength(1);
	});

	it('are shared as far as all say the same, to the letter', () => {
		const a = [turn('assistant', 'one'), turn('tool', 'two'), turn('assistant', 'three')];
		const b = [turn('assistant', 'one'), turn('tool', 'two'), turn('assistant', 'three.')];
		expect(sharedTurns([a, b])).toBe(2);
		expect(sharedTurns([a, a.slice(0, 1)])).toBe(1);
		expect(sharedTurns([a, b, [turn('user', 'one')]])).toBe(0);
		expect(sharedTurns([a])).toBe(0);
		expect(sharedTurns([])).toBe(0);
	});

	it('know voices by role, and take no name of an object for one', () => {
		expect(['system', 'user', 'assistant', 'tool', 'guest', 'constructor'].map(voiceOf)).toEqual([
			'rules',
			'person',
			'model',
			'tool',
			'other',
			'other'
		]);
	});
});

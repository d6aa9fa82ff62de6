import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/schema/json.ts';
import { CallIds, contentOf, messagesOf, partMistake } from './message.ts';

const asked: Json = {
	role: 'assistant',
	content: null,
	model: 'secret',
	tool_calls: [
		{
			id: 'secret-run-1',
			type: 'function',
			index: 0,
			function: { name: 'weather', arguments: '{"city":"Turku","n":12345678901234567890}', strict: true }
		},
		{ id: 'secret-run-2', name: 'time', args: { zone: 'EET' } }
	]
};
const told = { role: 'tool', name: 'secret', tool_call_id: 'secret-run-2', content: '14:02' };

describe('messages on the wire', () => {
	it('are a closed shape: calls keep name and arguments, ids are minted, all else stays behind', () => {
		const sent = messagesOf([asked, told]);
		expect(sent).toEqual([
			{
				role: 'assistant',
				content: '',
				tool_calls: [
					{ id: 'call-1', name: 'weather', arguments: '{"city":"Turku","n":12345678901234567890}' },
					{ id: 'call-2', name: 'time', arguments: '{"zone":"EET"}' }
				]
			},
			{ role: 'tool', content: '14:02', tool_call_id: 'call-2' }
		]);
		expect(JSON.stringify(sent)).not.toContain('secret');
	});

	it('go on with the ids of what was said before, each continuation by itself', () => {
		const ids = new CallIds();
		messagesOf([asked], ids);
		const [first] = messagesOf([told], new CallIds(ids));
		expect(first?.tool_call_id).toBe('call-2');
		const other = messagesOf([{ role: 'tool', tool_call_id: 'unknown', content: '' }], new CallIds(ids));
		expect(other[0]?.tool_call_id).toBe('call-3');
		expect(messagesOf([told], new CallIds(ids))[0]?.tool_call_id).toBe('call-2');
	});

	it('know the older way of calling one function', () => {
		const sent = messagesOf([
			{ role: 'assistant', content: '', function_call: { name: 'find', arguments: '{}' } },
			{ role: 'function', name: 'find', content: 'nothing' }
		]);
		expect(sent[0]?.tool_calls?.[0]?.id).toBe(sent[1]?.tool_call_id);
	});

	it('read calls that stand as text, and show what is no JSON as it is', () => {
		const calls = (tool_calls: string) => messagesOf([{ role: 'assistant', tool_calls }])[0]?.tool_calls;
		expect(calls('[{"function":{"name":"a","arguments":{"x":1}}}]')).toEqual([
			{ id: 'call-1', name: 'a', arguments: '{"x":1}' }
		]);
		expect(calls('a(1)')).toEqual([{ id: 'call-1', name: '', arguments: 'a(1)' }]);
		expect(calls('[]')).toBeUndefined();
	});

	it('survive whatever a caller sends', () => {
		expect(messagesOf([null, 3, [], { role: 1, content: 2, tool_calls: [null, 'x'] }])).toMatchObject([
			{ role: '', content: '' },
			{ role: '', content: '' },
			{ role: '', content: '' },
			{ role: '', content: '2', tool_calls: [{ name: '' }, { name: '' }] }
		]);
	});
});

it('joins parts of text, and names the part that cannot be shown', () => {
	expect(contentOf([{ type: 'text', text: 'one' }, 'two'])).toBe('one\ntwo');
	expect(contentOf('whole')).toBe('whole');
	expect(contentOf(null)).toBe('');
	expect(contentOf([{ type: 'image_url', url: 'x' }])).toBe('{"type":"image_url","url":"x"}');
	expect(partMistake({ type: 'text', text: 'one' })).toBeNull();
	expect(partMistake({ type: 'image_url', image_url: { url: 'x' } })).toContain('“image_url”');
	expect(partMistake({ text: 'one' })).not.toBeNull();
});

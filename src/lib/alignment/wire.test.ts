import { expect, it } from 'vitest';
import type { Payload } from '#lib/schema/values.ts';
import { wireItem } from './wire.ts';

const call = (id: string) => ({ id, model: 'secret', function: { name: 'look', arguments: '{}' } });

it('sends conversations with roles and calls, and nothing of the caller that ties them together', () => {
	const payload: Payload = {
		prompt: [
			{ role: 'secret-model', content: 'Hello' },
			{ role: 'assistant', content: [{ type: 'text', text: 'Yes?' }], tool_calls: [call('secret-1')] }
		],
		responses: [
			{
				id: 'secret-a',
				model: 'secret',
				messages: [
					{ role: 'tool', content: 'found', tool_call_id: 'secret-1' },
					{ role: 'secret-a', content: 'Here' }
				]
			},
			{ id: 'secret-b', messages: [{ role: 'secret-b', content: 'There', tool_calls: [call('secret-2')] }] }
		]
	};
	const sent = wireItem('item', payload, ['secret-b', 'secret-a'], ['m-1', 'm-2']);
	expect(JSON.stringify(sent)).not.toContain('secret');
	expect(sent).toEqual({
		id: 'item',
		prompt: [
			{ role: 'speaker 1', content: 'Hello' },
			{
				role: 'assistant',
				content: 'Yes?',
				tool_calls: [{ id: 'call-1', name: 'look', arguments: '{}' }]
			}
		],
		responses: [
			{
				id: 'm-1',
				messages: [
					{
						role: 'speaker 2',
						content: 'There',
						tool_calls: [{ id: 'call-2', name: 'look', arguments: '{}' }]
					}
				]
			},
			{
				id: 'm-2',
				messages: [
					{ role: 'tool', content: 'found', tool_call_id: 'call-1' },
					{ role: 'speaker 2', content: 'Here' }
				]
			}
		]
	});
});

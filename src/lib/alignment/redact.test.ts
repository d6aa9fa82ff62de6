import { expect, it } from 'vitest';
import { redact } from './redact.ts';

it('hides what a response calls itself in all that it says, and nothing in the others', () => {
	const item = {
		id: 'item',
		prompt: 'Are you ChatGPT?',
		responses: [
			{ id: 'x-1', text: 'ChatGPT is another one.' },
			{
				id: 'x-2',
				messages: [
					{ role: 'assistant', content: 'I am ChatGPT, of OpenAI.' },
					{ role: 'tool', content: 'ChatGPT', tool_call_id: 'ChatGPT' }
				]
			}
		]
	};
	const before = structuredClone(item);
	expect(redact(item, ['a', 'b'], { b: ['ChatGPT', 'OpenAI'] })).toEqual({
		...item,
		responses: [
			item.responses[0],
			{
				id: 'x-2',
				messages: [
					{ role: 'assistant', content: 'I am [name], of [name].' },
					{ role: 'tool', content: '[name]', tool_call_id: 'ChatGPT' }
				]
			}
		]
	});
	expect(item).toEqual(before);
	expect(redact(item, ['b', 'a'], {})).toEqual(item);
});

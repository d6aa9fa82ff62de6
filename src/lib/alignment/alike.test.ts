import { describe, expect, it } from 'vitest';
import { alikeOf } from './alike.ts';
import type { WireResponse } from './wire.ts';

const words = (many: number) => Array.from({ length: many }, (_, i) => `word${i}`).join(' ');
const talk = (id: string, ...said: string[]): WireResponse => ({
	id,
	messages: said.map((content, i) => ({ role: i % 2 === 0 ? 'assistant' : 'tool', content }))
});

describe('responses that begin alike', () => {
	it('share words when they are texts', () => {
		const both = ['one', 'two'].map((end, i) => ({ id: `r-${i}`, text: `${words(50)} ${end}` }));
		expect(alikeOf(both)).toMatchObject({ turns: 0, words: 42, cut: { blocks: 0 } });
	});

	it('share whole turns, then words of the turn that differs', () => {
		const both = ['one', 'two'].map((end) => talk(end, words(10), words(35), `${words(50)} ${end}`));
		expect(alikeOf(both)).toMatchObject({ turns: 2, words: 87, cut: { blocks: 0 } });
		const tools = ['one', 'two'].map((end) => talk(end, words(50), `${words(50)} ${end}`));
		expect(alikeOf(tools)).toEqual({ turns: 1, cut: null, words: 50 });
	});

	it('are left alone when little is shared, nothing differs, or they are of two kinds', () => {
		expect(alikeOf([talk('a', 'yes', 'x'), talk('b', 'yes', 'y')])).toBeNull();
		expect(alikeOf([talk('a', words(50)), talk('b', words(50))])).toBeNull();
		expect(alikeOf([talk('a', words(50)), { id: 'b', text: words(50) }])).toBeNull();
		expect(alikeOf([])).toBeNull();
	});

	it('never fold a turn in which a call, a result or a role differs', () => {
		const called = (result: string): WireResponse => ({
			id: result,
			messages: [
				{
					role: 'assistant',
					content: words(60),
					tool_calls: [{ id: 'call-1', name: 'look', arguments: '{}' }]
				},
				{ role: 'tool', content: result, tool_call_id: 'call-1' }
			]
		});
		expect(alikeOf([called('one'), called('two')])).toBeNull();
		const first = talk('a', words(60), 'x');
		const second: WireResponse = { id: 'b', messages: [{ role: 'user', content: words(60) }] };
		expect(alikeOf([first, second])).toBeNull();
	});
});

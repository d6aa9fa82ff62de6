import { expect, it } from 'vitest';
import { promptWords, rankedWords } from './lately.ts';
import type { WireItem } from './wire.ts';

const item = (many: number, prompt: WireItem['prompt'] = 'Why?'): WireItem => ({
	id: 'i',
	prompt,
	responses: Array.from({ length: many }, (_, i) => ({ id: `a-${i + 1}`, text: 'x' }))
});

it('says a ranking by the numbers on the screen', () => {
	const said = (many: number, tiers: string[][], more = {}) =>
		rankedWords({ why: 'shorter', preference: { tiers, strength: 2, all_bad: false, ...more } }, item(many));
	expect(said(2, [['a-2'], ['a-1']])).toBe('2 > 1');
	expect(said(3, [['a-2'], ['a-1', 'a-3']])).toBe('2 > 1 = 3');
	expect(said(2, [['a-1', 'a-2']], { all_bad: true })).toBe('both bad');
	expect(rankedWords({ tone: 'warm' }, item(2))).toBe('');
});

it('names an item by what was asked last', () => {
	expect(promptWords(item(2, '  Two\n\nlines '))).toBe('Two lines');
	const asked = promptWords(
		item(2, [
			{ role: 'user', content: 'first' },
			{ role: 'user', content: 'last '.repeat(40) }
		])
	);
	expect(asked).toMatch(/^last last .*…$/);
	expect(promptWords(item(2, []))).toBe('No prompt');
});

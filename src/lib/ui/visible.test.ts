import { describe, expect, it } from 'vitest';
import { pieces } from './visible.ts';

describe('text of a machine', () => {
	it('hides nothing: what one does not see has a name', () => {
		expect(pieces('pay \u202e12\u202c\u200b now')).toEqual([
			{ text: 'pay ', hidden: false },
			{ text: 'U+202E', hidden: true },
			{ text: '12', hidden: false },
			{ text: 'U+202C', hidden: true },
			{ text: 'U+200B', hidden: true },
			{ text: ' now', hidden: false }
		]);
		expect(pieces('\u{e0061}\u00a0\u0007').every(({ hidden }) => hidden)).toBe(true);
	});

	it('leaves what one sees alone: lines, tabs, accents, other scripts, joined emoji', () => {
		for (const text of ['a\n\tb', 'é ü', 'שלום', '日本', '👩‍🚀 ❤️'])
			expect(pieces(text)).toEqual([{ text, hidden: false }]);
	});
});

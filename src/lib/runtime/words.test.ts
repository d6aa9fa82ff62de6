import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference } from './difference.ts';
import { pieces } from './visible.ts';
import { clock, spent, titleOf, waitingSaid, windowsSaid } from './words.ts';

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

describe('a difference', () => {
	it('marks words taken out and put in', () => {
		expect(difference('pay 1840 now', 'pay 184 now, please')).toEqual([
			{ kind: 'same', text: 'pay ' },
			{ kind: 'out', text: '1840' },
			{ kind: 'in', text: '184' },
			{ kind: 'same', text: ' now' },
			{ kind: 'in', text: ', please' }
		]);
	});

	it('gives back both texts, whatever they are', () => {
		const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '😀', '.'), maxLength: 30 });
		fc.assert(
			fc.property(text, text, (before, after) => {
				const parts = difference(before, after);
				const without = (kind: string) =>
					parts
						.filter((part) => part.kind !== kind)
						.map((part) => part.text)
						.join('');
				expect([without('in'), without('out')]).toEqual([before, after]);
			})
		);
	});
});

describe('the runtime pages say', () => {
	it('how long is left', () => {
		expect([clock(161_000), clock(3_761_000), clock(-5), clock(1)]).toEqual([
			'2:41',
			'1:02:41',
			'0:00',
			'0:01'
		]);
		const line = { created_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T00:01:00Z' };
		expect(spent(line, Date.parse('2026-01-01T00:00:15Z'))).toBe(0.25);
	});

	it('what it is about, by what will run', () => {
		expect(
			titleOf({ name: 'refund.create', args: { order: '48', amount: 5, to: { a: 1 }, note: 'x'.repeat(50) } })
		).toEqual({
			name: 'refund.create',
			rest: `5 · 48 · ${'x'.repeat(31)}…`
		});
	});

	it('what waits', () => {
		expect(waitingSaid(7, 3)).toBe('7 wait for you, 3 held by others');
		expect(waitingSaid(50, 0, true)).toBe('50 or more wait for you');
		expect(waitingSaid(1, 0)).toBe('1 waits for you');
		expect(waitingSaid(0, 0)).toBe('Nothing waits for you');
		const at = Date.parse('2026-01-01T00:00:00Z');
		const open = { expires_at: '2026-01-01T01:00:00Z', veto_until: '2026-01-01T00:00:27Z' };
		expect(windowsSaid([open, open, open], at)).toBe('Three windows are open. The next one closes in 0:27.');
		expect(windowsSaid([], at)).toBe('No window is open');
	});
});

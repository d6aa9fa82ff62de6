import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, together } from './difference.ts';

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

	it('is the shortest there is', () => {
		const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 9 }).map((list) => list.join(' '));
		const longestCommon = (a: string[], b: string[]): number => {
			const [head, ...rest] = a;
			if (head === undefined || b.length === 0) return 0;
			const at = b.indexOf(head);
			const without = longestCommon(rest, b);
			return at === -1 ? without : Math.max(without, 1 + longestCommon(rest, b.slice(at + 1)));
		};
		const letters = (value: string) => value.match(/\S| /g) ?? [];
		fc.assert(
			fc.property(text, text, (before, after) => {
				const kept = difference(before, after)
					.filter(({ kind }) => kind === 'same')
					.reduce((sum, part) => sum + part.text.length, 0);
				expect(kept).toBe(longestCommon(letters(before), letters(after)));
			})
		);
	});

	it('goes by characters where a script has no spaces', () => {
		expect(difference('我喜欢茶', '我喜欢咖啡')).toEqual([
			{ kind: 'same', text: '我喜欢' },
			{ kind: 'out', text: '茶' },
			{ kind: 'in', text: '咖啡' }
		]);
	});

	it('is bounded for long texts, goes by lines then, and still gives both back', () => {
		const line = (i: number, odd: string) =>
			`line ${i} ${i % 20 === 0 ? odd : 'is'} the same ${i % 100 === 0 ? `but ${odd}` : ''}\n`;
		const long = (odd: string) => Array.from({ length: 9_000 }, (_, i) => line(i, odd)).join('');
		const noise = (odd: number) => Array.from({ length: 40_000 }, (_, i) => (i * odd) % 9_973).join(' ');
		for (const [before, after] of [
			[long('one'), long('two')],
			[noise(7), noise(11)],
			['x'.repeat(500_000), 'y '.repeat(300_000)]
		] as const) {
			const parts = difference(before, after);
			const without = (kind: string) =>
				parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('');
			expect(without('in') === before && without('out') === after).toBe(true);
		}
		// Of lines that differ by a word, the others are kept.
		const kept = difference(long('one'), long('two')).filter(({ kind }) => kind === 'same');
		expect(kept.length).toBeGreaterThan(400);
	});

	it('marks together what hangs together, and still gives both back', () => {
		expect(together(difference('red is it', 'blue is that'))).toEqual([
			{ kind: 'out', text: 'red is it' },
			{ kind: 'in', text: 'blue is that' }
		]);
		expect(together(difference('is it', 'is that'))[0]).toEqual({ kind: 'same', text: 'is ' });
		const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'long'), maxLength: 30 });
		fc.assert(
			fc.property(text, text, (before, after) => {
				const parts = together(difference(before, after));
				const without = (kind: string) =>
					parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('');
				expect([without('in'), without('out')]).toEqual([before, after]);
			})
		);
	});
});

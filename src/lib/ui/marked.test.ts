import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, type Part } from './difference.ts';
import { folded, sliced } from './marked.ts';
import { followed } from './scroll-together.ts';

const words = (many: number) => Array.from({ length: many }, (_, i) => `word${i}`).join(' ');
const textOf = (parts: Part[]) => parts.map(({ text }) => text).join('');

describe('a difference laid out', () => {
	it('is the same in slices as whole, each slice begins a line where there are lines', () => {
		const part = fc.record({
			kind: fc.constantFrom('same', 'out', 'in'),
			text: fc.oneof(
				fc.string({ maxLength: 30 }),
				fc.nat(40).map((n) => `${words(n * 10)}\n${words(n)}`)
			)
		});
		fc.assert(
			fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
				const slices = sliced(parts as Part[]);
				expect(textOf(slices.flat())).toBe(textOf(parts as Part[]));
				for (const slice of slices.slice(0, -1)) expect(textOf(slice).endsWith('\n')).toBe(true);
				for (const kind of ['same', 'out', 'in'])
					expect(textOf(slices.flat().filter((p) => p.kind === kind))).toBe(
						textOf((parts as Part[]).filter((p) => p.kind === kind))
					);
			})
		);
	});

	it('cuts a line that has no end, so that no slice is large', () => {
		const slices = sliced([{ kind: 'same', text: 'x'.repeat(1_000_000) }]);
		expect(Math.max(...slices.map((slice) => textOf(slice).length))).toBeLessThan(20_000);
	});

	it('folds only what is the same, and keeps words in front of what differs', () => {
		const { same, words: many, rest } = folded(difference(`${words(90)} one`, `${words(90)} two`));
		expect(many).toBe(78);
		expect(same.endsWith('word77 ')).toBe(true);
		expect(rest[0]).toEqual({ kind: 'same', text: words(90).slice(same.length) + ' ' });
		expect(textOf([{ kind: 'same', text: same }, ...rest])).toBe(`${words(90)} onetwo`);
	});

	it('folds nothing that is short, nothing when all is the same, nothing that differs', () => {
		for (const [a, b] of [
			[`${words(20)} one`, `${words(20)} two`],
			[words(90), words(90)],
			[`one ${words(90)}`, `two ${words(90)}`]
		] as const) {
			const parts = difference(a, b);
			expect(folded(parts)).toEqual({ same: '', words: 0, rest: parts });
		}
	});
});

it('follows as far through its own text as the one that leads', () => {
	const pane = (scrollTop: number, scrollHeight: number) => ({ scrollTop, scrollHeight, clientHeight: 100 });
	expect(followed(pane(50, 200), pane(0, 300))).toBe(100);
	expect(followed(pane(100, 200), pane(0, 300))).toBe(200);
	expect(followed(pane(0, 100), pane(70, 300))).toBe(0);
	expect(followed(pane(-20, 200), pane(0, 300))).toBe(0);
	expect(followed(pane(50, 200), pane(0, 80))).toBe(0);
});

/**
 * Spans as people make them: by mouse, over any text. What the server stored is compared with the slice of code
 * points, counted here anew, so that nothing of the page is its own witness.
 */
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drag, markable, openDesk, submitAndNext, type Desk } from '../setup/desk.ts';
import { rounds } from '../setup/rounds.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'parts', type: 'spans', options: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] }]
};

type Span = { start: number; end: number; label: string; quote: string };

const plain = ['a', 'word', ' ', ' ', '. ', 'ß', 'e\u0301', 'n\u0303o', '漢字', 'क्षि', 'ไทย'];
const emoji = ['😀', '👩‍👩‍👧‍👦', '👍🏽', '🇩🇪', '🇫🇷', '1️⃣', '🏴‍☠️', '❤️'];
const lineEnds = ['\n', '\r\n', '\r\n\r\n', '\n\n'];
const rightToLeft = ['سلام', 'مرحبا', 'שָׁלוֹם', 'שלום', ' 42 ', '، '];

const textOf = (...alphabets: string[][]) =>
	fc
		.array(fc.constantFrom(...alphabets.flat()), { minLength: 6, maxLength: 60 })
		.map((parts) => `x${parts.join('')}y`);

/** Sixty times two line ends of 28 px fit it: a mouse points only at what is on the screen. */
const tallest = { viewport: { width: 1280, height: 4000 } };

const graphemes = (text: string): { start: number; end: number }[] =>
	Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), (s) => ({
		start: s.index,
		end: s.index + s.segment.length
	}));

/** UTF-16 units to code points, the slow and sure way. */
const points = (text: string, units: number): number => Array.from(text.slice(0, units)).length;

/** What a selection means: whole graphemes, no blanks at the ends. Written here anew. */
function meant(text: string, from: number, to: number): { start: number; end: number } | null {
	const inside = graphemes(text).filter(({ start, end }) => end > from && start < to);
	const isBlank = ({ start, end }: { start: number; end: number }) => text.slice(start, end).trim() === '';
	while (inside[0] && isBlank(inside[0])) inside.shift();
	for (let last = inside.at(-1); last && isBlank(last); last = inside.at(-1)) inside.pop();
	const [first, last] = [inside[0], inside.at(-1)];
	return first && last ? { start: first.start, end: last.end } : null;
}

const selected = (page: Page) =>
	page.evaluate(() => {
		const { anchorNode, anchorOffset = 0, focusNode, focusOffset = 0 } = getSelection() ?? {};
		const host = document.querySelector('.marked .text');
		return host?.firstChild === anchorNode && anchorNode === focusNode
			? { from: Math.min(anchorOffset, focusOffset), to: Math.max(anchorOffset, focusOffset) }
			: null;
	});

describe('spans by mouse', () => {
	let desk: Desk;
	beforeAll(async () => {
		desk = await openDesk('sqlite');
	}, 120_000);
	afterAll(() => desk.close());

	it.each([
		['letters, accents and signs of many scripts', textOf(plain), true],
		['emoji of every make', textOf(plain, emoji), true],
		['lines that end in CR LF', textOf(plain, lineEnds), true],
		['Arabic and Hebrew', textOf(plain, rightToLeft, ['\n']), false],
		['everything at once', textOf(plain, emoji, lineEnds, rightToLeft), false]
	] as const)(
		'are the slices of code points: %s',
		async (_, texts, isLeftToRight) => {
			const many = Math.max(2, Math.round(rounds * 0.8));
			// To run the same texts once more, write this number here.
			const seed = Math.floor(Math.random() * 2 ** 31);
			const told = `seed ${seed}`;
			const sample = fc.sample(
				fc.tuple(texts, fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 3, maxLength: 3 })),
				{ numRuns: many, seed }
			);
			const slug = await desk.project(
				form,
				sample.map(([text], i) => ({ key: `t${i}`, payload: { text } }))
			);
			const context = await desk.signIn(tallest);
			const page = await desk.open(context, slug);
			const expected = new Map<string, Span[]>();
			let made = 0;
			for (const [i, [text, pairs]] of sample.entries()) {
				await expect.poll(() => markable(page)).toBe(text);
				const letters = graphemes(text).filter(({ start, end }) => text.slice(start, end).trim() !== '');
				const spans: Span[] = [];
				for (const [n, [a, b]] of pairs.entries()) {
					const [first, last] = [a % letters.length, b % letters.length].sort((x, y) => x - y);
					const start = letters[first ?? 0]?.start ?? 0;
					const end = letters[last ?? 0]?.end ?? 0;
					await drag(page, start, end);
					const there = await selected(page);
					// Where lines run both ways, what lies between two points of the screen is the browser's to say.
					if (isLeftToRight) expect(there && meant(text, there.from, there.to), told).toEqual({ start, end });
					const want = there && meant(text, there.from, there.to);
					if (!want) continue;
					await page.keyboard.press(`Digit${n + 1}`);
					made++;
					spans.push({
						start: points(text, want.start),
						end: points(text, want.end),
						label: 'abc'.charAt(n),
						quote: text.slice(want.start, want.end)
					});
				}
				expected.set(`t${i}`, spans);
				if (i < sample.length - 1) await submitAndNext(page);
				else {
					await page.keyboard.press('Enter');
					await expect.poll(() => page.locator('h1').allInnerTexts()).toContain('That was the last one');
				}
			}
			expect(made).toBeGreaterThan(many);
			const rows = await desk.judgments(slug);
			expect(rows).toHaveLength(many);
			for (const { item_key: key, answers } of rows) {
				const text = sample[Number(key.slice(1))]?.[0] ?? '';
				const stored = answers.parts as Span[];
				const order = (all: Span[]) =>
					all.toSorted((x, y) => x.start - y.start || x.end - y.end || x.label.localeCompare(y.label));
				expect(order(stored), told).toEqual(order(expected.get(key) ?? []));
				for (const { start, end, quote } of stored)
					expect(Array.from(text).slice(start, end).join(''), told).toBe(quote);
			}
			await context.close();
		},
		240_000
	);

	it('are one word by double click and one line by triple click', async () => {
		const text = 'The first line here.\r\nA second 👩‍👩‍👧‍👦 line.';
		const slug = await desk.project(form, [{ key: 'k', payload: { text } }]);
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		await page.keyboard.press('2');
		const at = text.indexOf('second');
		const { x, y } = await page.locator('.marked .text').evaluate((host, from) => {
			const range = document.createRange();
			range.setStart(host.firstChild as Text, from);
			range.setEnd(host.firstChild as Text, from + 6);
			const rect = range.getBoundingClientRect();
			return { x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 };
		}, at);
		await page.mouse.dblclick(x, y);
		await expect.poll(() => page.locator('.marked li').count()).toBe(1);
		await page.keyboard.press('3');
		await page.mouse.click(x, y - 50, { clickCount: 3 });
		await expect.poll(() => page.locator('.marked li').count()).toBe(2);
		await page.keyboard.press('Enter');
		await expect.poll(() => desk.judgments(slug)).toHaveLength(1);
		const [row] = await desk.judgments(slug);
		expect(row?.answers.parts).toEqual([
			{ start: 0, end: 20, label: 'c', quote: 'The first line here.' },
			{ start: at, end: at + 6, label: 'b', quote: 'second' }
		]);
		await context.close();
	});
});

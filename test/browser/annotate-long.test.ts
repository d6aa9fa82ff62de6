/** A text of 100 kB with hundreds of marks: what a person does there is drawn at once, and nothing else is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { drag, markable, openDesk, type Desk } from '../setup/desk.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'parts', type: 'spans', options: [{ value: 'a' }, { value: 'b' }] }]
};
const paragraph = 'Thirty words of plain text 👩‍👩‍👧‍👦 stand here, סוף, and then the line ends in the old way.\r\n';
const text = paragraph.repeat(Math.ceil(100_000 / paragraph.length));
const points = (units: number) => Array.from(text.slice(0, units)).length;

let desk: Desk;
beforeAll(async () => {
	desk = await openDesk('sqlite');
}, 120_000);
afterAll(() => desk.close());

/** What changed in the page between a key and the second frame after it. */
const drawn = (page: Page, key: string) =>
	page.evaluate(
		(code) =>
			new Promise<{ added: number; removed: number; inText: number }>((resolve) => {
				const host = document.querySelector('.marked .text');
				const seen = { added: 0, removed: 0, inText: 0 };
				const watch = new MutationObserver((records) => {
					for (const { target, addedNodes, removedNodes } of records) {
						seen.added += [...addedNodes].filter((n) => n.nodeType === 1).length;
						seen.removed += [...removedNodes].filter((n) => n.nodeType === 1).length;
						if (host?.contains(target)) seen.inText++;
					}
				});
				watch.observe(document.querySelector('.marked') ?? document, {
					childList: true,
					subtree: true,
					characterData: true
				});
				window.dispatchEvent(new KeyboardEvent('keydown', { code, key: code.slice(-1), cancelable: true }));
				requestAnimationFrame(() =>
					requestAnimationFrame(() => {
						watch.disconnect();
						resolve(seen);
					})
				);
			}),
		key
	);

it('takes marks anywhere in the text, and draws only what is new', async () => {
	const step = Math.floor(text.length / 300);
	const known = Array.from({ length: 300 }, (_, i) => {
		const from = text.indexOf('plain', i * step);
		const start = points(from);
		return { start, end: start + 5, label: i % 2 ? 'a' : 'b', quote: 'plain' };
	});
	const unique = known.filter((span, i) => known.findIndex(({ start }) => start === span.start) === i);
	const slug = await desk.project(form, [
		{ key: 'long', payload: { text }, suggestions: [{ source: 's', score: 0.5, answers: { parts: unique } }] }
	]);
	const context = await desk.signIn();
	const page = await desk.open(context, slug);
	await expect.poll(() => page.locator('.marked li').count(), { timeout: 10_000 }).toBe(unique.length);
	// Every character is there, the carriage returns too.
	expect(await markable(page)).toBe(text);

	const made: { start: number; end: number; quote: string }[] = [];
	for (const share of [0, 0.3, 0.6, 0.99]) {
		const at = text.indexOf('stand here', Math.floor(share * (text.length - 200)));
		await page.locator('.marked .text').evaluate((host, from) => {
			const range = document.createRange();
			range.setStart(host.firstChild as Text, from);
			range.setEnd(host.firstChild as Text, from + 1);
			const pane = document.querySelector('.fields');
			pane?.scrollBy({ top: range.getBoundingClientRect().top - 400 });
		}, at);
		await drag(page, at, at + 10);
		const { added, removed, inText } = await drawn(page, 'Digit1');
		// A wash, a line, its name and what stands in it; the text itself is not touched.
		expect({ inText, removed }).toEqual({ inText: 0, removed: 0 });
		expect(added).toBeLessThan(12);
		made.push({ start: points(at), end: points(at) + 10, quote: 'stand here' });
	}
	// To go along the marks draws no more than the one it stands on, and touches no text.
	for (let i = 0; i < 5; i++) {
		const { added, inText } = await drawn(page, 'ArrowRight');
		expect(inText).toBe(0);
		expect(added).toBeLessThan(12);
	}
	await page.keyboard.press('Enter');
	await expect.poll(() => desk.judgments(slug)).toHaveLength(1);
	const [row] = await desk.judgments(slug);
	const stored = row?.answers.parts as { start: number; end: number; quote: string }[];
	expect(stored).toHaveLength(unique.length + made.length);
	for (const span of made) expect(stored).toContainEqual({ ...span, label: 'a' });
	await context.close();
}, 120_000);

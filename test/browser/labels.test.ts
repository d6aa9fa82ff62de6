/** From keys to a file: items are labelled by keyboard alone, and the lead takes the labels by keyboard alone. */
import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { openDesk, markable, type Desk, type Item } from '../setup/desk.ts';
import { onEachEngine } from '../setup/engines.ts';
import { lines } from '../setup/people.ts';
import { goTo } from '../setup/browser.ts';

const golden = (name: string) => readFileSync(`datasets/golden/labels/${name}`, 'utf8');
const form = JSON.parse(golden('form.json')) as object;
const items = lines(golden('items.jsonl')) as Item[];

/** What is pressed for an item, by how its text begins, and what must come of it. */
const pressed: Record<string, { keys: string[]; labels: object }> = {
	'The oak desk': {
		// Bad, 4 of 5; its first topic; from the third word to the fourth is a product.
		keys: ['2', '4', 'ArrowDown', '1', 'ArrowDown', 'Control+ArrowRight', 'Control+ArrowRight'].concat(
			['Control+Shift+ArrowRight', 'Control+Shift+ArrowRight', '1'],
			['Escape', 'ArrowDown', 'words: a call', 'Control+Enter']
		),
		labels: {
			mood: 'bad',
			strength: 4,
			topics: ['price'],
			// Counted in code points: a chair is one, a family of three is five.
			parts: [{ start: 8, end: 24, label: 'product', quote: 'desk 🪑👩‍👩‍👧 came' }],
			'answer.text': 'a call'
		}
	},
	'Half and half': { keys: ['1', 'Enter'], labels: { mood: 'good', strength: null, 'answer.text': null } },
	'+1, "again"': { keys: ['3', '5', 'Enter'], labels: { mood: '-mixed', strength: 5 } }
};

async function label(page: Page): Promise<void> {
	const text = await markable(page);
	const { keys } = Object.entries(pressed).find(([beginning]) => text.startsWith(beginning))?.[1] ?? {
		keys: ['Space']
	};
	for (const key of keys)
		await (key.startsWith('words: ')
			? page.keyboard.type(key.slice('words: '.length))
			: page.keyboard.press(key));
	await expect.poll(() => markable(page).catch(() => ''), { timeout: 10_000 }).not.toBe(text);
}

onEachEngine('labels', (engine) => {
	let desk: Desk;
	beforeAll(async () => {
		desk = await openDesk(engine);
	}, 120_000);
	afterAll(() => desk.close());

	it('are given and taken by keyboard alone, and the file says what was pressed', async () => {
		const slug = await desk.project(form, items);
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		for (let n = 0; n < items.length - 1; n++) await label(page);
		await expect.poll(() => desk.judgments(slug)).toHaveLength(3);
		await context.close();

		const lead = await desk.signIn({ acceptDownloads: true }, 'lead@example.org');
		const desktop = await lead.newPage();
		await goTo(desktop, `/projects/${slug}`, { waitUntil: 'networkidle' });
		await desktop.keyboard.press('g');
		await desktop.keyboard.press('e');
		const heading = () => desktop.locator('h1').innerText();
		await expect.poll(heading).toBe('3 rows, each with what most people say of an item');
		const take = async () => {
			const [download] = await Promise.all([desktop.waitForEvent('download'), desktop.keyboard.press('d')]);
			return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
		};
		const jsonl = await take();
		expect(jsonl.name).toBe(`${slug}-labels.jsonl`);
		const rows = lines(jsonl.text);
		expect(rows).toHaveLength(3);
		for (const [beginning, { labels }] of Object.entries(pressed)) {
			const row = rows.find(({ text }) => String(text).startsWith(beginning));
			expect(row).toMatchObject({ ...labels, resolution: 'single', mood_agreement: 1 });
		}

		await desktop.locator('input[name=as]').first().focus();
		await desktop.keyboard.press('ArrowRight');
		await expect.poll(() => desktop.url()).toContain('as=csv');
		await expect.poll(() => desktop.locator('.rows').innerText()).toContain('key,text,talk,mood');
		const csv = await take();
		expect(csv.name).toBe(`${slug}-labels.csv`);
		expect(csv.text.split('\r\n')).toHaveLength(5);
		expect(csv.text).toContain(`,'-mixed,5.0,`);
		await lead.close();
	});
});

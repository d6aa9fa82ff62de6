/** A version of a dataset as somebody makes it on its page: named, followed, listed, read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../setup/browser.ts';
import { makeUser, pairs, PASSWORD, signedIn } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
	server = await startServer();
	browser = await launchBrowser();
	await makeUser(server, 'lead@example.org', 'researcher');
	const lead = await signedIn(server, 'lead@example.org');
	await lead('POST', '/api/v1/projects', { slug: 'letters', name: 'Letters', stage: 'alignment' });
	const ndjson = { 'content-type': 'application/x-ndjson' };
	await lead('POST', '/api/v1/projects/letters/items', pairs(40), ndjson);
	const votes = Array.from({ length: 40 }, (_, i) =>
		JSON.stringify({
			item: `pair-${i}`,
			rater: 'x@example.org',
			answers: { preference: { tiers: [['a'], ['b']] } }
		})
	);
	await lead('POST', '/api/v1/projects/letters/judgments', votes.join('\n'), ndjson);
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.request.post(`${server.url}/api/v1/session`, {
		data: { email: 'lead@example.org', password: PASSWORD }
	});
	page = await context.newPage();
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
	await browser.close();
});

const text = () => page.locator('main').innerText();
const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 30_000 });

it('is made of the projects that its format can be made of, and listed when it is there', async () => {
	await page.goto(`${server.url}/projects/letters/export`, { waitUntil: 'networkidle' });
	await page.getByRole('link', { name: 'make a version' }).click();
	await soon(text).toContain('No version yet');
	await page.getByLabel('Dataset').fill('letters');
	await page.getByLabel('Format').selectOption('trl-kto');
	await soon(text).toContain('No project of yours asks');
	await page.getByLabel('Format').selectOption('trl-dpo');
	await page.getByRole('checkbox', { name: 'Letters' }).check();
	await page.getByRole('button', { name: 'Make the version' }).click();
	await soon(text).toContain('Version 1 of letters is being made.');
	await soon(text).toContain('v1');
	await soon(() => page.locator('h1').innerText()).toBe('1 version of 1 dataset');
	await page.getByText('8 files').click();
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'README.md' }).click();
	expect((await download).suggestedFilename()).toBe('README.md');
	expect(complaints).toEqual([]);
});

it('what cannot be made is said, and what was typed stays', async () => {
	await page.getByLabel('Dataset').fill('No Name');
	await page.getByRole('button', { name: 'Make the version' }).click();
	await soon(text).toContain('Use 1 to 64 lower-case letters');
	expect(await page.getByLabel('Dataset').inputValue()).toBe('No Name');
});

it('is readable on a phone, and no line is wider than it', async () => {
	await page.setViewportSize({ width: 390, height: 800 });
	await page.reload({ waitUntil: 'networkidle' });
	const width = () =>
		page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	expect(await width()).toBe(0);
});

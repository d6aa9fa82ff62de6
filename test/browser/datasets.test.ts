/**
 * A version of a dataset as somebody makes it: chosen while its consequences are seen, made, followed, read, made anew.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import { makeKey, makeUser, pairs, PASSWORD, signedIn, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let lead: Client;
const complaints: string[] = [];

const ndjson = { 'content-type': 'application/x-ndjson' };
const vote = (i: number, rater: string, order: [string, string]) =>
	JSON.stringify({
		item: `pair-${i}`,
		rater: `${rater}@example.org`,
		answers: { preference: { tiers: [[order[0]], [order[1]]] } }
	});
/** Of 40 pairs, x judges all; y judges 20, of which 10 the other way round. */
const votes = [
	...Array.from({ length: 40 }, (_, i) => vote(i, 'x', ['a', 'b'])),
	...Array.from({ length: 20 }, (_, i) => vote(i, 'y', i < 10 ? ['b', 'a'] : ['a', 'b']))
];

async function contextOf(options: Parameters<Browser['newContext']>[0]): Promise<BrowserContext> {
	const made = await browser.newContext(options);
	const data = { email: 'lead@example.org', password: PASSWORD };
	await made.request.post(`${server.url}/api/v1/session`, { data });
	return made;
}

beforeAll(async () => {
	server = await startServer();
	browser = await launchBrowser();
	await makeUser(server, 'lead@example.org', 'researcher');
	lead = await signedIn(server, 'lead@example.org');
	await lead('POST', '/api/v1/projects', { slug: 'letters', name: 'Letters', stage: 'alignment' });
	await lead('POST', '/api/v1/projects/letters/items', pairs(40), ndjson);
	await lead('POST', '/api/v1/projects/letters/judgments', votes.join('\n'), ndjson);
	const form = {
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{ name: 'tone', type: 'label', title: 'Tone', options: [{ value: 'calm' }, { value: 'angry' }] }
		]
	};
	await lead('POST', '/api/v1/projects', { slug: 'tones', name: 'Tones', stage: 'annotation', form });
	context = await contextOf({ viewport: { width: 1440, height: 900 } });
	page = await context.newPage();
	page.on('console', (message) => {
		const refused = message.text().includes('status of 422');
		if ((message.type() === 'error' && !refused) || message.type() === 'warning')
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
	await browser.close();
});

const field = (label: string, on = page) => on.getByLabel(label, { exact: true });
const text = () => page.locator('main').innerText();
const finding = () => page.locator('h1').innerText();
const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 30_000 });
const rows = (many: number) => `${many} rows, each with a chosen and a rejected answer`;

it('begins where nothing is yet, or at the export of a project, with that project chosen', async () => {
	await goTo(page, `${server.url}/`, { waitUntil: 'networkidle' });
	await page
		.getByRole('navigation', { name: 'Main' })
		.first()
		.getByRole('link', { name: 'Datasets' })
		.click();
	await soon(text).toContain('No dataset yet');
	await page.getByRole('link', { name: 'Make the first one' }).click();
	await soon(text).toContain('Nothing is chosen yet');
	await goTo(page, `${server.url}/projects/letters/export`, { waitUntil: 'networkidle' });
	await page.getByRole('link', { name: 'make a version' }).click();
	await soon(finding).toBe(rows(30));
	expect(await page.getByRole('checkbox', { name: 'Letters' }).isChecked()).toBe(true);
	await soon(text).toContain('60 judgments');
});

it('shows at once what comes of a choice, keeps it in the address, and goes back', async () => {
	await field('Judgments').fill('2');
	await soon(finding).toBe(rows(10));
	await soon(text).toContain('−20 fewer judgments than asked for');
	await soon(() => Promise.resolve(page.url())).toContain('least=2');
	await field('Disagreement').selectOption('unanimous');
	await field('A row for').selectOption('judgment');
	await soon(() => Promise.resolve(page.url())).toContain('per=judgment');
	await page.goBack();
	await soon(() => field('A row for').inputValue()).toBe('item');
	await soon(finding).toBe(rows(10));
	await field('People').selectOption('only');
	await page.locator('#names').fill('x@example.org');
	await field('Judgments').fill('1');
	await soon(finding).toBe(rows(40));
});

it('leads from each number to the items that it counts, by keys alone, and back', async () => {
	const items = page.getByRole('group', { name: 'Items behind the number' });
	const shown = () => items.innerText().catch(() => '');
	const fromNumber = (name: string) => page.getByRole('link', { name, exact: true });
	await goTo(page, `${server.url}/datasets/new?project=letters&format=trl-dpo`, { waitUntil: 'networkidle' });
	await soon(finding).toBe(rows(30));
	// Ten of forty pairs, on which two people disagree.
	await fromNumber('−10 no answer that enough people agree on: its items').focus();
	await page.keyboard.press('Enter');
	await soon(shown).toContain('10 items, in the order of the files');
	expect(await items.evaluate((own) => own === document.activeElement)).toBe(true);
	expect(await items.getByRole('listitem').count()).toBe(10);
	expect(new URL(page.url()).searchParams.get('show')).toBe('drop.split');
	// Another choice keeps the number that one looks at; of nothing it says so.
	await field('Disagreement').selectOption('plurality');
	await field('Ties').selectOption('ignore');
	await field('Judgments').fill('2');
	await soon(shown).toContain('10 items');
	await field('People').selectOption('only');
	await page.locator('#names').fill('x@example.org');
	await field('Judgments').fill('1');
	await soon(shown).toContain('nothing is left out for it');
	await goTo(page, `${server.url}/datasets/new?project=letters&format=trl-dpo&show=drop.split`);
	await soon(shown).toContain('10 items');
	await items.getByRole('link').first().focus();
	await page.keyboard.press('Escape');
	await soon(() => items.count()).toBe(0);
	expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('−10');
	await fromNumber('60 judgments: its items').click();
	await soon(shown).toContain('The first 20 of 40 items');
	await page.goBack();
	await soon(() => items.count()).toBe(0);
	const train = page.locator('.splits').getByRole('link').first();
	const many = Number(/^\d+/.exec(await train.innerText())?.[0]);
	await train.click();
	await soon(shown).toContain(`${many}: rows of train`);
	const key = await items.getByRole('link').first().innerText();
	await items.getByRole('link').first().click();
	await page.waitForURL(/\/projects\/letters\/items\?search=/);
	await soon(text).toContain(key);
	expect(complaints).toEqual([]);
	await goTo(
		page,
		`${server.url}/datasets/new?project=letters&format=trl-dpo&people=only&names=x@example.org`
	);
	await soon(finding).toBe(rows(40));
});

it('says beside a field what is wrong, and shows meanwhile what was counted before', async () => {
	await field('Judgments').fill('');
	await soon(text).toContain('Write a number.');
	expect(await finding()).toBe(rows(40));
	expect(await page.locator('h1.old').count()).toBe(1);
	await field('Judgments').fill('1');
	await field('Items whose metadata is').fill('lang');
	await soon(text).toContain('names no value');
	await field('Items whose metadata is').fill('');
	await soon(() => page.locator('h1.old').count()).toBe(0);
	await field('validation').fill('20');
	expect(await field('train').inputValue()).toBe('70');
});

it('says beside a project that has nothing for a format why, and asks for it again when it has', async () => {
	const source = (name: string) => page.locator('label', { hasText: name });
	expect(await source('Tones').innerText()).toContain('has nothing for trl-dpo');
	await field('Format').selectOption('trl-kto');
	await soon(() => source('Letters').innerText()).toContain('a ranking says only which is better');
	expect(await page.getByRole('checkbox', { name: 'Letters' }).isDisabled()).toBe(true);
	expect(await finding()).toBe('Choose what it is made of');
	await field('Format').selectOption('trl-dpo');
	await soon(finding).toBe(rows(40));
});

it('is made as it was shown, and its page says the same numbers', async () => {
	await field('Name').fill('No Name');
	await page.keyboard.press('Enter');
	await soon(text).toContain('Use 1 to 64 lower-case letters');
	expect(await field('Name').inputValue()).toBe('No Name');
	await field('Name').fill('letters');
	await soon(finding).toBe(rows(40));
	const splits = await page.locator('.splits ul').innerText();
	await page.getByRole('button', { name: 'Make the version' }).last().click();
	await page.waitForURL(/\/datasets#letters/);
	await soon(finding).toBe('1 version of 1 dataset');
	await page.getByRole('link', { name: 'v1' }).click();
	await soon(finding).toBe(rows(40));
	expect(await page.locator('.splits ul').innerText()).toBe(splits);
	expect(await text()).toContain('0 across');
	expect(await text()).toContain('1 person, by name');
	expect(await text()).toContain('/api/v1/datasets/letters/1/"');
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'README.md' }).click();
	expect((await download).suggestedFilename()).toBe('README.md');
	expect(complaints).toEqual([]);
});

it('is the recipe of the next one, and the difference of both is counted', async () => {
	await page.keyboard.press('n');
	await page.waitForURL(/people=only/);
	await soon(finding).toBe(rows(40));
	expect(await page.locator('#names').inputValue()).toBe('x@example.org');
	await field('People').selectOption('all');
	await soon(finding).toBe(rows(30));
	await page.getByRole('button', { name: 'Make version 2' }).last().click();
	await page.waitForURL(/\/datasets#letters/);
	await soon(finding).toBe('2 versions of 1 dataset');
	await page.getByRole('link', { name: 'v2' }).click();
	await soon(finding).toBe(rows(30));
	await page.getByRole('button', { name: 'Compare' }).click();
	const changed = () => page.getByRole('list', { name: 'Rows since version 1' }).innerText();
	await soon(() => changed().catch(() => '')).toContain('went');
	expect((await changed()).split(/\s*\n\s*/).join(' ')).toMatch(/30 stay as they were .*10 went/);
	expect(complaints).toEqual([]);
});

it('is cancelled where it is listed, and leaves nothing', async () => {
	const ask = { projects: ['letters'], format: 'trl-dpo' };
	const names = Array.from({ length: 12 }, (_, i) => `again-${i}`);
	for (const name of names) await lead('POST', '/api/v1/datasets', { ...ask, name });
	const third = (await lead('POST', '/api/v1/datasets', { ...ask, name: 'letters' })).body as {
		job: { id: string };
	};
	await lead('POST', `/api/v1/jobs/${third.job.id}/cancel`);
	await goTo(page, `${server.url}/datasets`);
	const last = page.locator('li', { hasText: 'again-11, version 1' });
	await last.getByRole('button', { name: 'Cancel' }).click();
	await soon(() => last.count()).toBe(0);
	await soon(finding).toBe('13 versions of 12 datasets');
	expect((await lead('GET', '/api/v1/datasets/again-11/1')).status).toBe(404);
	// A number that was given once is given to no other version.
	await goTo(page, `${server.url}/datasets/new?from=letters`);
	await soon(() => page.getByRole('button', { name: 'Make version 4' }).count()).toBeGreaterThan(0);
	const { body } = await lead('POST', '/api/v1/datasets', { ...ask, name: 'letters' });
	expect(body).toMatchObject({ version: 4 });
	await lead('POST', `/api/v1/jobs/${(body as { job: { id: string } }).job.id}/cancel`);
});

it('is chosen and made without scripts', async () => {
	const plain = await contextOf({ javaScriptEnabled: false });
	const own = await plain.newPage();
	await own.goto(`${server.url}/datasets/new`);
	await field('Name', own).fill('plain');
	await own.getByRole('checkbox', { name: 'Letters' }).check();
	await field('Judgments', own).fill('2');
	await own.getByRole('button', { name: 'Show what comes of it' }).click();
	expect(await own.locator('h1').innerText()).toBe(rows(10));
	expect(await field('Name', own).inputValue()).toBe('plain');
	await own.getByRole('link', { name: 'fewer judgments than asked for: its items' }).first().click();
	await own.waitForURL(/show=drop\.few/);
	expect(await own.locator('main').innerText()).toContain('20 items, in the order of the files');
	await field('Judgments', own).fill('');
	await own.getByRole('button', { name: 'Make the version' }).last().click();
	expect(await own.locator('main').innerText()).toContain('Write a number.');
	expect(await own.getByRole('checkbox', { name: 'Letters' }).isChecked()).toBe(true);
	await field('Judgments', own).fill('1');
	await own.getByRole('button', { name: 'Make the version' }).last().click();
	await own.waitForURL(/\/datasets#plain/);
	await plain.close();
	const made = async () => (await lead('GET', '/api/v1/datasets/plain/1')).body;
	await soon(made).toMatchObject({ rows: 30 });
});

it('names the rows of a version that were erased since', async () => {
	const admin = withKey(server, await makeKey(server, '--name', 'root', '--role', 'admin'));
	const agent = withKey(server, await makeKey(server, '--name', 'clerk', '--role', 'agent'));
	await makeUser(server, 'operator@example.org', 'operator');
	const operator = await signedIn(server, 'operator@example.org');
	await lead('POST', '/api/v1/projects', { slug: 'mails', name: 'Mails', stage: 'runtime' });
	await lead('PATCH', '/api/v1/projects/mails', { settings: { output_field: 'body' } });
	const ids: string[] = [];
	for (let i = 0; i < 3; i++) {
		const action = { name: 'mail.send', args: { body: `Dear ${i}` } };
		const prompt = [{ role: 'user', content: `Write letter number ${i}` }];
		const asked = await agent('POST', '/api/v1/decisions', { project: 'mails', action, prompt });
		const { id } = asked.body as { id: string };
		const { token, version } = (await operator('POST', `/api/v1/decisions/${id}/claim`, {})).body as {
			token: string;
			version: number;
		};
		const edited = { ...action, args: { body: `Good day, ${i}` } };
		const review = { token, version, verdict: 'edit', action: edited };
		const answer = await operator('POST', `/api/v1/decisions/${id}/reviews`, review);
		expect(answer.status, JSON.stringify(answer.body)).toBe(200);
		ids.push(id);
	}
	const recipe = { name: 'mails', projects: ['mails'], format: 'trl-dpo', options: { splits: { train: 1 } } };
	await lead('POST', '/api/v1/datasets', recipe);
	await soon(async () => (await lead('GET', '/api/v1/datasets/mails/1')).status).toBe(200);
	await goTo(page, `${server.url}/datasets/mails/1`, { waitUntil: 'networkidle' });
	expect(await text()).not.toContain('Erased since');
	const { status } = await admin('POST', `/api/v1/decisions/${ids[1]}/erase`, {
		reason: 'asked',
		early: true
	});
	expect(status).toBe(200);
	await reload(page, { waitUntil: 'networkidle' });
	await soon(text).toContain('1 row of 1 item rests on what was erased');
	expect(await page.locator('li', { hasText: 'train.jsonl:2' }).innerText()).toContain(ids[1]);
	expect(complaints).toEqual([]);
});

it('is readable on a phone, no line wider than it, and what comes of a choice is in sight', async () => {
	await page.setViewportSize({ width: 390, height: 800 });
	for (const path of [
		'/datasets',
		'/datasets/letters/1',
		'/datasets/mails/1',
		'/datasets/new?from=letters'
	]) {
		await goTo(page, server.url + path, { waitUntil: 'networkidle' });
		const width = () =>
			page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		expect(await width(), path).toBe(0);
	}
	await field('Judgments').fill('2');
	const strip = page.locator('a.strip');
	await soon(() => strip.innerText()).toContain('10 rows');
	const seen = await strip.boundingBox();
	expect((seen?.y ?? 900) + (seen?.height ?? 0)).toBeLessThanOrEqual(800);
	expect(complaints).toEqual([]);
});

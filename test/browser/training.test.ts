/** The training in both views: right and wrong, the reason, another attempt, then the real work; and what a lead sees. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goTo, launchBrowser } from '../setup/browser.ts';
import { onEachEngine } from '../setup/engines.ts';
import { makeKey, makeUser, PASSWORD, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const SHOTS = process.env.ASSENT_SHOTS;
const settings = { training_items: 2, training_pass: 1 };
const ndjson = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

const moods = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{
			name: 'mood',
			type: 'label',
			title: 'Mood',
			options: [
				{ value: 'good', title: 'Glad' },
				{ value: 'bad', title: 'Sad' }
			]
		}
	]
};
const said = (i: number, gold: boolean) => ({
	key: `${gold ? 'g' : 'w'}${i}`,
	payload: { text: `${gold ? 'Known' : 'Open'} message ${i}` },
	...(gold ? { gold: { mood: 'good' }, gold_reason: 'They thank us, which is *glad*.' } : {})
});
const pair = (i: number, gold: boolean) => ({
	key: `${gold ? 'g' : 'w'}${i}`,
	payload: {
		prompt: `${gold ? 'Known' : 'Open'} question ${i}`,
		responses: [
			{ id: 'good', text: 'The better one' },
			{ id: 'poor', text: 'The other one' }
		]
	},
	...(gold
		? { gold: { preference: { tiers: [['good'], ['poor']] } }, gold_reason: 'It answers what was asked.' }
		: {})
});

onEachEngine('training', (engine) => {
	let server: Server;
	let browser: Browser;
	let admin: Client;
	beforeAll(async () => {
		[server, browser] = await Promise.all([startServer({ engine }), launchBrowser()]);
		const [key] = await Promise.all([
			makeKey(server, '--name', 'admin', '--role', 'admin'),
			makeUser(server, 'rater@example.org', 'rater'),
			makeUser(server, 'annotator@example.org', 'annotator'),
			makeUser(server, 'lead@example.org', 'admin')
		]);
		admin = withKey(server, key);
		const bring = async (
			slug: string,
			stage: string,
			form: object,
			row: (i: number, gold: boolean) => object
		) => {
			await admin('POST', '/api/v1/projects', { slug, name: slug, stage, settings, ...form });
			const rows = [0, 1, 2, 3].map((i) => row(i, true)).concat([0, 1, 2].map((i) => row(i, false)));
			await admin('POST', `/api/v1/projects/${slug}/items`, ndjson(rows), {
				'content-type': 'application/x-ndjson'
			});
		};
		await bring('moods', 'annotation', { form: moods }, said);
		await bring('pairs', 'alignment', {}, pair);
	}, 120_000);
	afterAll(async () => {
		await browser.close();
		await server.stop();
	});

	async function open(who: string, path: string): Promise<{ page: Page; context: BrowserContext }> {
		const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
		const page = await context.newPage();
		await goTo(page, `${server.url}/sign-in?next=${encodeURIComponent(path)}`);
		await page.getByLabel('E-mail').fill(`${who}@example.org`);
		await page.getByLabel('Password').fill(PASSWORD);
		await page.keyboard.press('Enter');
		await page.waitForURL(`**${path}`);
		return { page, context };
	}
	async function shots(page: Page, name: string): Promise<void> {
		if (!SHOTS) return;
		for (const colorScheme of ['light', 'dark'] as const)
			for (const width of [1440, 390]) {
				await page.emulateMedia({ colorScheme });
				await page.setViewportSize({ width, height: 900 });
				await page.screenshot({
					path: `${SHOTS}/${name}-${width}-${colorScheme}.png`,
					fullPage: name.startsWith('lead')
				});
			}
		await page.emulateMedia({ colorScheme: 'light' });
		await page.setViewportSize({ width: 1440, height: 900 });
	}
	const lesson = (page: Page) => page.locator('dialog[open]');
	const shows = (page: Page, text: string) =>
		expect.poll(() => page.locator('body').innerText(), { timeout: 15_000 }).toContain(text);

	it('in the labelling view goes from a wrong answer by its reason to another attempt and to the work', async () => {
		const { page, context } = await open('annotator', '/projects/moods/annotate');
		const answer = async (key: '1' | '2') => {
			await page.keyboard.press(key);
			await page.keyboard.press('Enter');
			await lesson(page).waitFor();
		};
		await shows(page, 'Training 1 of 2');
		await answer('2');
		const first = await lesson(page).innerText();
		for (const words of ['Not quite', 'Sad', 'Glad', 'They thank us']) expect(first).toContain(words);
		await shots(page, 'annotate-wrong');
		await page.keyboard.press('Enter');
		await shows(page, 'Training 2 of 2');
		await answer('1');
		expect(await lesson(page).innerText()).toContain('1 of 2 were right, 2 are needed');
		await shots(page, 'annotate-again');
		await page.keyboard.press('Enter');
		await shows(page, 'Known message 2');
		await answer('1');
		await page.keyboard.press('Enter');
		await shows(page, 'Known message 3');
		await answer('1');
		expect(await lesson(page).innerText()).toContain('you passed');
		await page.keyboard.press('Enter');
		await shows(page, 'Open message 0');
		expect(await page.locator('body').innerText()).not.toContain('Training');
		await page.keyboard.press('1');
		await page.keyboard.press('Enter');
		await shows(page, 'Open message 1');
		// Whoever leaves gives back what they hold.
		await goTo(page, `${server.url}/`);
		const leased = async () =>
			((await admin('GET', '/api/v1/projects/moods/items?status=leased')).body as { items: object[] }).items;
		await expect.poll(leased, { timeout: 15_000 }).toEqual([]);
		await context.close();
	});

	it('in the ranking view says which response was right where it stands', async () => {
		const { page, context } = await open('rater', '/projects/pairs/rank');
		await shows(page, 'Training 1 of 2');
		for (const question of ['Known question 0', 'Known question 1']) {
			await shows(page, question);
			const order = await page.locator('main').innerText();
			const isFirst = order.indexOf('The better one') < order.indexOf('The other one');
			await page.keyboard.press(isFirst ? '1' : '2');
			await page.keyboard.press('Enter');
			await lesson(page).waitFor();
			const told = await lesson(page).innerText();
			for (const words of ['Right', isFirst ? '1 > 2' : '2 > 1', 'It answers what was asked.'])
				expect(told).toContain(words);
			if (question.endsWith('1')) await shots(page, 'rank-passed');
			await page.keyboard.press('Enter');
		}
		await shows(page, 'Open question 0');
		await context.close();
	});

	it('shows to those who lead how people do, and lets them pause and let go on', async () => {
		const { page, context } = await open('lead', '/projects/moods/raters');
		await page.locator('main tbody th a').first().click();
		await shows(page, 'annotator@example.org');
		await shows(page, 'Training passed');
		await page.getByRole('button', { name: 'Pause annotator@example.org' }).click();
		await shows(page, '1 person is paused here');
		await shots(page, 'lead-raters');
		const other = await open('annotator', '/projects/moods/annotate');
		await shows(other.page, 'Your work here is paused');
		await shots(other.page, 'annotate-paused');
		await other.context.close();
		await page.getByRole('button', { name: 'Let go on annotator@example.org' }).click();
		await shows(page, 'One person judges here');
		await goTo(page, `${server.url}/projects/moods/settings`);
		await shows(page, 'Training, gold and pauses');
		await shots(page, 'lead-settings');
		await goTo(page, `${server.url}/projects/moods/items?status=gold`);
		await page.getByRole('button', { name: 'g0' }).click();
		await page.getByText('Gold: what is right of it').click();
		await shots(page, 'lead-items');
		await context.close();
	});

	it('says to those who lead who stands out, and to each person how they do themselves', async () => {
		await admin('POST', '/api/v1/projects', {
			slug: 'crowd',
			name: 'crowd',
			stage: 'annotation',
			form: moods
		});
		const items = Array.from({ length: 12 }, (_, i) => said(i, false));
		const votes = items.flatMap(({ key }, i) =>
			['r1', 'r2', 'r3', 'r4'].map((rater) => ({
				item: key,
				rater,
				answers: { mood: rater === 'r4' || (rater === 'r3' && i % 4 === 0) ? 'bad' : 'good' }
			}))
		);
		const lines = { 'content-type': 'application/x-ndjson' };
		await admin('POST', '/api/v1/projects/crowd/items', ndjson(items), lines);
		await admin('POST', '/api/v1/projects/crowd/judgments', ndjson(votes), lines);

		const { page, context } = await open('lead', '/projects/crowd/raters');
		await shows(page, 'r4 agrees with others 8 times in 100');
		const people = () => page.locator('main tbody th a').allInnerTexts();
		expect(await people()).toEqual(['r4', 'r1', 'r2', 'r3']);
		await page.getByRole('link', { name: 'Agrees with others' }).click();
		await expect.poll(people).toEqual(['r1', 'r2', 'r3', 'r4']);
		expect(new URL(page.url()).search).toBe('?sort=agreement&down=1');
		await page.getByRole('link', { name: 'r4', exact: true }).first().click();
		await shows(page, 'Where they say something else than most');
		await shows(page, 'these with each other, on the same items, on 83 %');
		await shots(page, 'lead-person');
		await page.getByRole('link', { name: 'w1', exact: true }).click();
		await shows(page, 'Open message 1');
		await context.close();

		const own = await open('annotator', '/projects/moods/annotate');
		await own.page.getByRole('link', { name: 'You', exact: true }).click();
		await own.page.waitForURL('**/projects/moods/me');
		await shows(own.page, 'You gave 1 judgment here');
		await shows(own.page, 'Training passed');
		const told = await own.page.content();
		for (const word of ['lead@example.org', 'rater@example.org', '"g0"', 'They thank us'])
			expect(told).not.toContain(word);
		await shots(own.page, 'own');
		await own.context.close();
	});
});

/** Calibration from verdicts to a policy: nothing yet, too few, a suggestion; moved by keys, saved once, never over a colleague. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../setup/axe.ts';
import { goTo, launchBrowser, slowLine } from '../setup/browser.ts';
import { makeKey, makeUser, PASSWORD, signedIn, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let lead: Client;
let operator: Client;
let agent: Client;
let hold: Awaited<ReturnType<typeof slowLine>>;
let number = 0;

type Made = { id: string; token: string; version: number };

/** A decision of its own, and what an operator says of it. */
async function judged(confidence: number, verdict: 'approve' | 'reject'): Promise<void> {
	const action = { name: 'refund', args: { number: number++ } };
	const made = await agent('POST', '/api/v1/decisions', { project: 'desk', action, confidence, risk: 'low' });
	const { id } = made.body as Made;
	const { token, version } = (await operator('POST', `/api/v1/decisions/${id}/claim`)).body as Made;
	const said = await operator('POST', `/api/v1/decisions/${id}/reviews`, { token, version, verdict });
	expect(said.status).toBe(200);
}
const many = async (times: number, confidence: number, verdict: 'approve' | 'reject') => {
	for (let i = 0; i < times; i++) await judged(confidence, verdict);
};

beforeAll(async () => {
	[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
	await makeUser(server, 'lead@example.org', 'researcher');
	await makeUser(server, 'op@example.org', 'operator');
	[lead, operator] = [await signedIn(server, 'lead@example.org'), await signedIn(server, 'op@example.org')];
	agent = withKey(server, await makeKey(server, '--name', 'support', '--role', 'agent'));
	await lead('POST', '/api/v1/projects', { slug: 'desk', name: 'Desk', stage: 'runtime' });
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.request.post(`${server.url}/api/v1/session`, {
		data: { email: 'lead@example.org', password: PASSWORD }
	});
	page = await context.newPage();
	hold = await slowLine(page);
}, 120_000);
afterAll(async () => {
	await browser.close();
	await server.stop();
});
const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const open = (query = '?target=0.05') =>
	goTo(page, `${server.url}/projects/desk/calibration${query}`, { waitUntil: 'networkidle' });
const slider = () => page.getByRole('slider', { name: 'Confidence threshold of refund, in hundredths' });

describe('the calibration of an action', () => {
	it('says that nothing is there, and then how many verdicts are missing', async () => {
		await open();
		await heading('Nothing to calibrate yet').waitFor();
		await many(20, 0.95, 'approve');
		await open();
		await heading('Too few verdicts on refund to promise 5 %: 67 more are needed').waitFor();
		expect(await button('Apply as policy 1').count()).toBe(0);
	});

	it('suggests the lowest threshold that keeps the target, and follows the target at once', async () => {
		await many(80, 0.95, 'approve');
		await many(10, 0.6, 'approve');
		await many(10, 0.6, 'reject');
		await open();
		await heading('From 0.95 on refund may run alone with less than 5 % wrong').waitFor();
		expect(await slider().getAttribute('aria-valuetext')).toMatch(/^0\.95: 83 % run alone, 0 %/);
		const target = page.getByLabel('Wrong at most, %');
		await target.fill('30');
		await heading('From 0.60 on refund may run alone with less than 30 % wrong').waitFor();
		await target.press('Tab');
		await page.waitForURL(/target=0\.3/);
		await expect.poll(() => page.getByRole('cell', { name: '0.60' }).count()).toBeGreaterThan(0);
		await target.fill('5');
		await target.press('Tab');
		await page.waitForURL(/target=0\.05/);
		await heading('From 0.95 on refund may run alone with less than 5 % wrong').waitFor();
	});

	it('keeps a time and a target that are chosen while the line is slow', async () => {
		const choosing = hold(({ pathname }) => pathname.endsWith('/calibration/__data.json'));
		await page.getByLabel('Of the last').selectOption('30');
		await choosing.asked;
		const target = page.getByLabel('Wrong at most, %');
		await target.fill('30');
		await target.press('Tab');
		choosing.release();
		await page.waitForURL(/target=0\.3/);
		expect(new URL(page.url()).searchParams.get('days')).toBe('30');
		await open();
	});

	it('is moved by arrow keys, with what it would do said, and taken back to the suggestion by s', async () => {
		await slider().focus();
		for (let i = 0; i < 35; i++) await page.keyboard.press('ArrowLeft');
		expect(await slider().getAttribute('aria-valuetext')).toMatch(/^0\.60: 100 % run alone, 8\.3 %/);
		await slider().blur();
		await page.keyboard.press('s');
		await expect.poll(() => slider().getAttribute('aria-valuetext')).toMatch(/^0\.95/);
	});

	it('stands against no rule of accessibility with all of it there, on a desk and on a phone', async () => {
		expect(await findings(page)).toEqual([]);
		// So tall that the bar at its foot covers nothing.
		await page.setViewportSize({ width: 390, height: 5000 });
		expect(await findings(page)).toEqual([]);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(wide).toBeLessThanOrEqual(390);
		await page.setViewportSize({ width: 1440, height: 900 });
	});

	it('leads from a point to the decisions behind it', async () => {
		await page.getByRole('link', { name: /^Confidence 0\.6 to 0\.7: 50 % kept/ }).click();
		await page.waitForURL(/from=60&to=69/);
		await page.getByText('0.60–0.69, the latest').waitFor();
		const behind = page.locator('#behind li');
		await expect.poll(() => behind.count()).toBe(20);
		expect(await behind.first().innerText()).toMatch(/^rejected at 0\.60/);
		await behind.first().getByRole('link').click();
		await page.waitForURL(/\/decisions\/.*\/dossier$/);
		await page.goBack();
	});

	it('is saved as the next policy once its difference was shown', async () => {
		await open();
		await button('Apply as policy 1').click();
		await heading('What policy 1 changes').waitFor();
		expect(await page.locator('.difference ins').allInnerTexts()).toEqual(
			expect.arrayContaining([expect.stringContaining('confidence_min') as string])
		);
		await button('Save policy 1').click();
		await page.getByText('Policy 1 stands: refund runs alone from a confidence of 0.95.').waitFor();
		await heading('The threshold of 0.95 keeps refund below 5 % wrong').waitFor();
		expect((await lead('GET', '/api/v1/projects/desk/policy')).body).toMatchObject({
			version: 1,
			actions: { refund: { confidence_min: 0.95, sample: 0.05 } }
		});
	});

	it('never writes over what a colleague saved meanwhile', async () => {
		await slider().focus();
		await page.keyboard.press('ArrowLeft');
		await button('Apply as policy 2').click();
		await lead('PUT', '/api/v1/projects/desk/policy', { actions: { refund: { confidence_min: 0.5 } } });
		await button('Save policy 2').click();
		await page.getByText(/Policy 2 was saved meanwhile/).waitFor();
		expect((await lead('GET', '/api/v1/projects/desk/policy')).body).toMatchObject({
			version: 2,
			actions: { refund: { confidence_min: 0.5 } }
		});
	});

	it('is told by the API in the same numbers', async () => {
		const { body } = await lead('GET', '/api/v1/projects/desk/calibration?target=0.05');
		expect(body).toMatchObject({
			target: 0.05,
			policy_version: 2,
			actions: [{ action: 'refund', decisions: 120, suggestion: { kind: 'found', confidence_min: 0.95 } }]
		});
	});
});

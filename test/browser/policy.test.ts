/** A policy is written by form and as text, refused where it can never be safe, tried on the past, and read in the log. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import { makeKey, makeUser, PASSWORD, signedIn, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let lead: Client;
let agent: Client;
beforeAll(async () => {
	[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
	await makeUser(server, 'lead@example.org', 'researcher');
	lead = await signedIn(server, 'lead@example.org');
	agent = withKey(server, await makeKey(server, '--name', 'support', '--role', 'agent'));
	await lead('POST', '/api/v1/projects', { slug: 'desk', name: 'Desk', stage: 'runtime' });
	for (const amount of [10, 600, 700])
		await agent('POST', '/api/v1/decisions', {
			project: 'desk',
			action: { name: 'refund', args: { amount } },
			risk: 'low'
		});
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.request.post(`${server.url}/api/v1/session`, {
		data: { email: 'lead@example.org', password: PASSWORD }
	});
	page = await context.newPage();
}, 120_000);
afterAll(async () => {
	await browser.close();
	await server.stop();
});
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('the policy page', () => {
	it('makes a rule of a common case, and says beside the field what is wrong with it', async () => {
		await goTo(page, `${server.url}/projects/desk/policy`, { waitUntil: 'networkidle' });
		await page.getByRole('heading', { name: 'No policy yet: everything waits for a person' }).waitFor();
		await button('Two people over a limit').click();
		const when = page.getByLabel('When (CEL)');
		await when.fill('args.amount >');
		await button('Save version 1').click();
		await page
			.getByText(/This cannot be read/)
			.first()
			.waitFor();
		expect(await when.getAttribute('aria-invalid')).toBe('true');
		await when.fill('has(args.amount) && args.amount > 500');
		await button('Save version 1').click();
		await page.getByText('Version 1 stands.').waitFor();
	});

	it('refuses what can never be safe, with the reason, and lowers nothing', async () => {
		await page.getByLabel('Name of an action').fill('refund');
		await button('Add the action').click();
		const free = page.getByLabel('Free arguments of refund');
		await free.fill('amount');
		await free.press('Tab');
		await button('Save version 2').click();
		await page
			.getByText(/an agent could be judged on one value and run another/)
			.first()
			.waitFor();
		await free.fill('');
		await free.press('Tab');
		await page.getByText('Text', { exact: true }).click();
		const text = page.getByLabel('The policy as JSON');
		const written = await text.inputValue();
		await text.fill(written.replace('"on_timeout": "reject"', '"on_timeout": "approve"'));
		await button('Save version 2').click();
		await page
			.getByText(/A time-out can only reject/)
			.first()
			.waitFor();
		expect((await lead('GET', '/api/v1/projects/desk/policy')).body).toMatchObject({ version: 1 });
		await text.fill('{');
		await page.getByText(/This is not JSON/).waitFor();
		await text.fill(written);
	});

	it('is tried on what was decided before it is saved, and shows what each version changed', async () => {
		const text = page.getByLabel('The policy as JSON');
		const policy = JSON.parse(await text.inputValue()) as { actions: object; rules: object[] };
		policy.rules.push({ name: 'small', when: 'args.amount < 500', mode: 'out_of_the_loop' });
		await text.fill(JSON.stringify(policy));
		await button('Try on past decisions').click();
		const tried = page.getByRole('region', { name: 'Tried on past decisions' });
		await tried.getByText('3 decisions').waitFor();
		await tried.getByRole('row', { name: 'run alone 0 1' }).waitFor();
		await tried.getByRole('row', { name: 'wait for approval 3 2' }).waitFor();
		await button('Save version 2').click();
		await page.getByText('Version 2 stands.').waitFor();
		await page.locator('ins', { hasText: 'small' }).first().waitFor();
	});
});

describe('the log', () => {
	it('is asked by project, kind, person and subject, and the address keeps the question', async () => {
		await goTo(page, `${server.url}/events`, { waitUntil: 'networkidle' });
		// The address changes before the page does.
		const kinds = () => page.locator('tbody tr td:nth-child(3)').allInnerTexts();
		await page.getByLabel('show').selectOption({ label: 'policies' });
		await button('Show').click();
		await page.waitForURL(/type=policy/);
		await expect.poll(kinds).toEqual(['policy.changed', 'policy.changed']);
		// Whoever writes on while the answer is on its way keeps the field.
		let answered = () => {};
		const held = new Promise<void>((resolve) => (answered = resolve));
		await page.route('**/events/__data.json*', async (route) => (await held, route.continue()));
		await page.getByRole('link', { name: 'Clear' }).click();
		await page.getByLabel('by').focus();
		await page.keyboard.type('key:');
		answered();
		await expect.poll(() => new URL(page.url()).search).toBe('');
		await expect.poll(async () => (await kinds()).length).toBeGreaterThan(2);
		await page.keyboard.type('support');
		await page.unroute('**/events/__data.json*');
		await button('Show').click();
		await page.waitForURL(/actor=key/);
		await expect.poll(async () => new Set(await kinds())).toEqual(new Set(['decision.submitted']));
		await reload(page, { waitUntil: 'networkidle' });
		await expect.poll(kinds).toHaveLength(3);
		// Whoever may not answer decisions is led to what else the log says of one.
		await page.locator('tbody tr td:nth-child(6) a').first().click();
		await page.waitForURL(/subject=\w/);
		await expect.poll(kinds).toEqual(['decision.submitted']);
	});
});

/** A researcher says what goes on from runtime to labelling: by form, with mistakes where they are, and sees what came of it. */
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
const faults: string[] = [];
beforeAll(async () => {
	[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
	await makeUser(server, 'lead@example.org', 'researcher');
	lead = await signedIn(server, 'lead@example.org');
	agent = withKey(server, await makeKey(server, '--name', 'support', '--role', 'agent'));
	const form = {
		fields: [{ name: 'text', type: 'text' }],
		questions: [{ name: 'tone', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
	};
	await lead('POST', '/api/v1/projects', { slug: 'desk', name: 'Desk', stage: 'runtime' });
	await lead('POST', '/api/v1/projects', { slug: 'tone', name: 'Tone', stage: 'annotation', form });
	await ask('Hello', 0.9);
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.request.post(`${server.url}/api/v1/session`, {
		data: { email: 'lead@example.org', password: PASSWORD }
	});
	page = await context.newPage();
	page.on('pageerror', (error) => faults.push(error.message));
	await goTo(page, `${server.url}/projects/desk/loop`, { waitUntil: 'networkidle' });
}, 120_000);
afterAll(async () => {
	await browser.close();
	await server.stop();
	expect(faults).toEqual([]);
});

const ask = (body: string, confidence: number) =>
	agent('POST', '/api/v1/decisions', {
		project: 'desk',
		action: { name: 'mail.send', args: { to: 'c-1', body } },
		confidence
	});
const items = async () =>
	((await lead('GET', '/api/v1/projects/tone/items')).body as { items: object[] }).items;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const opened = async (many: string) => {
	await expect
		.poll(
			async () => {
				await reload(page, { waitUntil: 'networkidle' });
				return page.getByText(new RegExp(`^\\s*${many}`)).count();
			},
			{ timeout: 20_000 }
		)
		.toBe(1);
};

describe('the loop rules of a project', () => {
	it('begin with “low confidence goes to labelling, first”, and the form says where it is wrong', async () => {
		await page.getByRole('heading', { name: 'Nothing of this project goes on to labelling yet' }).waitFor();
		await button('Low confidence goes to labelling').click();
		// What fills the field is guessed from what agents sent lately.
		expect(await page.getByLabel('Field “text” shows').inputValue()).toBe('args.body');
		expect(await page.getByLabel('Priority').inputValue()).toBe('9');
		await page.getByLabel('Field “text” shows').fill('the body');
		await page.getByText('something else holds').click();
		await page.getByLabel('Condition (CEL)').fill('confidence <');
		await button('Save the rule').click();
		await page.locator('[aria-invalid="true"]').first().waitFor();
		expect(
			await page
				.getByLabel('Field “text” shows')
				.evaluate((field) => [field.ariaInvalid, document.activeElement === field])
		).toEqual(['true', true]);
		await page.getByLabel('Field “text” shows').fill('args.body');
		await button('Save the rule').click();
		await page.getByText(/This cannot be read/).waitFor();
		expect(await page.getByLabel('Condition (CEL)').getAttribute('aria-invalid')).toBe('true');
		await page.getByText('confidence is under').click();
		await page.getByLabel('Confidence under').fill('0.4');
		await button('Save the rule').click();
		await page
			.getByText('A decision proposed with confidence under 0.4 opens an item to label in Tone')
			.waitFor();
	});

	it('say how many items each opened, and what failed and why', async () => {
		await ask('unsure', 0.2);
		await ask('sure', 0.8);
		await opened('1 item opened');
		expect(await items()).toMatchObject([{ payload: { text: 'unsure' }, priority: 9 }]);
		await lead('DELETE', '/api/v1/projects/tone');
		await ask('nowhere to go', 0.1);
		await opened('1 decision failed to open one');
		await page.getByText('1 decision failed to open one').click();
		await page.getByText(/archived/).waitFor();
		await lead('PATCH', '/api/v1/projects/tone', { state: 'active' });
		await button('Try them again').click();
		await page.getByText('1 tried again, 1 opened.').waitFor();
		await opened('2 items opened');
	});

	it('rest while they are paused, and are edited in place', async () => {
		await button('Pause').click();
		await page.getByText('It is paused').waitFor();
		await ask('while it rests', 0.1);
		await button('Edit').click();
		await page.getByLabel('Name').fill('unsure');
		await button('Save the rule').click();
		await page.getByText('“unsure” holds from the next decision on.').waitFor();
		await button('Resume').click();
		await page.getByText('It listens again').waitFor();
		await ask('and again', 0.1);
		await opened('1 item opened');
		expect(await items()).toHaveLength(3);
	});

	it('are not saved over what a colleague saved meanwhile', async () => {
		const { body } = await lead('GET', '/api/v1/projects/desk/loop');
		const { rules } = body as { rules: object[] };
		await lead('PUT', '/api/v1/projects/desk/loop', {
			rules: rules.map((rule) => ({ ...rule, priority: 3 }))
		});
		await button('Pause').click();
		await page.getByText('The rules were changed meanwhile.').waitFor();
		await reload(page, { waitUntil: 'networkidle' });
		await page.getByText(/priority 3/).waitFor();
	});

	it('go when one says so twice, and what they opened stays', async () => {
		await button('Remove …').click();
		await button('Remove for good').click();
		await page.getByText('The rule is gone; the items that it opened stay.').waitFor();
		await page.getByText('Rules that were removed').waitFor();
		expect(await items()).toHaveLength(3);
	});
});

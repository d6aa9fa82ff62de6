/** Passkeys in a real browser with Chromium's virtual authenticator: enrolled, named, used, lost, revoked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findings } from '../setup/axe.ts';
import { goTo, launchBrowser } from '../setup/browser.ts';
import { makeUser, PASSWORD } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';
import { authenticatorOf } from '../setup/virtual-authenticator.ts';

let browser: Browser;
let server: Server;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
	[browser, server] = await Promise.all([launchBrowser(), startServer()]);
	await makeUser(server, 'admin@example.org', 'admin');
});
afterAll(async () => {
	for (const context of contexts) await context.close();
	await browser.close();
});

async function newPage(email: string | null): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	contexts.push(context);
	if (email !== null) {
		const answer = await context.request.post(`${server.url}/api/v1/session`, {
			data: { email, password: PASSWORD }
		});
		expect(answer.status()).toBe(200);
	}
	return context.newPage();
}
const open = (page: Page, path: string) => goTo(page, server.url + path, { waitUntil: 'networkidle' });

let serial = 0;
async function operator(): Promise<{ email: string; page: Page }> {
	const email = `operator-${++serial}@example.org`;
	await makeUser(server, email, 'operator');
	return { email, page: await newPage(email) };
}

async function enrol(page: Page, name: string): Promise<void> {
	await open(page, '/account');
	await page.getByLabel('Name of a new one').fill(name);
	await page.getByLabel('Your password').fill(PASSWORD);
	await page.keyboard.press('Enter');
	await page.getByText('Enrolled.').waitFor();
}
const keyOf = (page: Page, name: string) => page.locator('details[name=passkey]', { hasText: name });
async function signOut(page: Page): Promise<void> {
	await page.context().clearCookies();
	await open(page, '/sign-in');
}

/** What the log's page tells. */
const told = async (): Promise<string> => {
	const page = await newPage('admin@example.org');
	await open(page, '/events');
	return (await page.locator('main').textContent()) ?? '';
};

describe('a passkey', () => {
	it('is enrolled with the password, named, signs in by keyboard alone, and is revoked', async () => {
		const { page } = await operator();
		await authenticatorOf(page);
		await open(page, '/account');
		await page.getByLabel('Name of a new one').fill('laptop');
		await page.getByLabel('Your password').fill('not my password');
		await page.keyboard.press('Enter');
		await page.getByText('not the password that you have now').waitFor();
		await enrol(page, 'laptop');
		await keyOf(page, 'laptop').getByText('waits for an admin').waitFor();

		await keyOf(page, 'laptop').locator('summary').click();
		expect(await findings(page)).toEqual([]);
		await keyOf(page, 'laptop').getByLabel('Name', { exact: true }).fill('the grey laptop');
		await page.keyboard.press('Enter');
		await keyOf(page, 'the grey laptop').waitFor();

		await signOut(page);
		const way = page.getByRole('button', { name: 'Sign in with a passkey' });
		await way.focus();
		await page.keyboard.press('Enter');
		await page.waitForURL((url) => url.pathname === '/');
		await page.getByRole('button', { name: /^You: / }).waitFor();

		await open(page, '/account');
		await keyOf(page, 'the grey laptop').locator('summary').click();
		await page.getByRole('button', { name: 'Revoke' }).click();
		await page.getByText('it opens and signs nothing any more').waitFor();
		await signOut(page);
		await way.click();
		await page.getByText('This passkey was revoked').waitFor();
		const log = await told();
		for (const act of ['enrolled', 'renamed', 'revoked', 'refused']) expect(log).toContain(`passkey.${act}`);
		expect(log).toContain('user.signed_in');
	});

	it('leads on to where one wanted to go', async () => {
		const { page } = await operator();
		await authenticatorOf(page);
		await enrol(page, 'phone');
		await page.context().clearCookies();
		await open(page, '/account?from=elsewhere');
		await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
		await page.waitForURL((url) => url.pathname === '/account' && url.search === '?from=elsewhere');
	});

	it('that the device does not find its person for is not used, and nothing is lost', async () => {
		const { page } = await operator();
		const device = await authenticatorOf(page);
		await enrol(page, 'phone');
		await signOut(page);
		await device.verifies(false);
		await page.getByLabel('E-mail').fill('somebody@example.org');
		await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
		await page.getByText('Nothing was signed').waitFor();
		expect(await page.getByLabel('E-mail').inputValue()).toBe('somebody@example.org');
		await device.verifies(true);
		await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
		await page.waitForURL((url) => url.pathname === '/');
	});

	it('of a lost device: an admin revokes all, the person comes back by password and enrols anew', async () => {
		const { page, email } = await operator();
		const device = await authenticatorOf(page);
		await enrol(page, 'lost phone');
		const office = await newPage('admin@example.org');
		await open(office, '/people');
		const person = office.locator('details[name=person]', { hasText: email });
		await person.locator('summary').click();
		expect(await findings(office)).toEqual([]);
		await person.getByRole('button', { name: 'It is theirs: let it count' }).click();
		await office.getByText('counts at gates now').waitFor();
		await person.getByRole('button', { name: 'Revoke all passkeys' }).click();
		await office.getByText('1 passkey of').waitFor();

		await signOut(page);
		await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
		await page.getByText('This passkey was revoked').waitFor();
		await device.forget();
		await page.getByLabel('E-mail').fill(email);
		await page.getByLabel('Password').fill(PASSWORD);
		await page.keyboard.press('Enter');
		await page.waitForURL((url) => url.pathname === '/');
		await enrol(page, 'new phone');
		await signOut(page);
		await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
		await page.waitForURL((url) => url.pathname === '/');
	});

	it('is not offered where browsers make none', async () => {
		const numbered = await startServer({ env: { ORIGIN: 'http://192.0.2.7:3000' } });
		const answer = await fetch(`${numbered.url}/sign-in`);
		expect(await answer.text()).not.toContain('Sign in with a passkey');
		const asked = await fetch(`${numbered.url}/api/v1/session/passkey/challenge`, { method: 'POST' });
		expect(await asked.json()).toMatchObject({ code: 'no_passkeys' });
		await numbered.stop();
	});
});

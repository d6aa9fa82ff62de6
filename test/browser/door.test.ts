/** From nothing to a working instance, with a keyboard alone: setup, invitations, keys, passwords, the way out. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import { clientOf, makeUser, PASSWORD, signedIn, withKey } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

const NEW = 'another long password';
let browser: Browser;
let complaints: string[] = [];
const contexts: BrowserContext[] = [];

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
});
beforeEach(() => {
	complaints = [];
	return async () => {
		for (const context of contexts.splice(0)) await context.close();
	};
});

async function newPage(cookieOf?: { server: Server; email: string }): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	contexts.push(context);
	if (cookieOf) {
		const data = { email: cookieOf.email, password: PASSWORD };
		await context.request.post(`${cookieOf.server.url}/api/v1/session`, { data });
	}
	const page = await context.newPage();
	page.on('console', (message) => {
		// A form that is refused is an answer of 4xx, which Chromium remarks upon by itself.
		const remark = /Failed to load resource/.test(message.text());
		if (!remark && (message.type() === 'error' || message.type() === 'warning'))
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	return page;
}

const arrives = (page: Page, path: string) => page.waitForURL((url) => url.pathname === path);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'));
/** What a form answers. It gives the focus back a moment later, and nobody types before. */
const says = async (page: Page, text: string) => {
	await page.getByText(text).waitFor();
	await page.waitForTimeout(200);
};
const type = async (page: Page, ...texts: string[]) => {
	for (const [i, text] of texts.entries()) {
		if (i > 0) await page.keyboard.press('Tab');
		await page.keyboard.type(text);
	}
};

describe('a new instance', () => {
	it('is set up, left and entered again without a mouse', async () => {
		const server = await startServer();
		const [, link = ''] = await server.printed(/open (\S+\/setup\S+)/);
		const page = await newPage();
		await goTo(page, `${server.url}/projects`, { waitUntil: 'networkidle' });
		expect(new URL(page.url()).search).toBe('?next=%2Fprojects');
		expect(await page.locator('main').textContent()).toContain('There is no admin yet');

		await goTo(page, link, { waitUntil: 'networkidle' });
		expect(await focused(page)).toBe('email');
		await type(page, 'admin@example.org', 'The admin', 'seven');
		expect(await page.locator('main').textContent()).toContain('5 characters');
		await page.keyboard.press('Enter');
		expect(new URL(page.url()).pathname).toBe('/setup');
		await type(page, ' blue chairs');
		await page.keyboard.press('Enter');
		await arrives(page, '/');

		await page.getByRole('button', { name: /^You: / }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Sign out' }).focus();
		await page.keyboard.press('Enter');
		await arrives(page, '/sign-in');
		await goTo(page, `${server.url}/people`, { waitUntil: 'networkidle' });
		expect(await focused(page)).toBe('email');
		await type(page, 'admin@example.org', 'seven green chairs');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').waitFor();
		expect(await page.getByRole('alert').textContent()).toContain('The e-mail or the password is wrong.');
		expect(await focused(page)).toBe('password');
		await page.keyboard.press('Control+A');
		await type(page, 'seven blue chairs');
		await page.keyboard.press('Enter');
		await arrives(page, '/people');

		const late = await newPage();
		expect((await goTo(late, link))?.status()).toBe(410);
		expect(await late.locator('h1').textContent()).toBe('This link does not open any more');
		expect(complaints).toEqual([]);
		await server.stop();
	});
});

describe('an admin', () => {
	let server: Server;
	beforeAll(async () => {
		server = await startServer();
		await makeUser(server, 'admin@example.org', 'admin');
		await makeUser(server, 'rater@example.org', 'rater');
	});
	const at = async (path: string) => {
		const page = await newPage({ server, email: 'admin@example.org' });
		await goTo(page, server.url + path, { waitUntil: 'networkidle' });
		return page;
	};

	it('invites somebody by a link that is shown once, and they come in by it', async () => {
		const page = await at('/people');
		await page.getByLabel('E-mail').focus();
		await type(page, 'new@example.org');
		await page.keyboard.press('Enter');
		await says(page, 'Give at least one role.');
		expect(await page.getByLabel('E-mail').inputValue()).toBe('new@example.org');
		await page
			.locator('.invite')
			.getByLabel(/\brater\b/)
			.focus();
		await page.keyboard.press('Space');
		await page.keyboard.press('Enter');
		const link = (await page.locator('.invite pre').textContent()) ?? '';
		expect(link).toMatch(new RegExp(`^${server.url}/invite/[0-9a-z]{32}$`));
		expect(await page.getByRole('region', { name: 'Invitations that wait' }).textContent()).toContain(
			'new@example.org'
		);
		await reload(page);
		expect(await page.content()).not.toContain(link);

		const guest = await newPage();
		await goTo(guest, link, { waitUntil: 'networkidle' });
		expect(await guest.locator('main').textContent()).toContain('new@example.org');
		expect(await focused(guest)).toBe('name');
		await type(guest, 'New person', PASSWORD);
		await guest.keyboard.press('Enter');
		await arrives(guest, '/');
		await signedIn(server, 'new@example.org');
		expect(complaints).toEqual([]);
	});

	it('may type before the scripts of a page have come: nothing of it is lost', async () => {
		const page = await newPage();
		let come = () => {};
		const coming = new Promise<void>((resolve) => (come = resolve));
		await page.route('**/*.js', async (route) => {
			await coming;
			await route.continue();
		});
		await page.goto(`${server.url}/sign-in`, { waitUntil: 'commit' });
		await page.getByLabel('E-mail').fill('early@example.org');
		const scripts = page.waitForLoadState('networkidle');
		come();
		await scripts;
		expect(await page.getByLabel('E-mail').inputValue()).toBe('early@example.org');
	});

	it('makes a password link, and it ends the sessions of whoever forgot', async () => {
		const before = await signedIn(server, 'rater@example.org');
		const page = await at('/people');
		const row = page.locator('li', { hasText: 'rater@example.org' });
		await row.locator('summary').focus();
		await page.keyboard.press('Enter');
		await row.getByRole('button', { name: 'Make a password link' }).focus();
		await page.keyboard.press('Enter');
		const link = (await page.locator('main pre').textContent()) ?? '';
		const guest = await newPage();
		await goTo(guest, link, { waitUntil: 'networkidle' });
		await guest.getByLabel('New password').focus();
		await type(guest, NEW);
		await guest.keyboard.press('Enter');
		await arrives(guest, '/');
		expect((await before('GET', '/api/v1/session')).status).toBe(401);
		await signedIn(server, 'rater@example.org', NEW);
		expect(complaints).toEqual([]);
	});

	it('disables and enables, and cannot lose the last admin', async () => {
		const page = await at('/people');
		const act = async (email: string, name: string) => {
			const row = page.locator('main li', { hasText: email });
			if (!(await row.locator('details').evaluate((d: HTMLDetailsElement) => d.open))) {
				await row.locator('summary').focus();
				await page.keyboard.press('Enter');
			}
			await row.getByRole('button', { name, exact: true }).focus();
			await page.keyboard.press('Enter');
		};
		await makeUser(server, 'leaver@example.org', 'rater');
		await reload(page, { waitUntil: 'networkidle' });
		await act('leaver@example.org', 'Disable');
		await says(page, 'leaver@example.org is disabled and signed out.');
		const refused = await clientOf(server)('POST', '/api/v1/session', {
			email: 'leaver@example.org',
			password: PASSWORD
		});
		expect(refused.status).toBe(401);
		await act('leaver@example.org', 'Enable');
		await says(page, 'leaver@example.org can sign in again.');
		await act('admin@example.org', 'Disable');
		await says(page, 'This is the last admin.');
		expect(complaints).toEqual([]);
	});

	it('makes a key that works, sees it once, and revokes it', async () => {
		const page = await at('/keys');
		await page.getByLabel('Name').focus();
		await type(page, 'importer');
		await page.getByLabel('Role', { exact: true }).focus();
		await page.keyboard.type('admin');
		await page.getByRole('button', { name: 'Make the key' }).focus();
		await page.keyboard.press('Enter');
		const key = (await page.locator('main pre').first().textContent()) ?? '';
		expect(await page.locator('main pre').nth(1).textContent()).toBe(
			`curl -H "Authorization: Bearer ${key}" ${server.url}/api/v1/projects`
		);
		expect((await withKey(server, key)('GET', '/api/v1/users')).status).toBe(200);
		await reload(page, { waitUntil: 'networkidle' });
		expect(await page.content()).not.toContain(key);
		const row = page.locator('main li', { hasText: 'importer' });
		await row.locator('summary').focus();
		await page.keyboard.press('Enter');
		await row.getByRole('button', { name: 'Revoke for good' }).focus();
		await page.keyboard.press('Enter');
		await says(page, 'The key “importer” is revoked.');
		expect((await withKey(server, key)('GET', '/api/v1/users')).status).toBe(401);
		expect(complaints).toEqual([]);
	});

	it('changes the name and the password of the own account', async () => {
		await makeUser(server, 'own@example.org', 'rater');
		const page = await newPage({ server, email: 'own@example.org' });
		const other = await signedIn(server, 'own@example.org');
		await goTo(page, `${server.url}/account`, { waitUntil: 'networkidle' });
		await page.getByLabel('Name', { exact: true }).focus();
		await page.keyboard.press('Control+A');
		await type(page, 'Somebody else');
		await page.keyboard.press('Enter');
		await says(page, 'Saved.');
		await page.getByLabel('The one you have now').focus();
		await type(page, 'a wrong password');
		await page.getByLabel('A new one', { exact: true }).focus();
		await type(page, NEW);
		await page.keyboard.press('Enter');
		await says(page, 'This is not the password that you have now.');
		expect(await focused(page)).toBe('current');
		await page.keyboard.press('Control+A');
		await type(page, PASSWORD);
		await page.keyboard.press('Enter');
		await says(page, 'Your other sessions have ended');
		expect((await other('GET', '/api/v1/session')).status).toBe(401);
		await page.getByRole('button', { name: 'Sign out everywhere' }).focus();
		await page.keyboard.press('Enter');
		await arrives(page, '/sign-in');
		expect(complaints).toEqual([]);
	});

	it.each([
		[1440, 900],
		[390, 844]
	])('finds every page within its width, at %d × %d', async (width, height) => {
		const page = await newPage({ server, email: 'admin@example.org' });
		await page.setViewportSize({ width, height });
		for (const path of ['/people', '/keys', '/account']) {
			await goTo(page, server.url + path, { waitUntil: 'networkidle' });
			for (const summary of await page.locator('main summary').all()) await summary.click();
			const wider = () =>
				page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			expect(await wider(), path).toBe(0);
			expect(await page.locator('h1').count(), path).toBe(1);
		}
		expect(complaints).toEqual([]);
	});
});

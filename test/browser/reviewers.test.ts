/** Reviewers watched over in a real browser: a view before the proposal, seconds before an approval, checks, pictures. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goTo, launchBrowser } from '../setup/browser.ts';
import { makeKey, makeUser, PASSWORD, signedIn, withKey, type Client } from '../setup/people.ts';
import { joinStore } from '../setup/store.ts';
import { startServer, type Server } from '../setup/server.ts';

/** A folder for pictures of the pages, where somebody wants to look. */
const SHOTS = process.env.ASSENT_SHOTS;

let server: Server;
let browser: Browser;
let admin: Client;
let operator: Client;
let agent: Client;
beforeAll(async () => {
	[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
	await makeUser(server, 'admin@example.org', 'admin');
	await makeUser(server, 'operator@example.org', 'operator');
	[admin, operator] = [
		await signedIn(server, 'admin@example.org'),
		await signedIn(server, 'operator@example.org')
	];
	agent = withKey(server, await makeKey(server, '--name', 'support', '--role', 'agent'));
}, 120_000);
afterAll(async () => {
	await browser.close();
	await server.stop();
});

async function project(slug: string, gate: object, settings: object = {}): Promise<void> {
	await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'runtime', settings });
	const rules = [{ name: 'ask', when: 'true', mode: 'in_the_loop', gate }];
	expect((await admin('PUT', `/api/v1/projects/${slug}/policy`, { rules })).status).toBe(200);
}
async function ask(slug: string, amount: number): Promise<string> {
	const made = await agent('POST', '/api/v1/decisions', {
		project: slug,
		action: { name: 'refund', args: { amount } },
		confidence: 0.8765,
		risk: 'low',
		context: [{ type: 'mail', title: 'The customer wrote', text: 'My parcel never came.' }]
	});
	return (made.body as { id: string }).id;
}
const statusOf = async (id: string) =>
	((await agent('GET', `/api/v1/decisions/${id}`)).body as { status: string }).status;

async function open(path: string, email = 'operator@example.org'): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.request.post(`${server.url}/api/v1/session`, { data: { email, password: PASSWORD } });
	const page = await context.newPage();
	await goTo(page, `${server.url}/projects/${path}`);
	return page;
}
const picture = async (page: Page, name: string) => {
	if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};

it('shows the evidence, then, once a view is formed, the proposal; and keeps both', async () => {
	await project('blind', { view_first: true });
	const id = await ask('blind', 4321);
	const page = await open('blind/inbox');
	await page.getByText('What would you do?').waitFor();
	await page.getByText('My parcel never came.').waitFor();
	expect(await page.content()).not.toMatch(/4321|0\.8765|0\.88/);
	await picture(page, 'hidden');
	await page.keyboard.press('r');
	await page.getByText('You would not let it run').waitFor();
	await page.getByRole('heading', { name: /refund 4321/ }).waitFor();
	await picture(page, 'shown');
	await page.keyboard.press('a');
	await expect.poll(() => statusOf(id), { timeout: 10_000 }).toBe('approved');
	const { body } = await admin('GET', '/api/v1/projects/blind/reviewers');
	expect((body as { items: unknown[] }).items).toMatchObject([{ towards: { right: 1, answers: 1 } }]);
});

it('says in words what one would do instead', async () => {
	const id = await ask('blind', 77);
	const page = await open('blind/inbox');
	await page.getByText('What would you do?').waitFor();
	await page.keyboard.press('t');
	await page.getByLabel('What you would do').fill('Ask for a photo');
	await page.keyboard.press('Enter');
	await page.getByText('You would “Ask for a photo”').waitFor();
	await page.keyboard.press('r');
	await page.getByLabel(/In your words/).fill('No');
	await page.keyboard.press('Enter');
	await expect.poll(() => statusOf(id), { timeout: 10_000 }).toBe('rejected');
});

it('counts down to an approval, which counts then and not before', async () => {
	await project('slow', { min_seconds: 4 });
	const id = await ask('slow', 5);
	const page = await open('slow/inbox');
	await page.getByText(/read on for [1-4] s/).waitFor();
	await page.keyboard.press('a');
	expect(await statusOf(id)).toBe('claimed');
	await page.getByText(/read on for/).waitFor({ state: 'detached' });
	await page.keyboard.press('a');
	await expect.poll(() => statusOf(id), { timeout: 10_000 }).toBe('approved');
});

it('brings a check that looks like any decision, tells of it afterwards, and shows it to who leads', async () => {
	await project('checked', {}, { check_rate: 1 });
	const bad = {
		key: 'support',
		proposal: { action: { name: 'refund', args: { amount: 90_000 } }, risk: 'low', confidence: 0.99 },
		why: 'No order was ever that large.'
	};
	expect((await admin('POST', '/api/v1/projects/checked/checks', bad)).status).toBe(201);
	const first = await ask('checked', 1);
	const page = await open('checked/inbox');
	await page.getByRole('heading', { name: /refund 1/ }).waitFor();
	await page.keyboard.press('a');
	await expect.poll(() => statusOf(first), { timeout: 10_000 }).toBe('approved');
	await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
	// It comes within a minute; nobody wants to wait for that here.
	const store = await joinStore(server.databaseUrl);
	await store.write(async (tx) => {
		await tx.query('update seeding set created_at = created_at - 60000');
	});
	await page.getByRole('heading', { name: /refund 90000/ }).waitFor({ timeout: 15_000 });
	await page.getByText('Yours until').waitFor();
	await page.keyboard.press('a');
	await page.getByRole('heading', { name: 'This was a check, and it would have run' }).waitFor();
	await page.getByText('No order was ever that large.').waitFor();
	await picture(page, 'told');
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();

	const lead = await open('checked/reviewers', 'admin@example.org');
	await lead.getByRole('heading', { name: '1 of 1 check would have run' }).waitFor();
	await lead.getByText('0 of 1 saw it').waitFor();
	await lead.getByRole('button', { name: /Retire/ }).click();
	await lead.getByText('It is shown to nobody any more.').waitFor();
});

it('draws each reviewer, and leads from a figure to its verdicts', async () => {
	await project('drawn', { view_first: true, quorum: 1 });
	for (let i = 0; i < 24; i++) {
		const id = await ask('drawn', i);
		const { token, version } = (await operator('POST', `/api/v1/decisions/${id}/claim`)).body as {
			token: string;
			version: number;
		};
		const held = { token, version };
		await operator('POST', `/api/v1/decisions/${id}/view`, { ...held, would: i % 3 ? 'approve' : 'reject' });
		const verdict = i % 6 ? 'approve' : 'reject';
		const dwell_ms = Math.round(400 * 1.35 ** i);
		const done = await operator('POST', `/api/v1/decisions/${id}/reviews`, { ...held, verdict, dwell_ms });
		expect(done.status).toBe(200);
	}
	const page = await open('drawn/reviewers', 'admin@example.org');
	await page.getByRole('link', { name: /too fast/ }).click();
	await page.getByRole('heading', { name: 'Too fast for what there was to read' }).waitFor();
	expect(await page.locator('#behind li').count()).toBeGreaterThan(3);
	await page
		.getByRole('button', { name: /Use as a check/ })
		.first()
		.click();
	await page.getByText('It is a check now.').waitFor();
	await picture(page, 'reviewers-1440-light');
	await page.emulateMedia({ colorScheme: 'dark' });
	await picture(page, 'reviewers-1440-dark');
	await page.setViewportSize({ width: 390, height: 844 });
	await picture(page, 'reviewers-390-dark');

	const own = await open('drawn/reviewers');
	await own.getByText('your own verdicts').waitFor();
	expect(await own.getByRole('heading', { name: 'Checks', exact: true }).count()).toBe(0);
});

/** An operator at work in a real browser: the inbox by keyboard alone, live, and presence at the monitor. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import { makeKey, makeUser, PASSWORD, signedIn, withKey, type Client } from '../setup/people.ts';
import { joinStore } from '../setup/store.ts';
import { startServer, type Server } from '../setup/server.ts';

type Decision = { id: string; status: string; action: { args: Record<string, unknown> }; grant?: object };

let server: Server;
let browser: Browser;
let admin: Client;
let agent: Client;
beforeAll(async () => {
	[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
	await makeUser(server, 'admin@example.org', 'admin');
	await makeUser(server, 'operator@example.org', 'operator');
	admin = await signedIn(server, 'admin@example.org');
	agent = withKey(server, await makeKey(server, '--name', 'support', '--role', 'agent'));
}, 120_000);
afterAll(async () => {
	await browser.close();
	await server.stop();
});

const contexts: BrowserContext[] = [];
afterEach(async () => {
	await Promise.all(contexts.splice(0).map((context) => context.close()));
});
async function signIn(email = 'operator@example.org'): Promise<BrowserContext> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	contexts.push(context);
	const { status } = await context.request
		.post(`${server.url}/api/v1/session`, { data: { email, password: PASSWORD } })
		.then((answer) => ({ status: answer.status() }));
	expect(status).toBe(200);
	return context;
}
let many = 0;
async function project(policy: object): Promise<string> {
	const slug = `desk-${many++}`;
	await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'runtime' });
	expect((await admin('PUT', `/api/v1/projects/${slug}/policy`, policy)).status).toBe(200);
	return slug;
}
const ask = async (slug: string, amount: number, more: object = {}) =>
	(
		await agent('POST', '/api/v1/decisions', {
			project: slug,
			action: { name: 'refund', args: { amount } },
			risk: 'low',
			...more
		})
	).body as Decision;
const read = async (id: string) => (await agent('GET', `/api/v1/decisions/${id}`)).body as Decision;
const open = async (context: BrowserContext, slug: string, view: string): Promise<Page> => {
	const page = await context.newPage();
	const faults: string[] = [];
	page.on('pageerror', (error) => faults.push(error.message));
	page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
	await goTo(page, `${server.url}/projects/${slug}/${view}`);
	expect(faults).toEqual([]);
	return page;
};
const until = async (what: () => Promise<unknown>, wanted: unknown, seconds = 15) => {
	let seen: unknown;
	for (let tries = 0; tries < seconds * 10; tries++) {
		seen = await what();
		if (seen === wanted) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	expect(seen).toBe(wanted);
};

const asks = { rules: [{ name: 'ask', when: 'true', mode: 'in_the_loop' }] };

describe('the inbox', () => {
	it('takes a decision in hand, approves it with one key, and has the next one there', async () => {
		const slug = await project(asks);
		const [first, second] = [
			await ask(slug, 1, { expires_in: 600 }),
			await ask(slug, 2, { expires_in: 900 })
		];
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('Yours until').waitFor();
		await page.getByRole('heading', { name: /refund 1/ }).waitFor();
		await page.keyboard.press('a');
		await until(async () => (await read(first.id)).status, 'approved');
		await page.getByRole('heading', { name: /refund 2/ }).waitFor();
		await page.keyboard.press('r');
		await page.getByLabel(/In your words/).fill('Not this one');
		await page.keyboard.press('Enter');
		await until(async () => (await read(second.id)).status, 'rejected');
		await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
		const third = await ask(slug, 3);
		// Live: it is there without a reload, and in the title of the tab.
		await page.getByRole('heading', { name: /refund 3/ }).waitFor();
		await until(() => page.title(), `(1) Inbox: ${slug} · Assent`);
		await agent('POST', `/api/v1/decisions/${third.id}/cancel`);
		await page.getByText('taken back by the agent').first().waitFor();
	});

	it('never approves what is of high risk with one key', async () => {
		const slug = await project(asks);
		const { id } = await ask(slug, 7, { risk: 'critical' });
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('Yours until').waitFor();
		await page.keyboard.press('a');
		await page.getByText('This is of critical risk').waitFor();
		await page.keyboard.press('a');
		await page.waitForTimeout(300);
		// A second `a` is the same key: what approves is Enter.
		expect((await read(id)).status).toBe('claimed');
		await page.keyboard.press('Enter');
		await until(async () => (await read(id)).status, 'approved');
	});

	it('edits the arguments, shows the difference, and approves what it shows', async () => {
		const slug = await project(asks);
		const { id } = await ask(slug, 1840);
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('Yours until').waitFor();
		await page.keyboard.press('e');
		await page.getByLabel('amount').fill('184');
		await page.locator('del', { hasText: '1840' }).waitFor();
		await page.locator('ins', { hasText: '184' }).waitFor();
		await page.keyboard.press('Escape');
		await page.keyboard.press('a');
		await until(async () => (await read(id)).status, 'approved_with_edit');
		expect((await read(id)).action.args).toEqual({ amount: 184 });
	});

	it('shows what somebody else holds, and does not answer for them', async () => {
		const slug = await project(asks);
		const { id } = await ask(slug, 5);
		await admin('POST', `/api/v1/decisions/${id}/claim`);
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByRole('heading', { name: 'Held by others' }).waitFor();
		await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
	});

	it('is edited by keyboard alone, and keeps what was typed when one looks at another first', async () => {
		const slug = await project(asks);
		const first = await ask(slug, 1840, { expires_in: 600 });
		await ask(slug, 2, { expires_in: 900 });
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('Yours until').waitFor();
		await page.keyboard.press('e');
		await until(() => page.evaluate(() => document.activeElement?.tagName), 'INPUT');
		await page.keyboard.press('ControlOrMeta+A');
		await page.keyboard.type('184');
		await page.keyboard.press('Escape');
		await page.keyboard.press('j');
		await page.getByRole('heading', { name: /refund 2/ }).waitFor();
		await until(() => page.locator('ins').count(), 0);
		await page.keyboard.press('k');
		await page.getByRole('heading', { name: /refund 1840/ }).waitFor();
		await page.locator('ins', { hasText: '184' }).waitFor();
		await page.keyboard.press('a');
		await until(async () => (await read(first.id)).status, 'approved_with_edit');
		expect((await read(first.id)).action.args).toEqual({ amount: 184 });
	});

	it('shows how the same action of the same agent went before', async () => {
		const slug = await project(asks);
		for (const amount of [5, 10, 20, 40, 80]) {
			const { id } = await ask(slug, amount);
			const { body } = await admin('POST', `/api/v1/decisions/${id}/claim`);
			const { token, version } = body as { token: string; version: number };
			const verdict = amount === 80 ? 'reject' : 'approve';
			await admin('POST', `/api/v1/decisions/${id}/reviews`, { token, version, verdict });
		}
		await ask(slug, 1840);
		const page = await open(await signIn(), slug, 'inbox');
		const before = page.getByRole('region', { name: 'Approved before' });
		await before.getByText('4 approved').waitFor();
		await before.getByText('1 refused').waitFor();
		await before.getByRole('img', { name: /amount ran 4 times between 5 and 40; 1,840 proposed/ }).waitFor();
		expect(await before.getByRole('listitem').count()).toBe(3);
	});

	it('with hundreds that wait shows the soonest, says that there are more, and shows them', async () => {
		const slug = await project(asks);
		const many = Array.from({ length: 120 }, (_, i) => i);
		for (let i = 0; i < many.length; i += 20)
			await Promise.all(many.slice(i, i + 20).map((n) => ask(slug, n, { expires_in: 600 + n })));
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('50 or more wait for you').first().waitFor();
		await until(() => page.title(), `(50+) Inbox: ${slug} · Assent`);
		const queue = page.getByRole('navigation', { name: 'Decisions that wait' });
		expect(await queue.getByRole('listitem').count()).toBe(50);
		await queue.getByRole('button', { name: 'Show more' }).click();
		await until(() => queue.getByRole('listitem').count(), 100);
		await queue.getByRole('button', { name: 'Show more' }).click();
		await until(() => queue.getByRole('listitem').count(), 120);
		await page.getByText('120 wait for you').first().waitFor();
		await page.keyboard.press('j');
		await page.getByRole('heading', { name: 'refund 1', exact: true }).waitFor();
	});

	it('counts in the title of the tab unless one would rather not, and says so to nobody else', async () => {
		const slug = await project(asks);
		await ask(slug, 1);
		const context = await signIn();
		const page = await open(context, slug, 'inbox');
		await until(() => page.title(), `(1) Inbox: ${slug} · Assent`);
		await page.getByRole('button', { name: 'Tell me' }).click();
		await page.getByLabel('a number in the tab’s title').uncheck();
		await until(() => page.title(), `Inbox: ${slug} · Assent`);
		await reload(page);
		await until(() => page.title(), `Inbox: ${slug} · Assent`);
	});

	it('rings and tells of a new decision when one asked for that, and of none before', async () => {
		const slug = await project(asks);
		const context = await signIn();
		await context.grantPermissions(['notifications'], { origin: server.url });
		const page = await context.newPage();
		// What the page asks of the browser is written down on its way.
		await page.addInitScript(() => {
			const told: string[] = [];
			Object.assign(window, { told });
			const Real = window.Notification;
			window.Notification = class extends Real {
				constructor(title: string, options?: NotificationOptions) {
					super(title, options);
					told.push(`${title}: ${options?.body ?? ''}`);
				}
			};
			const start = OscillatorNode.prototype.start;
			OscillatorNode.prototype.start = function (when?: number) {
				told.push('a note');
				start.call(this, when);
			};
			Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
		});
		const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told.splice(0));
		await goTo(page, `${server.url}/projects/${slug}/inbox`, { waitUntil: 'load' });
		await ask(slug, 1);
		await page.getByRole('heading', { name: /refund 1/ }).waitFor();
		expect(await told()).toEqual([]);
		await page.getByRole('button', { name: 'Tell me' }).click();
		await page.getByLabel('a sound').check();
		await page.getByLabel(/a notice of the browser/).check();
		await until(async () => (await told()).length, 2);
		await ask(slug, 2);
		let heard: string[] = [];
		await until(async () => (heard = [...heard, ...(await told())]).length, 3);
		expect(heard.sort()).toEqual(['A decision waits: refund 2', 'a note', 'a note']);
	});

	it('lists what runs unless vetoed apart, and leads to the monitor', async () => {
		const slug = await project({
			rules: [{ name: 'watch', when: 'true', mode: 'on_the_loop', veto_seconds: 600 }]
		});
		await open(await signIn(), slug, 'monitor').then((page) => page.getByText('You are watching').waitFor());
		expect((await ask(slug, 1)).status).toBe('veto_open');
		const page = await open(await signIn('admin@example.org'), slug, 'inbox');
		await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
		await page.getByRole('heading', { name: 'Run unless vetoed' }).waitFor();
		await page.getByRole('button', { name: /refund 1/ }).click();
		await page.getByText('Its window is open: it runs unless somebody who watches vetoes it.').waitFor();
		await page.getByRole('link', { name: 'Watch the monitor' }).click();
		await page.getByRole('heading', { name: /One window is open/ }).waitFor();
	});

	it('says when the project is stopped, and when it goes on, without a reload', async () => {
		const slug = await project(asks);
		await ask(slug, 1);
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByRole('link', { name: 'Running' }).waitFor();
		const { body } = await admin('POST', '/api/v1/halts', {
			scope: 'project',
			project: slug,
			reason: 'test'
		});
		await page.getByRole('link', { name: 'Stopped' }).waitFor();
		await page.getByText('It was stopped.').first().waitFor();
		await admin('DELETE', `/api/v1/halts/${(body as { id: string }).id}`);
		await page.getByRole('link', { name: 'Running' }).waitFor();
	});

	it('loses nothing of what was typed while the server is away, and is live again when it is back', async () => {
		const slug = await project(asks);
		const { id } = await ask(slug, 9);
		const context = await signIn();
		const page = await context.newPage();
		await goTo(page, `${server.url}/projects/${slug}/inbox`);
		await page.getByText('Yours until').waitFor();
		await page.keyboard.press('r');
		await page.getByLabel(/In your words/).fill('Not while it rains');
		await context.setOffline(true);
		await page.keyboard.press('Enter');
		await page.getByText('The server does not answer. Your work is kept on this page.').waitFor();
		expect(await page.getByLabel(/In your words/).inputValue()).toBe('Not while it rains');
		await context.setOffline(false);
		await page.getByLabel(/In your words/).press('Enter');
		await until(async () => (await read(id)).status, 'rejected');
		await ask(slug, 10);
		await page.getByRole('heading', { name: /refund 10/ }).waitFor();
	});

	it('asks for the password again where the gate says so, and signs with it', async () => {
		const gate = { assurance: 'reauth' };
		const slug = await project({ rules: [{ name: 'ask', when: 'true', mode: 'in_the_loop', gate }] });
		const { id } = await ask(slug, 3);
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('Yours until').waitFor();
		// As if everybody had signed in ten minutes ago.
		const store = await joinStore(server.databaseUrl);
		await store.write(async (tx) => {
			await tx.query('update session set created_at = created_at - 600000');
		});
		await page.keyboard.press('a');
		await page.getByLabel('Password of operator@example.org').fill('not this one');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').waitFor();
		expect((await read(id)).status).toBe('claimed');
		await page.getByLabel('Password of operator@example.org').fill(PASSWORD);
		await page.keyboard.press('Enter');
		await until(async () => (await read(id)).status, 'approved');
	});

	it('brings back a share of what ran alone, and records that it should not have run', async () => {
		const slug = await project({
			rules: [{ name: 'free', when: 'true', mode: 'out_of_the_loop', sample: 1 }]
		});
		const { id, status } = await ask(slug, 3);
		expect(status).toBe('auto_approved');
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByRole('heading', { name: 'Ran alone, look again' }).waitFor();
		await page.getByRole('button', { name: 'It was right' }).waitFor();
		await page.keyboard.press('r');
		await page.getByLabel(/In your words/).fill('Twice paid');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
		const { body } = await admin('GET', `/api/v1/decisions/${id}`);
		expect(body).toMatchObject({ status: 'auto_approved', reversed: true });
		// What has not run yet does not run any more.
		expect(await read(id)).not.toHaveProperty('grant');
	});

	it('shows what waits for an admin apart, and lets an operator answer none of it', async () => {
		const gate = { roles: ['admin'] };
		const slug = await project({ rules: [{ name: 'ask', when: 'true', mode: 'in_the_loop', gate }] });
		await ask(slug, 3);
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByRole('heading', { name: 'Wait for an admin' }).waitFor();
		await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
		const theirs = await open(await signIn('admin@example.org'), slug, 'inbox');
		await theirs.getByText('Yours until').waitFor();
	});

	it('escalates in time: what nobody answered is an admin’s then, and what is in hand stays there', async () => {
		const escalation = [{ roles: ['admin'], after_seconds: 8 }];
		const gate = { escalation };
		const slug = await project({ rules: [{ name: 'ask', when: 'true', mode: 'in_the_loop', gate }] });
		const first = await ask(slug, 1, { expires_in: 600 });
		await ask(slug, 2, { expires_in: 900 });
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('Yours until').waitFor();
		await page.getByText(/^From \d\d:\d\d:\d\d on an admin must answer\.$/).waitFor();
		await page.getByText('2 wait for you').first().waitFor();
		await page.getByRole('heading', { name: 'Wait for an admin' }).waitFor();
		await page.keyboard.press('a');
		await until(async () => (await read(first.id)).status, 'approved');
		await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
	});

	it('draws what one would not see, and runs nothing of what an agent sends', async () => {
		const slug = await project(asks);
		await agent('POST', '/api/v1/decisions', {
			project: slug,
			action: { name: 'refund', args: { note: 'to \u202e00.481' } },
			context: [
				{
					type: 'reason',
					text: '<img src=x onerror="document.title=1"><script>document.title=1</scr' + 'ipt>'
				}
			]
		});
		const page = await open(await signIn(), slug, 'inbox');
		await page.getByText('U+202E').first().waitFor();
		expect(await page.title()).toContain('Inbox');
		expect(await page.locator('main img, main script').count()).toBe(0);
	});
});

describe('presence at the monitor', () => {
	const watched = { rules: [{ name: 'watch', when: 'true', mode: 'on_the_loop', veto_seconds: 600 }] };
	const status = async (slug: string, amount: number) => (await ask(slug, amount)).status;

	it('is a visible tab: windows open with it, close when it hides, and a veto is one key', async () => {
		const slug = await project(watched);
		expect(await status(slug, 1)).toBe('pending');
		const page = await open(await signIn(), slug, 'monitor');
		await page.getByText('You are watching').waitFor();
		const { id } = await ask(slug, 2);
		expect((await read(id)).status).toBe('veto_open');
		await page.getByRole('heading', { name: /One window is open/ }).waitFor();
		await page.keyboard.press('v');
		await until(async () => (await read(id)).status, 'rejected');
		const second = await ask(slug, 3);
		expect(second.status).toBe('veto_open');
		// What a browser does to a tab that one leaves.
		await page.evaluate(() => {
			Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
			document.dispatchEvent(new Event('visibilitychange'));
		});
		await until(async () => (await read(second.id)).status, 'pending');
		await page.getByText('You are not watching').waitFor();
		expect(await status(slug, 4)).toBe('pending');
		await page.evaluate(() => {
			Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
			document.dispatchEvent(new Event('visibilitychange'));
		});
		await page.getByText('You are watching').waitFor();
		expect(await status(slug, 5)).toBe('veto_open');
	});

	it('is not a tab that is frozen', async () => {
		const slug = await project(watched);
		const context = await signIn();
		const page = await open(context, slug, 'monitor');
		await page.getByText('You are watching').waitFor();
		const { id, status: first } = await ask(slug, 1);
		expect(first).toBe('veto_open');
		const devtools = await context.newCDPSession(page);
		// Nothing of the page runs any more, as in a tab that the system froze: it cannot even say so.
		await devtools.send('Debugger.enable');
		await devtools.send('Debugger.pause');
		await until(async () => (await read(id)).status, 'pending', 45);
		expect(await status(slug, 2)).toBe('pending');
		await devtools.send('Debugger.resume');
	});

	it('is not a second tab of somebody who signed out', async () => {
		const slug = await project(watched);
		const context = await signIn();
		const [one, two] = [await open(context, slug, 'monitor'), await open(context, slug, 'monitor')];
		for (const page of [one, two]) await page.getByText('You are watching').waitFor();
		const { id, status: first } = await ask(slug, 1);
		expect(first).toBe('veto_open');
		await context.request.delete(`${server.url}/api/v1/session`, { headers: { origin: server.url } });
		await until(async () => (await read(id)).status, 'pending');
		expect(await status(slug, 2)).toBe('pending');
	});

	it('holds the stop button for a moment, and then everything stands', async () => {
		const slug = await project({ rules: [{ name: 'free', when: 'true', mode: 'out_of_the_loop' }] });
		expect(await status(slug, 1)).toBe('auto_approved');
		const page = await open(await signIn(), slug, 'monitor');
		const button = page.getByRole('button', { name: 'Hold to stop this project' });
		await button.click();
		await page.waitForTimeout(800);
		// A slip stops nothing.
		expect(await status(slug, 2)).toBe('auto_approved');
		await button.hover();
		await page.mouse.down();
		await page.getByText('this project is stopped').waitFor();
		await page.mouse.up();
		expect(await status(slug, 3)).toBe('halted');
		await page.getByRole('button', { name: 'Let it go on' }).click();
		await until(() => status(slug, 4), 'auto_approved');
	});

	it('lets a second person alone start it again, where the instance says so', async () => {
		const slug = await project({ rules: [{ name: 'free', when: 'true', mode: 'out_of_the_loop' }] });
		await ask(slug, 1);
		const lead = await signIn('admin@example.org');
		const settings = await lead.newPage();
		await goTo(settings, `${server.url}/instance`, { waitUntil: 'networkidle' });
		await settings.getByLabel('A second person lifts a halt').check();
		await settings.getByRole('button', { name: 'Save' }).click();
		await settings.getByText('A second person lifts each halt.').waitFor();
		const page = await open(await signIn(), slug, 'monitor');
		await page.getByRole('button', { name: 'Hold to stop this project' }).hover();
		await page.mouse.down();
		await page.getByText(/this project is stopped by/).waitFor();
		await page.mouse.up();
		await page.getByText('a second person lets it go on').waitFor();
		const mine = page.getByRole('button', { name: /Let it go on/ });
		expect(await mine.getAttribute('aria-disabled')).toBe('true');
		await mine.click({ force: true });
		expect(await status(slug, 2)).toBe('halted');
		const theirs = await open(lead, slug, 'monitor');
		await theirs.getByRole('button', { name: 'Let it go on' }).click();
		await until(() => status(slug, 3), 'auto_approved');
		await settings.getByLabel('A second person lifts a halt').uncheck();
		await settings.getByRole('button', { name: 'Save' }).click();
		await settings.getByText('Whoever made a halt may lift it.').waitFor();
	});
});

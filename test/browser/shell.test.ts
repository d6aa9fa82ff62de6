/** The shell and the pages of a project, as one person with a keyboard meets them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { awake, goTo, launchBrowser, reload } from '../setup/browser.ts';
import { makeUser, pairs, PASSWORD, signedIn } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the browser complained of; a page that is there has nothing to complain of. */
let complaints: string[] = [];

const at = (path: string) => goTo(page, server.url + path, { waitUntil: 'networkidle' });
/** Asks again until it is so: the machine may have others to serve. */
const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 15_000 });
const press = async (...keys: string[]) => {
	for (const key of keys) await page.keyboard.press(key);
};

async function openAs(email: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
	context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
	const answer = await context.request.post(`${server.url}/api/v1/session`, {
		data: { email, password: PASSWORD }
	});
	expect(answer.status()).toBe(200);
	page = await context.newPage();
	complaints = [];
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
}

beforeAll(async () => {
	server = await startServer();
	browser = await launchBrowser();
	await makeUser(server, 'admin@example.org', 'admin');
	await makeUser(server, 'lead@example.org', 'researcher');
	await makeUser(server, 'rater@example.org', 'rater');
	const lead = await signedIn(server, 'lead@example.org');
	await lead('POST', '/api/v1/projects', { slug: 'pairs', name: 'Pairs', stage: 'alignment' });
	await lead('POST', '/api/v1/projects/pairs/items', pairs(60), { 'content-type': 'application/x-ndjson' });
});
afterAll(async () => {
	await browser.close();
});
beforeEach(async () => {
	await openAs('lead@example.org');
	return () => context.close();
});

const pages = [
	'/',
	'/projects',
	'/projects?stage=alignment',
	'/projects?state=archived',
	'/projects/new',
	'/projects/pairs',
	'/projects/pairs/items',
	'/projects/pairs/items?status=resolved',
	'/projects/pairs/guidelines',
	'/projects/pairs/members',
	'/projects/pairs/settings',
	'/help'
];

describe('every page', () => {
	it.each([
		[1440, 900],
		[390, 844]
	])('at %d × %d keeps to its width and gives the browser nothing to complain of', async (width, height) => {
		await page.setViewportSize({ width, height });
		for (const path of pages) {
			expect((await at(path))?.status(), path).toBe(200);
			const wider = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			expect(wider, path).toBe(0);
			expect(await page.locator('h1').count(), path).toBe(1);
			expect(await page.title(), path).toMatch(/ · Assent$/);
		}
		expect(complaints).toEqual([]);
	});

	it('sends one who is not signed in to the door and back', async () => {
		const stranger = await browser.newContext();
		const answer = await stranger.request.get(`${server.url}/projects/pairs/items?status=open`, {
			maxRedirects: 0
		});
		expect(answer.status()).toBe(303);
		expect(answer.headers().location).toBe(
			`/sign-in?next=${encodeURIComponent('/projects/pairs/items?status=open')}`
		);
		await stranger.close();
	});

	it('that is not there or not open says so inside the shell, with one way on', async () => {
		expect((await at('/projects/none'))?.status()).toBe(404);
		expect(await page.locator('h1').textContent()).toBe('There is nothing here');
		expect(await page.locator('nav[aria-label="Main"]').first().isVisible()).toBe(true);
		await context.close();
		await openAs('rater@example.org');
		expect((await at('/projects/pairs/settings'))?.status()).toBe(403);
		expect(await page.locator('main').textContent()).toContain('Only an admin or a researcher of “Pairs”');
	});
});

describe('the theme', () => {
	it('is there before the first paint and is kept', async () => {
		await page.emulateMedia({ colorScheme: 'dark' });
		await at('/');
		const desk = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		expect(await desk()).toBe('rgb(16, 18, 21)');
		// A page that is open follows its device, until somebody chooses.
		await page.emulateMedia({ colorScheme: 'light' });
		await expect.poll(desk).toBe('rgb(242, 242, 239)');
		await page.emulateMedia({ colorScheme: 'dark' });
		await expect.poll(desk).toBe('rgb(16, 18, 21)');
		await page.getByRole('button', { name: 'Switch light and dark' }).click();
		expect(await desk()).toBe('rgb(242, 242, 239)');
		// Asked when the document is read and nothing is painted yet.
		await page.addInitScript(() =>
			addEventListener('DOMContentLoaded', () => {
				document.documentElement.dataset.first = document.documentElement.dataset.theme;
			})
		);
		await reload(page);
		expect(await page.locator('html').getAttribute('data-first')).toBe('light');
		await page.getByRole('button', { name: 'Switch light and dark' }).click();
		await page.emulateMedia({ colorScheme: 'light' });
		await reload(page);
		expect(await page.locator('html').getAttribute('data-first')).toBe('dark');
	});
});

describe('keys', () => {
	it('go to a page after g, and show themselves on ?', async () => {
		await at('/projects/pairs');
		await press('g', 'i');
		await page.waitForURL('**/projects/pairs/items');
		await press('g', 'h');
		await page.waitForURL(`${server.url}/`);
		await press('Shift+?');
		await soon(() => page.getByRole('dialog', { name: 'All keys' }).isVisible()).toBe(true);
		await press('Escape');
		await soon(() => page.getByRole('dialog').isVisible()).toBe(false);
	});

	it('are told in a dialog that its button, Esc and a press beside it close, and nothing that is done inside', async () => {
		await at('/projects/pairs');
		const overlay = page.getByRole('dialog', { name: 'All keys' });
		const open = async () => {
			await press('Shift+?');
			await overlay.waitFor();
		};
		// The browser closes it before the page knows, and its key would be heard as one that closes.
		const gone = () => soon(() => page.locator('dialog[open], dialog > *').count()).toBe(0);
		await open();
		await overlay.getByRole('heading').click();
		// As a choice of files that comes to nothing says it, wherever on the way up it is heard.
		await overlay
			.getByRole('heading')
			.evaluate((heading) => heading.dispatchEvent(new Event('cancel', { bubbles: true })));
		await page.evaluate(() => new Promise((done) => setTimeout(done)));
		expect(await overlay.isVisible()).toBe(true);
		await overlay.getByRole('button', { name: 'Close' }).click();
		await gone();
		await open();
		await page.mouse.click(5, 5);
		await gone();
		await open();
		// What a browser closes by itself is closed for the page too, or its keys would go on being the dialog's.
		await page.evaluate(() => document.querySelector<HTMLDialogElement>('dialog[open]')?.close());
		await gone();
		await open();
		await press('Escape');
		await gone();
	});

	it('of a sequence are not taken for the key alone', async () => {
		const lead = await signedIn(server, 'lead@example.org');
		const form = {
			fields: [{ name: 'text', type: 'text' }],
			questions: [{ name: 'tone', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
		};
		await lead('POST', '/api/v1/projects', { slug: 'tones', name: 'Tones', stage: 'annotation', form });
		await lead('POST', '/api/v1/projects/tones/items', [{ payload: { text: 'Fine.' } }]);
		await lead('PUT', '/api/v1/projects/tones/members', {
			members: [{ email: 'lead@example.org', roles: ['annotator'] }]
		});
		await at('/');
		await soon(() => page.locator('.keyline').textContent()).toContain('l label');
		await press('g', 'l');
		await page.waitForURL('**/projects?stage=alignment');
		await page.waitForTimeout(300);
		expect(page.url()).toContain('stage=alignment');
		await at('/');
		await press('l');
		await page.waitForURL('**/projects/tones/annotate');
	});

	it('write in a field and do nothing else; Escape leaves it', async () => {
		await at('/projects/new');
		const name = page.locator('input[name=name]');
		await name.focus();
		await page.keyboard.type('g h n ?');
		expect(await name.inputValue()).toBe('g h n ?');
		expect(page.url()).toContain('/projects/new');
		await press('Escape', 'g', 'h');
		await page.waitForURL(`${server.url}/`);
	});

	it('walk along the items, open one, and turn the page', async () => {
		await at('/projects/pairs/items');
		await press('j', 'j', 'Enter');
		expect(await page.locator('.inside').textContent()).toContain('First answer 1');
		await press('n');
		await page.waitForURL(/cursor=/);
		await soon(() => page.locator('button.key').count()).toBe(10);
		await press('f');
		await soon(() => page.locator('button.key').count()).toBe(50);
	});
});

describe('a new project', () => {
	it('is made with the keyboard alone, its address made of its name', async () => {
		await at('/');
		await press('n');
		await page.waitForURL('**/projects/new');
		await page.locator('input[name=name]:focus').waitFor();
		await page.keyboard.type('Été, second round');
		await expect.poll(() => page.locator('input[name=slug]').inputValue()).toBe('ete-second-round');
		await press('Enter');
		await page.waitForURL('**/projects/ete-second-round');
		await expect.poll(() => page.locator('h1').textContent()).toBe('No items yet');
	});

	it('whose form has a mistake says on which line, before and after it is sent, and loses nothing', async () => {
		await at('/projects/new?stage=annotation');
		const form = page.locator('textarea[name=form]');
		await form.fill(
			'{\n"fields": [{"name":"text","type":"text"}],\n"questions": [{"name":"q","type":"labl"}]\n}'
		);
		await soon(() => page.locator('.said').textContent()).toContain('Did you mean “label”?');
		expect(await page.locator('.said button').textContent()).toBe('line 3');
		await page.locator('.said button').click();
		const chosen = await form.evaluate((area: HTMLTextAreaElement) =>
			area.value.slice(area.selectionStart, area.selectionEnd)
		);
		expect(chosen).toBe('"labl"');
		await page.locator('input[name=name]').fill('Broken');
		await press('Enter');
		await soon(() => page.getByRole('alert').first().textContent()).toContain('Not made yet');
		expect(await page.locator('input[name=name]').inputValue()).toBe('Broken');
		expect(await form.inputValue()).toContain('labl"');
	});

	it('whose address is taken says so beside it', async () => {
		await at('/projects/new');
		await page.locator('input[name=name]').fill('Pairs');
		await press('Enter');
		await soon(() => page.locator('.field', { hasText: 'Address' }).textContent()).toContain(
			'There is already a project “pairs”.'
		);
	});
});

describe('guidelines', () => {
	const hostile = [
		'<script>window.hurt = 1</script> <img src=/x.png onerror="window.hurt = 2">',
		'![pixel](https://tracker.example/pixel.png) [go](javascript:window.hurt=3)',
		'```python" onmouseover="window.hurt=4\nx = 1\n```',
		'[out](https://example.org)'
	].join('\n\n');

	it('of anybody do nothing to the reader', async () => {
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url()));
		await at('/projects/pairs/guidelines');
		await page.getByRole('button', { name: 'Write them' }).click();
		await page.keyboard.insertText(hostile);
		await press('Control+Enter');
		await soon(() => page.locator('main').textContent()).toContain('Version 2 is what people read');
		// As rendered on the server, and once more by the browser.
		await reload(page, { waitUntil: 'networkidle' });
		const sheet = page.locator('.sheet .md');
		await sheet.hover();
		expect(await sheet.locator('script, img, iframe, style, [onerror], [onmouseover]').count()).toBe(0);
		expect(await sheet.textContent()).toContain('https://tracker.example/pixel.png');
		expect(await sheet.locator('a').evaluateAll((links) => links.map((a) => a.getAttribute('href')))).toEqual(
			['https://example.org']
		);
		expect(await sheet.locator('a').getAttribute('rel')).toBe('noopener noreferrer nofollow');
		expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
		expect(asked.filter((url) => !url.startsWith(server.url))).toEqual([]);
		expect(complaints).toEqual([]);
	});

	it('written while somebody else saved, or after the session ended, stay on the page', async () => {
		await at('/projects/pairs/guidelines');
		await press('e');
		const area = page.locator('textarea[name=guidelines]');
		await area.fill('Mine');
		const lead = await signedIn(server, 'lead@example.org');
		await lead('PATCH', '/api/v1/projects/pairs', { guidelines: 'Theirs' });
		await press('Control+Enter');
		await soon(() => page.getByRole('alert').textContent()).toContain('was saved while you wrote');
		expect(await area.inputValue()).toBe('Mine');
		await context.clearCookies();
		await press('Control+Enter');
		await soon(() => page.getByRole('alert').textContent()).toContain('Your session ended');
		expect(await area.inputValue()).toBe('Mine');
	});
});

describe('members', () => {
	it('are listed, given another role and removed; the focus stays with the hand', async () => {
		await at('/projects/pairs/members');
		const email = page.locator('input[type=email]');
		await email.fill('nobody@example.org');
		await press('Enter');
		await soon(() => page.locator('main').textContent()).toContain('Nobody here has the e-mail');
		await email.fill('rater@example.org');
		await press('Enter');
		await soon(() => page.locator('h1').textContent()).toBe('1 person works here');
		expect(await page.getByRole('checkbox', { name: /^rater ranks/ }).isChecked()).toBe(true);
		await page.locator('.roles').getByRole('checkbox', { name: 'researcher' }).check();
		await soon(() => page.getByRole('status').textContent()).toContain('rater and researcher');
		await page.getByRole('button', { name: 'Remove rater@example.org' }).click();
		await soon(() => page.locator('h1').textContent()).toBe('Every rater may work here');
	});
});

describe('settings', () => {
	it('are saved, paused and put away, each with its consequence said before', async () => {
		const lead = await signedIn(server, 'lead@example.org');
		await lead('POST', '/api/v1/projects', { slug: 'mild', name: 'Mild', stage: 'alignment' });
		await at('/projects/mild/settings');
		await page.locator('input[name=overlap]').fill('3');
		await press('Enter');
		await soon(() => page.getByRole('status').first().textContent()).toBe('Saved.');
		const { body } = await lead('GET', '/api/v1/projects/mild');
		expect(body).toMatchObject({ settings: { overlap: 3 } });
		await page.getByRole('button', { name: 'Pause' }).focus();
		await press('Enter');
		const resume = page.getByRole('button', { name: 'Resume' });
		await soon(() => resume.isVisible()).toBe(true);
		await soon(() => resume.evaluate((button) => button === document.activeElement)).toBe(true);
		await page.getByRole('button', { name: 'Archive' }).click();
		const keep = page.getByRole('button', { name: 'Keep' });
		await soon(() => keep.evaluate((button) => button === document.activeElement)).toBe(true);
		await page.getByRole('button', { name: 'Archive now' }).click();
		await soon(() => page.locator('main').textContent()).toContain('This project is archived');
		await at('/projects?state=archived');
		expect(await page.locator('main').textContent()).toContain('Mild');
	});
});

describe('without a connection', () => {
	it('a page says so, and asks before it reloads', async () => {
		await at('/projects/pairs');
		await context.setOffline(true);
		await page.getByRole('link', { name: 'Home', exact: true }).first().click();
		await soon(() => page.locator('h1').textContent()).toBe('No connection');
		await page.getByRole('button', { name: 'Try again' }).click();
		await soon(() => page.getByRole('status').textContent()).toContain('No answer at');
		await context.setOffline(false);
		await soon(() => page.locator('h1').textContent()).toContain('wait for');
	});
});

describe('before the scripts of a page have come', () => {
	it('what is typed and chosen stays, and is what is then asked', async () => {
		let come = () => {};
		const coming = new Promise<void>((resolve) => (come = resolve));
		await page.route('**/*.js', async (route) => {
			await coming;
			await route.continue();
		});
		await page.goto(`${server.url}/events`, { waitUntil: 'commit' });
		await page.getByLabel('show').selectOption({ label: 'projects' });
		await page.getByLabel('by').fill('user:nobody');
		const scripts = awake(page);
		come();
		await scripts;
		await page.getByRole('button', { name: 'Show' }).click();
		await page.waitForURL('**/events?project=&type=project.&actor=user%3Anobody&subject=');
	});
});

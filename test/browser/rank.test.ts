/** A rater at work, by keyboard alone, in a real browser against a real server. */
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import { onEachEngine } from '../setup/engines.ts';
import { turnBy } from '../setup/desk.ts';
import { keptHere } from '../setup/kept.ts';
import { lines, makeKey, makeUser, PASSWORD, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Judgment = {
	id: string;
	item_key: string;
	rater: string;
	shown: string[];
	answers: { preference: { tiers: string[][]; strength: number; all_bad: boolean }; why?: string };
	supersedes?: string;
	counted: boolean;
};

const word = () => `w${randomBytes(6).toString('hex')}`;

/** What a caller knows and a rater must never learn: all of it random words, to be looked for on the wire. */
const secrets = () => ({
	a: word(),
	b: word(),
	models: [word(), word()],
	keys: Array.from({ length: 24 }, word),
	metadata: word(),
	extra: word()
});
type Secrets = ReturnType<typeof secrets>;

const items = ({ a, b, models, keys, metadata, extra }: Secrets) =>
	keys
		.map((key, i) =>
			JSON.stringify({
				key,
				metadata: { from: metadata },
				payload: {
					prompt: `Question ${i}`,
					extra,
					responses: [
						{ id: a, text: `Answer ${i} alpha`, model: models[0], extra },
						{ id: b, text: `Answer ${i} beta`, model: models[1] }
					]
				}
			})
		)
		.join('\n');

onEachEngine('ranking by keyboard', (engine) => {
	let server: Server;
	let browser: Browser;
	let admin: Client;
	beforeAll(async () => {
		[server, browser] = await Promise.all([startServer({ engine }), launchBrowser()]);
		const [key] = await Promise.all([
			makeKey(server, '--name', 'admin', '--role', 'admin'),
			makeUser(server, 'rater@example.org', 'rater'),
			makeUser(server, 'other@example.org', 'rater')
		]);
		admin = withKey(server, key);
	}, 120_000);
	afterAll(async () => {
		await browser.close();
		await server.stop();
	});

	const contexts: BrowserContext[] = [];
	async function signIn(email = 'rater@example.org'): Promise<BrowserContext> {
		const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 } });
		contexts.push(context);
		await signBackIn(context, email);
		return context;
	}
	async function signBackIn(context: BrowserContext, email = 'rater@example.org'): Promise<void> {
		const session = await context.request.post('/api/v1/session', {
			data: { email, password: PASSWORD },
			headers: { origin: server.url }
		});
		expect(session.status()).toBe(200);
	}
	async function project(known: Secrets, rows = items(known)): Promise<string> {
		const slug = word();
		const created = await admin('POST', '/api/v1/projects', {
			slug,
			name: 'Pairs',
			stage: 'alignment',
			guidelines: '# What counts\n\nPrefer the **helpful** answer.',
			form: {
				questions: [
					{ name: 'preference', type: 'ranking' },
					{ name: 'why', type: 'text', title: 'Why?' }
				]
			}
		});
		expect(created.status, JSON.stringify(created.body)).toBe(201);
		const added = await admin('POST', `/api/v1/projects/${slug}/items`, rows, {
			'content-type': 'application/x-ndjson'
		});
		expect(added.body).toMatchObject({ rejected: 0 });
		return slug;
	}
	const judgments = async (slug: string): Promise<Judgment[]> =>
		lines((await admin('GET', `/api/v1/projects/${slug}/judgments`)).body) as Judgment[];
	async function open(context: BrowserContext, slug: string): Promise<Page> {
		const page = await context.newPage();
		await goTo(page, `/projects/${slug}/rank`);
		await page.waitForSelector('#response-1');
		// The page answers keys once it lives.
		await page.waitForFunction(() => document.querySelector('.keyline [role=status]') !== null);
		await page.waitForLoadState('networkidle');
		return page;
	}

	const prompt = (page: Page) => page.locator('.prompt .text').innerText();
	const shown = (page: Page, n: 1 | 2) => page.locator(`#response-${n} .md`).innerText();
	const savedState = (page: Page) => page.locator('.keyline [role=status]').innerText();
	const chosen = (page: Page) => page.locator('.judge [aria-live]').innerText();
	async function submitAndNext(page: Page): Promise<void> {
		await turnBy(page, 'Enter');
		await expect.poll(() => savedState(page)).toMatch(/^Saved \d\d:\d\d:\d\d$/);
	}

	it('is done for twenty pairs, blind on the wire, and stored as it was seen', async () => {
		const known = secrets();
		const slug = await project(known);
		const context = await signIn();
		const wire: string[] = [];
		const bodies: Promise<void>[] = [];
		context.on('request', (request) => wire.push(request.url(), JSON.stringify(request.headers())));
		context.on('response', (response) => {
			wire.push(response.url(), JSON.stringify(response.headers()));
			bodies.push(
				response.text().then(
					(text) => void wire.push(text),
					() => {}
				)
			);
		});
		const page = await open(context, slug);

		const moves: { keys: string[]; best: 1 | 2 | null; strength: number; allBad?: boolean }[] = [
			{ keys: ['1'], best: 1, strength: 2 },
			{ keys: ['Shift+Digit2'], best: 2, strength: 3 },
			{ keys: ['='], best: null, strength: 0 },
			{ keys: ['x'], best: null, strength: 0, allBad: true },
			{ keys: ['ArrowLeft'], best: 1, strength: 1 },
			{ keys: ['1', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'], best: 2, strength: 2 },
			{ keys: ['x', 'x', '2'], best: 2, strength: 2 },
			{ keys: ['Shift+Digit1'], best: 1, strength: 3 }
		];
		const expected = new Map<
			string,
			{ best: string | null; strength: number; allBad: boolean; why: string }
		>();
		let alphaFirst = 0;
		for (let i = 0; i < 20; i++) {
			const {
				keys,
				best,
				strength,
				allBad = false
			} = moves[i % moves.length] ?? { keys: [], best: null, strength: 0 };
			const number = (await prompt(page)).replace('Question ', '');
			const sides = { 1: await shown(page, 1), 2: await shown(page, 2) };
			expect(Object.values(sides).toSorted()).toEqual([`Answer ${number} alpha`, `Answer ${number} beta`]);
			if (sides[1].endsWith('alpha')) alphaFirst++;
			for (const key of keys) await page.keyboard.press(key);
			const why = i % 5 === 0 ? `because of ${i}, x and = and 1` : '';
			if (why) {
				await page.keyboard.press('ArrowDown');
				await page.keyboard.type(why);
				await page.keyboard.press('Escape');
			}
			expected.set(number, {
				best: best && (sides[best].endsWith('alpha') ? known.a : known.b),
				strength,
				allBad,
				why
			});
			await submitAndNext(page);
		}
		expect(await page.locator('.pace').innerText()).toContain('20 by you');
		// Sides are balanced for each rater, and who stood left is part of the judgment.
		expect(Math.abs(alphaFirst - 10)).toBeLessThanOrEqual(1);
		const rows = await judgments(slug);
		expect(rows).toHaveLength(20);
		for (const { item_key: key, shown: order, answers } of rows) {
			const want = expected.get(String(known.keys.indexOf(key)));
			const { tiers, strength, all_bad: allBad } = answers.preference;
			expect({
				best: tiers.length === 2 ? tiers[0]?.[0] : null,
				strength,
				allBad,
				why: answers.why ?? ''
			}).toEqual(want);
			expect(order.toSorted()).toEqual([known.a, known.b].toSorted());
		}
		expect(rows.filter((row) => row.shown[0] === known.a)).toHaveLength(alphaFirst);

		await Promise.all(bodies);
		wire.push(await page.content());
		wire.push(await keptHere(page));
		// What is kept here is what was sent: the last ten are in it.
		expect(wire.at(-1)).toContain('because of 15');
		const sent = wire.join('\n');
		expect(sent).toContain('Answer 0 alpha');
		const words = [known.a, known.b, ...known.models, ...known.keys, known.metadata, known.extra];
		expect(words.filter((secret) => sent.includes(secret))).toEqual([]);
		await context.close();
	});

	it('shows one pair, also when somebody goes back before the next one was drawn ahead', async () => {
		const slug = await project(secrets());
		const context = await signIn();
		await context.addInitScript(() => {
			// From a moment on, the browser has always something else to do.
			const idle = window.requestIdleCallback.bind(window);
			window.requestIdleCallback = (act) =>
				document.documentElement.dataset.busy === undefined ? idle(act) : 0;
		});
		const page = await open(context, slug);
		const first = await prompt(page);
		await page.evaluate(
			() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(() => done(null))))
		);
		await page.evaluate(() => (document.documentElement.dataset.busy = ''));
		await page.keyboard.press('1');
		await submitAndNext(page);
		const second = await prompt(page);
		await turnBy(page, 'u');
		expect(await prompt(page)).toBe(first);
		expect(await page.locator('#response-1').count()).toBe(1);
		await turnBy(page, 'Escape');
		expect(await prompt(page)).toBe(second);
		expect(await page.locator('#response-1').count()).toBe(1);
	});

	it('shows guidelines and all keys, skips, and undoes what was done last', async () => {
		const known = secrets();
		const slug = await project(known);
		const context = await signIn();
		const page = await open(context, slug);
		await page.keyboard.press('g');
		await expect.poll(() => page.locator('dialog[open]').innerText()).toContain('Prefer the helpful answer.');
		await page.keyboard.press('Escape');
		await page.keyboard.press('?');
		await expect.poll(() => page.locator('dialog[open]').innerText()).toContain('All keys');
		await page.keyboard.press('Escape');
		await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);

		const first = await prompt(page);
		await page.keyboard.press('1');
		await submitAndNext(page);
		const second = await prompt(page);
		await page.keyboard.press('u');
		await expect.poll(() => prompt(page)).toBe(first);
		expect(await chosen(page)).toBe('1 is better');
		await page.keyboard.press('Escape');
		await expect.poll(() => prompt(page)).toBe(second);
		expect(await judgments(slug)).toHaveLength(1);

		await page.keyboard.press('Backspace');
		await expect.poll(() => prompt(page)).toBe(first);
		await page.keyboard.press('Shift+Digit2');
		await submitAndNext(page);
		expect(await prompt(page)).toBe(second);
		const rows = await judgments(slug);
		expect(rows.map((row) => row.answers.preference.strength)).toEqual([2, 3]);
		expect(rows[1]?.supersedes).toBe(rows[0]?.id);
		expect(await page.locator('.pace').innerText()).toContain('1 by you');

		await page.keyboard.press('f');
		await page.keyboard.type('both are cut off = x 1');
		await page.keyboard.press('Enter');
		await expect.poll(() => savedState(page)).toMatch(/^Flagged/);
		await page.keyboard.press('c');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Shift+Space');
		await page.keyboard.type('not in a language I read');
		await page.keyboard.press('Enter');
		await expect.poll(() => prompt(page)).not.toBe(second);
		await expect.poll(() => savedState(page)).toMatch(/^Skipped/);
		for (const noted of ['flag', 'skip']) {
			const listed = await admin('GET', `/api/v1/projects/${slug}/items?noted=${noted}`);
			expect((listed.body as { items: object[] }).items).toMatchObject([
				{
					notes: [
						{ kind: 'flag', text: 'both are cut off = x 1', by: 'rater@example.org' },
						{ kind: 'skip', text: 'not in a language I read', by: 'rater@example.org' }
					]
				}
			]);
		}
		await page.keyboard.press('u');
		await expect.poll(() => prompt(page)).toBe(second);
		await page.keyboard.press('=');
		await submitAndNext(page);
		expect(await judgments(slug)).toHaveLength(3);
		await context.close();
	});

	it('sends an answer once, however often Enter is pressed, and nothing without a choice', async () => {
		const slug = await project(secrets());
		const context = await signIn();
		const page = await open(context, slug);
		await page.keyboard.press('Enter');
		let submits = 0;
		page.on('request', (request) => (submits += request.url().endsWith('/submit') ? 1 : 0));
		await page.route('**/submit', async (route) => {
			await new Promise((resolve) => setTimeout(resolve, 300));
			await route.continue();
		});
		const first = await prompt(page);
		await page.keyboard.press('1');
		for (const key of ['Enter', 'Enter', 'Enter']) await page.keyboard.press(key);
		await expect.poll(() => prompt(page)).not.toBe(first);
		await page.waitForTimeout(500);
		expect(submits).toBe(1);
		const rows = await judgments(slug);
		expect(rows).toHaveLength(1);
		expect(rows[0]?.answers.preference.strength).toBe(2);
		await context.close();
	});

	it('keeps the answer when the session ends in the middle, and sends it after signing in again', async () => {
		const slug = await project(secrets());
		const context = await signIn();
		const page = await open(context, slug);
		const first = await prompt(page);
		await page.keyboard.press('Shift+Digit1');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.type('kept words');
		await page.keyboard.press('Escape');
		await context.clearCookies();
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator('main').innerText()).toContain('Sign in again to send your answer');
		expect(await savedState(page)).toBe('Signed out: sign in to send 1');
		await page.keyboard.type('not the password');
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator('main [role=alert]').count()).toBe(1);
		await page.keyboard.type(PASSWORD);
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator('.prompt .text').count()).toBe(1);
		await expect.poll(() => prompt(page)).not.toBe(first);
		await expect.poll(() => judgments(slug)).toHaveLength(1);
		const rows = await judgments(slug);
		expect(rows[0]?.answers).toMatchObject({ preference: { strength: 3 }, why: 'kept words' });
		await context.close();
	});

	it('keeps the answer while the network is gone, and sends it once when it is back', async () => {
		const slug = await project(secrets());
		const context = await signIn();
		const page = await open(context, slug);
		const first = await prompt(page);
		await context.setOffline(true);
		await page.keyboard.press('=');
		await page.keyboard.press('Enter');
		await expect.poll(() => savedState(page)).toBe('Not connected, 1 kept in this browser');
		expect(await prompt(page)).not.toBe(first);
		await page.waitForTimeout(1_500);
		expect(await judgments(slug)).toHaveLength(0);
		await context.setOffline(false);
		await expect.poll(() => savedState(page)).toMatch(/^Saved/);
		expect(await judgments(slug)).toHaveLength(1);
		await context.close();
	});

	it('loses nothing by a reload: the same pair, with the answer that was being made', async () => {
		const slug = await project(secrets());
		const context = await signIn();
		const page = await open(context, slug);
		await page.keyboard.press('1');
		await submitAndNext(page);
		const second = await prompt(page);
		await page.keyboard.press('Shift+Digit2');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.type('half a thought');
		await reload(page);
		await expect.poll(() => chosen(page)).toBe('2 is much better');
		expect(await prompt(page)).toBe(second);
		expect(await page.locator('.judge textarea').inputValue()).toBe('half a thought');
		expect(await savedState(page)).toContain('not submitted');
		await submitAndNext(page);
		expect((await judgments(slug)).at(-1)?.answers).toMatchObject({ why: 'half a thought' });
		await context.close();
	});

	it('gives back what it holds when the page closes, but never a pair with an unsent answer', async () => {
		const known = secrets();
		const slug = await project(known, items({ ...known, keys: known.keys.slice(0, 4) }));
		const context = await signIn();
		const held = async () => {
			const other = await signIn('other@example.org');
			const answer = await other.request.post(`/api/v1/projects/${slug}/claims`, {
				data: { count: 10 },
				headers: { origin: server.url }
			});
			const { assignments } = (await answer.json()) as { assignments: { id: string; token: string }[] };
			for (const { id, token } of assignments)
				await other.request.post(`/api/v1/assignments/${id}/release`, {
					data: { token },
					headers: { origin: server.url }
				});
			await other.close();
			return 4 - assignments.length;
		};
		const page = await open(context, slug);
		expect(await held()).toBe(3);
		await page.goto('about:blank');
		await expect.poll(held).toBe(0);

		const again = await open(context, slug);
		expect(await held()).toBe(3);
		await again.keyboard.press('1');
		await again.goto('about:blank');
		await expect.poll(held).toBe(1);
		await context.close();
	});

	it('shows hostile text as text: nothing runs, nothing is fetched', async () => {
		const hostile = [
			'<script>window.hacked = 1</script>',
			'<img src="http://evil.example/a.png" onerror="window.hacked = 1">',
			'![a picture](http://evil.example/b.png)',
			'[a link](javascript:window.hacked=1)',
			'[another](data:text/html,<script>window.hacked=1</script>)',
			'<style>body { display: none }</style>',
			'<a href="http://evil.example" onclick="window.hacked=1">click</a>',
			'<iframe src="http://evil.example"></iframe><svg onload="window.hacked=1">',
			'```html\n<script>window.hacked = 1</script>\n```'
		].join('\n\n');
		const row = {
			key: 'hostile',
			payload: {
				prompt: hostile,
				responses: [
					{ id: 'a', text: hostile },
					{ id: 'b', messages: [{ role: '<b>assistant</b>', content: hostile }] }
				]
			}
		};
		const slug = await project(secrets(), JSON.stringify(row));
		const context = await signIn();
		const foreign: string[] = [];
		context.on('request', (request) => {
			if (!request.url().startsWith(server.url)) foreign.push(request.url());
		});
		const page = await context.newPage();
		page.on('dialog', (dialog) => void dialog.dismiss());
		await goTo(page, `/projects/${slug}/rank`);
		await page.waitForLoadState('networkidle');
		expect(await page.locator('#response-1').isVisible()).toBe(true);
		expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
		expect(foreign).toEqual([]);
		const work = page.locator('.duel');
		expect(
			await work.locator('img, iframe, script, style, svg, [onclick], [onerror], [onload]').count()
		).toBe(0);
		const addresses = await work
			.locator('a')
			.evaluateAll((links) => links.map((a) => a.getAttribute('href') ?? ''));
		expect(addresses.filter((href) => !/^(https?:|mailto:)/.test(href))).toEqual([]);
		expect(await page.locator('.duel article .who').innerText()).toBe('speaker 1');
		await context.close();
	});

	it('says so when it cannot ask a form, with the lines that can', async () => {
		const slug = word();
		await admin('POST', '/api/v1/projects', {
			slug,
			name: 'Pairs and places',
			stage: 'alignment',
			form: {
				fields: [{ name: 'source', type: 'text' }],
				questions: [
					{ name: 'preference', type: 'ranking' },
					{ name: 'places', type: 'spans', title: 'Places', required: true, options: [{ value: 'warm' }] }
				]
			}
		});
		const context = await signIn();
		const page = await context.newPage();
		await goTo(page, `/projects/${slug}/rank`);
		const main = await page.locator('main').innerText();
		expect(main).toContain('“Pairs and places” also needs an answer to Places.');
		expect(main).toContain(`/api/v1/projects/${slug}/claims`);
		await context.close();
	});

	it('says what there is to know when nothing is left', async () => {
		const known = secrets();
		const slug = await project(known, items({ ...known, keys: known.keys.slice(0, 1) }));
		const context = await signIn();
		const page = await open(context, slug);
		await page.keyboard.press('x');
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator('main').innerText()).toContain('That was the last one');
		await page.keyboard.press('u');
		await expect.poll(() => chosen(page)).toBe('both bad');
		await context.close();

		const late = await signIn('other@example.org');
		const empty = await late.newPage();
		await goTo(empty, `/projects/${slug}/rank`);
		expect(await empty.locator('main').innerText()).toContain('Nothing is left for you here');
		await late.close();
	});
});

/** A rater who ranks three to nine responses in a real browser: by mouse, by finger and by keyboard alone. */
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import { turnBy } from '../setup/desk.ts';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeKey, makeUser, PASSWORD, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Answers = {
	preference: { tiers: string[][]; strength?: number; all_bad: boolean; written?: string };
	[question: string]: unknown;
};
type Judgment = { id: string; item_key: string; shown: string[]; answers: Answers; supersedes?: string };

const preference = { name: 'preference', type: 'ranking' };
const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 860 } };
const phone: BrowserContextOptions = {
	viewport: { width: 390, height: 844 },
	hasTouch: true,
	isMobile: true
};

onEachEngine('ranking more than two', (engine) => {
	let server: Server;
	let browser: Browser;
	let admin: Client;
	beforeAll(async () => {
		[server, browser] = await Promise.all([startServer({ engine }), launchBrowser()]);
		const [key] = await Promise.all([
			makeKey(server, '--name', 'admin', '--role', 'admin'),
			makeUser(server, 'rater@example.org', 'rater')
		]);
		admin = withKey(server, key);
	}, 120_000);
	afterAll(async () => {
		await browser.close();
		await server.stop();
	});

	/** One item for each number of responses; those of item i say “i alpha”, “i beta” and so on. */
	const greek = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota'];
	async function project(counts: number[], questions: object[] = [preference]): Promise<string> {
		const slug = `w${randomBytes(6).toString('hex')}`;
		const form = { questions };
		const made = await admin('POST', '/api/v1/projects', { slug, name: 'Ladders', stage: 'alignment', form });
		expect(made.status, JSON.stringify(made.body)).toBe(201);
		const rows = counts.map((many, i) =>
			JSON.stringify({
				key: `item ${i}`,
				payload: {
					prompt: `Question ${i}`,
					responses: greek
						.slice(0, many)
						.map((id) => ({ id, text: `${id} answers question ${i}.\n\n${'It goes on. '.repeat(60)}` }))
				}
			})
		);
		const added = await admin('POST', `/api/v1/projects/${slug}/items`, rows.join('\n'), {
			'content-type': 'application/x-ndjson'
		});
		expect(added.body).toMatchObject({ rejected: 0 });
		return slug;
	}
	const judgments = async (slug: string): Promise<Judgment[]> =>
		lines((await admin('GET', `/api/v1/projects/${slug}/judgments`)).body) as Judgment[];
	/** Answers go out behind the page. */
	const judged = async (slug: string, many: number): Promise<Judgment[]> => {
		await expect.poll(async () => (await judgments(slug)).length).toBe(many);
		return judgments(slug);
	};
	async function open(slug: string, options = desktop): Promise<{ page: Page; context: BrowserContext }> {
		const context = await browser.newContext({ baseURL: server.url, ...options });
		const session = await context.request.post('/api/v1/session', {
			data: { email: 'rater@example.org', password: PASSWORD },
			headers: { origin: server.url }
		});
		expect(session.status()).toBe(200);
		const page = await context.newPage();
		await goTo(page, `/projects/${slug}/rank`);
		await page.waitForSelector('article');
		await page.waitForLoadState('networkidle');
		return { page, context };
	}
	/** Nothing when nothing is in hand. */
	const prompt = (page: Page) => page.evaluate(() => document.querySelector('.prompt')?.textContent ?? '');
	const order = (page: Page) => page.locator('.ladder [aria-live]').innerText();
	const press = async (page: Page, ...keys: string[]) => {
		for (const key of keys) await page.keyboard.press(key);
	};
	async function next(page: Page): Promise<void> {
		await turnBy(page, 'Enter');
	}
	/** What was shown under these numbers, in the caller's ids. */
	const ids = ({ shown }: Judgment, ...tiers: number[][]) =>
		tiers.map((tier) => tier.map((n) => shown[n - 1] ?? ''));
	const card = (page: Page, n: number) =>
		page.locator('[data-card]').filter({ has: page.locator(`b:text-matches("${n}$")`) });
	async function middle(page: Page, n: number): Promise<{ x: number; y: number }> {
		const box = await card(page, n).boundingBox();
		if (!box) throw new Error(`There is no card ${n}.`);
		return { x: box.x + 20, y: box.y + box.height / 2 };
	}

	it('is done by keyboard alone: digits, arrows, ties, and back again', async () => {
		const slug = await project([4, 4, 4]);
		const { page, context } = await open(slug);
		expect(await order(page)).toBe('nothing ranked');
		await press(page, 'Enter');
		expect(await page.locator('.send').innerText()).toContain('Rank all 4 first');
		await press(page, '2', '4', '1', '3');
		expect(await order(page)).toBe('2, then 4, then 1, then 3');
		// The last one is still in hand: up past one, tied with the one above, and put back from there.
		await press(page, 'ArrowUp', '=');
		expect(await order(page)).toBe('2, then 3 and 4, then 1');
		await press(page, 'Escape');
		expect(await order(page)).toBe('2, then 4, then 1; 3 not ranked');
		await press(page, '3', '=', '2', 'ArrowDown');
		expect(await order(page)).toBe('4, then 2, then 1 and 3');
		await press(page, 'Control+z');
		expect(await order(page)).toBe('2, then 4, then 1 and 3');
		expect(await page.locator('.place').allInnerTexts()).toEqual(['1st', '2nd', '3rd\ntied']);
		await next(page);
		const [first] = await judged(slug, 1);
		if (!first) throw new Error('There is no judgment.');
		const { tiers, ...others } = first.answers.preference;
		expect(tiers.map((tier) => tier.toSorted())).toEqual(
			ids(first, [2], [4], [1, 3]).map((tier) => tier.toSorted())
		);
		// Nobody was asked how strongly tiers differ.
		expect(others).toEqual({ all_bad: false });

		await press(page, 'x');
		expect(await order(page)).toBe('All bad. nothing ranked');
		await next(page);
		await press(page, 'u');
		await expect.poll(() => order(page)).toBe('All bad. nothing ranked');
		await press(page, 'x', '1', '3', '2', '4');
		await next(page);
		const rows = await judged(slug, 3);
		expect(rows[1]?.answers.preference).toEqual({ tiers: [rows[1]?.shown], all_bad: true });
		expect(rows[2]?.supersedes).toBe(rows[1]?.id);
		expect(rows[2]?.answers.preference.tiers).toEqual(rows[2] && ids(rows[2], [1], [3], [2], [4]));
		await context.close();
	});

	it('asks once more before the very order that was shown goes out', async () => {
		const slug = await project([3]);
		const { page, context } = await open(slug);
		await press(page, '1', '2', '3', 'Enter');
		await expect
			.poll(() => page.locator('.over').innerText())
			.toContain('exactly the order in which they were shown');
		expect(await prompt(page)).toContain('Question 0');
		// Another order is none of that, and the question comes anew when it is the one shown again.
		await press(page, '3', 'ArrowUp', '3');
		expect(await page.locator('.over').innerText()).not.toContain('exactly the order');
		await press(page, '3', 'ArrowDown', '3');
		await next(page);
		const [row] = await judged(slug, 1);
		expect(row?.answers.preference.tiers).toEqual(row?.shown.map((id) => [id]));
		await context.close();
	});

	it('is done by mouse: from the tray to the ladder, between tiers, onto a card, and off again', async () => {
		const slug = await project([4]);
		const { page, context } = await open(slug);
		async function drag(n: number, to: { x: number; y: number }): Promise<void> {
			const from = await middle(page, n);
			await page.mouse.move(from.x, from.y);
			await page.mouse.down();
			await page.mouse.move(from.x, from.y - 8, { steps: 2 });
			await page.mouse.move(to.x, to.y, { steps: 4 });
			await page.mouse.up();
		}
		const tier = async (at: number) => {
			const box = await page.locator('[data-tier]').nth(at).boundingBox();
			if (!box) throw new Error(`There is no tier ${at}.`);
			return { ...box, x: box.x + 120 };
		};
		const first = await page.locator('.tier.first p').boundingBox();
		if (!first) throw new Error('There is no first place.');
		await drag(3, { x: first.x + 50, y: first.y + 20 });
		expect(await order(page)).toBe('3; 1, 2 and 4 not ranked');
		const below = await tier(0);
		await drag(1, { x: below.x, y: below.y + below.height - 3 });
		expect(await order(page)).toBe('3, then 1; 2 and 4 not ranked');
		const between = await tier(1);
		await drag(2, { x: between.x, y: between.y + 2 });
		expect(await order(page)).toBe('3, then 2, then 1; 4 not ranked');
		const on = await tier(2);
		await drag(4, { x: on.x, y: on.y + on.height / 2 });
		expect(await order(page)).toBe('3, then 2, then 1 and 4');
		expect(await page.locator('.floating').count()).toBe(0);

		// While a card is dragged its place is kept, the target is named, and Esc drops nothing.
		const from = await middle(page, 3);
		const last = await tier(2);
		await page.mouse.move(from.x, from.y);
		await page.mouse.down();
		await page.mouse.move(last.x, last.y + 2, { steps: 4 });
		expect(await page.locator('.ghost').innerText()).toBe('where 3 was');
		expect(await page.locator('.gap.on').innerText()).toBe('new tier');
		await page.keyboard.press('Escape');
		await page.mouse.up();
		expect(await order(page)).toBe('3, then 2, then 1 and 4');

		// A press takes in hand; a press on a place puts there.
		await card(page, 4).click();
		await page.getByRole('button', { name: 'tie with the 1st' }).click();
		expect(await order(page)).toBe('3 and 4, then 2, then 1');
		await card(page, 2).click();
		await page.getByRole('button', { name: 'new tier at the top' }).click({ force: true });
		expect(await order(page)).toBe('2, then 3 and 4, then 1');
		await next(page);
		const [row] = await judged(slug, 1);
		expect(row?.answers.preference.tiers.map((ids) => ids.toSorted())).toEqual(
			row && ids(row, [2], [3, 4], [1]).map((tier) => tier.toSorted())
		);
		await context.close();
	});

	it('is done by finger: handles drag, everything else scrolls, a swipe turns the page', async () => {
		const slug = await project([4]);
		const { page, context } = await open(slug, phone);
		const cdp: CDPSession = await context.newCDPSession(page);
		async function touch(path: { x: number; y: number }[]): Promise<void> {
			const [start, ...others] = path;
			if (!start) return;
			await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [start] });
			for (const point of others)
				await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
			await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
		}
		const between = (a: { x: number; y: number }, b: { x: number; y: number }) =>
			[0, 0.1, 0.3, 0.6, 0.9, 1].map((t) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }));
		const scrolled = () => page.evaluate(() => scrollY);

		const read = (n: number) =>
			page
				.locator(`.tabs [role=tab]`)
				.nth(n - 1)
				.getAttribute('aria-selected');
		await touch(between({ x: 300, y: 500 }, { x: 90, y: 510 }));
		await expect.poll(() => read(2)).toBe('true');
		await touch(between({ x: 90, y: 500 }, { x: 300, y: 510 }));
		await expect.poll(() => read(1)).toBe('true');

		await page
			.locator('.ladder')
			.evaluate((ladder) => scrollTo(0, ladder.getBoundingClientRect().top + scrollY - 110));
		const top = await scrolled();
		// On the words of a card a finger scrolls; nothing is moved.
		const on = await middle(page, 2);
		await touch(between({ x: on.x + 150, y: on.y }, { x: on.x + 150, y: on.y + 200 }));
		await expect.poll(scrolled).toBeLessThan(top - 50);
		expect(await order(page)).toBe('nothing ranked');
		// What was flung runs out first.
		let before = -1;
		await expect.poll(async () => before === (before = await scrolled())).toBe(true);
		await page.evaluate((y) => scrollTo(0, y), top);
		await expect.poll(scrolled).toBe(top);

		const first = await page.locator('.tier.first p').boundingBox();
		if (!first) throw new Error('There is no first place.');
		await touch(between(await middle(page, 3), { x: first.x + 20, y: first.y + 20 }));
		await expect.poll(() => order(page)).toBe('3; 1, 2 and 4 not ranked');
		const tier = await page.locator('[data-tier]').first().boundingBox();
		if (!tier) throw new Error('There is no tier.');
		await touch(between(await middle(page, 1), { x: tier.x + 80, y: tier.y + tier.height / 2 }));
		await expect.poll(() => order(page)).toBe('1 and 3; 2 and 4 not ranked');
		// A tap takes one in hand, a tap on a place puts it there.
		// The browser takes the first tap soon after a raw touch for the end of a gesture, and makes no click of it.
		await expect
			.poll(async () => {
				await card(page, 4).tap();
				return order(page);
			})
			.toBe('1 and 3, then 4; 2 not ranked');
		await page.getByRole('button', { name: 'new tier at the top' }).tap();
		await expect.poll(() => order(page)).toBe('4, then 1 and 3; 2 not ranked');
		await card(page, 2).tap();
		const small = await page.evaluate(() =>
			[...document.querySelectorAll('main button')]
				.filter((button) => button.getClientRects().length > 0)
				.map((button) => [button.textContent.trim(), button.getBoundingClientRect().height] as const)
				.filter(([, height]) => height < 44)
		);
		expect(small).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
		await page.getByRole('button', { name: 'Submit and next' }).tap();
		const [row] = await judged(slug, 1);
		expect(row?.answers.preference.tiers.map((ids) => ids.toSorted())).toEqual(
			row && ids(row, [4], [1, 3], [2]).map((tier) => tier.toSorted())
		);
		await context.close();
	});

	it('takes a partial rank where the form says how many are enough', async () => {
		const slug = await project([5, 2], [{ ...preference, min: 2 }]);
		const { page, context } = await open(slug);
		await press(page, '4');
		expect(await page.locator('.send').innerText()).toContain('Rank 1 more');
		await press(page, '2');
		expect(await order(page)).toBe('4, then 2; 1, 3 and 5 not ranked');
		await next(page);
		const [row] = await judged(slug, 1);
		expect(row?.answers.preference.tiers).toEqual(row && ids(row, [4], [2]));
		// The same project has pairs, which keep their seven stops.
		await page.waitForSelector('#response-2');
		await press(page, 'Shift+Digit2');
		await page.keyboard.press('Enter');
		const [, pair] = await judged(slug, 2);
		expect(pair?.answers.preference).toMatchObject({ tiers: pair && ids(pair, [2], [1]), strength: 3 });
		await context.close();
	});

	it('ranks nine, and keeps what was begun through a reload', async () => {
		const slug = await project([9]);
		const { page, context } = await open(slug);
		await press(page, '9', '1', '8', '2', '=');
		await press(page, 'w');
		await page.keyboard.type('My own = x 1');
		await press(page, 'Escape');
		await reload(page);
		await expect.poll(() => order(page)).toBe('9, then 1, then 2 and 8; 3, 4, 5, 6 and 7 not ranked');
		expect(await page.locator('[data-written]').inputValue()).toBe('My own = x 1');
		await press(page, '7', '3', '6', '4', '5');
		await next(page);
		const [row] = await judged(slug, 1);
		expect(row?.answers.preference).toMatchObject({ written: 'My own = x 1', all_bad: false });
		expect(row?.answers.preference.tiers.map((ids) => ids.toSorted())).toEqual(
			row && ids(row, [9], [1], [2, 8], [7], [3], [6], [4], [5]).map((tier) => tier.toSorted())
		);
		await context.close();
	});

	const asked = [
		preference,
		{
			name: 'flags',
			type: 'labels',
			title: 'Flags',
			of: 'responses',
			required: false,
			options: [
				{ value: 'unsafe', title: 'Unsafe', key: 'q' },
				{ value: 'false', title: 'False' }
			]
		},
		{ name: 'clear', type: 'rating', title: 'Clear', of: 'responses' },
		{ name: 'polite', type: 'ranking', title: 'Polite', required: false },
		{ name: 'why', type: 'text', title: 'Why this order?', min: 12, required: true },
		{ name: 'harm', type: 'text', title: 'What is unsafe?', required: true, when: { flags: 'unsafe' } }
	];

	it('asks flags and ratings of each response, an aspect and a reason of the whole, by keyboard', async () => {
		const slug = await project([3], asked);
		const { page, context } = await open(slug);
		const send = () => page.locator('.send').innerText();
		await press(page, '3', '1', '2', '2');
		// Of the second, which is read now: a flag by its own key, a rating by its digit.
		await press(page, 'q', 'ArrowDown', '4');
		await press(page, 'Escape', ']', 'ArrowDown', 'ArrowDown', '5', 'Escape');
		expect(await send()).toContain('Clear');
		await press(page, '[', '[', 'ArrowDown', 'ArrowDown', '1');
		// The aspect comes next: numbers in a line, the last two tied.
		await press(page, '3', '2', '1', '=');
		expect(await send()).toContain('Why this order?');
		await press(page, 'ArrowDown');
		await page.keyboard.type('too short');
		await expect
			.poll(() => page.locator('.question .words').first().innerText())
			.toContain('9 of at least 12 characters');
		expect(await send()).toContain('at least 12 characters; this has 9');
		await page.keyboard.type(', now long');
		expect(await send()).toContain('What is unsafe?');
		await press(page, 'Escape', 'ArrowDown');
		await page.keyboard.type('It names a person');
		await press(page, 'Control+Enter');
		const [row] = await judged(slug, 1);
		if (!row) throw new Error('There is no judgment.');
		const [one = '', two = '', three = ''] = row.shown;
		expect(row.answers).toMatchObject({
			preference: { tiers: [[three], [one], [two]], all_bad: false },
			flags: { [two]: ['unsafe'] },
			clear: { [one]: 1, [two]: 4, [three]: 5 },
			why: 'too short, now long',
			harm: 'It names a person'
		});
		const polite = row.answers.polite as { tiers: string[][] };
		expect(polite.tiers.map((tier) => tier.toSorted())).toEqual([[three], [one, two].toSorted()]);
		await context.close();
	});

	it('asks the same of a pair: flags under each, the aspect in five dots', async () => {
		const slug = await project([2], asked);
		const { page, context } = await open(slug);
		await press(page, '2');
		await page.getByRole('region', { name: 'About response 1' }).getByText('False').click();
		await page.getByRole('region', { name: 'About response 1' }).getByText('3', { exact: true }).click();
		await page.getByRole('region', { name: 'About response 2' }).getByText('5', { exact: true }).click();
		await page.locator('[data-question=polite] label').nth(4).click();
		await page.locator('[data-words=why]').fill('The second is kind.');
		await page.keyboard.press('Escape');
		await press(page, 'w');
		await page.keyboard.type('A kinder one.');
		await press(page, 'Escape', 'Enter');
		const [row] = await judged(slug, 1);
		if (!row) throw new Error('There is no judgment.');
		const [one = '', two = ''] = row.shown;
		expect(row.answers).toEqual({
			preference: { tiers: [[two], [one]], strength: 2, all_bad: false, written: 'A kinder one.' },
			flags: { [one]: ['false'] },
			clear: { [one]: 3, [two]: 5 },
			polite: { tiers: [[two], [one]], strength: 3, all_bad: false },
			why: 'The second is kind.'
		});
		await context.close();
	});

	it('is refused by the server as by the view: too few ranked, a reason too short', async () => {
		const slug = await project(
			[3],
			[
				{ ...preference, min: 3 },
				{ name: 'why', type: 'text', min: 12, required: true }
			]
		);
		const { page, context } = await open(slug);
		const claims = await context.request.post(`/api/v1/projects/${slug}/claims`, {
			data: { count: 1 },
			headers: { origin: server.url }
		});
		const { assignments } = (await claims.json()) as {
			assignments: { id: string; token: string; item: { responses: { id: string }[] } }[];
		};
		const [held] = assignments;
		const own = held?.item.responses.map(({ id }) => id) ?? [];
		const send = async (answers: object) => {
			const answer = await context.request.post(`/api/v1/assignments/${held?.id ?? ''}/submit`, {
				data: { token: held?.token, answers },
				headers: { origin: server.url }
			});
			return { status: answer.status(), detail: ((await answer.json()) as { detail?: string }).detail };
		};
		const tiers = own.map((id) => [id]);
		expect(await send({ preference: { tiers: tiers.slice(1) }, why: 'long enough it is' })).toEqual({
			status: 422,
			detail: '/preference/tiers: Rank at least 3 responses; this ranks 2.'
		});
		expect(await send({ preference: { tiers }, why: ' short      ' })).toEqual({
			status: 422,
			detail: '/why: Write at least 12 characters; this has 5.'
		});
		expect((await send({ preference: { tiers }, why: 'long enough it is' })).status).toBe(201);
		await page.close();
		await context.close();
	});
});

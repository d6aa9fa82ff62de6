/** What a person answers is never lost and never another's: cut networks, closed tabs, ended sessions, killed servers. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allSent, inHand, openDesk, savedState, submitAndNext, type Desk, type Item } from '../setup/desk.ts';
import { onEachEngine } from '../setup/engines.ts';
import { makeUser, PASSWORD, signedIn } from '../setup/people.ts';
import { goTo, reload } from '../setup/browser.ts';

const sentiment = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'mood', type: 'label', title: 'Mood', options: [{ value: 'good' }, { value: 'bad' }] },
		{ name: 'why', type: 'text', title: 'Why', required: false }
	]
};
const texts = (many: number): Item[] =>
	Array.from({ length: many }, (_, i) => ({ key: `k${i}`, payload: { text: `Message ${i} of many.` } }));
const keyOf = async (page: Page): Promise<string> =>
	`k${/Message (\d+)/.exec(await inHand(page))?.[1] ?? ''}`;

onEachEngine('what is answered', (engine) => {
	let desk: Desk;
	beforeAll(async () => {
		desk = await openDesk(engine);
		await makeUser(desk.server, 'bo@example.org', 'annotator');
	}, 120_000);
	afterAll(() => desk.close());

	const signInAs = async (context: BrowserContext, email: string): Promise<void> => {
		const session = await context.request.post('/api/v1/session', {
			data: { email, password: PASSWORD },
			headers: { origin: desk.server.url }
		});
		expect(session.status()).toBe(200);
	};
	/** Labels the item in hand, 1 or 2, and goes on. @returns its key and the answer */
	async function label(page: Page, digit: '1' | '2'): Promise<[string, string]> {
		const [before, key] = [await inHand(page), await keyOf(page)];
		await page.keyboard.press(digit);
		await page.keyboard.press('Enter');
		await page.waitForFunction(
			(text) => !document.querySelector('.fields')?.textContent.startsWith(text),
			before.slice(0, 12)
		);
		return [key, digit === '1' ? 'good' : 'bad'];
	}
	/** @returns how many items the page was handed last, with the one in hand */
	function heldBy(page: Page): () => number {
		let held = 0;
		page.on('response', (response) => {
			if (!response.url().endsWith('/claims')) return;
			void response.json().then(({ assignments }: { assignments: object[] }) => (held = assignments.length));
		});
		return () => held;
	}
	const digitOf = (i: number) => (i % 3 === 0 ? '2' : '1');
	const stored = async (slug: string) =>
		(await desk.judgments(slug))
			.map(({ item_key: key, answers, rater }): [string, unknown, string] => [key, answers.mood, rater])
			.toSorted(([a], [b]) => (a < b ? -1 : 1));

	it('survives a dead network, a closed tab, an ended session and somebody else, and arrives once', async () => {
		const slug = await desk.project(sentiment, texts(24));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const given: [string, string][] = [];
		const held = heldBy(page);
		for (let i = 0; i < 3; i++) given.push(await label(page, digitOf(i)));
		await allSent(page);
		// Whoever answers fast holds more ahead.
		await expect.poll(held).toBeGreaterThanOrEqual(8);
		await context.setOffline(true);
		for (let i = 3; i < 10; i++) given.push(await label(page, digitOf(i)));
		await expect.poll(() => savedState(page)).toBe('Not connected, 7 kept in this browser');
		expect(await stored(slug)).toHaveLength(3);
		await page.close();
		await context.setOffline(false);

		const { user: me } = (await (await context.request.get('/api/v1/session')).json()) as {
			user: { id: string };
		};
		expect((await desk.admin('DELETE', `/api/v1/users/${me.id}/sessions`)).status).toBe(200);
		expect((await context.request.get('/api/v1/session')).status()).toBe(401);
		await signInAs(context, 'bo@example.org');
		const theirs = await context.newPage();
		const sent: string[] = [];
		theirs.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
		await goTo(theirs, '/');
		await theirs.waitForLoadState('networkidle');
		await goTo(theirs, `/projects/${slug}/annotate`);
		await theirs.waitForLoadState('networkidle');
		expect(await savedState(theirs)).toBe('Nothing to save yet');
		expect(sent.filter((url) => /submit|skip/.test(url))).toEqual([]);
		expect(await theirs.locator('aside ol li').count()).toBe(1);
		expect(await stored(slug)).toHaveLength(3);
		await theirs.close();

		await signInAs(context, 'ann@example.org');
		const home = await context.newPage();
		await goTo(home, '/');
		await expect.poll(() => stored(slug)).toHaveLength(10);
		await home.waitForLoadState('networkidle');
		expect(await stored(slug)).toEqual(
			given
				.map(([key, mood]): [string, string, string] => [key, mood, 'ann@example.org'])
				.toSorted(([a], [b]) => (a < b ? -1 : 1))
		);
		await context.close();
	});

	it('is refused under the session of somebody else who signed in beside the page, and waits', async () => {
		const slug = await desk.project(sentiment, texts(6));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		await signInAs(context, 'bo@example.org');
		await page.keyboard.press('1');
		await page.keyboard.press('Enter');
		await expect.poll(() => savedState(page)).toBe('Signed out: sign in to send 1');
		expect(await stored(slug)).toEqual([]);
		await page.keyboard.type(PASSWORD);
		await page.keyboard.press('Enter');
		await expect.poll(() => stored(slug)).toHaveLength(1);
		expect((await stored(slug))[0]?.[2]).toBe('ann@example.org');
		await context.close();
	});

	it('survives servers that are killed between answers', async () => {
		const slug = await desk.project(sentiment, texts(24));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const given: [string, string][] = [];
		const held = heldBy(page);
		for (let i = 0; i < 3; i++) given.push(await label(page, digitOf(i)));
		await allSent(page);
		await expect.poll(held).toBeGreaterThanOrEqual(8);
		await desk.server.kill();
		for (let i = 3; i < 6; i++) given.push(await label(page, digitOf(i)));
		await expect.poll(() => savedState(page)).toBe('Not connected, 3 kept in this browser');
		desk.server = await desk.server.restart();
		await expect.poll(() => savedState(page), { timeout: 30_000 }).toMatch(/^Saved/);
		for (let i = 6; i < 8; i++) given.push(await label(page, digitOf(i)));
		desk.server = await desk.server.restart();
		given.push(await label(page, '1'));
		await expect.poll(() => stored(slug), { timeout: 30_000 }).toHaveLength(9);
		expect((await stored(slug)).map(([key, mood]) => [key, mood])).toEqual(
			given.toSorted(([a], [b]) => (a < b ? -1 : 1))
		);
		await context.close();
	});

	it('is sent by one of two tabs, and neither asks again what the other answered', async () => {
		const slug = await desk.project(sentiment, texts(12));
		const context = await desk.signIn();
		const [one, two] = [await desk.open(context, slug), await desk.open(context, slug)];
		const given: [string, string][] = [];
		for (let i = 0; i < 8; i++) {
			const page = i % 2 === 0 ? one : two;
			await page.bringToFront();
			// A tab that hears of an answer in the other goes on, and has nothing in hand for that moment.
			const done = ['k', ...given.map(([key]) => key)];
			await expect.poll(() => keyOf(page).then((key) => done.includes(key))).toBe(false);
			given.push(await label(page, digitOf(i)));
		}
		await Promise.all([allSent(one), allSent(two)]);
		expect((await stored(slug)).map(([key, mood]) => [key, mood])).toEqual(
			given.toSorted(([a], [b]) => (a < b ? -1 : 1))
		);
		expect(await one.locator('.pace').innerText()).toContain('8 by you');
		expect(await two.locator('.pace').innerText()).toContain('8 by you');
		await context.close();
	});

	it('is there again as a draft after the tab was closed in the middle', async () => {
		const slug = await desk.project(sentiment, texts(4));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const first = await inHand(page);
		await page.keyboard.press('2');
		await page.keyboard.press('ArrowDown');
		await page.locator('[data-words=why]').fill('half a thought');
		await page.close();
		const again = await desk.open(context, slug);
		expect(await inHand(again)).toBe(first);
		expect(await again.locator('[data-words=why]').inputValue()).toBe('half a thought');
		expect(await again.locator('label.on').innerText()).toContain('bad');
		await again.keyboard.press('Escape');
		await submitAndNext(again);
		expect((await desk.judgments(slug))[0]?.answers).toEqual({ mood: 'bad', why: 'half a thought' });
		await context.close();
	});

	it('is revised in order while it waits, and the history says what became of each', async () => {
		const slug = await desk.project(sentiment, texts(8));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		await context.setOffline(true);
		const [key] = await label(page, '1');
		await page.keyboard.press('u');
		await expect.poll(() => keyOf(page)).toBe(key);
		await page.keyboard.press('2');
		await page.keyboard.press('Enter');
		await expect.poll(() => keyOf(page)).not.toBe(key);
		expect(await page.locator('aside ol').first().innerText()).toContain('waits');
		await context.setOffline(false);
		await expect.poll(() => savedState(page)).toMatch(/^Saved/);
		expect(await page.locator('aside ol').first().innerText()).not.toContain('waits');
		expect((await stored(slug)).map(([item, mood]) => [item, mood])).toEqual([[key, 'bad']]);
		await reload(page);
		await page.waitForLoadState('networkidle');
		// What was done just now outlives the page.
		await page.locator('aside ol button').first().click();
		await expect.poll(() => keyOf(page)).toBe(key);
		await page.keyboard.press('1');
		await submitAndNext(page);
		expect((await desk.judgments(slug)).map(({ answers }) => answers.mood)).toEqual(['bad', 'good']);
		await context.close();
	});

	it('is shown with the reason when it is refused, and goes only when the person says so', async () => {
		const slug = await desk.project(sentiment, texts(5));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const [key] = await label(page, '1');
		await allSent(page);
		const { body } = await desk.admin('GET', `/api/v1/projects/${slug}/items`);
		const item = (body as { items: { id: string; key: string }[] }).items.find((row) => row.key === key);
		const lead = await signedIn(desk.server, 'lead@example.org');
		const resolved = await lead('POST', `/api/v1/projects/${slug}/items/${item?.id}/resolve`, {
			answers: { mood: 'good' }
		});
		expect(resolved.status, JSON.stringify(resolved.body)).toBeLessThan(300);
		await page.keyboard.press('u');
		await page.keyboard.press('2');
		await page.keyboard.press('Enter');
		await expect
			.poll(() => page.locator('.refused').innerText())
			.toContain('has given this item its final answer');
		expect(await savedState(page)).toContain('1 not taken');
		await reload(page);
		await expect.poll(() => page.locator('.refused').count()).toBe(1);
		const home = await context.newPage();
		await goTo(home, '/');
		await expect.poll(() => home.locator('.refused').innerText()).toContain('A project');
		const back = home.locator('.refused').getByRole('link', { name: 'Go to it' });
		expect(await back.getAttribute('href')).toBe(`/projects/${slug}/annotate`);
		await home.close();
		await page.locator('.refused').getByText('Copy').click();
		await expect.poll(() => page.locator('.refused pre').innerText()).toContain('"mood": "bad"');
		await page.locator('.refused').getByText('Open again').click();
		await expect.poll(() => keyOf(page)).toBe(key);
		await page.locator('.refused').getByText('Discard').click();
		await page.locator('.refused').getByText('Discard it').click();
		await expect.poll(() => page.locator('.refused').count()).toBe(0);
		await reload(page);
		await page.waitForLoadState('networkidle');
		expect(await page.locator('.refused').count()).toBe(0);
		await context.close();
	});

	it('is sent before a sign-out, which asks about what cannot be and then keeps nothing here', async () => {
		const slug = await desk.project(sentiment, texts(8));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		await context.route('**/submit', (route) => route.abort());
		for (let i = 0; i < 2; i++) await label(page, '1');
		await page.keyboard.press('2');
		await page.close();
		const home = await context.newPage();
		await goTo(home, '/');
		await expect
			.poll(() => home.locator('.unsent').innerText())
			.toContain('Not connected, 2 kept in this browser');
		const leave = async () => {
			if (!(await home.locator('#you').isVisible())) await home.locator('.me').click();
			await home.locator('#you').getByText('Sign out').click();
		};
		await leave();
		await expect
			.poll(() => home.locator('dialog[open]').innerText())
			.toMatch(/2 answers not sent and 1 answer begun and not submitted/);
		await home.getByText('Stay').click();
		await expect.poll(() => home.locator('dialog[open]').count()).toBe(0);
		expect(new URL(home.url()).pathname).toBe('/');
		const keptHere = (tab: Page) =>
			tab.evaluate(
				() =>
					new Promise<number>((resolve, reject) => {
						const drafts = Object.keys(localStorage).filter((name) => name.startsWith('assent-draft')).length;
						const opening = indexedDB.open('assent');
						opening.onerror = () => reject(new Error('no database'));
						opening.onsuccess = () => {
							const counting = opening.result.transaction('entry').objectStore('entry').count();
							counting.onsuccess = () => resolve(counting.result + drafts);
						};
					})
			);
		expect(await keptHere(home)).toBe(3);

		// Once the way is free, signing out sends and asks only about what was begun.
		await context.unroute('**/submit');
		await leave();
		await expect
			.poll(() => home.locator('dialog[open]').innerText())
			.toContain('1 answer begun and not submitted.');
		expect(await stored(slug)).toHaveLength(2);
		await home.getByText('Discard and sign out').click();
		await home.waitForURL('**/sign-in');
		await expect.poll(() => keptHere(home)).toBe(0);
		expect((await context.request.get('/api/v1/session')).status()).toBe(401);
		await context.close();
	});

	it('signs out without scripts too', async () => {
		const context = await desk.signIn({ javaScriptEnabled: false });
		const page = await context.newPage();
		await page.goto('/');
		await page.locator('.me').click();
		await page.locator('#you button[type=submit]').click();
		await page.waitForURL('**/sign-in');
		expect((await context.request.get('/api/v1/session')).status()).toBe(401);
		await context.close();
	});
});

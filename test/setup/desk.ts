/** An annotator at the labelling view of a real server, in a real browser. */
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { goTo, launchBrowser } from './browser.ts';
import type { Engine } from './engines.ts';
import { lines, makeKey, makeUser, PASSWORD, withKey, type Client } from './people.ts';
import { startServer, type Server } from './server.ts';

export type Judgment = {
	id: string;
	item_key: string;
	rater: string;
	answers: Record<string, unknown>;
	supersedes?: string;
};
export type Item = {
	key: string;
	payload: object;
	suggestions?: object[];
	judgments?: object[];
	metadata?: object;
};

/** A word that stands nowhere else. */
export const word = (): string => `w${randomBytes(6).toString('hex')}`;

export async function openDesk(engine: Engine) {
	const [first, browser]: [Server, Browser] = await Promise.all([startServer({ engine }), launchBrowser()]);
	const [key] = await Promise.all([
		makeKey(first, '--name', 'admin', '--role', 'admin'),
		makeUser(first, 'ann@example.org', 'annotator'),
		makeUser(first, 'lead@example.org', 'researcher', 'admin')
	]);
	const admin: Client = withKey(first, key);

	async function signIn(
		options: BrowserContextOptions = {},
		email = 'ann@example.org'
	): Promise<BrowserContext> {
		const context = await browser.newContext({
			baseURL: first.url,
			viewport: { width: 1280, height: 900 },
			...options
		});
		const session = await context.request.post('/api/v1/session', {
			data: { email, password: PASSWORD },
			headers: { origin: first.url }
		});
		expect(session.status()).toBe(200);
		return context;
	}

	async function project(form: object, items: Item[], more: object = {}): Promise<string> {
		const slug = word();
		const created = await admin('POST', '/api/v1/projects', {
			slug,
			name: 'A project',
			stage: 'annotation',
			form,
			...more
		});
		expect(created.status, JSON.stringify(created.body)).toBe(201);
		await add(slug, items);
		return slug;
	}
	async function add(slug: string, items: Item[]): Promise<void> {
		const body = items.map((item) => JSON.stringify(item)).join('\n');
		const added = await admin('POST', `/api/v1/projects/${slug}/items`, body, {
			'content-type': 'application/x-ndjson'
		});
		expect(added.body, JSON.stringify(added.body)).toMatchObject({ created: items.length, rejected: 0 });
	}

	/** The view, once it answers keys. */
	async function open(context: BrowserContext, slug: string): Promise<Page> {
		const page = await context.newPage();
		await goTo(page, `/projects/${slug}/annotate`);
		await page.waitForSelector('.form', { state: 'attached' });
		await page.waitForLoadState('networkidle');
		return page;
	}

	const judgments = async (slug: string): Promise<Judgment[]> =>
		lines((await admin('GET', `/api/v1/projects/${slug}/judgments`)).body) as Judgment[];

	return {
		/** the process that serves now: a test may kill it and start another one on the same port */
		server: first,
		admin,
		signIn,
		project,
		add,
		open,
		judgments,
		async close() {
			await browser.close();
			await this.server.stop();
		}
	};
}
export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** The text that can be marked, as its one text node holds it. */
export const markable = (page: Page): Promise<string> =>
	page.locator('.marked .text').evaluate((host) => (host.firstChild as Text | null)?.data ?? '');

const turnOf = (page: Page): Promise<string | null> => page.locator('.work').getAttribute('data-turn');

/** Presses a key and waits until the item in hand is another one: until then keys are nobody's. */
export async function turnBy(page: Page, key: string): Promise<void> {
	const before = await turnOf(page);
	await page.keyboard.press(key);
	await expect.poll(() => turnOf(page)).not.toBe(before);
}
export async function submitAndNext(page: Page, key = 'Enter'): Promise<void> {
	await turnBy(page, key);
	await allSent(page);
}
/** The answers are sent behind the page: waits until the server has them. */
export async function allSent(page: Page): Promise<void> {
	await expect.poll(() => savedState(page)).not.toMatch(/^Saving|waiting to be sent/);
}
/** What tells the item in hand from others: its fields. */
export const inHand = (page: Page): Promise<string> =>
	page.evaluate(() => {
		const picture = document.querySelector<HTMLElement>('.field figure')?.dataset.url ?? '';
		return `${document.querySelector('.fields')?.textContent ?? 'none'} ${picture}`;
	});
export const savedState = (page: Page): Promise<string> => page.locator('.keyline [role=status]').innerText();

/** Where on the screen a stretch of the markable text lies, in UTF-16 units: its first and its last box. */
export const boxesOf = (page: Page, start: number, end: number) =>
	page.locator('.marked .text').evaluate(
		(host, [from, to]) => {
			const node = host.firstChild as Text;
			const range = document.createRange();
			range.setStart(node, from ?? 0);
			range.setEnd(node, to ?? 0);
			const rects = Array.from(range.getClientRects()).filter(({ width }) => width > 0.5);
			const plain = (rect: DOMRect | undefined) =>
				rect && { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom };
			return { first: plain(rects[0]), last: plain(rects.at(-1)) };
		},
		[start, end]
	);

/** Drags the mouse from before a stretch to behind it, as it is read from left to right. */
export async function drag(page: Page, start: number, end: number): Promise<void> {
	const { first, last } = await boxesOf(page, start, end);
	if (!first || !last) throw new Error(`Nothing is drawn from ${start} to ${end}.`);
	await page.mouse.move(first.left + 1, (first.top + first.bottom) / 2);
	await page.mouse.down();
	await page.mouse.move(last.right - 1, (last.top + last.bottom) / 2, { steps: 4 });
	await page.mouse.up();
}

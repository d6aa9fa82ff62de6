/** Whoever leads a project at its items, imports and guidelines, beside people who work in it; in a real browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { savedState, submitAndNext, openDesk, type Desk, type Item } from '../setup/desk.ts';
import { goTo, reload } from '../setup/browser.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'mood', type: 'label', title: 'Mood', options: [{ value: 'good' }, { value: 'bad' }] }]
};
const items = (many: number, name = 'k'): Item[] =>
	Array.from({ length: many }, (_, i) => ({
		key: `${name}-${i}`,
		payload: { text: `Message ${i} of ${name}, from Quay Street.` }
	}));

let desk: Desk;
beforeAll(async () => {
	desk = await openDesk('sqlite');
}, 120_000);
afterAll(() => desk.close());

const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 15_000 });

async function lead(path: string, options = {}): Promise<Page> {
	const context = await desk.signIn(options, 'lead@example.org');
	const page = await context.newPage();
	await goTo(page, path, { waitUntil: 'networkidle' });
	return page;
}
const labeller = (slug: string) => desk.signIn().then((context) => desk.open(context, slug));
const keysOn = (page: Page) => page.locator('button.key').allInnerTexts();

describe('the items of a project', () => {
	it('are searched by key and by words, and filtered by what was said of them, by keyboard', async () => {
		const slug = await desk.project(form, [...items(3, 'desk'), ...items(3, 'lamp')]);
		const work = await labeller(slug);
		await work.keyboard.press('f');
		await work.keyboard.type('two messages in one');
		await work.keyboard.press('Enter');
		await soon(() => savedState(work)).toMatch(/^Flagged/);
		await work.keyboard.press('1');
		await submitAndNext(work);
		await work.keyboard.press('Shift+Space');
		await work.keyboard.type('not my language');
		await work.keyboard.press('Enter');
		await soon(() => savedState(work)).toMatch(/^Skipped/);
		await work.context().close();

		const page = await lead(`/projects/${slug}/items`);
		await page.keyboard.press('/');
		await page.keyboard.type('lamp-');
		await page.keyboard.press('Enter');
		await soon(() => keysOn(page)).toEqual(['lamp-0', 'lamp-1', 'lamp-2']);
		expect(await page.locator('h1').innerText()).toBe('Items that hold “lamp-”');
		await page.keyboard.press('/');
		await page.keyboard.type('quay 2 DESK');
		await page.keyboard.press('Enter');
		await soon(() => keysOn(page)).toEqual(['desk-2']);
		await page.keyboard.press('/');
		await page.keyboard.type('nowhere');
		await page.keyboard.press('Enter');
		await soon(() => page.locator('.empty').innerText()).toContain('No item holds “nowhere”');
		await page.getByRole('link', { name: 'All items' }).click();
		await soon(() => page.locator('h1').innerText()).toBe('All items');

		await page.getByRole('link', { name: 'flagged' }).click();
		await soon(() => keysOn(page)).toEqual(['desk-0']);
		await page.getByRole('link', { name: 'skipped, why' }).click();
		await soon(() => keysOn(page)).toEqual(['desk-1']);
		await page.keyboard.press('j');
		await page.keyboard.press('Enter');
		await soon(() => page.locator('.notes').innerText()).toMatch(
			/Skipped[^]*not my language[^]*ann@example\.org/
		);
		await page.context().close();
	});
});

describe('what an item held', () => {
	it('is erased by an admin who says why, and its key and what was chosen stay', async () => {
		const slug = await desk.project(form, items(2));
		const work = await labeller(slug);
		await work.keyboard.press('1');
		await submitAndNext(work);
		await work.context().close();

		const page = await lead(`/projects/${slug}/items`);
		await page.keyboard.press('j');
		await page.keyboard.press('Enter');
		await page.getByText('Erase what it held').press('Enter');
		await page.getByLabel('Why', { exact: true }).fill('They asked for it.');
		await page.getByRole('button', { name: 'Erase for good' }).press('Enter');
		await soon(() => page.locator('.done').innerText()).toBe('What it held is erased.');
		await soon(() => page.locator('.items').innerText()).toContain('erased');
		expect(await page.locator('.items').innerText()).not.toContain('Message 0');
		expect(await page.locator('.items').innerText()).toContain('Message 1');
		expect(await keysOn(page)).toEqual(['k-0', 'k-1']);
		const { body } = await desk.admin('GET', `/api/v1/log?project=${slug}&type=item.erased`);
		expect((body as { items: { type: string }[] }).items.map(({ type }) => type)).toEqual(['item.erased']);
		await page.context().close();
	});
});

describe('an import', () => {
	it('is withdrawn after it was said what goes and what stays', async () => {
		const slug = await desk.project(form, items(4));
		const work = await labeller(slug);
		await work.keyboard.press('1');
		await submitAndNext(work);
		// One is judged and three are held; then three more come in.
		const { body } = await desk.admin('GET', `/api/v1/projects/${slug}/imports`);
		const [first] = (body as { items: { id: string }[] }).items;
		const page = await lead(`/projects/${slug}/import`);
		await page.getByRole('button', { name: 'Withdraw …' }).click();
		await soon(() => page.locator('dialog[open]').innerText()).toContain('Nothing of it would go.');
		expect(await page.locator('dialog[open]').innerText()).toContain(
			'4 items stay: 1 that somebody judged and 3 that somebody holds now.'
		);
		await page.keyboard.press('Escape');
		await work.goto('about:blank');
		await soon(async () => {
			const weighed = await desk.admin('GET', `/api/v1/projects/${slug}/imports/${first?.id ?? ''}`);
			return (weighed.body as { held: number }).held;
		}).toBe(0);
		await page.getByRole('button', { name: 'Withdraw …' }).click();
		await soon(() => page.locator('dialog[open]').innerText()).toContain('3 items would go for good');
		// What would do it is not what Enter presses.
		expect(await page.evaluate(() => document.activeElement?.textContent)).not.toContain('Withdraw');
		await page.getByRole('button', { name: 'Withdraw 3 items' }).click();
		await soon(() => page.locator('.said').innerText()).toContain(
			'3 items of a request are withdrawn. 1 item stays: 1 that somebody judged.'
		);
		const listed = await desk.admin('GET', `/api/v1/projects/${slug}/items`);
		expect((listed.body as { items: { key: string }[] }).items.map(({ key }) => key)).toEqual(['k-0']);
		await page.context().close();
		await work.context().close();
	});

	it('that is withdrawn leaves a page that still shows one of its items, with a way on', async () => {
		const slug = await desk.project(form, items(3), { settings: { lease_minutes: 0.05 } });
		const work = await labeller(slug);
		// The page sleeps, and its leases run out.
		await work.route('**/api/v1/**', (route) => route.abort());
		const { body } = await desk.admin('GET', `/api/v1/projects/${slug}/imports`);
		const [first] = (body as { items: { id: string }[] }).items;
		await soon(async () => {
			const answer = await desk.admin('DELETE', `/api/v1/projects/${slug}/imports/${first?.id ?? ''}`);
			return (answer.body as { stays: number }).stays;
		}).toBe(0);
		await work.unroute('**/api/v1/**');
		await work.keyboard.press('1');
		await work.keyboard.press('Enter');
		// Above the next item, or in its place once the server has none.
		await soon(() => work.locator('main').innerText()).toContain('its item was withdrawn');
		await work.keyboard.press('Space');
		await work.keyboard.press('Space');
		await work.keyboard.press('Space');
		await soon(() => work.locator('main').innerText()).toContain('There are no items');
		await work.context().close();
	});
});

describe('guidelines that change', () => {
	it('are told to whoever saw earlier ones, with the difference; judgments name their version', async () => {
		const rules = (more: string) => `# Mood\n\nGood is good.\n\n${more}`;
		const slug = await desk.project(form, items(6), { guidelines: rules('Bad is bad.') });
		const work = await labeller(slug);
		expect(await work.getByText('guidelines changed').count()).toBe(0);
		await desk.admin('PATCH', `/api/v1/projects/${slug}`, { guidelines: rules('Irony is bad.') });
		// The next ones are handed out under the new guidelines: the page that is open learns it then.
		await work.keyboard.press('1');
		await submitAndNext(work);
		await soon(() => work.locator('.changed').innerText()).toContain('version 2');
		const [opened] = await Promise.all([
			work.context().waitForEvent('page'),
			work.getByRole('link', { name: 'What changed' }).click()
		]);
		await soon(() => opened.locator('.changes').innerText()).toContain('BadIrony is bad.');
		await opened.close();
		await work.keyboard.press('g');
		await soon(() => work.locator('.changed').count()).toBe(0);
		expect(await work.locator('.guide').innerText()).toContain('Irony is bad.');
		for (let i = 0; i < 4; i++) {
			await work.keyboard.press('1');
			await submitAndNext(work);
		}
		await work.context().close();

		await desk.admin('PATCH', `/api/v1/projects/${slug}`, { guidelines: rules('Irony is neither.') });
		const later = await labeller(slug);
		await soon(() => later.locator('.changed').innerText()).toContain('version 3');
		const told = later.waitForResponse((answer) => answer.url().endsWith('/guidelines/seen'));
		await later.getByRole('button', { name: 'Seen' }).click();
		await told;
		await reload(later, { waitUntil: 'networkidle' });
		expect(await later.locator('.changed').count()).toBe(0);
		await later.context().close();

		const page = await lead(`/projects/${slug}/guidelines`);
		await soon(() => page.locator('li', { hasText: 'Version 2' }).innerText()).toContain('admin');
		await page.getByRole('link', { name: 'What changed in version 3' }).click();
		await soon(() => page.locator('.changes').innerText()).toMatch(/badneither/);
		await page.context().close();
	});
});

/** A folder for pictures of the pages, where somebody wants to look. */
const SHOTS = process.env.ASSENT_SHOTS;

describe('how people agree', () => {
	const asks = {
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{
				name: 'kind',
				type: 'label',
				title: 'Kind',
				options: ['complaint', 'request', 'praise'].map((value) => ({ value }))
			},
			{ name: 'stars', type: 'rating', title: 'Stars', min: 1, max: 5, required: false },
			{
				name: 'parts',
				type: 'spans',
				title: 'Parts',
				field: 'text',
				options: [{ value: 'place' }],
				required: false
			},
			{ name: 'why', type: 'text', title: 'Why', required: false }
		]
	};
	/** The first four agree but on every fifth item; eve mostly says something of her own. */
	const votes = (key: string, i: number) =>
		['ana', 'bo', 'cy', 'dee', 'eve'].map((name, r) => {
			const truth = ['complaint', 'request', 'praise'][i % 3] ?? '';
			const kind =
				r === 4 && i % 4 > 0
					? 'praise'
					: i % 5 === 0 && r === 1 && i % 3 < 2
						? ['request', 'complaint'][i % 3]
						: truth;
			const parts = i % 2 === 0 || r === 3 ? [] : [{ start: 0, end: 7, label: 'place', quote: 'Message' }];
			return {
				item: key,
				rater: `${name}@example.org`,
				at: new Date(Date.UTC(2026, 0, 5 + 7 * Math.floor(i / 10), r)).toISOString(),
				answers: { kind, stars: 1 + ((i + (r === 2 ? 1 : 0)) % 5), parts }
			};
		});

	it('is told in a sentence and in pictures, whose cells lead to the items, by keyboard and on a phone', async () => {
		const all = items(60);
		const slug = await desk.project(asks, all);
		const empty = await lead(`/projects/${slug}/quality`);
		await soon(() => empty.locator('h1').innerText()).toBe('Nobody has judged yet');
		const body = all.flatMap(({ key }, i) => votes(key, i)).map((one) => JSON.stringify(one));
		await desk.admin('POST', `/api/v1/projects/${slug}/judgments`, body.join('\n'), {
			'content-type': 'application/x-ndjson'
		});
		await reload(empty, { waitUntil: 'networkidle' });
		await soon(() => empty.locator('h1').innerText()).toMatch(/^People (mostly agree|often disagree)/);
		const page = empty;
		const text = () => page.locator('main').innerText();
		expect(await text()).toMatch(/Krippendorff’s alpha, nominal[^]*\d\.\d\d–\d\.\d\d/);
		expect(await text()).toMatch(/eve@example\.org stands apart/);
		expect(await page.getByRole('img', { name: 'Agreement over 6 weeks' }).count()).toBe(1);
		if (SHOTS) {
			for (const [name, width] of [
				['wide', 1440],
				['phone', 390]
			] as const)
				for (const colorScheme of ['light', 'dark'] as const) {
					await page.setViewportSize({ width, height: 900 });
					await page.emulateMedia({ colorScheme });
					await page.screenshot({ path: `${SHOTS}/quality-${name}-${colorScheme}.png`, fullPage: true });
				}
			await page.setViewportSize({ width: 1280, height: 900 });
			await page.emulateMedia({ colorScheme: 'light' });
		}
		const cell = page.getByRole('link', { name: /^complaint and request: / }).first();
		await cell.focus();
		await page.keyboard.press('Enter');
		await soon(() => page.locator('#behind').innerText()).toMatch(/complaint and request/);
		expect(new URL(page.url()).searchParams.get('one')).toBe('complaint');
		const key = await page.locator('#behind a').first().innerText();
		await page.locator('#behind a').first().click();
		await soon(() => keysOn(page)).toContain(key);
		await page.goBack();
		await page.getByRole('link', { name: 'Parts' }).click();
		await soon(text).toContain('F1, the very same');
		await page.getByRole('link', { name: 'Why' }).click();
		await soon(text).toContain('answered in people’s own words');
		await page.setViewportSize({ width: 390, height: 844 });
		await goTo(page, `/projects/${slug}/quality?question=stars&tag=nothing:there`);
		await soon(() => page.locator('h1').innerText()).toBe('Nobody has judged yet');
		await page.getByRole('link', { name: 'Everything' }).click();
		await soon(text).toContain('Krippendorff’s alpha, ordinal');
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		await goTo(page, `/projects/${slug}/quality?question=nothing`);
		await soon(() => page.locator('h1').innerText()).toMatch(/^People/);
		await page.context().close();
	});
});

describe('leases', () => {
	it('live as long as the page: an empty queue says who holds what until when, and fills when the page closes', async () => {
		const slug = await desk.project(form, items(3), { settings: { lease_minutes: 0.05 } });
		const work = await labeller(slug);
		const leased = async () =>
			((await desk.admin('GET', `/api/v1/projects/${slug}/items?status=leased`)).body as { items: object[] })
				.items.length;
		await soon(leased).toBe(3);
		const other = await lead(`/projects/${slug}/annotate`);
		const state = () => other.locator('main').innerText();
		await soon(state).toContain('ann holds the last 3 items');
		expect(await other.getByRole('list', { name: 'Who holds them' }).innerText()).toMatch(
			/3 items\s+until \d\d:\d\d:\d\d/
		);
		// Three leases long nobody touches the page.
		await other.waitForTimeout(9_000);
		expect(await state()).toContain('holds the last 3 items');
		await work.goto('about:blank');
		// Each is given back by a message of its own: whichever came first is here.
		await soon(state).toMatch(/Message \d of k/);
		await Promise.all([work.context().close(), other.context().close()]);
	});
});

/** A lead ends what three people did not agree on, by keys alone. */
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk, word, type Desk } from '../setup/desk.ts';
import { engine } from '../setup/engines.ts';
import { makeKey, makeUser, withKey, type Client } from '../setup/people.ts';
import { goTo } from '../setup/browser.ts';

const TEXT = 'The second parcel was already open when it came.';
const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }, { value: 'mixed' }] },
		{ name: 'parts', type: 'spans', field: 'text', required: false, options: [{ value: 'fault' }] }
	]
};
const span = (start: number, end: number) => ({
	start,
	end,
	label: 'fault',
	quote: TEXT.slice(start, end)
});

let desk: Desk;
let people: Client[];
let context: BrowserContext;
beforeAll(async () => {
	desk = await openDesk(engine);
	await Promise.all(['bo', 'cy'].map((name) => makeUser(desk.server, `${name}@example.org`, 'annotator')));
	people = await Promise.all(
		['ann', 'bo', 'cy'].map(async (name) =>
			withKey(desk.server, await makeKey(desk.server, '--name', name, '--user', `${name}@example.org`))
		)
	);
	context = await desk.signIn({}, 'lead@example.org');
}, 120_000);
afterAll(() => desk.close());

type Held = { assignments: { id: string; token: string; item: { payload: { text: string } } }[] };

/** Three people answer every item: by item, what each says. */
async function answered(said: object[][]): Promise<string> {
	const items = said.map((_, n) => ({ key: `item-${n}`, payload: { text: `${TEXT} ${n}` } }));
	const slug = await desk.project(form, items, { settings: { overlap: 3 } });
	for (const [i, person] of people.entries()) {
		const { assignments } = (await person('POST', `/api/v1/projects/${slug}/claims`, { count: 10 }))
			.body as Held;
		for (const { id, token, item } of assignments) {
			const answers = said[Number(item.payload.text.split(' ').at(-1))]?.[i];
			const { status, body } = await person('POST', `/api/v1/assignments/${id}/submit`, { token, answers });
			expect(status, JSON.stringify(body)).toBe(201);
		}
	}
	return slug;
}

it('accepts, writes, sends back, notes a gap and takes back, with the keyboard', async () => {
	const [good, bad, mixed] = ['good', 'bad', 'mixed'].map((mood) => ({ mood }));
	const slug = await answered([
		[{ mood: 'good', parts: [span(11, 17)] }, { mood: 'bad', parts: [span(22, 34)] }, mixed ?? {}],
		[good ?? {}, bad ?? {}, mixed ?? {}],
		[bad ?? {}, good ?? {}, mixed ?? {}],
		[good ?? {}, good ?? {}, good ?? {}]
	]);
	const page = await context.newPage();
	await goTo(page, `/projects/${slug}/adjudicate`);
	const count = page.locator('.pace');
	await expect.poll(() => count.innerText()).toBe('3 to adjudicate');
	await page.waitForLoadState('networkidle');
	const inHand = () => page.locator('h1 code').innerText();
	const first = await inHand();
	expect(await page.locator('.lines > li').count()).toBe(3);

	await page.keyboard.press('g');
	await page.keyboard.type('Is a parcel that was opened a fault?');
	await page.keyboard.press('Control+Enter');
	await page.getByText('Noted. It stands beside the guidelines').waitFor();

	await page.keyboard.press('2');
	await expect.poll(inHand).not.toBe(first);
	await expect.poll(() => count.innerText()).toBe('2 to adjudicate');
	await page.keyboard.press('u');
	await expect.poll(inHand).toBe(first);
	await page.keyboard.press('1');
	await expect.poll(inHand).not.toBe(first);

	const second = await inHand();
	await page.keyboard.press('b');
	await page.keyboard.type('Read to the end.');
	await page.keyboard.press('Control+Enter');
	await expect.poll(inHand).not.toBe(second);

	const third = await inHand();
	await page.keyboard.press('w');
	await page.locator('.writer').waitFor();
	await page.keyboard.press('3');
	await page.keyboard.press('Control+Enter');
	await page.getByText('Nothing to adjudicate').waitFor();
	expect(third).not.toBe(second);

	const listed = (await desk.admin('GET', `/api/v1/projects/${slug}/items?status=open`)).body as {
		items: { key: string }[];
	};
	expect(listed.items.map(({ key }) => key)).toEqual([second]);
	const errors = (await desk.admin('GET', `/api/v1/projects/${slug}/errors`)).body as { items: object[] };
	expect(errors.items.length).toBeGreaterThan(0);
	const ann = people[0];
	const claimed = (await ann?.('POST', `/api/v1/projects/${slug}/claims`, {}))?.body;
	expect(claimed).toMatchObject({
		assignments: [{ purpose: 'review', again: { comment: 'Read to the end.' } }]
	});
	const hers = await desk.signIn();
	const back = await desk.open(hers, slug);
	await back.getByText('asks you to look at this item again: “Read to the end.”').waitFor();
	expect(await back.locator('.form input:checked').count()).toBe(1);
	await hers.close();
	const gaps = (await desk.admin('GET', `/api/v1/projects/${slug}/guidelines/gaps`)).body;
	expect(gaps).toMatchObject({
		items: [{ text: 'Is a parcel that was opened a fault?', closed_version: null }]
	});
	await page.close();
});

it('shows what another lead answered meanwhile, and answers nothing unseen', async () => {
	const slug = await answered([[{ mood: 'good' }, { mood: 'bad' }, { mood: 'mixed' }]]);
	const page = await context.newPage();
	await goTo(page, `/projects/${slug}`);
	await page.getByText('1 to adjudicate').waitFor();
	await goTo(page, `/projects/${slug}/quality`);
	const counted = page.locator('dl > div').filter({ hasText: 'to adjudicate' });
	await expect.poll(() => counted.locator('dd').innerText()).toBe('1');
	const href = await counted.getByRole('link').getAttribute('href');
	expect(href).toBe(`/projects/${slug}/adjudicate`);
	await goTo(page, href ?? '');
	await page.waitForLoadState('networkidle');
	const id =
		new URL(await page.evaluate(() => location.href)).searchParams.get('item') ??
		(await page.locator('.work').getAttribute('data-turn')) ??
		'';
	const other = await makeKey(desk.server, '--name', word(), '--user', 'lead@example.org');
	const given = await withKey(desk.server, other)('POST', `/api/v1/projects/${slug}/items/${id}/resolve`, {
		answers: { mood: 'mixed' }
	});
	expect(given.status, JSON.stringify(given.body)).toBe(200);
	await page.keyboard.press('1');
	await page.getByText('gave this item its final answer meanwhile').waitFor();
	await page.getByText('What you say now takes its place').waitFor();
	await page.close();
});

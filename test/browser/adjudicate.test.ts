/** A lead ends what three people did not agree on, by keys alone. */
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk, turnBy, word, type Desk } from '../setup/desk.ts';
import { engine } from '../setup/engines.ts';
import { greyPicture } from '../setup/pictures.ts';
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
	await page.locator('.writing').waitFor();
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
	await goTo(page, '/');
	const home = page.locator(`.wait a[href="/projects/${slug}/adjudicate"]`);
	await home.waitFor();
	expect(await home.innerText()).toMatch(/^1/);
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

type Seen = { items: { id: string; key: string }[] };
/** The final answers of a project, by key. */
async function finals(slug: string): Promise<Record<string, unknown>> {
	const { items } = (await desk.admin('GET', `/api/v1/projects/${slug}/items`)).body as Seen;
	const read = items.map(async ({ id, key }) => {
		const { body } = await desk.admin('GET', `/api/v1/projects/${slug}/items/${id}/adjudication`);
		return [key, (body as { final: { answers: unknown } | null }).final?.answers ?? null] as const;
	});
	return Object.fromEntries(await Promise.all(read));
}

it('writes a final ranking with the keys of the work, from one of the answers and from nothing', async () => {
	const item = (key: string, ids: string[], ...orders: string[][][]) => ({
		key,
		payload: {
			prompt: key,
			responses: ids.map((id) => ({ id, model: `model of ${id}`, text: `${id} says so` }))
		},
		judgments: orders.map((tiers, i) => ({
			rater: `r${i + 1}`,
			answers: { preference: { tiers, strength: 2 }, safe: { [ids[0] ?? '']: 'yes' } }
		}))
	});
	const slug = await desk.project(
		{
			questions: [
				{ name: 'preference', type: 'ranking' },
				{
					name: 'safe',
					type: 'label',
					of: 'responses',
					required: false,
					options: [{ value: 'yes' }, { value: 'no' }]
				}
			]
		},
		[
			item('pair', ['a', 'b'], [['a'], ['b']], [['b'], ['a']]),
			item('three', ['c', 'd', 'e'], [['c'], ['d'], ['e']], [['e'], ['d'], ['c']])
		],
		{ stage: 'alignment' }
	);
	const page = await context.newPage();
	const { items } = (await desk.admin('GET', `/api/v1/projects/${slug}/items`)).body as Seen;
	const open = (key: string) =>
		goTo(page, `/projects/${slug}/adjudicate?item=${items.find((one) => one.key === key)?.id ?? ''}`);
	await open('pair');
	const { keyboard } = page;
	const writing = page.locator('.writing');

	await keyboard.press('Shift+Digit2');
	await writing.waitFor();
	await page.getByText('strength 2 of 3').waitFor();
	expect(await page.locator('body').innerText()).not.toContain('model of');
	await keyboard.press('?');
	await page.getByRole('dialog').getByText('save as final').waitFor();
	await keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'hidden' });
	expect(await writing.count()).toBe(1);
	await keyboard.press('Escape');
	await writing.waitFor({ state: 'detached' });

	await keyboard.press('Shift+Digit2');
	await writing.waitFor();
	await keyboard.press('Shift+Digit1');
	await page.getByText('strength 3 of 3').waitFor();
	await keyboard.press('ArrowDown');
	await keyboard.press('Digit2');
	await keyboard.press('Enter');
	await page.getByText('pair has its final answer').waitFor();
	expect((await finals(slug)).pair).toEqual({
		preference: { tiers: [['a'], ['b']], strength: 3, all_bad: false },
		safe: { a: 'no' }
	});

	await open('three');
	await keyboard.press('w');
	await writing.waitFor();
	await keyboard.press('Enter');
	await page.getByRole('button', { name: 'Rank all 3 first' }).waitFor();
	for (const key of ['3', '1', '=', '2']) await keyboard.press(key);
	await keyboard.press('Enter');
	await page.getByText('three has its final answer').waitFor();
	expect((await finals(slug)).three).toMatchObject({
		preference: { tiers: [['c', 'e'], ['d']], all_bad: false }
	});

	await goTo(page, `/projects/${slug}/raters?person=r2`);
	await page.getByText('2 answers overruled by a final one').waitFor();
	expect(await page.locator('#errors a').allInnerTexts()).toEqual(['three', 'pair']);
	expect(await page.locator('#errors a').first().getAttribute('href')).toBe(
		`/projects/${slug}/adjudicate?item=${items.find(({ key }) => key === 'three')?.id ?? ''}`
	);
	await page.close();
});

it('shows a rater what the lead says of a ranking that was sent back, of two responses and of three', async () => {
	await makeUser(desk.server, 'rex@example.org', 'rater');
	const item = (key: string, ids: string[]) => ({
		key,
		payload: { prompt: key, responses: ids.map((id) => ({ id, text: `${id} says so` })) }
	});
	const slug = await desk.project(
		{ questions: [{ name: 'preference', type: 'ranking' }] },
		[item('two', ['a', 'b']), item('three', ['c', 'd', 'e'])],
		{ stage: 'alignment' }
	);
	const rex = withKey(desk.server, await makeKey(desk.server, '--name', word(), '--user', 'rex@example.org'));
	const { assignments } = (await rex('POST', `/api/v1/projects/${slug}/claims`, { count: 2 })).body as {
		assignments: { id: string; token: string; item: { responses: { id: string }[] } }[];
	};
	expect(assignments).toHaveLength(2);
	for (const { id, token, item: held } of assignments) {
		// The order of showing would be asked about before it is sent.
		const tiers = held.responses.map((response) => [response.id]).toReversed();
		const answers = { preference: { tiers, strength: 2 } };
		const { status, body } = await rex('POST', `/api/v1/assignments/${id}/submit`, { token, answers });
		expect(status, JSON.stringify(body)).toBe(201);
	}
	const lead = withKey(
		desk.server,
		await makeKey(desk.server, '--name', word(), '--user', 'lead@example.org')
	);
	const { items } = (await desk.admin('GET', `/api/v1/projects/${slug}/items`)).body as Seen;
	for (const { id, key } of items) {
		const sent = await lead('POST', `/api/v1/projects/${slug}/items/${id}/send-back`, {
			comment: `Look at ${key} to its end.`
		});
		expect(sent.status, JSON.stringify(sent.body)).toBe(201);
	}

	const his = await desk.signIn({}, 'rex@example.org');
	const page = await his.newPage();
	await goTo(page, `/projects/${slug}/rank`);
	await page.waitForLoadState('networkidle');
	const pace = page.locator('.pace');
	expect(await pace.innerText()).toBe('2 of 2 · 2 by you');
	for (const [i, key] of ['two', 'three'].entries()) {
		const told = page.locator('main').getByText('asks you to look at this item again');
		expect(await told.innerText()).toBe(
			`lead asks you to look at this item again: “Look at ${key} to its end.”`
		);
		expect(await page.locator('main').innerText()).toContain(key === 'two' ? 'a says so' : 'c says so');
		// It begins with what was said before, so it is sent as it stands.
		await turnBy(page, 'Enter');
		// What is answered again is done, but fills no place.
		await expect.poll(() => pace.innerText()).toBe(`2 of 2 · ${3 + i} by you`);
	}
	const again = async () => (await desk.judgments(slug)).filter(({ supersedes }) => supersedes).length;
	await expect.poll(again).toBe(2);
	await his.close();
});

it('draws boxes at work, by pointer and by keys, and edits one of the answers as the final one', async () => {
	const boxed = {
		fields: [{ name: 'image', type: 'image' }],
		questions: [{ name: 'what', type: 'boxes', options: [{ value: 'car' }, { value: 'van' }] }]
	};
	const payload = { image: greyPicture(400, 200) };
	const slug = await desk.project(boxed, [{ key: 'street', payload }], { settings: { overlap: 2 } });
	const hers = await desk.signIn();
	const page = await desk.open(hers, slug);
	const at = async (x: number, y: number) => {
		const { left, top, width, height } = await page
			.locator('.area')
			.evaluate((area) => area.getBoundingClientRect().toJSON() as DOMRect);
		return [left + x * width, top + y * height] as const;
	};
	await page.locator('.area img').evaluate((img: HTMLImageElement) => img.decode());
	await page.mouse.move(...(await at(0.1, 0.2)));
	await page.mouse.down();
	await page.mouse.move(...(await at(0.5, 0.8)), { steps: 4 });
	await page.mouse.up();
	await page.getByRole('button', { name: 'car, 40 by 60 % at 10, 20' }).waitFor();
	await page.keyboard.press('2');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Shift+ArrowUp');
	await page.getByRole('button', { name: 'van, 40 by 59 % at 11, 20' }).waitFor();
	await page.getByRole('button', { name: 'Add a box' }).press('Enter');
	await page.getByRole('button', { name: 'car, 25 by 25 % at 38, 38' }).waitFor();
	await page.getByRole('button', { name: 'Add a box' }).blur();
	await page.keyboard.press('Delete');
	await page.keyboard.press('Enter');
	await expect.poll(async () => (await desk.judgments(slug)).length).toBe(1);
	const [given] = await desk.judgments(slug);
	expect(given?.answers.what).toEqual([
		{
			x: expect.closeTo(0.11, 2),
			y: expect.closeTo(0.2, 2),
			width: expect.closeTo(0.4, 2),
			height: expect.closeTo(0.59, 2),
			label: 'van'
		}
	]);
	await hers.close();

	const { items } = (await desk.admin('GET', `/api/v1/projects/${slug}/items`)).body as Seen;
	const lead = await context.newPage();
	await goTo(lead, `/projects/${slug}/adjudicate?item=${items[0]?.id ?? ''}`);
	await lead.keyboard.press('Shift+Digit1');
	const box = lead.locator('.writing .area button');
	await box.focus();
	await lead.keyboard.press('Enter');
	await box.blur();
	await lead.keyboard.press('1');
	await lead.locator('.writing .area button[aria-label^="car"]').waitFor();
	await lead.keyboard.press('Enter');
	await lead.getByText('street has its final answer').waitFor();
	expect((await finals(slug)).street).toEqual({
		what: [{ ...(given?.answers.what as object[])[0], label: 'car' }]
	});
	await lead.close();
});

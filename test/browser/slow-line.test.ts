/** On a slow line: what a person types, chooses and presses while an answer is on its way is theirs when it comes. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, slowLine } from '../setup/browser.ts';
import { openDesk, type Desk } from '../setup/desk.ts';
import { greyPicture } from '../setup/pictures.ts';
import { makeKey, makeUser, signedIn, withKey, type Client } from '../setup/people.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
};

let desk: Desk;
let context: BrowserContext;
let page: Page;
let agent: Client;
let hold: Awaited<ReturnType<typeof slowLine>>;
beforeAll(async () => {
	desk = await openDesk('sqlite');
	agent = withKey(desk.server, await makeKey(desk.server, '--name', 'support', '--role', 'agent'));
	context = await desk.signIn({}, 'lead@example.org');
	page = await context.newPage();
	hold = await slowLine(page);
}, 120_000);
afterAll(() => desk.close());

const button = (name: string) => page.getByRole('button', { name, exact: true });
const type = (text: string) => page.keyboard.type(text);
const press = (key: string) => page.keyboard.press(key);
const soon = expect.poll;
const sends = (search: string) => (url: URL) => url.search === search;
const puts = (path: string) => (url: URL, method: string) => method === 'PUT' && url.pathname.endsWith(path);
const loads = (path: string) => (url: URL) => url.pathname === `${path}/__data.json`;
const inHand = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name);
const body = async <T>(path: string): Promise<T> => (await desk.admin('GET', path)).body as T;

describe('a form that is sent', () => {
	it('leaves what is typed since, and the field in which it is', async () => {
		await goTo(page, '/account');
		await page.getByLabel('Name').first().fill('Lea');
		const saving = hold(sends('?/name'));
		await press('Enter');
		await saving.asked;
		await type(' Marlow');
		saving.release();
		await page.getByRole('status').filter({ hasText: /./ }).first().waitFor();
		await type(' II');
		expect(await page.getByLabel('Name').first().inputValue()).toBe('Lea Marlow II');
	});

	it('takes the focus from nobody who has gone on', async () => {
		await goTo(page, '/account');
		await page.getByLabel('Name').first().fill('Lea Marlow');
		const saving = hold(sends('?/name'));
		await press('Enter');
		await saving.asked;
		await page.getByLabel('The one you have now').focus();
		saving.release();
		await page.getByRole('status').filter({ hasText: /./ }).first().waitFor();
		expect(await inHand()).toBe('current');
	});

	it('is sent once however often it is pressed, and once more when something else is in it', async () => {
		await goTo(page, '/keys');
		const names = async () =>
			(await body<{ items: { name: string }[] }>('/api/v1/keys')).items.map(({ name }) => name);
		const name = page.locator('.make input[name=name]');
		await name.fill('one');
		const making = hold(sends('?/create'));
		await press('Enter');
		await making.asked;
		await press('Enter');
		await name.fill('two');
		await press('Enter');
		await name.fill('three');
		making.release();
		await soon(names).toContain('two');
		await soon(() => page.getByRole('region', { name: 'The new key' }).innerText()).toContain('two');
		expect((await names()).filter((one) => one === 'one')).toHaveLength(1);
		expect(await name.inputValue()).toBe('three');
		expect(await inHand()).toBe('name');
	});

	it('stays with all that is in it while nobody answers, and is sent again', async () => {
		const slug = await desk.project(form, [{ key: 'k', payload: { text: 'A text' } }]);
		await goTo(page, `/projects/${slug}/guidelines`);
		await page
			.getByRole('button', { name: /^Write/ })
			.first()
			.click();
		const text = page.getByLabel('Text, in markdown');
		await text.fill('An hour of writing.');
		const said = page.getByRole('alert');
		const save = page.getByRole('button', { name: /^Save version/ });
		await page.route('**/guidelines', (route) => route.abort('internetdisconnected'));
		await save.click();
		await said.filter({ hasText: 'The server does not answer' }).waitFor();
		expect(await text.inputValue()).toBe('An hour of writing.');
		await page.unroute('**/guidelines');
		await save.click();
		await text.waitFor({ state: 'detached' });
		expect(await said.count()).toBe(0);
		expect(await page.locator('main').innerText()).toContain('An hour of writing.');
	});
});

describe('a question in the address', () => {
	it('leaves what is typed on', async () => {
		const slug = await desk.project(form, [
			{ key: 'lamp', payload: { text: 'lamp' } },
			{ key: 'lane', payload: { text: 'lane' } }
		]);
		await goTo(page, `/projects/${slug}/items`);
		const keys = () => page.locator('button.key').allInnerTexts();
		await press('/');
		await type('la');
		const searching = hold(loads(`/projects/${slug}/items`));
		await press('Enter');
		await searching.asked;
		await type('m');
		searching.release();
		await soon(() => page.locator('h1').innerText()).toBe('Items that hold “la”');
		await type('p');
		await press('Enter');
		await soon(keys).toEqual(['lamp']);
	});
});

describe('one more', () => {
	it('choice, made while the answer to another is on its way, keeps both', async () => {
		const slug = await desk.project(form, [{ key: 'k', payload: { text: 'A text' } }]);
		const path = `/projects/${slug}/export`;
		await goTo(page, `${path}?format=labels`);
		await page.locator('details', { hasText: 'Judgments, at least' }).locator('summary').click();
		const choosing = hold(loads(path));
		await page.getByLabel('Judgments, at least').fill('2');
		await press('Tab');
		await choosing.asked;
		await page.getByLabel('Share that agrees, at least').fill('0.75');
		await press('Tab');
		choosing.release();
		await soon(() => new URL(page.url()).searchParams.get('min_agreement')).toBe('0.75');
		expect(new URL(page.url()).searchParams.get('min_judgments')).toBe('2');
	});

	it('picture, dropped while another is on its way, is sent after it', async () => {
		const slug = await desk.project(
			{ ...form, fields: [...form.fields, { name: 'picture', type: 'image' }] },
			[]
		);
		await goTo(page, `/projects/${slug}/files`);
		const drop = (name: string, picture: string) =>
			page.locator('.drop').evaluate(
				(place, [called, base64]) => {
					const bytes = Uint8Array.from(atob(base64 ?? ''), (letter) => letter.charCodeAt(0));
					const dataTransfer = new DataTransfer();
					dataTransfer.items.add(new File([bytes], called ?? '', { type: 'image/png' }));
					place.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
				},
				[name, picture]
			);
		const sending = hold((url, method) => method === 'POST' && url.pathname.endsWith('/files'));
		await drop('one.png', greyPicture(20, 20).split(',').at(-1) ?? '');
		await sending.asked;
		await drop('two.png', greyPicture(30, 30).split(',').at(-1) ?? '');
		sending.release();
		await page.getByText('two.png').first().waitFor();
		await page.getByText('one.png').first().waitFor();
	});
});

describe('what is written', () => {
	it('in guidelines while a version is saved is the next one', async () => {
		const slug = await desk.project(form, []);
		await goTo(page, `/projects/${slug}/guidelines`);
		await page
			.getByRole('button', { name: /^Write/ })
			.first()
			.click();
		const text = page.getByLabel('Text, in markdown');
		await text.fill('Be kind.');
		const saving = hold((_url, method) => method === 'POST');
		await press('Control+Enter');
		await saving.asked;
		await type(' And brief.');
		saving.release();
		await button('Save version 3').waitFor();
		expect(await text.inputValue()).toBe('Be kind. And brief.');
		expect(await body(`/api/v1/projects/${slug}`)).toMatchObject({ guidelines: 'Be kind.' });
	});

	it('in a policy while it is saved stands, and is the next version', async () => {
		await desk.admin('POST', '/api/v1/projects', { slug: 'runs', name: 'Runs', stage: 'runtime' });
		await goTo(page, '/projects/runs/policy');
		await page.getByText('Text', { exact: true }).click();
		const text = page.getByLabel('The policy as JSON');
		const policy = (name: string) =>
			JSON.stringify({ actions: {}, rules: [{ name, when: 'true', mode: 'in_the_loop' }] });
		await text.fill(policy('first'));
		const saving = hold(puts('/policy'));
		await button('Save version 1').click();
		await saving.asked;
		await text.fill(policy('second'));
		saving.release();
		await page.getByText('Version 1 stands.').waitFor();
		expect(await text.inputValue()).toBe(policy('second'));
		await button('Save version 2').click();
		await page.getByText('Version 2 stands.').waitFor();
		expect(await body('/api/v1/projects/runs/policy')).toMatchObject({ rules: [{ name: 'second' }] });
	});

	it('in a loop rule while it is saved stays open, with whoever writes it in its field', async () => {
		await desk.project(form, [], { name: 'Tones' });
		await agent('POST', '/api/v1/decisions', {
			project: 'runs',
			action: { name: 'mail.send', args: { to: 'c-1', body: 'Hello' } }
		});
		await goTo(page, '/projects/runs/loop');
		await button('Low confidence goes to labelling').click();
		const name = page.getByLabel('Name');
		await name.fill('unsure');
		const saving = hold(puts('/loop'));
		await press('Enter');
		await saving.asked;
		await type(', first');
		saving.release();
		await page.getByText('“unsure” holds from the next decision on.').waitFor();
		await type(' of all');
		expect(await name.inputValue()).toBe('unsure, first of all');
		await button('Save the rule').click();
		await page.getByText('“unsure, first of all” holds from the next decision on.').waitFor();
		expect(await body('/api/v1/projects/runs/loop')).toMatchObject({
			rules: [{ name: 'unsure, first of all' }]
		});
	});
});

describe('what leads elsewhere', () => {
	it('is not led back by an address that was written meanwhile', async () => {
		const slug = await desk.project(form, [{ key: 'k', payload: { text: 'A text' } }], { name: 'Texts' });
		await goTo(page, `/datasets/new?project=${slug}&name=texts&format=labels`);
		const leaving = hold(loads('/datasets'));
		await page.getByRole('button', { name: 'Make the version' }).last().click();
		await leaving.asked;
		await page.getByLabel('People', { exact: true }).selectOption('only');
		// The address follows a choice at once; where it is not to, nothing more comes of it.
		await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
		leaving.release();
		await page.waitForURL(/\/datasets#texts/);
	});

	it('leaves why it was refused on the page', async () => {
		const slug = await desk.project(form, [{ key: 'k', payload: { text: 'A text' } }], { name: 'Texts' });
		await goTo(page, `/datasets/new?project=${slug}&format=labels`);
		await page.getByLabel('Name', { exact: true }).fill('No Name');
		const making = hold(sends('?/make'));
		await press('Enter');
		await making.asked;
		await page.getByLabel('People', { exact: true }).selectOption('only');
		making.release();
		await page.getByText('Use 1 to 64 lower-case letters').waitFor();
		await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
		expect(await page.getByText('Use 1 to 64 lower-case letters').count()).toBe(1);
		// The address follows with the next change, and takes the refusal with it.
		await page.getByLabel('Name', { exact: true }).fill('a-name');
		await soon(() => new URL(page.url()).searchParams.get('name')).toBe('a-name');
	});

	it('keeps the keys for the item that comes: nothing is answered in place of another', async () => {
		const answers = (mood: string, name: string) => ({ answers: { mood }, rater: `${name}@example.org` });
		const slug = await desk.project(
			form,
			['a', 'b', 'c'].map((key) => ({
				key,
				payload: { text: key },
				judgments: [answers('good', 'bo'), answers('bad', 'cy')]
			})),
			{ settings: { overlap: 2 } }
		);
		const coming = hold((url) => url.pathname.endsWith('/adjudication') && url.pathname.includes('/items/'));
		await goTo(page, `/projects/${slug}/adjudicate`);
		const inHand = () => page.locator('h1 code').innerText();
		const first = await inHand();
		await coming.asked;
		for (const key of ['j', 'w', '1']) await press(key);
		coming.release();
		await soon(inHand).not.toBe(first);
		const second = await inHand();
		expect(await page.locator('.writing').count()).toBe(0);
		await press('1');
		await page.getByText(`${second} has its final answer.`).waitFor();
		const { items } = await body<{ items: { key: string }[] }>(`/api/v1/projects/${slug}/adjudication`);
		expect(items.map(({ key }) => key).sort()).toEqual(['a', 'b', 'c'].filter((key) => key !== second));
	});
});

describe('what is read anew', () => {
	it('ends nobody’s way to another page', async () => {
		await goTo(page, '/account');
		await page.getByLabel('Name').first().fill('Lea Ray');
		const saving = hold(sends('?/name'));
		await press('Enter');
		await saving.asked;
		const leaving = hold(loads('/events'));
		await page.getByRole('navigation', { name: 'Main' }).first().getByRole('link', { name: 'Log' }).click();
		await leaving.asked;
		const saved = page.waitForResponse((answer) => sends('?/name')(new URL(answer.url())));
		saving.release();
		await (await saved).finished();
		// The page has what was saved, and would read itself anew now.
		await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
		leaving.release();
		await page.getByRole('heading', { name: 'The log' }).waitFor();
	});
});

describe('an operator', () => {
	let made = 0;
	/** An inbox in which refunds wait, the first to expire first, and what holds an answer to it */
	async function inboxOf(...amounts: number[]) {
		const slug = `desk-${++made}`;
		await desk.admin('POST', '/api/v1/projects', { slug, name: 'Desk', stage: 'runtime' });
		const propose = async (amount: number) =>
			(
				await agent('POST', '/api/v1/decisions', {
					project: slug,
					action: { name: 'refund', args: { amount } },
					risk: 'low',
					expires_in: 600 * amount
				})
			).body as { id: string };
		const ids: string[] = [];
		for (const amount of amounts) ids.push((await propose(amount)).id);
		const own = await desk.signIn({}, 'op@example.org');
		const inbox = await own.newPage();
		const holdHere = await slowLine(inbox);
		await goTo(inbox, `/projects/${slug}/inbox`);
		await inbox.getByRole('heading', { name: /refund 1/ }).waitFor();
		await inbox.getByText('Yours until').waitFor();
		return { slug, ids, inbox, propose, hold: holdHere, close: () => own.close() };
	}
	let another: Client;
	/** Whether somebody else gets it. */
	const isFree = async (id: string | undefined) =>
		(await another('POST', `/api/v1/decisions/${id}/claim`)).status === 200;
	beforeAll(async () => {
		await makeUser(desk.server, 'op@example.org', 'operator');
		another = await signedIn(desk.server, 'lead@example.org');
	});

	it('is shown nothing again that was answered since the list was asked for', async () => {
		const { inbox, propose, hold: holdHere, close } = await inboxOf(1, 2);
		const lists = (url: URL) =>
			url.pathname === '/api/v1/decisions' && url.searchParams.get('status') === 'open';
		const early = holdHere(lists);
		await propose(3);
		await early.asked;
		await inbox.keyboard.press('a');
		await inbox.getByRole('heading', { name: /refund 2/ }).waitFor();
		const later = holdHere(lists);
		early.release();
		const listed = inbox.getByRole('navigation', { name: 'Decisions that wait' });
		await soon(() => listed.getByRole('button').allInnerTexts()).toEqual([
			expect.stringContaining('refund 2'),
			expect.stringContaining('refund 3')
		]);
		later.release();
		await close();
	});

	it('keeps what they took again, though giving it back arrives after that', async () => {
		const { ids, inbox, close } = await inboxOf(1, 2);
		const [first] = ids;
		let go = () => {};
		const late = new Promise<void>((resolve) => (go = resolve));
		await inbox.route(`**/decisions/${first}/release`, async (route) => {
			await late;
			await route.fallback();
		});
		await inbox.keyboard.press('j');
		await inbox.getByRole('heading', { name: /refund 2/ }).waitFor();
		await inbox.getByText('Yours until').waitFor();
		await inbox.keyboard.press('k');
		await inbox.getByRole('heading', { name: /refund 1/ }).waitFor();
		await inbox.getByText('Yours until').waitFor();
		const given = inbox.waitForResponse((answer) => answer.url().endsWith(`${first}/release`));
		go();
		await given;
		expect(await isFree(first)).toBe(false);
		await inbox.keyboard.press('a');
		await inbox.getByRole('heading', { name: /refund 2/ }).waitFor();
		expect(await body(`/api/v1/decisions/${first}`)).toMatchObject({ status: 'approved' });
		await close();
	});

	it('goes on at once from one whose claim is unanswered, and what they passed by is given back', async () => {
		const { slug, ids, inbox, hold: holdHere, close } = await inboxOf(1, 2, 3, 4);
		const [, second, third] = ids;
		await inbox.keyboard.press('e');
		await inbox.getByLabel('amount').fill('11');
		await inbox.keyboard.press('Escape');
		const held = inbox.locator('.keyline [role=status]');
		const claims = (id: string | undefined) => (url: URL) => url.pathname.endsWith(`${id}/claim`);
		const passed = holdHere(claims(second));
		await inbox.keyboard.press('j');
		await passed.asked;
		const listed = inbox.getByRole('navigation', { name: 'Decisions that wait' });
		expect(await listed.locator('[aria-current=true]').innerText()).toContain('refund 2');
		// Nothing is answered of what is still shown.
		await inbox.keyboard.press('a');
		const later = holdHere(claims(third));
		await inbox.keyboard.press('j');
		await later.asked;
		await inbox.keyboard.press('j');
		await inbox.getByRole('heading', { name: /refund 4/ }).waitFor();
		await inbox.getByText('Yours until').waitFor();
		const until = await held.innerText();
		later.release();
		passed.release();
		for (const id of [second, third]) await soon(() => isFree(id)).toBe(true);
		expect(await inbox.getByRole('heading', { name: /refund 4/ }).count()).toBe(1);
		expect(await held.innerText()).toBe(until);
		// What was begun before all that is there again.
		await listed.getByRole('button', { name: /refund 1/ }).click();
		await inbox.locator('ins', { hasText: '11' }).waitFor();
		const waiting = await body<{ items: object[] }>(`/api/v1/decisions?project=${slug}&status=open`);
		expect(waiting.items).toHaveLength(4);
		await close();
	});

	it('keeps the one that they came back to while its first claim was unanswered', async () => {
		const { ids, inbox, hold: holdHere, close } = await inboxOf(1, 2, 3);
		const [, second] = ids;
		const claiming = holdHere((url) => url.pathname.endsWith(`${second}/claim`));
		await inbox.keyboard.press('j');
		await claiming.asked;
		for (const key of ['j', 'k']) await inbox.keyboard.press(key);
		claiming.release();
		await inbox.getByRole('heading', { name: /refund 2/ }).waitFor();
		await inbox.getByText('Yours until').waitFor();
		expect(await isFree(second)).toBe(false);
		await inbox.keyboard.press('a');
		await soon(() => body(`/api/v1/decisions/${second}`)).toMatchObject({ status: 'approved' });
		await close();
	});

	it('is told that the next one is on its way, never that nothing waits, while it is claimed', async () => {
		const { ids, inbox, hold: holdHere, close } = await inboxOf(1, 2);
		const claiming = holdHere((url) => url.pathname.endsWith(`${ids[1]}/claim`));
		await inbox.keyboard.press('a');
		await claiming.asked;
		await inbox.getByRole('heading', { name: 'The next one is on its way.', level: 1 }).waitFor();
		expect(await inbox.getByText('Nothing waits for you').count()).toBe(0);
		claiming.release();
		await inbox.getByRole('heading', { name: /refund 2/ }).waitFor();
		await close();
	});
});

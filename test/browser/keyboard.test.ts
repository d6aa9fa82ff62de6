/** The keys that a person presses: their own, in every view and on every machine, and never another control's. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { inHand, openDesk, savedState, type Desk } from '../setup/desk.ts';
import { engine } from '../setup/engines.ts';
import { goTo } from '../setup/browser.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{
			name: 'tone',
			type: 'label',
			title: 'Tone',
			options: [
				{ value: 'calm', title: 'Calm', key: 'q' },
				{ value: 'angry', title: 'Angry' }
			]
		}
	]
};
const items = (many: number) =>
	Array.from({ length: many }, (_, i) => ({ key: `k${i}`, payload: { text: `Message ${i}` } }));
const chosen = (page: Page) => page.locator('label.on').allInnerTexts();
const fieldOf = (page: Page, name: string) => page.locator(`input[name="${name}"]`);

let desk: Desk;
beforeAll(async () => {
	desk = await openDesk(engine);
}, 120_000);
afterAll(() => desk.close());
beforeEach(async () => {
	const context = await desk.signIn();
	const put = await context.request.patch('/api/v1/session', { data: { keyboard: {} } });
	expect(put.status()).toBe(204);
	await context.close();
});

type Press = Omit<KeyboardEventInit, 'view'>;
/** A press as a layout or an input method sends it, which no driver can. */
const press = (page: Page, init: Press) =>
	page.evaluate(
		(given) =>
			document.body.dispatchEvent(
				new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...given })
			),
		init
	);

it('prints the modifier that a machine has', async () => {
	const printed = async (platform: string) => {
		const context = await desk.signIn();
		const page = await context.newPage();
		await page.addInitScript(
			(name) => Object.defineProperty(navigator, 'platform', { get: () => name }),
			platform
		);
		await goTo(page, '/help');
		const row = page.locator('.pair', { hasText: 'submit while writing' }).first();
		await expect.poll(() => row.locator('kbd').allInnerTexts()).toHaveLength(2);
		await page.waitForLoadState('networkidle');
		const [cap] = await row.locator('kbd').allInnerTexts();
		await context.close();
		return cap;
	};
	expect(await printed('MacIntel')).toBe('⌘');
	expect(await printed('Linux x86_64')).toBe('Ctrl');
});

describe('keys of a person', () => {
	it('are chosen on their page by keyboard, refused where two would be one, and follow them', async () => {
		const slug = await desk.project(form, items(3));
		const context = await desk.signIn();
		const page = await context.newPage();
		await goTo(page, '/account/keyboard');
		await page.waitForLoadState('networkidle');
		await fieldOf(page, 'annotate.flag').focus();
		await page.keyboard.press('c');
		await page.keyboard.press('Enter');
		await expect
			.poll(() => page.locator('.wrong').allInnerTexts())
			.toEqual(['“c” is the key of “comment” while labelling. Give one of them another.']);
		expect(await fieldOf(page, 'annotate.flag').inputValue()).toBe('c');
		await fieldOf(page, 'annotate.flag').focus();
		await page.keyboard.press('q');
		await fieldOf(page, 'annotate.comment').focus();
		await page.keyboard.press('Backspace');
		await page.keyboard.press('Enter');
		await expect
			.poll(() => page.locator('.note, [role=status]').allInnerTexts())
			.toContainEqual(expect.stringContaining('Saved.'));
		await context.close();

		const elsewhere = await desk.signIn();
		const view = await desk.open(elsewhere, slug);
		const before = await inHand(view);
		for (const key of ['f', 'c', 'Control+q', 'Alt+q', 'Meta+q', 'Shift+q']) await view.keyboard.press(key);
		expect(await view.locator('.act input').count()).toBe(0);
		expect(await view.locator('.act .btn', { hasText: 'Flag' }).innerText()).toMatch(/Flag\s*q/);
		expect(await view.locator('.act .btn', { hasText: 'Comment' }).innerText()).toBe('Comment');
		// The form gives q to “Calm”: it stays the person's, and the option is chosen by its digit.
		expect(await view.locator('.options label').first().innerText()).toMatch(/^1\s*Calm/);
		await view.keyboard.press('?');
		await expect
			.poll(() => view.getByRole('dialog').innerText())
			.toContain('“q” is your key for “flag”; choose “Calm” by its digit or by Tab.');
		await view.keyboard.press('Escape');
		// Keys are nobody's while a dialog is closing: the browser says that it is closed a frame later.
		await expect.poll(() => view.locator('dialog .leaf').count()).toBe(0);
		await view.keyboard.press('q');
		await view.keyboard.type('both at once');
		await view.keyboard.press('Enter');
		await expect.poll(() => savedState(view)).toMatch(/^Flagged/);
		expect(await chosen(view)).toEqual([]);
		await view.keyboard.press('1');
		expect(await chosen(view)).toEqual([expect.stringContaining('Calm')]);
		expect(await inHand(view)).toBe(before);

		const list = await elsewhere.newPage();
		await goTo(list, '/account/keyboard');
		expect(await fieldOf(list, 'annotate.flag').inputValue()).toBe('q');
		expect(await fieldOf(list, 'annotate.comment').inputValue()).toBe('');
		await list.getByRole('button', { name: 'Back to the usual ones' }).click();
		await expect.poll(() => fieldOf(list, 'annotate.flag').inputValue()).toBe('f');
		await elsewhere.close();
	});

	it('switched off leave Enter, Space and Tab, and print no cap that does nothing', async () => {
		const slug = await desk.project(form, items(3));
		const context = await desk.signIn();
		const page = await context.newPage();
		await goTo(page, '/account/keyboard');
		await page.waitForLoadState('networkidle');
		await page.locator('input[name=characters]').focus();
		await page.keyboard.press('Space');
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator('.keyline li').count()).toBe(0);
		await page.keyboard.press('Escape');
		for (const key of ['g', 'h']) await page.keyboard.press(key);
		const view = await desk.open(context, slug);
		expect(page.url()).toContain('/account/keyboard');
		const first = await inHand(view);
		for (const key of ['q', '1', '2', 'f', 'u', 'g', '?']) await view.keyboard.press(key);
		expect(await chosen(view)).toEqual([]);
		expect(await view.getByRole('dialog').count()).toBe(0);
		const caps = await view.locator('.work kbd').allInnerTexts();
		expect(caps).not.toEqual([]);
		expect(caps.filter((cap) => [...cap].length === 1 && !'⇧⌫←→↑↓'.includes(cap))).toEqual([]);
		await view.keyboard.press('Space');
		await expect.poll(() => inHand(view)).not.toBe(first);
		await context.close();
	});
});

describe('a press', () => {
	it('with a modifier that no binding names, or of an input method, is not a key', async () => {
		const slug = await desk.project(form, items(2));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const presses: Press[] = [
			{ code: 'Digit1', key: '~', modifierAltGraph: true },
			{ code: 'Digit1', key: '1', ctrlKey: true },
			{ code: 'Digit1', key: '1', altKey: true },
			{ code: 'KeyQ', key: 'q', isComposing: true },
			{ code: 'KeyQ', key: 'Process' },
			{ code: 'KeyQ', key: 'q', keyCode: 229 },
			// The number pad moves the caret while it types no digits.
			{ code: 'Numpad1', key: 'End' },
			// What the key caps of another layout say: q types a here.
			{ code: 'KeyQ', key: 'a' }
		];
		for (const one of presses) await press(page, one);
		expect(await chosen(page)).toEqual([]);
		await press(page, { code: 'KeyA', key: 'q' });
		await expect.poll(() => chosen(page)).toEqual([expect.stringContaining('Calm')]);
		await press(page, { code: 'Numpad2', key: '2' });
		await expect.poll(() => chosen(page)).toEqual([expect.stringContaining('Angry')]);
		await context.close();
	});

	it('right after Esc is heard, though the browser has not said yet that it closed', async () => {
		const slug = await desk.project(form, items(1));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		await page.keyboard.press('?');
		await page.getByRole('dialog').waitFor();
		// As Esc closes it, and the next key before the browser’s next task.
		await page.evaluate(() => {
			document.querySelector<HTMLDialogElement>('dialog[open]')?.requestClose();
			document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', code: 'Slash', bubbles: true }));
		});
		await page.evaluate(() => new Promise((done) => setTimeout(done)));
		expect(await page.getByRole('dialog').isVisible()).toBe(true);
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'hidden' });
		await context.close();
	});

	it('of h goes to what was done just now, and Enter opens it again', async () => {
		const slug = await desk.project(form, items(3));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const first = await inHand(page);
		await page.keyboard.press('1');
		await page.keyboard.press('Enter');
		await expect.poll(() => inHand(page)).not.toBe(first);
		await page.keyboard.press('h');
		await page.keyboard.press('Enter');
		await expect.poll(() => inHand(page)).toBe(first);
		await page.keyboard.press('2');
		await page.keyboard.press('Enter');
		await expect.poll(() => desk.judgments(slug)).toHaveLength(2);
		expect((await desk.judgments(slug)).map(({ answers }) => answers)).toEqual([
			{ tone: 'calm' },
			{ tone: 'angry' }
		]);
		await context.close();
	});
});

/** What those need who do not see, do not point, or cannot bear what moves: a focus, words that are said, stillness, room. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';
import { inHand, openDesk, submitAndNext, type Desk } from '../setup/desk.ts';
import { engine } from '../setup/engines.ts';
import { makeUser, pairs } from '../setup/people.ts';
import { goTo } from '../setup/browser.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'parts', type: 'spans', title: 'Parts', options: [{ value: 'product' }, { value: 'place' }] },
		{ name: 'tone', type: 'label', title: 'Tone', options: [{ value: 'calm' }, { value: 'angry' }] },
		{
			name: 'kinds',
			type: 'labels',
			title: 'Kinds',
			required: false,
			options: [{ value: 'order' }, { value: 'question' }]
		},
		{ name: 'help', type: 'rating', title: 'Help', required: false },
		{ name: 'why', type: 'text', title: 'Why', required: false }
	]
};
const items = Array.from({ length: 5 }, (_, i) => ({
	key: `k${i}`,
	payload: { text: `Message ${i}: the oak desk came on Tuesday.` }
}));

let desk: Desk;
let slug: string;
const ranked = 'pairs';
beforeAll(async () => {
	desk = await openDesk(engine);
	slug = await desk.project(form, items, { guidelines: 'Read [the rules](https://example.org), twice.' });
	await makeUser(desk.server, 'rater@example.org', 'rater');
	await desk.admin('POST', '/api/v1/projects', {
		slug: ranked,
		name: 'Pairs',
		stage: 'alignment',
		guidelines: 'Read [the rules](https://example.org), twice.'
	});
	await desk.admin('POST', `/api/v1/projects/${ranked}/items`, pairs(4), {
		'content-type': 'application/x-ndjson'
	});
}, 120_000);
afterAll(() => desk.close());

async function at(context: BrowserContext, path: string): Promise<Page> {
	const page = await context.newPage();
	await goTo(page, path);
	await page.waitForLoadState('networkidle');
	return page;
}

type Stop = { name: string; ring: string; isHidden: boolean };
/** What has the focus: its ring, or that of the label which stands for it, and whether something lies over it. */
const stop = (page: Page): Promise<Stop | null> =>
	page.evaluate(() => {
		const { activeElement: focused } = document;
		if (!focused || focused === document.body) return null;
		const label = focused.closest('label');
		const shown = focused.getBoundingClientRect().width > 2 ? focused : (label ?? focused);
		const rings = [focused, focused.parentElement, label, label?.querySelector('.tick, .drop')].flatMap(
			(one) => {
				if (!one) return [];
				const { outlineStyle, outlineWidth } = getComputedStyle(one);
				return outlineStyle === 'none' ? [] : [outlineWidth];
			}
		);
		const { left, top, width, height } = shown.getBoundingClientRect();
		const over = document.elementFromPoint(left + Math.min(width / 2, 40), top + Math.min(height / 2, 20));
		const isIt =
			over !== null && (shown.contains(over) || over.contains(shown) || over.closest('label') === label);
		return {
			name: `${focused.tagName} ${(focused.getAttribute('aria-label') ?? focused.textContent ?? '').trim().slice(0, 40)}`,
			ring: rings[0] ?? '',
			isHidden: !isIt
		};
	});

describe('the focus', () => {
	it.each([
		['/', 'lead'],
		['/projects/new', 'lead'],
		['/projects/[slug]/items', 'lead'],
		['/projects/[slug]/import', 'lead'],
		['/projects/[slug]/export', 'lead'],
		['/people', 'lead'],
		['/account/keyboard', 'ann'],
		['/projects/[slug]/annotate', 'ann'],
		['/projects/pairs/rank', 'rater']
	])(
		'on %s is seen at each stop of Tab, with nothing over it, on a desk and on a phone',
		async (path, who) => {
			const context = await desk.signIn({}, `${who}@example.org`);
			const page = await at(context, path.replace('[slug]', slug));
			const wrong: string[] = [];
			for (const [width, height] of [
				[1440, 900],
				[390, 844]
			] as const) {
				await page.setViewportSize({ width, height });
				await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
				let stops = 0;
				for (let i = 0; i < 45; i++) {
					await page.keyboard.press('Tab');
					const here = await stop(page);
					if (!here) continue;
					stops++;
					if (here.ring === '') wrong.push(`${width}: no ring on ${here.name}`);
					if (here.isHidden) wrong.push(`${width}: something over ${here.name}`);
				}
				expect(stops).toBeGreaterThan(5);
			}
			expect([...new Set(wrong)]).toEqual([]);
			await context.close();
		}
	);

	it('stays inside a dialog, and comes back to what opened it', async () => {
		const context = await desk.signIn({}, 'rater@example.org');
		const page = await at(context, `/projects/${ranked}/rank`);
		await page.getByRole('button', { name: 'Guidelines' }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('dialog').waitFor();
		const inside = () =>
			page.evaluate(() => {
				const { activeElement: focused } = document;
				return focused === document.body || focused?.closest('dialog') !== null;
			});
		for (let i = 0; i < 6; i++) {
			await page.keyboard.press('Tab');
			expect(await inside()).toBe(true);
		}
		await page.keyboard.press('Escape');
		await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
		expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toMatch(/^Guidelines/);
		await context.close();
	});
});

describe('what is said', () => {
	it('is which item came, that it is saved, and what is wrong', async () => {
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const live = () =>
			page
				.locator('[aria-live], [role=status], [role=alert]')
				.evaluateAll((all) =>
					all.map((one) => one.textContent?.replace(/\s+/g, ' ').trim() ?? '').join(' | ')
				);
		const first = await inHand(page);
		expect(await live()).toContain('Item 1: Message');
		// The tone is asked for: Enter sends nothing yet.
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('1');
		await submitAndNext(page);
		await expect.poll(live).toContain('Item 2: Message');
		await expect.poll(live).toMatch(/[Ss]aved/);
		await page.keyboard.press('u');
		await expect.poll(() => inHand(page)).toBe(first);
		await expect.poll(live).toContain('Again: Message');
		await context.close();
	});
});

describe('whoever asked for stillness', () => {
	/** The longest that anything on the page takes to move, in seconds. */
	const longest = (page: Page) =>
		page.evaluate(() => {
			const seconds = (list: string) =>
				list.split(',').map((one) => parseFloat(one) / (one.trim().endsWith('ms') ? 1000 : 1));
			const all = [...document.querySelectorAll('*')].flatMap((element) =>
				[null, '::before', '::after', '::backdrop'].flatMap((part) => {
					const style = getComputedStyle(element, part);
					const moves = style.animationName === 'none' ? [] : seconds(style.animationDuration);
					return [...moves, ...seconds(style.transitionDuration)];
				})
			);
			return Math.max(...all);
		});

	it.each([
		['/', 'lead'],
		['/projects/[slug]/annotate', 'ann'],
		['/projects/pairs/rank', 'rater']
	])('sees nothing move on %s', async (path, who) => {
		const context = await desk.signIn({}, `${who}@example.org`);
		const page = await at(context, path.replace('[slug]', slug));
		expect(await longest(page)).toBeGreaterThan(0);
		await page.emulateMedia({ reducedMotion: 'reduce' });
		expect(await longest(page)).toBe(0);
		await context.close();
	});
});

describe('a thumb', () => {
	it('finds 44 px for each control of the labelling view, a bar within reach, and no key caps', async () => {
		const context = await desk.signIn({
			viewport: { width: 390, height: 844 },
			hasTouch: true,
			isMobile: true
		});
		const page = await desk.open(context, slug);
		const small = await page.evaluate(() =>
			[...document.querySelectorAll('button, a, input, select, textarea')].flatMap((control) => {
				// What is chosen by its label is as large as that.
				const target = control.closest('label') ?? control;
				const { width, height } = target.getBoundingClientRect();
				const isShown = target.checkVisibility({ visibilityProperty: true }) && width > 2;
				return isShown && (height < 44 || width < 38)
					? [
							`${control.tagName} ${(control.textContent ?? '').trim()} ${width.toFixed(0)} × ${height.toFixed(0)}`
						]
					: [];
			})
		);
		expect(small).toEqual([]);
		const bar = await page.locator('.act').boundingBox();
		expect(Math.round((bar?.y ?? 0) + (bar?.height ?? 0))).toBe(844);
		expect(
			await page.locator('kbd').evaluateAll((all) => all.filter((one) => one.checkVisibility()).length)
		).toBe(0);
		await context.close();
	});
});

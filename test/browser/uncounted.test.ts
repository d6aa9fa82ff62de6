/** Counting fails: each page says what failed and that nothing is lost, once, beside the one button that counts again. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findings } from '../setup/axe.ts';
import { goTo } from '../setup/browser.ts';
import { openDesk, type Desk } from '../setup/desk.ts';
import { joinStore } from '../setup/store.ts';
import type { Store } from '#lib/schema/store.server.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
};
const said = (mood: string, name: string) => ({ answers: { mood }, rater: `${name}@example.org` });
const tones = ['a', 'b', 'c'].map((key) => ({
	key,
	payload: { text: key },
	judgments: [said('good', 'bo'), said('bad', 'cy')]
}));
const pairs = ['x', 'y'].map((key) => ({
	key,
	payload: { prompt: key, responses: ['north', 'south'].map((model) => ({ id: model, text: key, model })) },
	judgments: [
		{
			answers: { preference: { tiers: [['north'], ['south']] } },
			rater: 'bo@example.org',
			shown: ['north', 'south']
		}
	]
}));

let desk: Desk;
let store: Store;
let context: BrowserContext;
let page: Page;
/** projects of which nothing was read yet, each for one test */
let labels: string;
let ranks: string;
beforeAll(async () => {
	desk = await openDesk('sqlite');
	store = await joinStore(desk.server.databaseUrl);
	context = await desk.signIn({ viewport: { width: 1440, height: 900 } }, 'lead@example.org');
	page = await context.newPage();
}, 120_000);
afterAll(() => desk.close());

/** What people said cannot be read any more. @returns makes it readable again */
async function damage(): Promise<() => Promise<void>> {
	const kept = await store.read.query<{ id: string; answers: string }>('select id, answers from judgment');
	await store.write((tx) => tx.query("update judgment set answers = '{ no document'"));
	return () =>
		store.write(async (tx) => {
			for (const { id, answers } of kept)
				await tx.query('update judgment set answers = $2 where id = $1', id, answers);
		});
}

const again = () => page.getByRole('button', { name: 'Count again' });

/** Opens a page whose numbers cannot be counted, asks in vain, and once more when they can. */
async function failing(path: string, what = 'The numbers could not be counted.') {
	const mend = await damage();
	await goTo(page, path);
	const alert = page.getByRole('alert');
	const number = async () => (await alert.innerText()).slice(-9, -1);
	await alert.waitFor();
	const first = await number();
	expect(await alert.innerText()).toBe(
		`${what} Nothing of the judgments is lost. If it stays so, tell whoever runs the server the number ${first}.`
	);
	for (const colorScheme of ['light', 'dark'] as const)
		for (const width of [1440, 390]) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 900 });
			expect(await findings(page), `${path} ${colorScheme} ${width}`).toEqual([]);
		}
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize({ width: 1440, height: 900 });
	await again().click();
	await expect.poll(number).not.toBe(first);
	expect([await alert.count(), await again().count()]).toEqual([1, 1]);
	await mend();
	await again().click();
	await alert.waitFor({ state: 'detached' });
	expect(await again().count()).toBe(0);
}

describe('what cannot be counted is told, and counted again,', () => {
	beforeEach(async () => {
		labels = await desk.project(form, tones, { name: 'Tones', settings: { overlap: 2 } });
		ranks = await desk.project({}, pairs, { name: 'Pairs', stage: 'alignment', form: undefined });
	});

	it('on the page of those who judge', async () => {
		await failing(`/projects/${labels}/raters`);
		await page.getByRole('heading', { name: 'Everybody' }).waitFor();
	});

	it('on the quality page', async () => {
		await failing(`/projects/${labels}/quality`);
		await page.getByRole('heading', { name: 'Every measure' }).waitFor();
	});

	it('at adjudication', async () => {
		await failing(`/projects/${labels}/adjudicate`);
		await page.getByText('3 to adjudicate').first().waitFor();
	});

	it('beside a leaderboard that stands, of those who voted', async () => {
		await failing(`/projects/${ranks}/leaderboard`, 'How those who voted do could not be counted.');
		await page.getByRole('heading', { name: 'Strength, Bradley-Terry' }).waitFor();
	});

	it('on the leaderboard', async () => {
		const tag = (metadata: string) =>
			store.write((tx) =>
				tx.query(
					'update item set metadata = $1 where project_id = (select id from project where slug = $2)',
					metadata,
					ranks
				)
			);
		await tag('{ no document');
		await goTo(page, `/projects/${ranks}/leaderboard?tag=language:de`);
		const alert = page.getByRole('alert');
		await alert.waitFor();
		expect(await alert.innerText()).toMatch(
			/^The numbers could not be counted\. Nothing of the judgments is lost\./
		);
		expect(await page.locator('.head').innerText()).not.toContain('counted');
		await tag('{"language":"de"}');
		await again().click();
		await page.getByRole('heading', { name: 'Strength, Bradley-Terry' }).waitFor();
		await alert.waitFor({ state: 'detached' });
	});
});

/** The leaderboard from no vote to a lead: what it shows is what the API says, it follows new votes, and leads to items. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoardView } from '#lib/quality/board.ts';
import { findings } from '../setup/axe.ts';
import { goTo, launchBrowser } from '../setup/browser.ts';
import { makeUser, PASSWORD, signedIn, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';
import { joinStore } from '../setup/store.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let lead: Client;
let rater: Client;
let number = 0;

/** Items of the project in the order of their ids, each ranked once: `a>b`, `a=b`. */
async function ranked(slug: string, names: readonly string[], rankings: readonly string[]): Promise<void> {
	const ids = names.map((_, i) => 'abcd'[i] ?? '');
	const rows = rankings.map((ranking) => ({ key: `pair-${number++}`, ranking }));
	const items = rows.map(({ key }) => ({
		key,
		payload: {
			prompt: `Question ${key}`,
			responses: names.map((model, i) => ({ id: ids[i], text: `${model} says ${key}`, model }))
		}
	}));
	const votes = rows.map(({ key, ranking }, i) => ({
		item: key,
		rater: `r${i % 5}`,
		answers: { preference: { tiers: ranking.split('>').map((tier) => tier.split('=')) } },
		shown: ids
	}));
	const ndjson = { 'content-type': 'application/x-ndjson' };
	for (const [path, rows] of [
		['items', items],
		['judgments', votes]
	] as const) {
		const lines = rows.map((row) => JSON.stringify(row)).join('\n');
		const answer = await lead('POST', `/api/v1/projects/${slug}/${path}`, lines, ndjson);
		expect(answer.body).toMatchObject({ created: rows.length, rejected: 0 });
	}
}

/** Pairs of two models, each voted on once: so often the first won, then the other, then nobody. */
const voted = (a: string, b: string, [won, lost, tied]: [number, number, number], slug = 'chat') =>
	ranked(
		slug,
		[a, b],
		[
			...Array<string>(won).fill('a>b'),
			...Array<string>(lost).fill('b>a'),
			...Array<string>(tied).fill('a=b')
		]
	);
const told = async (query = '', slug = 'chat'): Promise<BoardView> =>
	(await lead('GET', `/api/v1/projects/${slug}/leaderboard${query}`)).body as BoardView;
const create = (slug: string, name: string) =>
	lead('POST', '/api/v1/projects', { slug, name, stage: 'alignment' });

beforeAll(async () => {
	[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
	await makeUser(server, 'lead@example.org', 'researcher');
	await makeUser(server, 'rater@example.org', 'rater');
	[lead, rater] = [await signedIn(server, 'lead@example.org'), await signedIn(server, 'rater@example.org')];
	await create('chat', 'Chat');
	context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.request.post(`${server.url}/api/v1/session`, {
		data: { email: 'lead@example.org', password: PASSWORD }
	});
	page = await context.newPage();
}, 120_000);
afterAll(async () => {
	await browser.close();
	await server.stop();
});
const raterField = () => page.getByRole('combobox', { name: 'Rater', exact: true });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const facts = () => page.locator('.facts').innerText();
const points = (rating: number) => Math.round(rating).toLocaleString('en-GB');

/** The table below the picture, as rows of texts. */
async function table(): Promise<string[][]> {
	const rows = await page.locator('details table tbody tr').all();
	return Promise.all(rows.map((row) => row.locator('td').allTextContents()));
}
const shownRows = (view: BoardView) =>
	view.entries.map(({ rank: { best, worst }, model, rating, low, high, wins, ties, losses }) => [
		best === worst ? `${best}` : `${best}–${worst}`,
		model,
		points(rating),
		points(low ?? 0),
		points(high ?? 0),
		...[wins, ties, losses].map(points)
	]);
const trimmed = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.trim()));

describe('the leaderboard', () => {
	it('says that nothing is there, and shows the first votes without being asked', async () => {
		await goTo(page, `${server.url}/projects/chat/leaderboard`);
		await heading('No votes yet').waitFor();
		await voted('north', 'south', [40, 8, 2]);
		await voted('south', 'west', [40, 8, 2]);
		await voted('north', 'west', [12, 1, 0]);
		await heading('north leads').waitFor({ timeout: 20_000 });
	}, 60_000);

	it('shows the numbers of the API: strengths, ranks, wins, and who beats whom', async () => {
		const view = await told();
		await expect.poll(facts, { timeout: 15_000 }).toContain(`${view.votes} votes`);
		await page.getByText('As a table').click();
		expect(trimmed(await table())).toEqual(shownRows(view));
		expect(
			await page
				.getByRole('grid')
				.locator('tbody a')
				.allTextContents()
				.then((cells) => cells.map((cell) => cell.trim()))
		).toEqual(
			view.wins.flatMap((row, a) =>
				row.flatMap((won, b) => {
					const votes = view.counts[a]?.[b] ?? 0;
					return a === b ? [] : [votes < 20 ? 'few' : `${Math.round((100 * won) / votes)}`];
				})
			)
		);
		const share = ((100 * view.side.first) / view.side.decided).toFixed(1);
		await page.getByText(`The one shown first won ${share} %`).waitFor();
	});

	it('follows a rater who votes meanwhile', async () => {
		const before = (await told()).votes;
		const pair = {
			prompt: 'Which is it?',
			responses: [
				{ id: 'a', text: 'This one.', model: 'north' },
				{ id: 'b', text: 'That one.', model: 'south' }
			]
		};
		await lead('POST', '/api/v1/projects/chat/items', [{ key: 'fresh', payload: pair, priority: 9 }]);
		const claimed = (await rater('POST', '/api/v1/projects/chat/claims', { count: 1 })).body as {
			assignments: { id: string; token: string; item: { responses: { id: string }[] } }[];
		};
		const [one] = claimed.assignments;
		if (!one) throw new Error('nothing handed out');
		const [first, second] = one.item.responses.map(({ id }) => id);
		const said = await rater('POST', `/api/v1/assignments/${one.id}/submit`, {
			token: one.token,
			answers: { preference: { tiers: [[first], [second]], strength: 1 } },
			dwell_ms: 4000
		});
		expect(said.status).toBe(201);
		await expect.poll(facts, { timeout: 15_000 }).toContain(`${before + 1} votes`);
		expect((await told()).votes).toBe(before + 1);
	}, 60_000);

	it('goes by keys: along the models, two beside each other, to the items of one', async () => {
		await page.keyboard.press('j');
		await page.keyboard.press('c');
		await page.getByText('north, against which one?').waitFor();
		await page.keyboard.press('j');
		await page.keyboard.press('c');
		const { wins, counts } = await told();
		const won = wins[0]?.[1] ?? 0;
		await page.getByText(`north won ${won} of ${counts[0]?.[1] ?? 0} votes against south`).waitFor();
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/items\?model=south&judges=person$/);
		await page.getByRole('heading', { name: 'have a response of south and a person judged' }).waitFor();
		await page.goBack();
		await heading('north leads').waitFor();
	});

	it('leads from a cell to the items that it counts', async () => {
		await page
			.getByRole('grid')
			.getByRole('link', { name: /^north against west: too few/ })
			.click();
		await page.waitForURL(/model=north&against=west/);
		await expect.poll(() => page.locator('.items button.key').count()).toBe(13);
		await page.goBack();
		await heading('north leads').waitFor();
	});

	it('counts what is asked for, which stands in its address', async () => {
		await page.getByLabel('Model:').selectOption('davidson');
		await page.waitForURL(/\?model=davidson$/);
		await heading('Strength, Bradley-Terry with ties of their own').waitFor();
		await page.getByLabel('Model:').blur();
		await page.keyboard.press('f');
		await raterField().fill('r1');
		await raterField().press('Enter');
		await page.waitForURL(/rater=r1/);
		const view = await told('?model=davidson&rater=r1');
		await expect.poll(facts, { timeout: 15_000 }).toContain(`${view.votes} votes of one judge`);
		// Its cells lead to what that rater judged.
		const [own] = await page.getByRole('grid').locator('tbody a').all();
		if (!own) throw new Error('no cell');
		expect(await own.getAttribute('href')).toMatch(/model=.+&against=.+&judges=person&rater=r1$/);
		await page.getByRole('link', { name: 'Rater: r1: take it away' }).click();
		await page.waitForURL(/\?model=davidson$/);
		await goTo(page, `${server.url}/projects/chat/leaderboard?rater=nobody`);
		await heading('No vote is left').waitFor();
		await goTo(page, `${server.url}/projects/chat/leaderboard`);
		await heading('north leads').waitFor();
	}, 60_000);

	it('says of a model that never won that it is winless, and names no interval', async () => {
		await voted('north', 'last', [6, 0, 0]);
		const row = page.getByRole('link', { name: /^last: winless, drawn at/ });
		await row.waitFor({ timeout: 20_000 });
		await page.getByText('Winless: it never won nor tied, so its strength has no lower end.').waitFor();
		const { entries, regularised } = await told();
		expect(regularised).toBe(true);
		expect(entries.find(({ model }) => model === 'last')).toMatchObject({ low: null, standing: 'winless' });
	}, 60_000);

	it('says of models in pieces that no votes reach them, and of each what is unknown of it', async () => {
		await create('pieces', 'Pieces');
		await voted('one', 'two', [9, 7, 0], 'pieces');
		await voted('two', 'three', [9, 7, 0], 'pieces');
		await voted('champion', 'one', [6, 0, 0], 'pieces');
		await voted('three', 'loser', [6, 0, 0], 'pieces');
		await voted('far', 'away', [5, 4, 0], 'pieces');
		await goTo(page, `${server.url}/projects/pieces/leaderboard`);
		await heading('Votes do not reach from each model to each other yet').waitFor();
		await page.getByText(/^No path of wins leads from (far and away|away and far) to the rest/).waitFor();
		for (const [name, word] of [
			['champion', 'unbeaten'],
			['loser', 'winless'],
			['far', 'apart'],
			['away', 'apart']
		] as const)
			await page.getByRole('link', { name: new RegExp(`^${name}: ${word}, drawn at`) }).waitFor();
		for (const meaning of ['Unbeaten: it never lost', 'Winless: it never won', 'Apart: no path of wins'])
			await page.getByText(meaning).waitFor();
		await page.getByText('Comparisons do not tell how strong').waitFor();
		expect((await told('', 'pieces')).entries.filter(({ low }) => low !== null)).toHaveLength(3);
		expect(await findings(page)).toEqual([]);
	}, 60_000);

	it('ranks whole rankings by Plackett-Luce, and pairs of them when that is asked for', async () => {
		await create('lists', 'Lists');
		const orders = ['a>b>c', 'a>b>c', 'b>a>c', 'a>c>b', 'c>b>a', 'a=b>c'];
		await ranked('lists', ['north', 'south', 'west'], [...orders, ...orders, ...orders]);
		await goTo(page, `${server.url}/projects/lists/leaderboard`);
		await heading('Strength, Plackett-Luce').waitFor();
		const view = await told('', 'lists');
		expect([view.model, view.votes, view.comparisons]).toEqual(['plackett-luce', 18, 54]);
		await page.getByText('As a table').click();
		expect(trimmed(await table())).toEqual(shownRows(view));
		await page.getByLabel('Model:').selectOption('bradley-terry');
		await heading('Strength, Bradley-Terry').waitFor();
		const pairs = await told('?model=bradley-terry', 'lists');
		await expect.poll(async () => trimmed(await table())).toEqual(shownRows(pairs));
		expect(shownRows(pairs)).not.toEqual(shownRows(view));
		await page.keyboard.press('Escape');
		await goTo(page, `${server.url}/projects/lists/leaderboard?weights=alike`);
		await heading('No pair was drawn').waitFor();
	}, 60_000);

	it('says what broke where counting fails, and goes on when it is mended', async () => {
		const store = await joinStore(server.databaseUrl);
		const set = (metadata: string | null) =>
			store.write((tx) =>
				tx.query(
					`update item set metadata = $1 where project_id = (select id from project where slug = 'lists')`,
					metadata
				)
			);
		await set('{ this is no document');
		await goTo(page, `${server.url}/projects/lists/leaderboard?tag=language:de`);
		await page.getByRole('alert').waitFor();
		expect(await page.locator('.grid').count()).toBe(0);
		expect(await findings(page)).toEqual([]);
		await set('{"language":"de"}');
		await page.getByRole('link', { name: 'Tag: language:de: take it away' }).click();
		await heading('Strength, Plackett-Luce').waitFor();
		await goTo(page, `${server.url}/projects/lists/leaderboard?tag=language:de`);
		await heading('Strength, Plackett-Luce').waitFor();
	}, 60_000);

	it('says all of it without scripts, and counts what its form is sent', async () => {
		const plain = await browser.newContext({
			javaScriptEnabled: false,
			viewport: { width: 390, height: 2400 }
		});
		await plain.addCookies(await context.cookies());
		const bare = await plain.newPage();
		const view = await told();
		await bare.goto(`${server.url}/projects/chat/leaderboard`);
		// A page that opens while much else is done looks again by itself.
		await bare.getByRole('heading', { name: 'Strength, Bradley-Terry', exact: true }).waitFor();
		expect(await bare.locator('.facts').innerText()).toContain(`${view.votes} votes`);
		for (const { model } of view.entries)
			expect(await bare.locator(`a[data-model="${model}"]`).count()).toBe(1);
		await bare.getByLabel('Judge:').selectOption('model');
		await bare.getByRole('button', { name: 'Count' }).click();
		await bare.getByRole('heading', { name: 'No model has judged yet' }).waitFor();
		await plain.close();
	}, 60_000);

	it('stands against no rule of accessibility, on a desk and on a phone', async () => {
		await goTo(page, `${server.url}/projects/chat/leaderboard`);
		await heading('Strength, Bradley-Terry').waitFor();
		expect(await findings(page)).toEqual([]);
		await page.setViewportSize({ width: 390, height: 5000 });
		expect(await findings(page)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		await page.setViewportSize({ width: 1440, height: 900 });
	});
});

/** The leaderboard from no vote to a lead: what it shows is what the API says, it follows new votes, and leads to items. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoardView } from '#lib/quality/board.ts';
import { findings } from '../setup/axe.ts';
import { goTo, launchBrowser } from '../setup/browser.ts';
import { makeUser, PASSWORD, signedIn, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let lead: Client;
let rater: Client;
let number = 0;

/** Pairs of two models, each voted on once: so often the first won, then the other, then nobody. */
async function voted(a: string, b: string, [won, lost, tied]: [number, number, number]): Promise<void> {
	const said = [
		...Array<string>(won).fill('a>b'),
		...Array<string>(lost).fill('b>a'),
		...Array<string>(tied).fill('a=b')
	];
	const rows = said.map((ranking) => ({ key: `pair-${number++}`, ranking }));
	const items = rows.map(({ key }) =>
		JSON.stringify({
			key,
			payload: {
				prompt: `Question ${key}`,
				responses: [
					{ id: 'a', text: `${a} says ${key}`, model: a },
					{ id: 'b', text: `${b} says ${key}`, model: b }
				]
			}
		})
	);
	const tiers = (ranking: string) =>
		ranking.includes('=') ? [['a', 'b']] : ranking.split('>').map((id) => [id]);
	const votes = rows.map(({ key, ranking }, i) =>
		JSON.stringify({
			item: key,
			rater: `r${i % 5}`,
			answers: { preference: { tiers: tiers(ranking) } },
			shown: ['a', 'b']
		})
	);
	const ndjson = { 'content-type': 'application/x-ndjson' };
	for (const [path, lines] of [
		['items', items],
		['judgments', votes]
	] as const) {
		const answer = await lead('POST', `/api/v1/projects/chat/${path}`, lines.join('\n'), ndjson);
		expect(answer.body).toMatchObject({ created: lines.length, rejected: 0 });
	}
}
const told = async (query = ''): Promise<BoardView> =>
	(await lead('GET', `/api/v1/projects/chat/leaderboard${query}`)).body as BoardView;

beforeAll(async () => {
	[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
	await makeUser(server, 'lead@example.org', 'researcher');
	await makeUser(server, 'rater@example.org', 'rater');
	[lead, rater] = [await signedIn(server, 'lead@example.org'), await signedIn(server, 'rater@example.org')];
	await lead('POST', '/api/v1/projects', { slug: 'chat', name: 'Chat', stage: 'alignment' });
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
		await page.waitForURL(/\/items\?model=south$/);
		await page.getByRole('heading', { name: 'have a response of south' }).waitFor();
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
		await page.getByLabel('Ties:').selectOption('davidson');
		await page.waitForURL(/\?ties=davidson$/);
		await heading('Strength, Bradley-Terry with ties of their own').waitFor();
		await page.getByLabel('Ties:').blur();
		await page.keyboard.press('f');
		await raterField().fill('r1');
		await raterField().press('Enter');
		await page.waitForURL(/rater=r1/);
		const view = await told('?ties=davidson&rater=r1');
		await expect.poll(facts, { timeout: 15_000 }).toContain(`${view.votes} votes of one judge`);
		await page.getByRole('link', { name: 'Rater: r1: take it away' }).click();
		await page.waitForURL(/\?ties=davidson$/);
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

	it('stands against no rule of accessibility, on a desk and on a phone', async () => {
		expect(await findings(page)).toEqual([]);
		await page.setViewportSize({ width: 390, height: 5000 });
		expect(await findings(page)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		await page.setViewportSize({ width: 1440, height: 900 });
	});
});

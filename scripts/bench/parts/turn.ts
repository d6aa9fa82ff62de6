/**
 * What a person at a working view waits for, in a real browser, with every answer of the server late: from the key
 * press to the frame that shows the next item, and from a cold load to the first paint.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../../test/setup/browser.ts';
import type { Part } from '../figure.ts';
import { below, latency, round } from '../numbers.ts';
import { Served } from '../served.ts';
import { slowWay } from '../slow.ts';

const LATE_MS = 150;
/** Between two items: whoever is faster than this does not read. */
const PACE_MS = 400;
const COLD_LOADS = 10;

const paragraph = (i: number) =>
	`Answer ${i} begins here, and goes on for a while with **some weight** and \`a name\`.\n\n- one\n- two\n\n\`\`\`ts\nconst a = ${i};\n\`\`\`\n\n`;
type View = {
	role: 'rater' | 'annotator';
	stage: string;
	form: object;
	path: string;
	/** what shows that the next item is there */
	shown: string;
	payload: (i: number) => object;
};
const views: Record<string, View> = {
	rank: {
		role: 'rater',
		stage: 'alignment',
		form: { questions: [{ name: 'preference', type: 'ranking' }] },
		path: 'rank',
		shown: '#response-1',
		payload: (i) => ({
			prompt: `Question ${i}`,
			responses: ['a', 'b'].map((id) => ({ id, text: paragraph(i).repeat(id === 'a' ? 6 : 8) }))
		})
	},
	label: {
		role: 'annotator',
		stage: 'annotation',
		form: {
			fields: [{ name: 'text', type: 'text' }],
			questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
		},
		path: 'annotate',
		shown: '.fields',
		payload: (i) => ({ text: `Message ${i}. ${'It goes on for a while. '.repeat(40)}` })
	}
};

type Watched = { turn?: Promise<number> };

/**
 * Milliseconds from the press of Enter, as the browser dates it, until the frame is drawn in which the text of
 * `selector` is another one. Told before the press: a key may overtake what is asked of the page after it.
 */
const watch = (page: Page, selector: string): Promise<void> =>
	page.evaluate((where) => {
		const text = () => document.querySelector(where)?.textContent;
		const before = text();
		(globalThis as Watched).turn = new Promise<number>((resolve) => {
			const listen = (event: KeyboardEvent) => {
				if (event.key !== 'Enter') return;
				removeEventListener('keydown', listen, true);
				const look = () => {
					if (text() === before) return void requestAnimationFrame(look);
					// A message is answered after the frame is drawn.
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => resolve(performance.now() - event.timeStamp);
					port2.postMessage(null);
				};
				requestAnimationFrame(look);
			};
			addEventListener('keydown', listen, true);
		});
	}, selector);
const watched = (page: Page): Promise<number> =>
	page.evaluate(() => (globalThis as Watched).turn ?? Promise.reject(new Error('Nobody watches.')));

async function turns(page: Page, selector: string, many: number): Promise<number[]> {
	const taken: number[] = [];
	for (let i = 0; i < many; i++) {
		await sleep(PACE_MS);
		await page.keyboard.press('1');
		await watch(page, selector);
		await page.keyboard.press('Enter');
		taken.push(await watched(page));
	}
	return taken;
}

/** The least that there is: a page that changes one word at the press. */
async function floorOf(browser: Browser): Promise<number[]> {
	const page = await browser.newPage();
	await page.setContent('<p class="floor">0</p>');
	await page.evaluate(() => {
		const word = document.querySelector('.floor');
		addEventListener('keydown', ({ key }) => {
			if (word && key === 'Enter') word.textContent = String(Number(word.textContent) + 1);
		});
	});
	const taken = await turns(page, '.floor', 20);
	await page.close();
	return taken;
}

async function firstPaint(context: BrowserContext, address: string): Promise<number> {
	const page = await context.newPage();
	await page.goto(address);
	const paint = await page.evaluate(
		() =>
			new Promise<number>((resolve) => {
				new PerformanceObserver((list) => {
					const found = list.getEntriesByName('first-contentful-paint')[0];
					if (found) resolve(found.startTime);
				}).observe({ type: 'paint', buffered: true });
			})
	);
	await page.close();
	return paint;
}

export const turn: Part = async ({ databases, sizes, add, say }) => {
	const browser = await launchBrowser();
	try {
		const floor = latency(await floorOf(browser));
		for (const [name, view] of Object.entries(views)) {
			say(`${name}: ${sizes.turns} items, every answer ${LATE_MS} ms late`);
			const served = await Served.open(databases, { people: 1, role: view.role });
			const way = await slowWay(served.port, LATE_MS);
			try {
				const { stage, form, path } = view;
				await served.ask('POST', '/api/v1/projects', { slug: name, name, stage, form }, 201);
				const rows = Array.from({ length: sizes.turns + 50 }, (_, i) => ({
					key: String(i),
					payload: view.payload(i)
				}));
				await served.ask('POST', `/api/v1/projects/${name}/items`, rows, 200);
				const [cookieName = '', value = ''] = (served.who.people[0] ?? '').split('=');
				const opened = async () => {
					const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
					await context.addCookies([{ name: cookieName, value, url: way.url }]);
					return context;
				};
				const address = `${way.url}/projects/${name}/${path}`;
				const paints: number[] = [];
				for (let i = 0; i < Math.min(COLD_LOADS, sizes.turns); i++) {
					const context = await opened();
					paints.push(await firstPaint(context, address));
					await context.close();
				}
				const context = await opened();
				const page = await context.newPage();
				await page.goto(address);
				await page.waitForLoadState('networkidle');
				const taken = latency(await turns(page, view.shown, sizes.turns));
				// Answers are sent behind the page.
				await page.waitForFunction(() =>
					/^Saved/.test(document.querySelector('.keyline [role=status]')?.textContent ?? '')
				);
				await context.close();
				const rowsThere = await served.count();
				if (rowsThere.judgment !== sizes.turns)
					throw new Error(`Of ${sizes.turns} answers ${rowsThere.judgment} arrived.`);
				const paint = latency(paints);
				add({
					part: 'turn',
					figure: `${name}, every answer ${LATE_MS} ms late`,
					items: sizes.turns,
					measured: { key_to_frame_ms: taken, first_paint_ms: paint },
					floor: { bare_page_key_to_frame_ms: floor },
					ratio: round(taken.p50 / floor.p50),
					rows: rowsThere,
					goals: [
						below(`${name}: key to the next item's frame, slowest in ms`, taken.max, 50),
						below(`${name}: first paint of a cold load, slowest in ms`, paint.max, 1_000)
					]
				});
			} finally {
				way.close();
				await served.close();
			}
		}
	} finally {
		await browser.close();
	}
};

/**
 * Blind means blind: all that reaches the browser of a person at work is written down, and nothing of what a caller
 * knows is in it: keys, ids, models, files, priorities' and sources' names, gold, other people's votes and words.
 */
import { randomBytes } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allSent, openDesk, savedState, turnBy, type Desk } from '../setup/desk.ts';
import { onEachEngine } from '../setup/engines.ts';
import { lines, makeUser } from '../setup/people.ts';
import { pictures } from '../setup/pictures.ts';
import { watchWire } from '../setup/wire.ts';
import { goTo, reload } from '../setup/browser.ts';

/** Made anew each run, long enough to stand nowhere by chance, and never all digits. */
const word = () => `q${randomBytes(9).toString('hex')}`;
/** Words by what they stand for; each is made when it is first asked for. */
function vocabulary() {
	const made = new Map<string, string>();
	return {
		of: (what: string): string => {
			const known = made.get(what) ?? word();
			made.set(what, known);
			return known;
		},
		all: () => [...made.values()]
	};
}
type Words = ReturnType<typeof vocabulary>;

const MANY = 14;

/** Items to rank that name something of the caller's in every corner where they may. */
const pairs = ({ of }: Words) =>
	Array.from({ length: MANY }, (_, i) => {
		const messages = (side: string) => [
			{
				role: 'assistant',
				name: of('speaker'),
				model: of(`model ${side}`),
				content: `Let me look ${i} ${side}.`,
				tool_calls: [
					{
						id: of(`call ${side}`),
						type: 'function',
						[of('extra of a call')]: of('value of a call'),
						function: {
							name: 'look_up',
							arguments: '{"where":"here"}',
							[of('extra of a function')]: of('deep')
						}
					}
				]
			},
			{ role: 'tool', tool_call_id: of(`call ${side}`), name: of('tool name'), content: 'Nothing there.' },
			{ role: of(`model ${side}`), content: `Found ${i} ${side}.`, metadata: { run: of('run') } }
		];
		const said = (side: string) =>
			i % 3 === 2
				? { messages: messages(side) }
				: { text: i % 3 === 1 ? `I am ${of(`model ${side}`)}: ${i} ${side}.` : `Answer ${i} ${side}.` };
		const response = (side: string) => ({
			id: of(`response ${side}`),
			model: of(`model ${side}`),
			[of('extra of a response')]: { [of('extra inside')]: of('value inside') },
			...said(side)
		});
		return {
			key: `${of(`key ${i}`)}/<é & "${i}">`,
			metadata: { [of('metadata')]: of('metadata value'), path: [`${of('folder')}\\${of('file')}.jsonl`] },
			priority: i % 10,
			payload: {
				prompt:
					i % 4 === 3
						? [{ role: 'user', name: of('asker'), content: `Question ${i}`, id: of('message') }]
						: `Question ${i}`,
				[of('extra of an item')]: of('value of an item'),
				source: of('dataset'),
				responses: [response('alpha'), response('beta')]
			},
			suggestions: [
				{
					source: of('judge model'),
					score: 0.5,
					answers: {
						preference: { tiers: [[of('response alpha')], [of('response beta')]] },
						why: of('judge’s words')
					}
				}
			],
			judgments: [
				{
					rater: `${of('other rater')}@example.org`,
					answers: {
						preference: { tiers: [[of('response beta')], [of('response alpha')]] },
						why: of('their words')
					}
				}
			]
		};
	});

const rankingForm = {
	questions: [
		{ name: 'preference', type: 'ranking' },
		{ name: 'why', type: 'text', title: 'Why?', required: false }
	]
};

onEachEngine('what a person at work is sent', (engine) => {
	let desk: Desk;
	beforeAll(async () => {
		desk = await openDesk(engine);
		await makeUser(desk.server, 'rater@example.org', 'rater');
		await makeUser(desk.server, 'second@example.org', 'rater');
	}, 120_000);
	afterAll(() => desk.close());

	async function bring(slug: string, kind: string, rows: object[], name: string): Promise<void> {
		const body = rows.map((row) => JSON.stringify(row)).join('\n');
		const { body: report } = await desk.admin(
			'POST',
			`/api/v1/projects/${slug}/${kind}?name=${encodeURIComponent(name)}`,
			body,
			{ 'content-type': 'application/x-ndjson' }
		);
		expect(report, JSON.stringify(report)).toMatchObject({ created: rows.length, rejected: 0 });
	}
	/** A request from the page itself, so that it is watched like any other. */
	const ask = (
		page: Page,
		method: string,
		path: string,
		body?: object
	): Promise<{ status: number; text: string }> =>
		page.evaluate(
			async ([how, where, sent]) => {
				const response = await fetch(where, {
					method: how,
					...(sent === null ? {} : { body: sent, headers: { 'content-type': 'application/json' } })
				});
				return { status: response.status, text: await response.text() };
			},
			[method, path, body === undefined ? null : JSON.stringify(body)] as const
		);
	/** Says something of the item in hand; what is typed goes into its field. */
	async function say(page: Page, key: 'f' | 'c', text: string): Promise<void> {
		const field = () => page.evaluate(() => document.activeElement?.matches('input, textarea') ?? false);
		// A key that is pressed while one item gives way to the next is nobody's.
		await expect
			.poll(
				async () => {
					if (!(await field())) await page.keyboard.press(key);
					return field();
				},
				{ timeout: 10_000 }
			)
			.toBe(true);
		await page.keyboard.type(text);
		await page.keyboard.press('Enter');
		await expect.poll(field).toBe(false);
	}
	/** Pages that a person at work may open, and some that they may not. */
	async function wander(
		context: BrowserContext,
		look: (page: Page) => Promise<void>,
		slug: string,
		secret: string
	) {
		const page = await context.newPage();
		const own = ['/', '/projects', `/projects/${slug}`, `/projects/${slug}/guidelines`, '/help', '/account'];
		const others = ['items', 'import', 'export', 'members', 'settings', 'connect', 'files'].map(
			(name) => `/projects/${slug}/${name}`
		);
		for (const path of [...own, ...others, `/projects/${secret}`, '/events', '/nowhere', '/api/v1/nowhere']) {
			// Some of it is no page.
			await page.goto(path, { waitUntil: 'networkidle' });
			if (!path.includes(secret)) await look(page);
		}
		await goTo(page, '/');
		const refused = [
			'items',
			`items?search=k`,
			'judgments',
			'imports',
			'stats',
			'export?format=judgments',
			'members'
		];
		for (const path of refused) {
			const { status } = await ask(page, 'GET', `/api/v1/projects/${slug}/${path}`);
			expect(status, path).toBe(403);
		}
		for (const path of [
			`/api/v1/projects/${slug}`,
			`/api/v1/projects/${slug}/guidelines`,
			'/api/v1/projects',
			'/api/v1/session'
		])
			expect((await ask(page, 'GET', path)).status, path).toBe(200);
		// No line of the log is theirs to see, and none comes.
		const { status: events } = await ask(page, 'GET', '/api/v1/events');
		expect(events).toBe(403);
		await page.close();
	}

	it(
		'by a rater’s page holds nothing of the caller’s, from the first pair to the last',
		{ timeout: 180_000 },
		async () => {
			const words = vocabulary();
			const slug = `r${randomBytes(5).toString('hex')}`;
			const created = await desk.admin('POST', '/api/v1/projects', {
				slug,
				name: 'Pairs',
				stage: 'alignment',
				guidelines: 'Prefer the **helpful** answer.',
				form: rankingForm,
				settings: {
					self_naming: 'redact',
					swap_rate: 0.3,
					gold_rate: 0.2,
					output_field: words.of('output field')
				}
			});
			expect(created.status, JSON.stringify(created.body)).toBe(201);
			await bring(slug, 'items', pairs(words), `${words.of('file name')}.jsonl`);
			const gold = {
				key: words.of('gold key'),
				payload: {
					prompt: 'Question of gold',
					responses: ['alpha', 'beta'].map((side) => ({
						id: words.of(`gold ${side}`),
						text: `Gold ${side}.`
					}))
				},
				gold: {
					preference: { tiers: [[words.of('gold alpha')], [words.of('gold beta')]] },
					why: words.of('gold words')
				},
				gold_reason: words.of('gold reason')
			};
			await bring(slug, 'items', [gold], words.of('gold file'));
			// Somebody else judges first, with words of their own.
			const other = await desk.signIn({}, 'second@example.org');
			const held = (await (
				await other.request.post(`/api/v1/projects/${slug}/claims`, {
					data: { count: 1 },
					headers: { origin: desk.server.url }
				})
			).json()) as {
				assignments: { id: string; token: string; item: { responses: { id: string }[] } }[];
			};
			for (const { id, token, item } of held.assignments) {
				const at = `/api/v1/assignments/${id}`;
				const headers = { origin: desk.server.url };
				const tiers = item.responses.map((response) => [response.id]);
				await other.request.post(`${at}/flag`, {
					data: { token, reason: words.of('flag of another') },
					headers
				});
				await other.request.post(`${at}/submit`, {
					data: { token, answers: { preference: { tiers }, why: words.of('why of another') } },
					headers
				});
			}
			await other.close();
			expect(held.assignments).toHaveLength(1);
			expect(words.all().length).toBeGreaterThanOrEqual(40);

			const context = await desk.signIn({}, 'rater@example.org');
			const wire = watchWire(context);
			const page = await context.newPage();
			await goTo(page, `/projects/${slug}/rank`);
			await page.waitForSelector('#response-1');
			await page.waitForLoadState('networkidle');
			const main = () => page.locator('main').innerText();
			const next = (key: string) => turnBy(page, key);
			await page.keyboard.press('g');
			await expect.poll(() => page.locator('dialog[open]').innerText()).toContain('helpful');
			await page.keyboard.press('Escape');
			await page.keyboard.press('?');
			await expect.poll(() => page.locator('dialog[open]').innerText()).toContain('All keys');
			await page.keyboard.press('Escape');
			await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);

			await page.keyboard.press('1');
			await next('Enter');
			await next('u');
			await wire.look(page);
			await page.keyboard.press('Shift+Digit2');
			await next('Enter');
			await allSent(page);
			await say(page, 'f', 'something is wrong');
			await expect.poll(() => savedState(page)).toMatch(/^Flagged/);
			await say(page, 'c', 'a remark');
			await next('Space');
			await wire.look(page);

			// Requests that are refused say why without a word of the caller's.
			const { text: claimed } = await ask(page, 'POST', `/api/v1/projects/${slug}/claims`, { count: 3 });
			const { assignments } = JSON.parse(claimed) as {
				assignments: { id: string; token: string; item: { responses: { id: string }[] } }[];
			};
			const [mine] = assignments;
			if (!mine) throw new Error('Nothing is held.');
			const at = `/api/v1/assignments/${mine.id}`;
			const [first = '', second = ''] = mine.item.responses.map(({ id }) => id);
			const wrong: [object, number][] = [
				[{ preference: { tiers: [['a'], ['b']], strength: 1 } }, 422],
				[{ preference: { tiers: [[first], [first]], strength: 1 } }, 422],
				[{ preference: { tiers: [[first]], strength: 9 } }, 422],
				[{ preference: { tiers: [[`${first}x`], [second]], strength: 1 } }, 422],
				[{ nothing: 1 }, 422]
			];
			for (const [answers, status] of wrong)
				expect((await ask(page, 'POST', `${at}/submit`, { token: mine.token, answers })).status).toBe(status);
			expect(
				(await ask(page, 'POST', `${at}/submit`, { token: 'x', answers: {} })).status
			).toBeGreaterThanOrEqual(400);
			expect(
				(
					await ask(page, 'POST', `/api/v1/assignments/${held.assignments[0]?.id ?? ''}/submit`, {
						token: 'x',
						answers: {}
					})
				).status
			).toBe(403);
			const answer = {
				token: mine.token,
				answers: { preference: { tiers: [[second], [first]], strength: 1 } }
			};
			expect((await ask(page, 'POST', `${at}/submit`, answer)).status).toBe(201);
			expect((await ask(page, 'POST', `${at}/submit`, answer)).status).toBe(200);
			await ask(page, 'POST', `${at}/skip`, { token: mine.token });
			await reload(page);
			await page.waitForLoadState('networkidle');

			for (let n = 0; n < 3 * MANY && (await page.locator('#response-1').count()) > 0; n++) {
				await page.keyboard.press(n % 2 ? '2' : '1');
				await next('Enter');
				await allSent(page);
			}
			await expect.poll(main).toMatch(/the last one|Nothing is left/);
			await wire.look(page);
			await reload(page);
			await expect.poll(main).toMatch(/the last one|Nothing is left/);
			await wander(context, wire.look, slug, `${slug}x`);

			const text = await wire.text();
			for (const there of ['Answer 3 alpha', 'I am [name]', 'Nothing there.'])
				expect(text.includes(there), there).toBe(true);
			expect(await wire.found(words.all())).toEqual([]);

			// Which response of the file comes first is no use to know: ids go by where a response is shown.
			const rows = lines((await desk.admin('GET', `/api/v1/projects/${slug}/judgments`)).body) as {
				rater: string;
				shown?: string[];
			}[];
			const own = rows.filter(({ rater }) => rater === 'rater@example.org');
			expect(own.length).toBeGreaterThan(MANY / 2);
			expect(new Set(own.map(({ shown }) => shown?.[0])).size).toBeGreaterThan(1);
			const ids = [...text.matchAll(/"id":"([0-9a-z]{24})-(\d+)"/g)];
			expect(new Set(ids.map(([, , nth]) => nth))).toEqual(new Set(['1', '2']));
			await context.close();
		}
	);

	it(
		'by an annotator’s page holds no key, no file name and no model either',
		{ timeout: 180_000 },
		async () => {
			const words = vocabulary();
			const slug = `a${randomBytes(5).toString('hex')}`;
			const created = await desk.admin('POST', '/api/v1/projects', {
				slug,
				name: 'Birds',
				stage: 'annotation',
				guidelines: 'Look **twice**.',
				form: {
					fields: [
						{ name: 'text', type: 'text' },
						{ name: 'picture', type: 'image' },
						{ name: 'talk', type: 'chat' }
					],
					questions: [
						{
							name: 'what',
							type: 'label',
							title: 'What is it?',
							options: [{ value: 'wren' }, { value: 'owl' }]
						},
						{ name: 'why', type: 'text', title: 'Why?', required: false }
					]
				},
				settings: { gold_rate: 0.2, output_field: words.of('output field') }
			});
			expect(created.status, JSON.stringify(created.body)).toBe(201);
			const picture = `${words.of('picture')} of a ${words.of('bird')}.png`;
			const sent = await desk.admin(
				'POST',
				`/api/v1/projects/${slug}/files?name=${encodeURIComponent(picture)}`,
				pictures.png,
				{ 'content-type': 'application/octet-stream' }
			);
			expect(sent.status).toBe(201);
			const { of } = words;
			const item = (i: number) => ({
				key: `${of(`key ${i}`)}:é`,
				metadata: { [of('metadata')]: of('metadata value') },
				payload: {
					text: `Message ${i}.`,
					picture: i % 2 ? picture : `${of('missing folder')}/${of('missing')}.png`,
					talk: [
						{ role: 'user', content: `Hello ${i}.`, name: of('asker'), id: of('message') },
						{
							role: 'assistant',
							content: 'Yes?',
							model: of('model'),
							tool_calls: [
								{ id: of('call'), function: { name: 'look', arguments: '{}', [of('deep')]: of('deeper') } }
							]
						}
					],
					[of('extra')]: { model: of('other model') }
				},
				suggestions: [
					{ source: of('suggesting model'), score: 0.4, answers: { what: 'wren' } },
					{ source: of('another model'), answers: { what: 'owl' } }
				],
				judgments: [{ rater: of('rater'), answers: { what: 'owl', why: of('their words') } }]
			});
			await bring(
				slug,
				'items',
				Array.from({ length: 16 }, (_, i) => item(i)),
				`${of('file name')}.jsonl`
			);
			await bring(
				slug,
				'items',
				[
					{
						...item(16),
						judgments: [],
						gold: { what: 'wren', why: of('gold words') },
						gold_reason: of('gold reason')
					}
				],
				of('gold file')
			);
			expect(words.all().length).toBeGreaterThanOrEqual(40);

			const context = await desk.signIn();
			const wire = watchWire(context);
			const page = await context.newPage();
			await goTo(page, `/projects/${slug}/annotate`);
			await page.waitForSelector('.form', { state: 'attached' });
			await page.waitForLoadState('networkidle');
			const main = () => page.locator('main').innerText();
			const next = (key: string) => turnBy(page, key);
			await page.keyboard.press('1');
			await next('Enter');
			await next('u');
			await page.keyboard.press('2');
			await next('Enter');
			await allSent(page);
			await say(page, 'f', 'something is wrong');
			await expect.poll(() => savedState(page)).toMatch(/^Flagged/);
			await next('Space');
			await wire.look(page);
			const { text: claimed } = await ask(page, 'POST', `/api/v1/projects/${slug}/claims`, { count: 2 });
			const { assignments } = JSON.parse(claimed) as { assignments: { id: string; token: string }[] };
			for (const { id, token } of assignments)
				for (const answers of [{ what: 'crow' }, { nothing: 1 }, {}])
					expect(
						(await ask(page, 'POST', `/api/v1/assignments/${id}/submit`, { token, answers })).status
					).toBe(422);
			await reload(page);
			await page.waitForLoadState('networkidle');
			for (let n = 0; n < 30 && (await page.locator('.form').count()) > 0; n++) {
				await page.keyboard.press('1');
				await next('Enter');
				await allSent(page);
			}
			await expect.poll(main).toMatch(/the last one|Nothing is left/);
			await wire.look(page);
			await wander(context, wire.look, slug, `${slug}x`);
			const text = await wire.text();
			expect([text.includes('Message 0.'), /files\/[0-9a-f]{64}/.test(text)]).toEqual([true, true]);
			expect(await wire.found(words.all())).toEqual([]);
			await context.close();
		}
	);
});

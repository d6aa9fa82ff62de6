/** What raters and annotators read, as it is shown in a real browser: conversations, formulas, code, and hostile text. */
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../setup/axe.ts';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import * as read from '../setup/conversations.ts';
import { lines, makeKey, makeUser, PASSWORD, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

type Response = { text?: string; messages?: readonly object[] };

describe('responses as they are read', () => {
	let server: Server;
	let browser: Browser;
	let admin: Client;
	beforeAll(async () => {
		[server, browser] = await Promise.all([startServer({ engine: 'sqlite' }), launchBrowser()]);
		const [key] = await Promise.all([
			makeKey(server, '--name', 'admin', '--role', 'admin'),
			makeUser(server, 'reader@example.org', 'rater', 'annotator')
		]);
		admin = withKey(server, key);
	}, 120_000);
	afterAll(async () => {
		await browser.close();
		await server.stop();
	});

	const slugOf = () => `p-${randomBytes(5).toString('hex')}`;
	async function project(stage: string, form: object, payloads: object[]): Promise<string> {
		const slug = slugOf();
		const created = await admin('POST', '/api/v1/projects', { slug, name: 'To read', stage, form });
		expect(created.status, JSON.stringify(created.body)).toBe(201);
		const rows = payloads.map((payload, i) => JSON.stringify({ key: `k-${i}`, payload })).join('\n');
		const added = await admin('POST', `/api/v1/projects/${slug}/items`, rows, {
			'content-type': 'application/x-ndjson'
		});
		expect(added.body).toMatchObject({ rejected: 0, created: payloads.length });
		return slug;
	}
	const pair = (prompt: unknown, responses: readonly Response[]): Promise<string> =>
		project('alignment', { questions: [{ name: 'preference', type: 'ranking' }] }, [
			{ prompt, responses: responses.map((response, i) => ({ id: `r-${i}`, ...response })) }
		]);

	/** What a browser says against a page, and what the page asked for elsewhere. */
	const complaints = new WeakMap<Page, string[]>();
	async function open(
		path: string,
		{ width = 1280, height = 800, touch = false } = {}
	): Promise<{ page: Page; context: BrowserContext }> {
		const context = await browser.newContext({
			baseURL: server.url,
			viewport: { width, height },
			hasTouch: touch,
			isMobile: touch
		});
		const session = await context.request.post('/api/v1/session', {
			data: { email: 'reader@example.org', password: PASSWORD },
			headers: { origin: server.url }
		});
		expect(session.status()).toBe(200);
		const page = await context.newPage();
		const heard: string[] = [];
		complaints.set(page, heard);
		page.on('console', (message) => {
			if (message.type() === 'error') heard.push(message.text());
		});
		page.on('pageerror', (error) => heard.push(error.message));
		page.on('dialog', (dialog) => heard.push(`dialog ${dialog.message()}`));
		page.on('request', (request) => {
			if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
				heard.push(`request ${request.url()}`);
		});
		await goTo(page, path);
		await page.waitForFunction(() => document.querySelector('.keyline [role=status]') !== null);
		await page.waitForLoadState('networkidle');
		return { page, context };
	}
	const rank = (slug: string, size = {}) => open(`/projects/${slug}/rank`, size);
	/** The place at which the response that says this stands. */
	const placeOf = async (page: Page, words: string): Promise<1 | 2> =>
		(await page.locator('#response-1').innerText()).includes(words) ? 1 : 2;

	it('are conversations: rules fold, early turns fold, a result stands with its call', async () => {
		const slug = await pair(
			read.longPrompt,
			read.withTools.map((messages) => ({ messages }))
		);
		const { page, context } = await rank(slug);
		const wire = JSON.stringify(
			await page.evaluate(async (slug) => {
				const answer = await fetch(`/api/v1/projects/${slug}/claims`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: '{"count":1}'
				});
				return answer.text();
			}, slug)
		);
		expect(wire).toContain('boats.hold');
		for (const own of ['run-77', 'x1', 'r-0', 'k-0']) expect(wire).not.toContain(own);

		const prompt = page.locator('.prompt');
		expect(await prompt.locator('.who').allInnerTexts()).toEqual([
			'system',
			'assistant',
			'user',
			'assistant',
			'user'
		]);
		expect(await prompt.locator('summary').innerText()).toContain('You help people plan short journeys');
		expect(await prompt.locator('details').getAttribute('open')).toBeNull();
		expect(await prompt.innerText()).not.toContain('Question 1:');
		expect(await prompt.locator('.fold').innerText()).toContain('9 earlier turns');
		await page.keyboard.press('o');
		await expect.poll(() => prompt.innerText()).toContain('Question 1:');
		expect(await prompt.locator('.who').count()).toBe(14);
		await page.keyboard.press('o');
		await expect.poll(() => prompt.locator('.who').count()).toBe(5);
		expect(await findings(page)).toEqual([]);

		const calls = await prompt.locator('.call').allInnerTexts();
		expect(calls).toHaveLength(2);
		expect(calls[0]).toContain('weather.forecast');
		expect(calls[0]).toContain('12345678901234567890');
		expect(calls[0]).toContain('"rain": true');
		expect(calls[1]).toContain('{"leaves": "18:40", "pier": "B"}');
		const held = page.locator(`#response-${await placeOf(page, 'held until')}`);
		expect(await held.locator('.call').innerText()).toMatch(/boats\.hold[^]*"pier": "B"[^]*held until 12:00/);
		expect(await held.locator('header').innerText()).toContain('1 tool call');
		expect(complaints.get(page)).toEqual([]);
		await context.close();
	});

	it('begin with the turn that is answered, the first item and those that were drawn ahead', async () => {
		const responses = read.withTools.map((messages, i) => ({ id: `r-${i}`, messages }));
		const form = { questions: [{ name: 'preference', type: 'ranking' }] };
		const slug = await project(
			'alignment',
			form,
			[1, 2, 3].map((n) => ({
				prompt: read.longPrompt.map((message) => ({ ...message, content: `${message.content} (${n})` })),
				responses
			}))
		);
		const { page, context } = await rank(slug);
		/** Whether the beginning of the last turn is within the box that scrolls. */
		const isInSight = () =>
			page.locator('.prompt .scroll').evaluate((box) => {
				const turn = box.querySelector('.talk > li:last-child')?.getBoundingClientRect();
				const { top, bottom } = box.getBoundingClientRect();
				return box.scrollHeight > box.clientHeight && turn && turn.top >= top && turn.top < bottom;
			});
		for (const n of [1, 2, 3]) {
			await expect.poll(() => page.locator('.prompt .talk > li:last-child').innerText()).toContain(`(${n})`);
			await expect.poll(isInSight).toBe(true);
			await page.waitForFunction(() => !document.querySelector('.keyline')?.textContent?.includes('Saving'));
			await page.keyboard.press('1');
			await page.keyboard.press('Enter');
		}
		await context.close();
	});

	it('hold formulas, tables and code in ten languages, under a strict policy', async () => {
		const slug = await pair('Solve $x^2 = 4$ for $5 and $10.', [
			{ text: `${read.maths}\n\n${read.table}` },
			{ text: read.inTenLanguages }
		]);
		const { page, context } = await rank(slug);
		const formulas = page.locator(`#response-${await placeOf(page, 'The roots of')}`);
		await expect.poll(() => formulas.locator('math').count()).toBe(7);
		expect(await formulas.locator('math[display=block]').count()).toBe(2);
		expect(await formulas.innerText()).toContain('It costs between $5 and $10, and $HOME is a folder.');
		expect(await page.locator('.prompt math').count()).toBe(1);
		expect(await formulas.locator('math [style], math [class], math [href], annotation').count()).toBe(0);
		const scroller = formulas.locator('.table');
		expect(await scroller.evaluate((box) => getComputedStyle(box).overflowX)).toBe('auto');

		const blocks = page.locator(`#response-${await placeOf(page, 'In python')} pre`);
		expect(await blocks.count()).toBe(10);
		const coloured = () =>
			blocks.evaluateAll((all) => all.filter((block) => block.querySelector('span') !== null).length);
		await expect.poll(coloured).toBe(10);
		expect((await blocks.allTextContents()).map((text) => text.replace(/\n$/, ''))).toEqual(
			Object.values(read.code)
		);
		expect(await findings(page)).toEqual([]);
		expect(complaints.get(page)).toEqual([]);
		await context.close();
	});

	it('can be hostile: nothing runs, nothing is fetched, nothing is covered, and one goes on', async () => {
		const calls = [{ id: 'q', function: { name: '<b>x</b>', arguments: '{"a":"<img src=x> \\u202e"}' } }];
		const slug = await pair(read.hostile, [
			{ text: read.hostile },
			{ messages: [{ role: 'assistant', content: read.hostile, tool_calls: calls }] }
		]);
		const { page, context } = await rank(slug);
		await expect.poll(() => page.locator('.maths[data-maths]').count()).toBe(0);
		const work = page.locator('.duel');
		expect(
			await work
				.locator(
					'img, iframe, script, style, svg, form, object, embed, video, [onclick], [onerror], [onload]'
				)
				.count()
		).toBe(0);
		expect(await work.locator('.md [id], .md [style], .md [name], .md .work').count()).toBe(0);
		expect(await page.locator('[id="response-1"]').count()).toBe(1);
		const links = await work
			.locator('a')
			.evaluateAll((all) =>
				all.map((a) => [a.getAttribute('href'), a.getAttribute('rel'), a.getAttribute('target')])
			);
		expect(new Set(links.map(String))).toEqual(
			new Set(['https://evil.example/login,noopener noreferrer nofollow,_blank'])
		);
		const text = await page.locator('#response-1').innerText();
		expect(text).toContain('a bank evil.example/login');
		// What cannot be laid out, or is not trusted, stands as it was written.
		for (const written of [
			'$\\href{javascript:window.hacked=1}{x}$',
			'$\\htmlClass{work}{x}$',
			'$\\htmlStyle{position: fixed; inset: 0}{x}$',
			'$\\def\\a{\\a\\a}\\a$',
			'$a\\kern{-50em}b$',
			'$\\raisebox{-30em}{over}$',
			'$near\\kern{-9em}b$',
			'$\\notacommand{x}$'
		])
			expect(text).toContain(written);
		expect(await page.locator('mspace[width*="1000"], mspace[height*="1000"]').count()).toBe(0);
		const called = work.locator('.call').first();
		expect(await called.innerText()).toContain('<b>x</b>');
		expect(await called.innerText()).toContain('\\u202e');
		expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
		expect(complaints.get(page)).toEqual([]);

		await page.keyboard.press('d');
		await expect.poll(() => page.locator('.marked').count()).toBe(2);
		expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
		await page.keyboard.press('1');
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator('main').innerText()).toContain('That was the last one');
		const stored = lines((await admin('GET', `/api/v1/projects/${slug}/judgments`)).body);
		expect(stored).toHaveLength(1);
		expect(complaints.get(page)).toEqual([]);
		await context.close();
	});

	it('show what differs, word by word, in both alike', async () => {
		const slug = await pair('Which?', [
			{ text: 'The *cat* sat on the mat.' },
			{ text: 'The *dog* sat on the mat.' }
		]);
		const { page, context } = await rank(slug);
		expect(await page.locator('ins, del').count()).toBe(0);
		await page.keyboard.press('d');
		const cat = await placeOf(page, 'cat');
		await expect.poll(() => page.locator(`#response-${cat} ins`).allInnerTexts()).toEqual(['cat']);
		expect(await page.locator(`#response-${3 - cat} ins`).allInnerTexts()).toEqual(['dog']);
		expect(await page.locator('del').count()).toBe(0);
		// The text as it was written: a sign that makes no difference to a reader may make one here.
		expect(await page.locator(`#response-${cat} .slice`).innerText()).toBe('The *cat* sat on the mat.');
		expect(await page.locator('.lens [aria-pressed=true]').innerText()).toContain('Differences');
		expect(await findings(page)).toEqual([]);
		await page.keyboard.press('d');
		await expect.poll(() => page.locator('ins').count()).toBe(0);
		await context.close();
	});

	it('fold how both begin, and open it by key or click', async () => {
		const slug = await pair(
			'How?',
			read.parted.map((text) => ({ text }))
		);
		const { page, context } = await rank(slug);
		const one = page.locator('#response-1');
		expect(await one.innerText()).toContain('the first 56 words are the same');
		expect(await one.innerText()).not.toContain('use a dictionary');
		expect(await one.innerText()).toContain('The result is a');
		await page.keyboard.press('o');
		await expect.poll(() => one.innerText()).toContain('use a dictionary');
		expect(await page.locator('#response-2').innerText()).toContain('use a dictionary');
		await one.locator('.fold').click();
		await expect.poll(() => one.innerText()).not.toContain('use a dictionary');
		await page.keyboard.press('d');
		await expect.poll(() => one.locator('.fold').innerText()).toContain('words are the same');
		expect(await one.innerText()).not.toContain('use a dictionary');
		await context.close();
	});

	it('scroll apart until somebody wants them together, and then the same again tomorrow', async () => {
		const long = (end: string) => Array.from({ length: 200 }, (_, i) => `Line ${i} ${end}`).join('\n\n');
		const slug = await pair('Long?', [
			{ text: long('left') },
			{ text: `${long('right')}\n\n${long('more')}` }
		]);
		const { page, context } = await rank(slug);
		const topOf = (n: number) => page.locator(`#response-${n}`).evaluate((pane) => pane.scrollTop);
		const shareOf = (n: number) =>
			page
				.locator(`#response-${n}`)
				.evaluate((pane) => Math.round((100 * pane.scrollTop) / (pane.scrollHeight - pane.clientHeight)));
		const scroll = (n: number, share: number) =>
			page
				.locator(`#response-${n}`)
				.evaluate((pane, to) => (pane.scrollTop = to * (pane.scrollHeight - pane.clientHeight)), share);
		await scroll(1, 0.5);
		await page.waitForTimeout(100);
		expect(await topOf(2)).toBe(0);
		await page.keyboard.press('s');
		await scroll(1, 0.25);
		await expect.poll(() => shareOf(2)).toBe(25);
		await scroll(2, 1);
		await expect.poll(() => shareOf(1)).toBe(100);
		await page.waitForTimeout(100);
		expect([await shareOf(1), await shareOf(2)]).toEqual([100, 100]);
		await reload(page);
		await expect
			.poll(() => page.locator('.lens [aria-pressed=true]').innerText())
			.toContain('Scroll together');
		await context.close();
	});

	it('say when there is nothing to read, and keep what is very long in hand', async () => {
		for (const [text, said] of [
			['', 'This response is empty.'],
			[' \n\t', 'This response is empty: it holds white space only.']
		] as const) {
			const nothing = await rank(await pair('Nothing?', [{ text }, { text: 'Something.' }]));
			const empty = nothing.page.locator(`#response-${3 - (await placeOf(nothing.page, 'Something.'))}`);
			expect(await empty.innerText()).toMatch(new RegExp(`${said}$`));
			await nothing.context.close();
		}

		const row = (i: number) => `Row ${i} of a very long text, with **bold** words and \`code\`.\n\n`;
		const laid = Array.from({ length: 3_000 }, (_, i) => row(i)).join('');
		const plain = Array.from({ length: 12_000 }, (_, i) => row(i)).join('');
		expect([laid.length < 200_000, plain.length > 700_000]).toEqual([true, true]);
		const slug = await pair('Long?', [{ text: laid }, { text: plain }]);
		const { page, context } = await rank(slug);
		for (const n of [1, 2]) {
			const pane = page.locator(`#response-${n}`);
			const last = (await pane.locator('header').innerText()).includes('144,') ? 11_999 : 2_999;
			expect(await pane.evaluate((box) => box.textContent.includes('Row 2999 '))).toBe(true);
			// At its end one sees the end.
			await expect
				.poll(() =>
					pane.evaluate((box, last) => {
						box.scrollTop = box.scrollHeight;
						const bottom = box.getBoundingClientRect().bottom;
						const ends = [...box.querySelectorAll('p, pre')].at(-1);
						const at = ends?.getBoundingClientRect();
						return at !== undefined && at.top < bottom && String(ends?.textContent).includes(`Row ${last} `);
					}, last)
				)
				.toBe(true);
		}
		await page.keyboard.press('d');
		await expect.poll(() => page.locator('.marked').count()).toBe(2);
		await page.keyboard.press('d');
		await page.keyboard.press('2');
		await expect.poll(() => page.locator('.judge [aria-live]').innerText()).toBe('2 is better');
		expect(complaints.get(page)).toEqual([]);
		await context.close();
	});

	it('fit a phone: tables, code and formulas scroll in themselves, whatever is shown', async () => {
		const wide = `$$\n${Array.from({ length: 40 }, (_, i) => `x_{${i}}`).join(' + ')}\n$$\n\nand $${Array.from({ length: 30 }, (_, i) => `y_{${i}}`).join(' + ')}$ in a line`;
		for (const [prompt, a, b] of [
			[read.longPrompt, { messages: read.withTools[0] }, { messages: read.withTools[1] }],
			[wide, { text: `${wide}\n\n${read.table}` }, { text: `${wide}\n\n${read.inTenLanguages}` }],
			[read.scripts[0], { text: read.scripts[0] }, { text: read.scripts[1] }],
			[read.hostile, { text: read.hostile }, { text: read.parted[0] }]
		] as const) {
			const { page, context } = await rank(await pair(prompt, [a, b]), {
				width: 390,
				height: 844,
				touch: true
			});
			await expect.poll(() => page.locator('.maths[data-maths]').count()).toBe(0);
			for (const n of [1, 2]) {
				await page.getByRole('tab', { name: `Response ${n}` }).click();
				await expect.poll(() => page.locator(`#response-${n}`).isVisible()).toBe(true);
				expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
			}
			await page.getByRole('button', { name: 'Differences' }).click();
			await expect.poll(() => page.locator('.marked').count()).toBe(2);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
			await context.close();
		}
	});

	it('read in the direction of their script, block by block', async () => {
		const { page, context } = await rank(
			await pair(
				'Which?',
				read.scripts.map((text) => ({ text }))
			)
		);
		const arabic = page.locator(`#response-${await placeOf(page, 'عنوان')}`);
		const directions = await arabic
			.locator('.md > *')
			.evaluateAll((blocks) => blocks.map((block) => getComputedStyle(block).direction));
		expect(directions).toEqual(['rtl', 'rtl', 'rtl', 'ltr']);
		await context.close();
	});

	it('are fields of an item too: a conversation, code in its colours, a table', async () => {
		const slug = await project(
			'annotation',
			{
				fields: [
					{ name: 'talk', type: 'chat' },
					{ name: 'source', type: 'code', language: 'python' },
					{ name: 'rows', type: 'table' },
					{ name: 'note', type: 'markdown' }
				],
				questions: [{ name: 'fine', type: 'label', options: [{ value: 'yes' }, { value: 'no' }] }]
			},
			[
				{
					talk: read.longPrompt,
					source: read.code.python,
					rows: [{ one: '<b>1</b>', two: 'שלום' }],
					note: read.maths
				}
			]
		);
		const { page, context } = await open(`/projects/${slug}/annotate`);
		await expect.poll(() => page.locator('.field.chat .call').count()).toBe(2);
		await page.locator('.field.chat .fold').click();
		await expect.poll(() => page.locator('.field.chat').innerText()).toContain('Question 1:');
		await expect.poll(() => page.locator('.field.code pre .name').count()).toBeGreaterThan(0);
		expect(await page.locator('.field.code pre').textContent()).toBe(read.code.python);
		expect(await page.locator('.field.table td').allInnerTexts()).toEqual(['<b>1</b>', 'שלום']);
		await expect.poll(() => page.locator('.field.markdown math').count()).toBe(5);
		expect(complaints.get(page)).toEqual([]);
		await context.close();
	});
});

/** The way in and the way out, as one person with a keyboard walks them: a table, its votes, a training file. */
import { readFile } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { goTo, launchBrowser, reload } from '../setup/browser.ts';
import { endless } from '../setup/damaged.ts';
import { lines, makeUser, PASSWORD, signedIn, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';

let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let lead: Client;
let slug = '';
let count = 0;
let complaints: string[] = [];

beforeAll(async () => {
	server = await startServer();
	browser = await launchBrowser();
	await makeUser(server, 'lead@example.org', 'researcher');
	lead = await signedIn(server, 'lead@example.org');
});
afterAll(async () => {
	await browser.close();
});
beforeEach(async () => {
	context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
	await context.request.post(`${server.url}/api/v1/session`, {
		data: { email: 'lead@example.org', password: PASSWORD }
	});
	page = await context.newPage();
	complaints = [];
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	slug = `pairs-${++count}`;
	const made = await lead('POST', '/api/v1/projects', { slug, name: slug, stage: 'alignment' });
	expect(made.status).toBe(201);
});
afterEach(() => context.close());

const at = (path: string) =>
	goTo(page, `${server.url}/projects/${slug}${path}`, { waitUntil: 'networkidle' });
const press = async (...keys: string[]) => {
	for (const key of keys) await page.keyboard.press(key);
};
const heading = () => page.locator('h1').innerText();
const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 15_000 });
const choose = (name: string, text: string | Buffer) =>
	page.locator('input[type=file]').setInputFiles({
		name,
		mimeType: 'text/plain',
		buffer: typeof text === 'string' ? Buffer.from(text, 'utf8') : text
	});
const widerThanItsWindow = () =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const table = [
	'nr,question,model_l,answer_l,model_r,answer_r',
	'1,Why?,m1,Because.,m2,"So, there."',
	'2,How?,m3,Quickly.,m2,Slowly.'
].join('\n');
const votes = ['nr,worker,winner', '1,ann,l', '1,bob,l', '1,cyd,tie', '2,ann,r', '2,bob,l'].join('\n');

it('takes a table and its votes, and gives a training file, by keyboard', async () => {
	await at('/import');
	await choose('pairs.csv', table);
	await soon(heading).toBe('2 of 2 rows would be rejected');
	// The guess knows no sides called l and r: they are said by hand, by keyboard alone.
	const field = (label: string, nth = 0) => page.getByLabel(label, { exact: true }).nth(nth);
	await page.getByLabel('Key', { exact: false }).first().focus();
	await press('Control+a');
	await page.keyboard.type('{nr}');
	await field('Prompt').focus();
	await press('Control+a');
	await page.keyboard.type('{question}');
	// A column's button fills the field that was last written in.
	await field('Text').focus();
	await page.getByRole('button', { name: 'answer_l' }).focus();
	await press('Enter');
	await soon(() => field('Text').inputValue()).toBe('{answer_l}');
	expect(await page.evaluate(() => document.activeElement?.matches('input[data-template]'))).toBe(true);
	await field('Text', 1).focus();
	await page.keyboard.type('{answer_r}');
	await soon(heading).toBe('All 2 rows pass');
	expect(await page.locator('article').allInnerTexts()).toEqual([
		expect.stringContaining('Because.'),
		expect.stringContaining('So, there.')
	]);
	expect(await page.locator('pre').innerText()).toContain("--response 'a={answer_l}'");
	await press('Escape', 'Enter');
	await soon(heading).toBe('2 items came in');

	await page.getByRole('button', { name: 'Judgments for them' }).focus();
	await press('Enter');
	await choose('votes.csv', votes);
	await page.getByLabel('Key of the item').focus();
	await press('Control+a');
	await page.keyboard.type('{nr}');
	for (const [value, meaning] of [
		['l', 'a>b'],
		['r', 'b>a'],
		['tie', 'a=b']
	]) {
		await page.getByLabel(`${value} means`).focus();
		await press('Control+a');
		await page.keyboard.type(meaning ?? '');
	}
	await soon(heading).toBe('All 5 rows pass');
	await press('Escape', 'Enter');
	await soon(heading).toBe('5 judgments came in');

	await press('g', 'e');
	await soon(heading).toBe('1 row, each with a chosen and a rejected answer');
	const [download] = await Promise.all([page.waitForEvent('download'), press('d')]);
	expect(download.suggestedFilename()).toBe(`${slug}-trl-dpo.jsonl`);
	expect(lines(await readFile(await download.path(), 'utf8'))).toEqual([
		{
			prompt: [{ role: 'user', content: 'Why?' }],
			chosen: [{ role: 'assistant', content: 'Because.' }],
			rejected: [{ role: 'assistant', content: 'So, there.' }]
		}
	]);
	expect(complaints).toEqual([]);
});

it('looks into Parquet as into lines, and says where the browser cannot', async () => {
	const columnData = [
		{ name: 'nr', data: [1n, 2n], type: 'INT64' as const },
		{ name: 'prompt', data: ['Why?', 'How?'], type: 'STRING' as const },
		{ name: 'response_a', data: ['Because.', 'Quickly.'], type: 'STRING' as const },
		{ name: 'response_b', data: ['So, there.', 'Slowly.'], type: 'STRING' as const }
	];
	const file = Buffer.from(parquetWriteBuffer({ columnData }));
	await at('/import');
	await choose('broken.parquet', file.subarray(0, -2));
	await soon(heading).toBe('This file cannot be read');
	expect(await page.locator('main').innerText()).toContain('Send it whole');
	const packed = { codec: 'GZIP' as const, compressors: { GZIP: (bytes: Uint8Array) => gzipSync(bytes) } };
	await choose('packed.parquet', Buffer.from(parquetWriteBuffer({ columnData, ...packed })));
	await soon(() => page.locator('main').innerText()).toContain('packed with GZIP');
	await choose(
		'zstd.parquet',
		Buffer.from(
			parquetWriteBuffer({
				columnData,
				codec: 'ZSTD',
				compressors: { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes) }
			})
		)
	);
	await soon(heading).toBe('All 2 rows pass');
	await choose('pairs.parquet', file);
	await soon(heading).toBe('All 2 rows pass');
	expect(await page.locator('article').allInnerTexts()).toEqual([
		expect.stringContaining('Because.'),
		expect.stringContaining('So, there.')
	]);
	await press('Escape', 'Enter');
	await soon(heading).toBe('2 items came in');
	expect(complaints).toEqual([]);
});

it('says of a table that would keep it for ever that it is damaged, and stays usable meanwhile', async () => {
	await at('/import');
	await choose('damaged.parquet', endless());
	await soon(heading).toBe('Reading damaged.parquet');
	// A page that is kept answers nothing.
	expect(await page.evaluate(() => document.title)).toContain('Import');
	expect(await heading()).toBe('Reading damaged.parquet');
	await expect.poll(heading, { timeout: 60_000 }).toBe('This file cannot be read');
	expect(await page.locator('main').innerText()).toContain('row group 1, from row 1 on, came to nothing');
	expect(complaints).toEqual([]);
});

it('lets one choose who and what counts, and the file and the command say so', async () => {
	const items = [1, 2].map((key) => ({
		key: String(key),
		payload: { prompt: `Why ${key}?`, responses: ['a', 'b'].map((id) => ({ id, text: `${id}${key}` })) }
	}));
	const said = { ann: 'ab', bob: 'ab', cyd: '=' };
	const votes = Object.entries(said).map(([rater, order]) => ({
		...{ item: '1', rater },
		answers: { preference: { tiers: order === '=' ? [['a', 'b']] : [...order].map((id) => [id]) } }
	}));
	for (const [kind, rows] of Object.entries({ items, judgments: votes }))
		await lead('POST', `/api/v1/projects/${slug}/${kind}`, rows);
	await at('/export');
	await soon(heading).toBe('1 row, each with a chosen and a rejected answer');
	await page.getByText('Who and what counts').press('Enter');
	await page.getByLabel('It counts as said').selectOption('when all say it');
	await soon(heading).toBe('Nothing is decided, so the file is empty');
	await page.getByLabel('Ties', { exact: true }).selectOption('do not count');
	await soon(heading).toBe('1 row, each with a chosen and a rejected answer');
	await page.getByLabel('All but these people').fill('ann, bob, Dee the 2nd');
	await page.keyboard.press('Enter');
	await soon(heading).toBe('Nothing is decided, so the file is empty');
	expect(await page.locator('pre').filter({ hasText: 'npm run' }).innerText()).toContain(
		"--disagreement unanimous \\\n  --ties ignore \\\n  --except 'ann,bob,Dee the 2nd'"
	);
	await page.getByLabel('Only these people').fill('bob');
	await page.keyboard.press('Enter');
	await soon(heading).toBe('1 row, each with a chosen and a rejected answer');
	expect(new URL(page.url()).searchParams.get('only')).toBe('bob');
	const python = () => page.locator('pre').filter({ hasText: 'load_dataset' }).innerText();
	await soon(python).toContain(`/api/v1/projects/${slug}/export?format=trl-dpo&disagreement=unanimous&`);
	// By what came with an item: as lines, taken when they say something, and kept as they are until then.
	const where = page.getByLabel('Items whose metadata is');
	await where.fill('lang');
	await soon(() => page.getByText('names no value').count()).toBe(1);
	await where.fill('lang = en, de');
	await soon(heading).toBe('No resolved item passes the filter, so the file is empty');
	const asked = () => Promise.resolve(new URL(page.url()).searchParams.get('metadata'));
	await soon(asked).toBe('{"lang":["en","de"]}');
	await soon(python).toContain('metadata=%7B%22lang%22%3A%5B%22en%22%2C%22de%22%5D%7D');
	await reload(page);
	await soon(() => where.inputValue()).toBe('lang = en, de');
	await where.fill('');
	await soon(asked).toBeNull();
	await soon(heading).toBe('1 row, each with a chosen and a rejected answer');
	// What means nothing for the other format goes; the rest stays.
	await page.getByLabel('Another format').selectOption('trl-prompt-only');
	await soon(() => Promise.resolve(new URL(page.url()).search)).toBe('?format=trl-prompt-only&only=bob');
	expect(complaints).toEqual([]);
});

it('says what is wrong before anything is sent, and afterwards line by line', async () => {
	await at('/import');
	await choose(
		'bad.csv',
		'id,prompt,chosen,rejected\n1,Why?,Yes.,No.\n2,How?\n3,"x" y,a,b\n4,When?,Now.,Later.\n'
	);
	await soon(heading).toBe('2 of 4 rows would be rejected');
	await press('Enter');
	await soon(heading).toBe('2 items came in, 2 rejected');
	expect(await page.locator('tbody').first().innerText()).toContain('This row has 2 cells');
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Download as CSV' }).press('Enter')
	]);
	expect((await readFile(await download.path(), 'utf8')).split('\r\n').slice(0, 2)).toEqual([
		'line,code,message',
		'3,ragged_row,This row has 2 cells; the header has 4 columns.'
	]);
	await at('/import');
	await page.locator('input[type=file]').setInputFiles({
		name: 'latin.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('prompt\ncaf\xe9\n', 'latin1')
	});
	await soon(heading).toBe('This file cannot be read');
	expect(await page.getByText('Save the file as UTF-8').count()).toBe(1);
	expect(complaints).toEqual([]);
});

it('takes raters that are columns of the row, and message trees without a word said', async () => {
	await at('/import');
	const judged = [1, 2, 0].map((rater1, i) => ({
		id: i,
		question: `Why ${i}?`,
		answer_a: 'Because it is.',
		answer_b: 'So it seems.',
		rater1,
		rater2: 1
	}));
	await choose('judged.jsonl', judged.map((row) => JSON.stringify(row)).join('\n'));
	await soon(heading).toBe('All 3 rows pass');
	expect(await page.getByLabel('1 means').inputValue()).toBe('a>b');
	expect(await page.getByLabel('0 means').inputValue()).toBe('a=b');
	expect(await page.locator('pre').last().innerText()).toContain('--judgment preference:rater2 ');
	await press('Enter');
	await soon(heading).toBe('3 items came in');
	expect(await page.getByText('With them came 6 judgments inside their rows.').count()).toBe(1);

	await at('/import');
	const message = (id: string, role: string, more: object) => ({
		message_id: id,
		text: `Text ${id}`,
		role,
		...more
	});
	const reply = (id: string, rank: number | null) => message(id, 'assistant', { rank, replies: [] });
	const tree = (id: string, ...replies: object[]) =>
		JSON.stringify({ message_tree_id: id, prompt: message(id, 'prompter', { replies }) });
	await choose(
		'trees.jsonl',
		[tree('t1', reply('r1', 1), reply('r2', 0)), tree('t2', reply('r3', 0), reply('r4', null))].join('\n')
	);
	await soon(heading).toBe('1 of 2 rows would be rejected');
	expect(await page.getByText('Open-Assistant message trees').count()).toBe(1);
	await press('Enter');
	await soon(heading).toBe('1 item came in, 1 rejected');
	await at('/export');
	// Of the judged rows one was agreed on, two were not; of the trees one pair was ranked.
	await soon(heading).toBe('2 rows, each with a chosen and a rejected answer');
	expect(complaints).toEqual([]);
});

it('knows a file of a known format, says what becomes of it, and leaves its judgments behind when asked', async () => {
	await at('/import');
	await page.getByText('formats are known when they are seen').click();
	expect(await page.getByText('Pairs of transcripts (hh-rlhf)').isVisible()).toBe(true);
	const row = (i: number, better: string) => ({
		chosen: `\n\nHuman: Name prime ${i}.\n\nAssistant: ${better}`,
		rejected: `\n\nHuman: Name prime ${i}.\n\nAssistant: 9`
	});
	await choose(
		'pairs.jsonl',
		[row(1, '7'), row(2, '11'), row(3, '9')].map((own) => JSON.stringify(own)).join('\n')
	);
	await soon(heading).toBe('1 of 3 rows would be rejected');
	const becomes = (text: string) => soon(() => page.getByText(text).count()).toBe(1);
	await becomes('3 rows: 2 items with 2 judgments. 1 is told and stays out.');
	expect(await page.getByText('Line 3: Both sides say the same').count()).toBe(1);
	await page.getByLabel('Bring its judgments').uncheck();
	await becomes('3 rows: 2 items. 1 is told and stays out.');
	expect(await page.locator('pre').last().innerText()).toContain('--without-judgments');
	await page.getByRole('button', { name: 'Import' }).click();
	await soon(heading).toBe('2 items came in, 1 rejected');
	expect(await page.getByText('inside their rows').count()).toBe(0);

	// Judgments that were exported elsewhere say by themselves what they are.
	const { body } = await lead('GET', `/api/v1/projects/${slug}/items?limit=1`);
	const [item] = (body as { items: { key: string }[] }).items;
	await at('/import');
	await choose(
		'judgments.jsonl',
		JSON.stringify({
			id: 'j1',
			project: 'other',
			item_id: 'i1',
			item_key: item?.key,
			rater: 'ann',
			kind: 'person',
			answers: { preference: { tiers: [['r1'], ['r2']] } },
			counted: true,
			via: 'session',
			at: '2026-01-05T10:00:00.000Z'
		})
	);
	await soon(heading).toBe('All 1 row pass');
	await becomes('1 row: 1 judgment.');
	await press('Enter');
	await soon(heading).toBe('1 judgment came in');
	expect(complaints).toEqual([]);
});

it('keeps the file and says so when the server is gone in the middle, and sends it again', async () => {
	await at('/import');
	await choose(
		'pairs.jsonl',
		JSON.stringify({
			key: 'k',
			payload: {
				prompt: 'p',
				responses: [
					{ id: 'a', text: 'A' },
					{ id: 'b', text: 'B' }
				]
			}
		})
	);
	await soon(heading).toBe('All 1 row pass');
	await context.setOffline(true);
	await press('Enter');
	await soon(heading).toBe('The file did not come in whole');
	expect(await page.getByText('sending the file again is harmless').count()).toBe(1);
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Send it again' }).press('Enter');
	await soon(heading).toBe('1 item came in');
});

it('fits a phone, in the way in and in the way out', async () => {
	await page.setViewportSize({ width: 390, height: 844 });
	await at('/import');
	await choose('pairs.csv', `id,prompt,chosen,rejected\n1,${'Why? '.repeat(80)},${'yes '.repeat(200)},no\n`);
	await soon(heading).toContain('pass');
	expect(await widerThanItsWindow()).toBe(0);
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	await soon(heading).toBe('1 item came in');
	expect(await widerThanItsWindow()).toBe(0);
	for (const query of ['', '?format=judgments', '?format=trl-dpo&per=judgment']) {
		await at(`/export${query}`);
		expect(await widerThanItsWindow(), query).toBe(0);
	}
	expect(complaints).toEqual([]);
});

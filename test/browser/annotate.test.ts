/** An annotator at work, by keyboard alone, in a real browser against a real server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import {
	boxesOf,
	inHand,
	markable,
	openDesk,
	savedState,
	submitAndNext,
	turnBy,
	word,
	type Desk,
	type Item
} from '../setup/desk.ts';
import { onEachEngine } from '../setup/engines.ts';
import { keptHere } from '../setup/kept.ts';
import { pictures } from '../setup/pictures.ts';
import { goTo, reload } from '../setup/browser.ts';

const entities = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{
			name: 'parts',
			type: 'spans',
			title: 'Parts',
			options: [{ value: 'product' }, { value: 'place' }, { value: 'date' }]
		},
		{
			name: 'tone',
			type: 'label',
			title: 'Tone',
			options: [
				{ value: 'calm', key: 'q' },
				{ value: 'angry', key: 'w' }
			]
		},
		{ name: 'help', type: 'rating', title: 'Help' },
		{ name: 'why', type: 'text', title: 'Why', required: false }
	]
};
const sentiment = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'mood', type: 'label', title: 'Mood', options: [{ value: 'good' }, { value: 'bad' }] },
		{ name: 'strength', type: 'rating', title: 'Strength', max: 3, when: { mood: 'bad' } }
	]
};

const text = (i: number) => `Message ${i}: the oak desk from Quay Street came on Tuesday.`;
const texts = (many: number): Item[] =>
	Array.from({ length: many }, (_, i) => ({ key: `k${i}`, payload: { text: text(i) } }));
const spanOf = (whole: string, quote: string, label: string) => {
	const start = Array.from(whole.slice(0, whole.indexOf(quote))).length;
	return { start, end: start + Array.from(quote).length, label, quote };
};
const marked = (page: Page) => page.locator('.marked li').allInnerTexts();

onEachEngine('labelling', (engine) => {
	let desk: Desk;
	beforeAll(async () => {
		desk = await openDesk(engine);
	}, 120_000);
	afterAll(() => desk.close());

	it('is done for forty items by keyboard alone, blind on the wire, and stored as it was meant', async () => {
		const secrets = {
			keys: Array.from({ length: 40 }, word),
			source: word(),
			metadata: word(),
			extra: word()
		};
		const items: Item[] = secrets.keys.map((key, i) => ({
			key,
			metadata: { from: secrets.metadata },
			payload: { text: text(i), extra: secrets.extra },
			...(i % 4 === 0
				? {
						suggestions: [
							{
								source: secrets.source,
								score: 0.9,
								answers: { parts: [spanOf(text(i), 'Quay Street', 'place')] }
							}
						]
					}
				: {})
		}));
		const slug = await desk.project(entities, items, { guidelines: '# Rules\n\nMark **products**.' });
		const context = await desk.signIn();
		const wire: string[] = [];
		const bodies: Promise<void>[] = [];
		context.on('response', (response) => {
			wire.push(response.url(), JSON.stringify(response.headers()));
			bodies.push(
				response.text().then(
					(body) => void wire.push(body),
					() => {}
				)
			);
		});
		const page = await desk.open(context, slug);
		const expected = new Map<string, object>();
		for (let n = 0; n < 40; n++) {
			const whole = await markable(page);
			const i = Number(/Message (\d+)/.exec(whole)?.[1]);
			const parts = i % 4 === 0 ? [spanOf(whole, 'Quay Street', 'place')] : [];
			if (i % 2 === 0) {
				// To the third word from the first, then two words on: "oak desk".
				for (let k = 0; k < 3; k++) await page.keyboard.press('Control+ArrowRight');
				for (let k = 0; k < 2; k++) await page.keyboard.press('Control+Shift+ArrowRight');
				await page.keyboard.press('1');
				parts.unshift(spanOf(whole, 'oak desk', 'product'));
			}
			const tone = i % 3 === 0 ? 'angry' : 'calm';
			await page.keyboard.press(tone === 'angry' ? 'w' : 'q');
			// The digits are the rating's now.
			await page.keyboard.press(String((i % 5) + 1));
			const why = i % 7 === 0 ? `words with 1, q, f and u in ${i}` : null;
			if (why) {
				await page.keyboard.press('ArrowDown');
				await page.keyboard.type(why);
				if (i % 2 !== 0) await page.keyboard.press('Escape');
				await turnBy(page, i % 2 === 0 ? 'Control+Enter' : 'Enter');
			} else await submitAndNext(page);
			expected.set(secrets.keys[i] ?? '', {
				parts,
				tone,
				help: (i % 5) + 1,
				...(why ? { why } : {})
			});
		}
		await expect.poll(() => page.locator('h1').innerText()).toBe('That was the last one');
		expect(await page.locator('.pace').innerText()).toContain('40 by you');
		const rows = await desk.judgments(slug);
		expect(rows).toHaveLength(40);
		for (const { item_key: key, answers } of rows) expect(answers).toEqual(expected.get(key));

		await Promise.all(bodies);
		wire.push(await page.content());
		wire.push(await keptHere(page));
		const sent = wire.join('\n');
		expect(sent).toContain('Message 39');
		const words = [...secrets.keys, secrets.source, secrets.metadata, secrets.extra];
		expect(words.filter((secret) => sent.includes(secret))).toEqual([]);
		await context.close();
	});

	it('accepts what a model proposed with one key, and shows until then that it is a model’s', async () => {
		const whole = text(1);
		const suggestion = {
			source: 'tagger',
			score: 0.87,
			answers: {
				parts: [spanOf(whole, 'oak desk', 'product'), spanOf(whole, 'Tuesday', 'place')],
				tone: 'calm',
				help: 3
			}
		};
		const slug = await desk.project(entities, [
			{ key: 'a', payload: { text: whole }, suggestions: [suggestion] },
			{ key: 'b', payload: { text: `${whole} Again.` }, suggestions: [suggestion] }
		]);
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		expect(await marked(page)).toEqual([
			expect.stringMatching(/product\s*\.87/),
			expect.stringMatching(/place\s*\.87/)
		]);
		expect(await page.locator('.wash.model').count()).toBe(2);
		expect(await page.locator('label.on.model').allInnerTexts()).toEqual([
			expect.stringContaining('calm'),
			expect.stringContaining('3')
		]);
		expect(await page.locator('.btn.ink').innerText()).toContain('Accept and next');
		await submitAndNext(page);

		// The second one is looked through: one mark gets another label, one is removed.
		await page.keyboard.press('Tab');
		await page.keyboard.press('Tab');
		await page.keyboard.press('3');
		expect(await page.locator('.wash.model').count()).toBe(1);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Backspace');
		expect(await page.locator('.wash').count()).toBe(1);
		await page.keyboard.press('Control+z');
		expect(await page.locator('.wash').count()).toBe(2);
		await page.keyboard.press('Control+z');
		await page.keyboard.press('Control+z');
		expect(await page.locator('.wash.model').count()).toBe(2);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Delete');
		await page.keyboard.press('w');
		await page.keyboard.press('Enter');
		await expect.poll(() => desk.judgments(slug)).toHaveLength(2);
		const rows = Object.fromEntries((await desk.judgments(slug)).map((row) => [row.item_key, row.answers]));
		expect(rows.a).toEqual(suggestion.answers);
		expect(rows.b).toEqual({ parts: [spanOf(whole, 'Tuesday', 'place')], tone: 'angry', help: 3 });
		await context.close();
	});

	it('undoes, skips with a reason, flags and comments; whoever leads sees it', async () => {
		const slug = await desk.project(sentiment, texts(5));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const first = await inHand(page);
		await page.keyboard.press('1');
		await submitAndNext(page);
		const second = await inHand(page);
		await page.keyboard.press('u');
		await expect.poll(() => inHand(page)).toBe(first);
		expect(await page.locator('.act [role=status]').innerText()).toContain('You answered this item before');
		await page.keyboard.press('2');
		// What is asked only after "bad" is asked now, and digits go there.
		await page.keyboard.press('3');
		await submitAndNext(page);
		expect(await inHand(page)).toBe(second);
		const rows = await desk.judgments(slug);
		expect(rows.map(({ answers }) => answers)).toEqual([{ mood: 'good' }, { mood: 'bad', strength: 3 }]);
		expect(rows[1]?.supersedes).toBe(rows[0]?.id);

		await page.keyboard.press('f');
		await page.keyboard.type('two orders in one');
		await page.keyboard.press('Enter');
		await expect.poll(() => savedState(page)).toMatch(/^Flagged/);
		await page.keyboard.press('c');
		await page.keyboard.type('which one counts? f c u 1');
		await page.keyboard.press('Enter');
		await expect.poll(() => savedState(page)).toMatch(/^Comment saved/);
		expect(await inHand(page)).toBe(second);
		await page.keyboard.press('Shift+Space');
		await page.keyboard.type('not in a language I read');
		await page.keyboard.press('Enter');
		await expect.poll(() => inHand(page)).not.toBe(second);
		const third = await inHand(page);
		await page.keyboard.press('Space');
		await expect.poll(() => inHand(page)).not.toBe(third);
		expect(await page.locator('aside ol').first().innerText()).toContain('not in a language I read');

		// The page goes on before what was skipped is at the server.
		const noted = async () => {
			const { body } = await desk.admin('GET', `/api/v1/projects/${slug}/items`);
			const { items } = body as { items: { payload: { text: string }; notes: object[] }[] };
			return items.filter(({ notes }) => notes.length > 0);
		};
		const notes = [
			{ kind: 'flag', text: 'two orders in one', by: 'ann@example.org' },
			{ kind: 'comment', text: 'which one counts? f c u 1' },
			{ kind: 'skip', text: 'not in a language I read' }
		];
		await expect.poll(noted).toMatchObject([{ notes }]);
		expect(second).toContain((await noted())[0]?.payload.text);
		await context.close();

		const lead = await desk.signIn({}, 'lead@example.org');
		const list = await lead.newPage();
		await goTo(list, `/projects/${slug}/items`);
		await list.locator('tr', { hasText: 'flagged' }).locator('button').click();
		await expect
			.poll(() => list.locator('.notes').innerText())
			.toMatch(/two orders in one[^]*ann@example\.org[^]*which one counts[^]*not in a language I read/);
		await lead.close();
	});

	it('takes digits by their place: AZERTY types signs there', async () => {
		const slug = await desk.project(sentiment, texts(2));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const press = (code: string, key: string) =>
			page.evaluate(
				([where, types]) =>
					window.dispatchEvent(
						new KeyboardEvent('keydown', { code: where ?? '', key: types ?? '', cancelable: true })
					),
				[code, key]
			);
		await press('Digit1', '&');
		await expect.poll(() => page.locator('label.on').innerText()).toContain('good');
		await press('Numpad2', '2');
		await expect.poll(() => page.locator('label.on').first().innerText()).toContain('bad');
		await press('Digit3', '"');
		await page.keyboard.press('Enter');
		await expect.poll(() => desk.judgments(slug)).toHaveLength(1);
		expect((await desk.judgments(slug))[0]?.answers).toEqual({ mood: 'bad', strength: 3 });
		await context.close();
	});

	it('never takes a key from a focused control, and gives the page back after a click', async () => {
		const slug = await desk.project(entities, texts(3));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const first = await inHand(page);
		await page.locator('[data-words=why]').click();
		await page.keyboard.type('q1wfcu? ');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Backspace');
		expect(await page.locator('[data-words=why]').inputValue()).toBe('q1wfcu? ');
		expect(await inHand(page)).toBe(first);
		expect(await page.locator('label.on').count()).toBe(0);
		await page.keyboard.press('Escape');
		await page.locator('label', { hasText: 'calm' }).click();
		await page.locator('[data-question=help] label').nth(4).click();
		// A click leaves no focus behind that would swallow the next key.
		await submitAndNext(page);
		expect((await desk.judgments(slug))[0]?.answers).toEqual({
			parts: [],
			tone: 'calm',
			help: 5,
			why: 'q1wfcu? '
		});
		await context.close();
	});

	it('finds among many options, and walks through those that lie below others', async () => {
		const slug = await desk.project(
			{
				fields: [{ name: 'text', type: 'text' }],
				questions: [
					{
						name: 'kinds',
						type: 'labels',
						title: 'Kinds',
						options: ['Animal', 'Plant'].map((title) => ({
							value: title.toLowerCase(),
							title,
							children: ['Wren', 'Heron', 'Fern', 'Möwe'].map((name) => ({
								value: `${title.toLowerCase()}/${name}`,
								title: name,
								children: name === 'Fern' ? [{ value: `${title}/tree fern`, title: 'Tree fern' }] : []
							}))
						}))
					}
				]
			},
			texts(2)
		);
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		await page.keyboard.press('1');
		await page.keyboard.press('2');
		await page.keyboard.press('/');
		await page.keyboard.type('plant mowe');
		await page.keyboard.press('Enter');
		for (let i = 0; i < 10; i++) await page.keyboard.press('Backspace');
		await page.keyboard.type('tree');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Escape');
		await page.keyboard.press('ArrowLeft');
		await page.keyboard.press('Shift+Digit2');
		// In the order of the form, each with what it lies under.
		const chosen = await page.locator('.chosen li').allInnerTexts();
		expect(chosen.map((own) => own.replace(/[\s›×]+/g, ' ').trim())).toEqual([
			'Animal Heron',
			'Plant',
			'Plant Fern Tree fern',
			'Plant Möwe'
		]);
		await submitAndNext(page);
		expect((await desk.judgments(slug))[0]?.answers).toEqual({
			kinds: ['animal/Heron', 'plant/Möwe', 'Plant/tree fern', 'plant']
		});
		await context.close();
	});

	it('shows pictures, says so when one is not there, and labels them by key', async () => {
		const form = {
			fields: [{ name: 'image', type: 'image' }],
			questions: [
				{ name: 'what', type: 'label', title: 'What', options: [{ value: 'bird' }, { value: 'plane' }] }
			]
		};
		const name = `${word()}.png`;
		const slug = await desk.project(form, [
			{ key: 'a', payload: { image: name } },
			{ key: 'b', payload: { image: 'nowhere.png' } },
			{
				key: 'c',
				payload: { image: `data:image/gif;base64,${Buffer.from(pictures.gif).toString('base64')}` }
			},
			{ key: 'd', payload: { image: 'cut.jpg' } }
		]);
		const add = (called: string, bytes: Uint8Array) =>
			desk.admin('POST', `/api/v1/projects/${slug}/files?name=${called}`, bytes, {
				'content-type': 'application/octet-stream'
			});
		await add(name, pictures.png);
		await add('cut.jpg', pictures.jpeg.subarray(0, 40));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const pictureShown = () =>
			page
				.locator('.field img')
				.evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth));
		await expect.poll(pictureShown).toEqual([7]);
		expect(await page.content()).not.toContain(name);
		await page.keyboard.press('1');
		await submitAndNext(page);
		await expect.poll(() => page.locator('.field').innerText()).toContain('This picture is not here');
		await page.keyboard.press('2');
		await submitAndNext(page);
		await expect.poll(pictureShown).toEqual([7]);
		await page.keyboard.press('2');
		await submitAndNext(page);
		await expect.poll(() => page.locator('.field').innerText()).toContain('cannot be shown');
		expect((await desk.judgments(slug)).map(({ answers }) => answers.what)).toEqual([
			'bird',
			'plane',
			'plane'
		]);
		await context.close();
	});

	it('takes pictures by the dozen on a page of their own, and says which it does not take', async () => {
		const form = {
			fields: [{ name: 'image', type: 'image' }],
			questions: [{ name: 'what', type: 'label', options: [{ value: 'bird' }] }]
		};
		const slug = await desk.project(form, [{ key: 'a', payload: { image: 'wren one.png' } }]);
		const context = await desk.signIn({}, 'lead@example.org');
		const page = await context.newPage();
		await goTo(page, `/projects/${slug}/files`);
		await page.waitForLoadState('networkidle');
		const file = (name: string, bytes: Uint8Array) => ({
			name,
			mimeType: 'image/png',
			buffer: Buffer.from(bytes)
		});
		await page
			.locator('input[type=file]')
			.setInputFiles([
				file('wren one.png', pictures.png),
				file('page.png', new TextEncoder().encode('<svg/>')),
				file('wren two.webp', pictures.webp),
				file('the same.png', pictures.png)
			]);
		await expect
			.poll(() => page.locator('.note').innerText())
			.toContain('2 pictures added, 1 known already, 1 not taken');
		expect(await page.locator('.note').innerText()).toContain('page.png This is no PNG');
		await expect.poll(() => page.locator('.files li').count()).toBe(2);
		await goTo(page, `/projects/${slug}/items`);
		await page.waitForLoadState('networkidle');
		await page.locator('button.key').click();
		await expect
			.poll(() => page.locator('.inside img').evaluate((img) => (img as HTMLImageElement).naturalWidth))
			.toBe(7);
		await context.close();
	});

	it('asks by the form under which an item was handed out, though the form has changed meanwhile', async () => {
		const slug = await desk.project(sentiment, texts(6));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const changed = {
			...sentiment,
			questions: [
				{
					name: 'mood',
					type: 'label',
					title: 'Feeling',
					options: [{ value: 'up' }, { value: 'down' }, { value: 'flat' }]
				}
			]
		};
		const answer = await desk.admin('PATCH', `/api/v1/projects/${slug}`, { form: changed });
		expect(answer.status, JSON.stringify(answer.body)).toBe(200);
		for (let i = 0; i < 6; i++) {
			const isOld = (await page.locator('.question h2').first().innerText()).startsWith('Mood');
			expect(isOld).toBe(i < 3);
			await page.keyboard.press(isOld ? '1' : '3');
			if (i < 5) await submitAndNext(page);
			else await page.keyboard.press('Enter');
			if (i === 2) await expect.poll(() => page.locator('.question h2').first().innerText()).toBe('Feeling');
		}
		await expect.poll(() => desk.judgments(slug)).toHaveLength(6);
		expect((await desk.judgments(slug)).map(({ answers }) => answers.mood)).toEqual([
			'good',
			'good',
			'good',
			'flat',
			'flat',
			'flat'
		]);
		await context.close();
	});

	it('loses nothing by a reload: the same item, with its marks and its words', async () => {
		const slug = await desk.project(entities, texts(3));
		const context = await desk.signIn();
		const page = await desk.open(context, slug);
		const first = await markable(page);
		await page.keyboard.press('Control+Shift+ArrowRight');
		await page.keyboard.press('3');
		await page.keyboard.press('w');
		await reload(page);
		await page.waitForLoadState('networkidle');
		expect(await markable(page)).toBe(first);
		expect(await marked(page)).toEqual([expect.stringContaining('date')]);
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('2');
		await page.keyboard.press('Enter');
		await expect.poll(() => desk.judgments(slug)).toHaveLength(1);
		expect((await desk.judgments(slug))[0]?.answers).toMatchObject({
			parts: [{ label: 'date', quote: 'Message' }],
			tone: 'angry',
			help: 2
		});
		await context.close();
	});

	it('is done by touch: a label, then a tap on a word', async () => {
		const slug = await desk.project(entities, texts(2));
		const context = await desk.signIn({
			viewport: { width: 390, height: 844 },
			hasTouch: true,
			isMobile: true
		});
		const page = await desk.open(context, slug);
		const whole = await markable(page);
		await page.locator('.lab', { hasText: 'place' }).tap();
		const at = whole.indexOf('Quay');
		const { first } = await boxesOf(page, at, at + 4);
		await page.touchscreen.tap(
			((first?.left ?? 0) + (first?.right ?? 0)) / 2,
			((first?.top ?? 0) + (first?.bottom ?? 0)) / 2
		);
		await expect.poll(() => page.locator('.marked li').count()).toBe(1);
		await page.locator('label', { hasText: 'calm' }).tap();
		await page.locator('[data-question=help] label').nth(1).tap();
		await page.locator('.btn.ink').tap();
		await expect.poll(() => desk.judgments(slug)).toHaveLength(1);
		expect((await desk.judgments(slug))[0]?.answers).toEqual({
			parts: [spanOf(whole, 'Quay', 'place')],
			tone: 'calm',
			help: 2
		});
		// No page is wider than the phone.
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		await context.close();
	});
});

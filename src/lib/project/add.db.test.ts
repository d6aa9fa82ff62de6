import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engine } from '../../../test/setup/engines.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { addJudgments } from './add-judgments.server.ts';
import { addSuggestions } from './add-suggestions.server.ts';
import type { Incoming } from './incoming.ts';
import { ProjectInput } from './input.ts';
import { changeProject, createProject } from './project.server.ts';
import { countProject } from './stats.server.ts';

let store: Store;
let slug = '';
let count = 0;
beforeAll(async () => {
	store = await freshStore();
});
beforeEach(async () => {
	slug = `p${++count}`;
	await createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
});

const pair = (key: string, text = 'A') => ({
	key,
	payload: {
		prompt: 'Why?',
		responses: [
			{ id: 'a', text },
			{ id: 'b', text: 'B' }
		]
	}
});
const vote = (item: string, rater: string, better = 'a', more: object = {}) => ({
	item,
	rater,
	answers: { preference: { tiers: better === 'a' ? [['a'], ['b']] : [['b'], ['a']] } },
	...more
});
const items = (...values: unknown[]) => addItems(store, actor, slug, incoming(values));
const judgments = (...values: unknown[]) => addJudgments(store, actor, slug, incoming(values));
const suggestions = (...values: unknown[]) => addSuggestions(store, actor, slug, incoming(values));
const tally = ({ received, created, unchanged, rejected }: Awaited<ReturnType<typeof items>>) =>
	`${received}: ${created} new, ${unchanged} there, ${rejected} rejected`;
const rowsOf = (table: string, what = '*') =>
	store.read.query<Record<string, string & number>>(
		`select ${what} from ${table} where project_id = (select id from project where slug = $1)`,
		slug
	);
const events = () =>
	store.read.query<{ id: string; type: string; data: string }>(
		`select id, type, data from event where project = $1 and type like '%.imported' order by id`,
		slug
	);

describe('adding items', () => {
	it('gives each a place, and changes nothing the second time', async () => {
		expect(tally(await items(pair('k1'), pair('k2')))).toBe('2: 2 new, 0 there, 0 rejected');
		expect(tally(await items(pair('k1'), pair('k2'), pair('k3')))).toBe('3: 1 new, 2 there, 0 rejected');
		expect(await rowsOf('place')).toHaveLength(3);
		expect(await events()).toHaveLength(2);
	});

	it('refuses a key that is there with another payload, in the file or before, at its line', async () => {
		await items(pair('old'));
		const report = await items(pair('new'), pair('new', 'other'), pair('old', 'other'), pair('fine'));
		expect(tally(report)).toBe('4: 2 new, 0 there, 2 rejected');
		expect(report.errors.map(({ line, code }) => [line, code])).toEqual([
			[2, 'key_conflict'],
			[3, 'key_conflict']
		]);
		expect(report.errors[0]?.message).toContain('“new”');
	});

	it('knows an item without a key by what it says', async () => {
		const { payload } = pair('x');
		expect(tally(await items({ payload }, { payload }))).toBe('2: 1 new, 1 there, 0 rejected');
	});

	it('keeps the order of the file in the queue and in its own ids', async () => {
		await items(...Array.from({ length: 300 }, (_, i) => pair(`k${String(i).padStart(3, '0')}`)));
		const inOrderOf = (column: string) =>
			store.read
				.query<{ key: string }>(
					`select key from item join place on place.item_id = item.id
					where item.project_id = (select id from project where slug = $1) order by ${column}`,
					slug
				)
				.then((rows) => rows.map(({ key }) => key));
		expect(await inOrderOf('rank')).toEqual(await inOrderOf('key'));
		expect(await inOrderOf('item.id')).toEqual(await inOrderOf('key'));
	});

	it('says what is wrong with each bad row and lets the good ones pass', async () => {
		const bad: [unknown, string, RegExp][] = [
			['text', 'invalid_row', /payload/],
			[{ key: 'k', text: 'a' }, 'invalid_row', /map their columns/],
			[{ ...pair('k'), paylod: 1 }, 'invalid_row', /Did you mean “payload”/],
			[{ ...pair('k'), key: 7 }, 'invalid_row', /^key: /],
			[{ ...pair('k'), priority: 12 }, 'invalid_row', /^priority: .*0 to 9/],
			[{ key: 'k', payload: { prompt: 'x' } }, 'invalid_payload', /two responses/],
			[{ key: 'k', payload: { prompt: 5, responses: [] } }, 'invalid_payload', /prompt/],
			[{ ...pair('k'), metadata: { note: 'a\0b' } }, 'invalid_unicode', /U\+0000/],
			[{ ...pair('k'), gold: { preference: { tiers: [['z']] } } }, 'invalid_answers', /no response/],
			[{ ...pair('k'), judgments: [{ rater: 'r', answers: {} }] }, 'invalid_answers', /judgments\/0/],
			[{ ...pair('k'), suggestions: [{ source: '' }] }, 'invalid_row', /suggestions\/0/]
		];
		const report = await items(...bad.map(([row]) => row), pair('good'));
		expect(tally(report)).toBe(`${bad.length + 1}: 1 new, 0 there, ${bad.length} rejected`);
		report.errors.forEach(({ line, code, message }, i) => {
			expect([line, code]).toEqual([i + 1, bad[i]?.[1]]);
			expect(message).toMatch(bad[i]?.[2] ?? /never/);
		});
	});

	it('brings suggestions, gold and judgments along, and once only', async () => {
		const whole = {
			...pair('k'),
			priority: 3,
			metadata: { source: 'web' },
			gold: vote('', '').answers,
			suggestions: [{ source: 'judge-1', answers: vote('', '').answers, score: 0.9 }],
			judgments: [
				{ rater: 'ann', answers: vote('', '').answers, shown: ['b', 'a'], at: '2026-01-02T03:04:05Z' }
			]
		};
		await items(whole);
		expect(tally(await items(whole))).toBe('1: 0 new, 1 there, 0 rejected');
		expect(await rowsOf('suggestion', 'source, score')).toEqual([{ source: 'judge-1', score: 0.9 }]);
		const [judgment] = await rowsOf('judgment', 'rater, via, shown, at, purpose');
		expect(judgment).toEqual({
			rater: 'ann',
			via: 'import',
			purpose: 'work',
			shown: '["b","a"]',
			at: Date.UTC(2026, 0, 2, 3, 4, 5)
		});
		const [row] = await store.read.query<{ id: string }>('select id from project where slug = $1', slug);
		expect(await countProject(store, { id: row?.id ?? '', settings: { overlap: 1 } })).toMatchObject({
			items: 1,
			imported: 1,
			counted: 0
		});
		const other = { ...whole, suggestions: [{ source: 'judge-1', answers: vote('', '', 'b').answers }] };
		const report = await items(other);
		expect(tally(report)).toBe('1: 0 new, 0 there, 1 rejected');
		expect(report.errors[0]?.message).toContain('judge-1');
	});

	it('survives two senders of the same file at once: each item is there once', async () => {
		const second = await joinStore(store.url);
		const file = Array.from({ length: 400 }, (_, i) => pair(`k${i}`));
		const reports = await Promise.all([
			addItems(store, actor, slug, incoming(file)),
			addItems(second, actor, slug, incoming(file.toReversed()))
		]);
		expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(400);
		expect(reports.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(400);
		expect(await rowsOf('place')).toHaveLength(400);
		const [sum] = await rowsOf('intake', 'sum(created) as created');
		expect(Number(sum?.created)).toBe(400);
	});

	it('keeps what came before its sender vanished, and takes it all again without harm', async () => {
		const file = Array.from({ length: 500 }, (_, i) => pair(`k${i}`));
		async function* vanishing(): AsyncGenerator<Incoming> {
			for await (const row of incoming(file)) {
				if (row.line === 301) throw new Error('connection reset');
				yield row;
			}
		}
		await expect(addItems(store, actor, slug, vanishing())).rejects.toThrow('connection reset');
		expect(await rowsOf('item', 'count(*) as n').then(([row]) => Number(row?.n))).toBe(300);
		const [half] = await rowsOf('intake', 'created, finished_at');
		expect(half).toEqual({ created: 300, finished_at: null });
		expect(tally(await items(...file))).toBe('500: 200 new, 300 there, 0 rejected');
	});

	it('says what was kept when the body cannot be read on', async () => {
		async function* breaking(): AsyncGenerator<Incoming> {
			yield* incoming([pair('a'), pair('b')]);
			throw new Refusal('bad_encoding', 'This is not UTF-8.');
		}
		await expect(addItems(store, actor, slug, breaking())).rejects.toMatchObject({
			code: 'bad_encoding',
			message:
				'This is not UTF-8. Before that, 2 rows were read and 2 kept. Sending all of it again is harmless.'
		});
	});

	it('writes one event a batch, whose rows carry it, with their number and digest', async () => {
		await items(...Array.from({ length: 600 }, (_, i) => pair(`k${i}`)));
		const written = await events();
		expect(written.length).toBeGreaterThan(1);
		const carried = await store.read.query<{ event_id: string; n: number }>(
			`select event_id, count(*) as n from item where project_id = (select id from project where slug = $1)
			group by event_id order by event_id`,
			slug
		);
		const told = written.map(({ id, data }) => ({
			id,
			...(JSON.parse(data) as { count: number; digest: string })
		}));
		expect(told.map(({ id, count }) => [id, count])).toEqual(
			carried.map((row) => [row.event_id, Number(row.n)])
		);
		expect(told.every(({ digest }) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
	});

	it('lists a thousand errors and counts the rest', async () => {
		const report = await items(...Array.from({ length: 1500 }, () => 'x'), pair('k'));
		expect([report.errors.length, report.rejected, report.created]).toEqual([1000, 1500, 1]);
		expect(report.errors.at(-1)?.line).toBe(1000);
	});

	it('lets others write in between: no write waits for the whole import', async () => {
		const importing = items(...Array.from({ length: 1500 }, (_, i) => pair(`k${i}`)));
		let between = 0;
		let done = false;
		void importing.then(() => (done = true));
		while (!done) {
			await store.write((tx) => tx.query('select 1'));
			between++;
			await new Promise((resolve) => setImmediate(resolve));
		}
		expect(between).toBeGreaterThan(5);
	});

	it('is refused for archived projects and for those of the runtime stage', async () => {
		await changeProject(store, actor, slug, { state: 'archived' });
		await expect(items(pair('k'))).rejects.toMatchObject({ code: 'archived' });
		slug = `${slug}-live`;
		await createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage: 'runtime' }));
		await expect(items(pair('k'))).rejects.toMatchObject({ code: 'wrong_stage' });
	});
});

describe('joining judgments', () => {
	beforeEach(async () => void (await items(pair('k1'), pair('k2'))));

	it('takes no place, and changes nothing the second time, with ids or without', async () => {
		const file = [
			vote('k1', 'ann'),
			vote('k1', 'bob', 'b', { id: '7' }),
			vote('k2', 'ann', 'a', { at: '2026-01-02' })
		];
		expect(tally(await judgments(...file))).toBe('3: 3 new, 0 there, 0 rejected');
		expect(tally(await judgments(...file))).toBe('3: 0 new, 3 there, 0 rejected');
		expect((await rowsOf('place', 'open, counted')).every((p) => p.open === 1 && p.counted === 0)).toBe(true);
	});

	it('refuses an id that stands for another judgment already', async () => {
		await judgments(vote('k1', 'ann', 'a', { id: '7' }));
		const report = await judgments(vote('k1', 'ann', 'b', { id: '7' }), vote('k2', 'ann', 'a', { id: '7' }));
		expect(report.errors.map(({ line, code }) => [line, code])).toEqual([
			[1, 'key_conflict'],
			[2, 'key_conflict']
		]);
	});

	it('says which rows name no item, no response, or an answer that the form does not have', async () => {
		const report = await judgments(
			vote('nowhere', 'ann'),
			vote('k1', 'ann', 'a', { shown: ['a', 'z'] }),
			vote('k1', 'ann', 'a', { shown: ['a', 'a'] }),
			{ ...vote('k1', 'ann'), answers: { preference: { tiers: [['z']] } } },
			{ ...vote('k1', 'ann'), answers: { verdict: 'a' } },
			vote('k1', 'ann', 'a', { at: 'yesterday' }),
			vote('k1', 'ann', 'a', { at: '2026-02-31T00:00:00Z' }),
			{ ...vote('k1', 'ann'), rater: 5 },
			vote('k1', 'ok')
		);
		expect(report.errors.map(({ code }) => code)).toEqual([
			'unknown_item',
			'invalid_shown',
			'invalid_shown',
			'invalid_answers',
			'invalid_answers',
			'invalid_row',
			'invalid_row',
			'invalid_row'
		]);
		expect(report.created).toBe(1);
	});

	it('reads the cells of a table as what their questions expect', async () => {
		const rows = incoming([{ item: 'k1', rater: 'r', answers: { preference: 'b > a' } }]);
		await addJudgments(store, actor, slug, rows, { table: true });
		expect(await rowsOf('judgment', 'answers')).toEqual([
			{ answers: '{"preference":{"tiers":[["b"],["a"]]}}' }
		]);
	});
});

describe('joining suggestions', () => {
	it('keeps one an item and source; another answer needs another version', async () => {
		await items(pair('k'));
		const suggested = (better: string, score?: number) => {
			const { item, answers } = vote('k', '', better);
			return { item, source: 'judge-1', answers, ...(score === undefined ? {} : { score }) };
		};
		expect(tally(await suggestions(suggested('a', 0.5)))).toBe('1: 1 new, 0 there, 0 rejected');
		expect(tally(await suggestions(suggested('a', 0.5)))).toBe('1: 0 new, 1 there, 0 rejected');
		const report = await suggestions(suggested('b', 0.5), suggested('a', 2));
		expect(report.errors.map(({ code }) => code)).toEqual(['key_conflict', 'invalid_row']);
	});
});

describe('chances that a model gives each option', () => {
	const tone = {
		name: 'tone',
		type: 'label',
		options: [{ value: 'warm' }, { value: 'cold' }, { value: 'dry' }]
	};
	const tags = { name: 'tags', type: 'labels', options: [{ value: 'x' }, { value: 'y' }], required: false };
	const form = { fields: [{ name: 'text', type: 'text' }], questions: [tone, tags] };
	const text = (key: string) => ({ key, payload: { text: key } });
	const says = (item: string, more: object, source = 'm') => ({
		item,
		source,
		answers: { tone: 'warm' },
		...more
	});
	const stored = async () =>
		(await rowsOf('suggestion', 'source, score, sure')).map(({ source, score, sure }) => [
			source,
			Number(Number(score).toFixed(4)),
			Number(Number(sure).toFixed(4))
		]);
	beforeEach(async () => {
		slug = `chances-${++count}`;
		const settings = { order: 'uncertainty' };
		const input = ProjectInput.parse({ slug, name: slug, stage: 'annotation', form, settings });
		await createProject(store, actor, input);
		await items(text('k'));
	});

	it('are how sure it is, by as much as they tell, and the chance of its answer is its score', async () => {
		const tones = (scores: object) => ({ scores: { tone: scores } });
		await suggestions(
			says('k', tones({ warm: 0.5, cold: 0.3, dry: 0.2 }), 'all'),
			says('k', tones({ warm: 0.5, cold: 0.3 }), 'few'),
			says('k', tones({ warm: 0.6 }), 'one'),
			says('k', tones({ warm: 0.3, cold: 0.5 }), 'less'),
			says('k', { ...tones({ warm: 0.9, cold: 0.1 }), score: 0.4 }, 'own'),
			says('k', { scores: { tone: { warm: 0.98, cold: 0.02 }, tags: { x: 0.9, y: 0.45 } } }, 'tags')
		);
		// 1 − entropy / ln 3; the margin; 1 − 0.4 · 3/2; the margin, of an answer that is not the likeliest; 1 − entropy / ln 3; 1 − 2 · 0.45.
		expect(await stored()).toEqual([
			['all', 0.5, 0.0628],
			['few', 0.5, 0.2],
			['one', 0.6, 0.4],
			['less', 0.3, 0.2],
			['own', 0.4, 0.7041],
			['tags', 0.55, 0.1]
		]);
	});

	it('put an item where they say, and two models that part put it first', async () => {
		await items(
			{
				...text('sure'),
				suggestions: [{ source: 'm', answers: {}, scores: { tone: { warm: 0.7, cold: 0.05 } } }]
			},
			{
				...text('apart'),
				suggestions: ['warm', 'cold'].map((own) => ({ source: own, answers: { tone: own }, score: 0.99 }))
			},
			{ ...text('alike'), suggestions: ['m', 'n'].map((source) => ({ source, answers: { tone: 'dry' } })) }
		);
		const places = await store.read.query<{ key: string; band: number }>(
			`select key, band from place join item on item.id = place.item_id
			where item.project_id = (select id from project where slug = $1)`,
			slug
		);
		expect(Object.fromEntries(places.map(({ key, band }) => [key, band]))).toEqual({
			...{ k: 0, sure: 6, apart: 0, alike: 9 }
		});
	});

	it('come in once, and are refused with words where they cannot be', async () => {
		const own = says('k', { scores: { tone: { warm: 0.6, cold: 0.4 } } });
		expect(tally(await suggestions(own))).toBe('1: 1 new, 0 there, 0 rejected');
		expect(tally(await suggestions(own))).toBe('1: 0 new, 1 there, 0 rejected');
		const odd: [object, string][] = [
			[{ tone: { warm: 0.9, cold: 0.4 } }, 'sum to 1 at most'],
			[{ tone: { hot: 0.9 } }, 'no option “hot”'],
			[{ tone: {} }, 'one option at least'],
			[{ text: { warm: 0.9 } }, 'one label or of several'],
			[{ tone: { warm: 1.2 } }, 'A chance is 0 to 1']
		];
		const report = await suggestions(...odd.map(([scores], i) => says('k', { scores }, `odd-${i}`)));
		expect(report.errors.map(({ code }) => code)).toEqual(odd.map(() => 'invalid_row'));
		report.errors.forEach(({ message }, i) => expect(message).toContain(odd[i]?.[1]));
	});
});

describe('a project that orders by uncertainty', () => {
	const sure = (score: number, source = 'm') => ({
		source,
		answers: { preference: { tiers: [['a'], ['b']] } },
		score
	});
	const bands = async () =>
		Object.fromEntries(
			(
				await store.read.query<{ key: string; band: number }>(
					`select key, band from place join item on item.id = place.item_id
					where item.project_id = (select id from project where slug = $1)`,
					slug
				)
			).map(({ key, band }) => [key, band])
		);
	beforeEach(() => changeProject(store, actor, slug, { settings: { order: 'uncertainty' } }));

	it('has each item where its suggestions put it, whenever and however they come', async () => {
		await items(
			{ ...pair('both'), suggestions: [sure(0.9), sure(0.4, 'n')] },
			{ ...pair('one'), suggestions: [sure(0.75)] },
			pair('none')
		);
		expect(await bands()).toEqual({ both: 4, one: 7, none: 0 });
		await suggestions({ item: 'none', ...sure(0.5) }, { item: 'one', ...sure(0.95, 'n') });
		expect(await bands()).toEqual({ both: 4, one: 7, none: 5 });
		// The same items once more, beside a further model's words, in one file with a new one named twice.
		await items(
			{ ...pair('one'), suggestions: [sure(0.1, 'o')] },
			{ ...pair('new'), suggestions: [sure(0.8)] },
			{ ...pair('new'), suggestions: [sure(0.6, 'n')] }
		);
		expect(await bands()).toEqual({ both: 4, one: 1, none: 5, new: 6 });
	});

	it('is ordered anew, and back, when the order changes', async () => {
		await items({ ...pair('x'), priority: 8, suggestions: [sure(0.35)] });
		for (const [order, band] of [
			['priority', 1],
			['imported', 9],
			['uncertainty', 3]
		] as const) {
			await changeProject(store, actor, slug, { settings: { order } });
			expect(await bands(), order).toEqual({ x: band });
		}
	});
});

if (engine === 'postgres')
	describe('a place is locked before its item', () => {
		/** Rows wait for the place that somebody decides over now; they who wait hold nothing of the item. */
		async function comeIn(bring: () => Promise<unknown>): Promise<void> {
			const [item] = await rowsOf('item', 'id');
			const id = String(item?.id);
			let coming: Promise<unknown> = Promise.resolve();
			await store.write(async (tx) => {
				await tx.query('select item_id from place where item_id = $1 for update', id);
				coming = bring();
				await expect
					.poll(async () => {
						const [waiting] = await store.read.query<{ many: number }>(
							`select count(*) as many from pg_stat_activity
							where datname = current_database() and wait_event_type = 'Lock'`
						);
						return Number(waiting?.many);
					})
					.toBe(1);
				// Whoever rules over an item locks it next: where it is held this is refused at once.
				await tx.query('select id from item where id = $1 for update nowait', id);
			});
			await coming;
		}
		const suggested = (source: string) => ({ source, answers: vote('', '').answers, score: 0.3 });
		beforeEach(async () => {
			await changeProject(store, actor, slug, { settings: { order: 'uncertainty' } });
			await items(pair('k'));
		});

		it('by items that come again with suggestions and judgments', () =>
			comeIn(() =>
				items({
					...pair('k'),
					suggestions: [suggested('m')],
					judgments: [{ rater: 'ann', answers: vote('', '').answers }]
				})
			));

		it('by suggestions', () => comeIn(() => suggestions({ item: 'k', ...suggested('n') })));

		it('by judgments', () => comeIn(() => judgments(vote('k', 'ann'))));
	});

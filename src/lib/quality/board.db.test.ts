/** A leaderboard through its verb and its thread: what votes say, by whom, when, and what came since. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessOf, makePerson, pairDesk, randomOf } from '../../../test/setup/queue.ts';
import { histories } from '../../../test/setup/rounds.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { console as actor, type Person } from '#lib/auth/actor.ts';
import { openAnswering, type Answering } from '#lib/job/answering.server.ts';
import { append } from '#lib/log/append.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { addJudgments } from '#lib/project/add-judgments.server.ts';
import { eraseItem } from '#lib/project/erase.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { changeProject, createProject } from '#lib/project/project.server.ts';
import { claim, type Handed } from '#lib/queue/claim.server.ts';
import { rebuildComparisons } from '#lib/queue/comparison.server.ts';
import type { Desk } from '#lib/queue/desk.server.ts';
import { submit } from '#lib/queue/submit.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { leaderboardOf } from './board.server.ts';
import { BoardQuery } from './board.ts';
import { contestsOf } from './contests.ts';
import { fit } from './fit.ts';
import { VotesKept } from './votes-kept.server.ts';

let store: Store;
let statistics: Answering;
beforeAll(async () => {
	store = await freshStore();
	const entry = new URL('../../../test/setup/statistics-thread.ts', import.meta.url);
	statistics = openAnswering({ url: store.url, entry });
});
afterAll(() => statistics.stop());

const made = (slug: string, stage = 'alignment') =>
	createProject(store, actor, ProjectInput.parse({ slug, name: slug, stage }));
const board = (slug: string, query: object = {}) =>
	leaderboardOf(store, statistics, actor, slug, BoardQuery.parse(query));
const item = (key: string, models: string[], more: object = {}) => ({
	key,
	payload: {
		prompt: `Prompt of ${key}`,
		responses: models.map((model, i) => ({ id: `r${i}`, text: `${model} on ${key}`, model }))
	},
	...more
});
/** "0>1" ranks the first response above the second; "0=1" ties them. */
const vote = (item: string, order: string, more: object = {}) => ({
	item,
	rater: 'ann',
	answers: {
		preference: { tiers: order.split('>').map((tier) => tier.split('=').map((i) => `r${i}`)) }
	},
	shown: ['r0', 'r1'],
	...more
});
const judge = (slug: string, ...rows: object[]) => addJudgments(store, actor, slug, incoming(rows));

describe('a leaderboard', () => {
	beforeAll(async () => {
		await made('few');
		await addItems(
			store,
			actor,
			'few',
			incoming([
				item('ab', ['A', 'B'], { metadata: { language: 'de' } }),
				item('bc', ['B', 'C'], { metadata: { language: 'en' } }),
				item('abc', ['A', 'B', 'C']),
				item('none', ['A', ''])
			])
		);
		await judge(
			'few',
			vote('ab', '0>1'),
			vote('ab', '1>0', { rater: 'bob', at: '2026-03-01T09:30:00Z' }),
			vote('ab', '0=1', { rater: 'cleo' }),
			vote('bc', '0>1'),
			vote('bc', '1>0', { rater: 'bob' }),
			vote('bc', '0>1', { rater: 'large', kind: 'model' }),
			vote('abc', '0>1=2', { shown: null }),
			vote('none', '0>1'),
			vote('bc', '0>1', {
				rater: 'dora',
				answers: { preference: { tiers: [['r0', 'r1']], all_bad: true } }
			})
		);
	});

	it('counts pairs of votes, and says what it left out', async () => {
		const found = await board('few', { bootstraps: 10 });
		expect(found).toMatchObject({ votes: 8, comparisons: 8, ties: 2, people: 3, prompts: 3 });
		expect(found.left_out).toEqual({ all_bad: 1, no_model: 1, same_model: 0, revised: 0, no_order: 0 });
		const a = found.entries.find(({ model }) => model === 'A');
		expect([a?.wins, a?.ties, a?.losses, a?.comparisons]).toEqual([3, 1, 1, 5]);
		const order = found.entries.map(({ model }) => model);
		const [at, to] = [order.indexOf('A'), order.indexOf('B')];
		expect([found.wins[at]?.[to], found.counts[at]?.[to]]).toEqual([2.5, 4]);
		expect(found.side).toMatchObject({ first: 2, decided: 4, fast: null, slow: null });
		expect(found.entries.every((entry) => entry.bootstrap_error !== null)).toBe(true);
	});

	it('is of one judge, one tag, one time, neighbours, and of models that judge', async () => {
		const pairs = async (query: object) => (await board('few', query)).comparisons;
		expect(await pairs({ rater: 'bob' })).toBe(2);
		expect(await pairs({ rater: 'nobody' })).toBe(0);
		expect(await pairs({ tag: 'language:de' })).toBe(3);
		expect(await pairs({ tag: 'language:de,language:en' })).toBe(5);
		expect(await pairs({ to: '2026-03-02T00:00:00Z' })).toBe(1);
		expect(await pairs({ from: '2026-03-02T00:00:00Z' })).toBe(7);
		expect(await pairs({ judges: 'model' })).toBe(1);
		const other = (await board('few')).entries.map(({ model, other }) => [model, other?.standing]);
		expect(new Map(other as [string, string | undefined][])).toEqual(
			new Map([
				['A', undefined],
				['B', 'unbeaten'],
				['C', 'winless']
			])
		);
		expect((await board('few', { side: 'adjusted' })).left_out.no_order).toBe(3);
	});

	it('says in words what comparisons do not tell', async () => {
		const found = await board('few', { rater: 'cleo' });
		expect(found.regularised).toBe(false);
		const alone = await board('few', { judges: 'model' });
		expect(alone.regularised).toBe(true);
		expect(alone.entries.every(({ error, low }) => error === null && low === null)).toBe(true);
		expect(alone.notes[0]).toContain('B, C');
	});

	it('is what it was until something comes, and then has it: the latest vote of each, and nothing erased', async () => {
		const before = await board('few');
		expect((await board('few')).fitted_at).toBe(before.fitted_at);
		await judge('few', vote('ab', '1>0', { id: 'again' }));
		const after = await board('few');
		expect([after.votes, after.left_out.revised]).toEqual([before.votes, 1]);
		const won = (found: typeof after) => found.entries.find(({ model }) => model === 'A')?.wins;
		expect([won(before), won(after)]).toEqual([3, 2]);
		const [own] = await store.read.query<{ id: string }>("select id from item where key = 'ab'");
		await eraseItem(store, actor, 'few', own?.id ?? '', { reason: 'Asked for.' });
		expect((await board('few')).comparisons).toBe(before.comparisons - 3);
	});

	it('is of alignment, and of a question that ranks', async () => {
		await made('agents', 'runtime');
		await expect(board('agents')).rejects.toMatchObject({ code: 'wrong_stage' });
		await expect(board('few', { question: 'mood' })).rejects.toMatchObject({ code: 'unknown_question' });
		await made('empty');
		expect(await board('empty')).toMatchObject({ entries: [], votes: 0, comparisons: 0 });
	});
});

describe('votes that are kept', () => {
	const KEYS = Array.from({ length: 12 }, (_, i) => `g${i}`);
	const PAGE = 8;
	const brought = async (kept: VotesKept, project: ProjectRow, asOf: number) => {
		const { id, slug } = project;
		const of = { project: id, slug, question: 'preference', as_of: asOf, incomplete: false };
		await kept.bringUp(store.read, of, () => Promise.resolve(), PAGE);
		return kept;
	};
	const told = ({ votes, standing, nameOf }: VotesKept, query: object = {}) => {
		const asked = BoardQuery.parse({ ties: 'davidson', ...query });
		const of = (judges: 'person' | 'model') => contestsOf(votes, standing.of, { ...asked, judges }, null);
		return fit(of('person'), of('model'), asked, nameOf, standing.revised);
	};
	const anew = async (project: ProjectRow, asOf: number) => brought(new VotesKept(), project, asOf);
	const grown = async (slug: string) => {
		const project = await made(slug);
		const models = (i: number) => [`M${i % 4}`, `M${(i + 1 + (i % 3)) % 4}`];
		await addItems(store, actor, slug, incoming(KEYS.map((key, i) => item(key, models(i)))));
		return project;
	};
	const orders = ['0>1', '1>0', '0=1'];

	/** People answer and change their minds, files come in, items are erased and left: one act after another. */
	function acts(project: ProjectRow, people: Person[], random: () => number) {
		const { slug } = project;
		const some = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
		const given: [Person, Handed][] = [];
		let [now, ids] = [Date.now(), 0];
		const answers = () => ({ preference: vote('', some(orders) ?? '').answers.preference });
		return [
			async () => {
				const person = some(people);
				if (!person) return;
				const { assignments } = await claim(store, accessOf(project, person), { count: 2 }, shows, now);
				for (const one of assignments) given.push([person, one]);
			},
			...[1, 2, 3].map(() => async () => {
				const [person, one] = some(given) ?? [];
				// The clock may go back between two answers.
				now += Math.floor((random() - 0.3) * 60_000);
				if (!person || !one) return;
				const sent = { token: one.token, answers: answers() };
				await submit(store, person, one.id, sent, () => shows, now).catch(refused);
			}),
			async () => {
				const rows = Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
					vote(some(KEYS) ?? '', some(orders) ?? '', {
						id: `${++ids}`,
						rater: random() < 0.5 ? (some(people)?.email ?? '') : `file ${Math.floor(random() * 3)}`,
						...(random() < 0.2 ? { kind: 'model' } : {}),
						...(random() < 0.5 ? { at: new Date(now - random() * 60_000).toISOString() } : {})
					})
				);
				await judge(slug, ...rows);
			},
			async () => {
				const key = `n${++ids}`;
				const inside = [{ rater: 'inside', answers: answers() }];
				await addItems(
					store,
					actor,
					slug,
					incoming([item(key, ['M1', `New ${ids}`], { judgments: inside })])
				);
			},
			async () => {
				if (random() < 0.6) return;
				const [own] = await store.read.query<{ id: string }>(
					'select id from item where project_id = $1 and key = $2',
					project.id,
					some(KEYS) ?? ''
				);
				const erasing = eraseItem(store, actor, slug, own?.id ?? '', { reason: 'Asked for.' }, now);
				await erasing.catch(refused);
			}
		];
	}
	const shows: Desk = { ...pairDesk, arrange: null };
	const refused = (error: unknown) => {
		if (!(error instanceof Refusal)) throw error;
	};

	it('are what reading all of them anew gives, bit for bit, whatever came and went meanwhile', async () => {
		const people = await Promise.all(['kim', 'lou', 'max'].map((name) => makePerson(store, name)));
		let [revised, votes] = [0, 0];
		for (let seed = 1; seed <= Math.ceil(histories / 10); seed++) {
			const random = randomOf(seed);
			const project = await grown(`kept-${seed}`);
			const all = acts(project, people, random);
			const kept = new VotesKept();
			let asOf = await seal(store);
			for (let step = 0; step < 40; step++) {
				await all[Math.floor(random() * all.length)]?.();
				if (random() < 0.5) continue;
				// Sometimes what was read has no place in the log yet: it comes again with the next look.
				if (random() < 0.7) asOf = await seal(store);
				await brought(kept, project, asOf);
			}
			asOf = await seal(store);
			await brought(kept, project, asOf);
			const cold = await anew(project, asOf);
			expect([seed, told(kept)]).toEqual([seed, told(cold)]);
			const one = { rater: 'file 1', clusters: 'none', rankings: 'neighbours' };
			expect([seed, told(kept, one)]).toEqual([seed, told(cold, one)]);
			revised += kept.standing.revised;
			votes += kept.votes.size;
		}
		expect(revised).toBeGreaterThan(10);
		expect(votes).toBeGreaterThan(100);
	}, 120_000);

	it('have one whose write began long before it was seen', async () => {
		const project = await grown('late');
		const grow = (rater: string) =>
			judge('late', ...KEYS.map((key, i) => vote(key, orders[i % 3] ?? '', { rater })));
		await grow('one');
		await grow('two');
		const [late] = await store.read.query<{ id: string; word: string }>(
			'select judgment_id as id, word from comparison where project_id = $1 order by judgment_id limit 1 offset 9',
			project.id
		);
		if (!late) throw new Error('Nothing was compared.');
		await store.write((tx) => tx.query('delete from comparison where judgment_id = $1', late.id));
		const before = await seal(store);
		const kept = await anew(project, before);
		expect(kept.votes.size).toBe(23);
		await grow('three');
		await store.write(async (tx) => {
			await tx.query(
				"insert into comparison (project_id, judgment_id, question, word) values ($1, $2, 'preference', $3)",
				project.id,
				late.id,
				late.word
			);
			const subject = { type: 'judgment', id: late.id };
			await append(tx, { type: 'judgment.submitted', actor: 'system', project, subject });
		});
		const asOf = await seal(store);
		await brought(kept, project, asOf);
		expect(kept.votes.size).toBe(36);
		expect(told(kept)).toEqual(told(await anew(project, asOf)));
	});

	it('are read again in no act that is not of votes, in their page alone where one came, and all where the table was mended', async () => {
		const project = await grown('frugal');
		await judge('frugal', ...KEYS.map((key) => vote(key, '0>1')), ...KEYS.map((key) => vote(key, '1>0')));
		const pages = async (kept: VotesKept) => {
			let many = 0;
			const { id, slug } = project;
			const of = { project: id, slug, question: 'preference', as_of: await seal(store), incomplete: false };
			await kept.bringUp(store.read, of, async () => void many++, PAGE);
			return many;
		};
		const kept = new VotesKept();
		expect([await pages(kept), kept.version]).toEqual([3, 1]);
		await changeProject(store, actor, 'frugal', { name: 'Frugal' });
		await addItems(store, actor, 'frugal', incoming([item('more', ['M0', 'M1'])]));
		expect(await pages(kept)).toBe(0);
		await judge('frugal', vote('more', '0>1', { rater: 'bob' }));
		expect(await pages(kept)).toBe(1);
		await rebuildComparisons(store, project);
		expect(await pages(kept)).toBe(0);
		await store.write((tx) => tx.query('delete from comparison where project_id = $1', project.id));
		await rebuildComparisons(store, project);
		expect(await pages(kept)).toBe(4);
		expect(told(kept)).toEqual(told(await anew(project, await seal(store))));
	});

	it('are gone on with where a reading broke off', async () => {
		const project = await grown('broken-off');
		await judge(
			'broken-off',
			...KEYS.flatMap((key) => ['x', 'y'].map((rater) => vote(key, '0>1', { rater })))
		);
		const { id, slug } = project;
		const of = { project: id, slug, question: 'preference', as_of: await seal(store), incomplete: false };
		const kept = new VotesKept();
		const leave = () => Promise.reject(new Error('Nobody waits.'));
		await expect(kept.bringUp(store.read, of, leave, PAGE)).rejects.toThrow('Nobody waits.');
		expect(kept.votes.size).toBe(PAGE);
		await judge('broken-off', vote('g0', '1>0', { rater: 'z' }));
		const asOf = await seal(store);
		await brought(kept, project, asOf);
		expect(kept.votes.size).toBe(25);
		expect(told(kept)).toEqual(told(await anew(project, asOf)));
	});
});

const folder = join('..', 'shared', 'data', 'llmfao');

describe.skipIf(!existsSync(folder))('published votes of a crowd, from the database', () => {
	const median = (numbers: (number | null)[]) =>
		numbers.map((one) => one ?? NaN).toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

	it('left wins 53.3 %, side +0.188 with z 5.9, errors of 20.1 points by rows and 33.7 by prompt', async () => {
		await made('crowd');
		const pairs = readFileSync(join(folder, 'pairs-crowd.jsonl'), 'utf8').trim().split('\n');
		type Pair = Record<'text' | 'result_x' | 'result_y', string> &
			Record<'id' | 'model_x' | 'model_y', number>;
		const report = await addItems(
			store,
			actor,
			'crowd',
			incoming(
				pairs.map((line) => {
					const { id, text, ...one } = JSON.parse(line) as Pair;
					const response = (model: number, text: string) => ({
						id: String(model),
						text,
						model: String(model)
					});
					const responses = [response(one.model_x, one.result_x), response(one.model_y, one.result_y)];
					return { key: String(id), payload: { prompt: text, responses } };
				})
			)
		);
		expect(report.errors).toEqual([]);
		const votes = readFileSync(join(folder, 'crowd-comparisons.csv'), 'utf8').trim().split('\n').slice(1);
		await addJudgments(
			store,
			actor,
			'crowd',
			incoming(
				votes.map((line) => {
					const [key = '', , x = '', y = '', rater = '', winner = ''] = line.split(',');
					const tiers = winner === 'tie' ? [[x, y]] : winner === 'left' ? [[x], [y]] : [[y], [x]];
					return { item: key, rater, shown: [x, y], answers: { preference: { tiers } } };
				})
			)
		);
		const rows = await board('crowd', { clusters: 'none' });
		expect([rows.votes, rows.comparisons, rows.people, rows.ties]).toEqual([8931, 8931, 124, 3471]);
		expect((rows.side.first / rows.side.decided).toFixed(3)).toBe('0.533');
		expect([rows.side.all.effect?.toFixed(3), rows.side.all.z?.toFixed(1)]).toEqual(['0.188', '5.9']);
		// Reported are “about” 19.9 and 33.6: what each choice gives is in stats/leaderboard.test.ts.
		expect(median(rows.entries.map(({ error }) => error)).toFixed(1)).toBe('20.1');
		const byPrompt = await board('crowd', { clusters: 'prompt' });
		expect([byPrompt.clusters, byPrompt.prompts]).toEqual([13, 13]);
		expect(median(byPrompt.entries.map(({ error }) => error)).toFixed(1)).toBe('33.7');
	}, 60_000);
});

/** Training: gold in the open before any work, told after each answer, with a mark to reach; and the pause afterwards. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import {
	addGold,
	addItems,
	itemOf,
	makePerson,
	makeProject,
	queueOf,
	RIGHT,
	some,
	WRONG,
	inDispute
} from '../../../test/setup/queue.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { skip } from './assignment.server.ts';
import { rebuildQueue } from './rebuild.server.ts';

let store: Store;
let [ana, bo] = [] as unknown as [Person, Person];
beforeAll(async () => {
	store = await freshStore();
	[ana, bo] = [await makePerson(store), await makePerson(store)];
});

async function scene(work: number, gold: number, settings: Partial<ProjectSettings>) {
	const project = await makeProject(store, settings);
	const ids = await addItems(store, project, some(work));
	const golden = await addGold(store, project, gold);
	return { project, ids, golden, queue: queueOf(store, project) };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** Answers the next one in hand. */
async function next({ queue }: Scene, who: Person, answers = RIGHT) {
	const [mine] = (await queue.claim(who)).assignments;
	if (!mine) throw new Error('nothing handed out');
	return { mine, ...(await queue.submit(who, mine, answers)) };
}
async function several(at: Scene, who: Person, all: (typeof RIGHT)[]) {
	const told = [];
	for (const answers of all) told.push(await next(at, who, answers));
	return told;
}
const seatOf = async ({ project }: Scene, who: Person) => {
	const [row] = await store.read.query<Record<string, unknown>>(
		'select * from seat where project_id = $1 and user_id = $2 and band = 9',
		project.id,
		who.id
	);
	return row ?? {};
};

describe('training', () => {
	it('comes before any work, and says where it is', async () => {
		const at = await scene(3, 5, { training_items: 3 });
		const { assignments } = await at.queue.claim(ana, 10);
		expect(assignments.map(itemOf)).toEqual(at.golden.slice(0, 3));
		expect(assignments.map(({ training }) => training)).toEqual(
			[1, 2, 3].map((number) => ({ number, of: 3, attempt: 1, attempts: 3 }))
		);
		expect(JSON.stringify(assignments)).not.toContain('Because');
	});

	it('tells after the answer what is right and why, and lets work begin once enough is right', async () => {
		const at = await scene(3, 4, { training_items: 4, training_pass: 0.75 });
		const told = await several(at, ana, [RIGHT, WRONG, RIGHT, RIGHT]);
		expect(told.map(({ training }) => training?.right)).toEqual([true, false, true, true]);
		expect(told[1]?.training).toMatchObject({
			answers: RIGHT,
			reason: 'Because it is.',
			score: 0,
			number: 2,
			of: 4,
			result: null
		});
		expect(told[3]?.training?.result).toEqual({ passed: true, right: 3, of: 4, needed: 3, again: false });
		const work = await at.queue.claim(ana, 10);
		expect(work.assignments.map(itemOf)).toEqual(at.ids);
		expect(work.assignments.some(({ training }) => training)).toBe(false);
	});

	it('never counts and is nobody’s work', async () => {
		const at = await scene(3, 2, { training_items: 2 });
		const [first] = await several(at, ana, [RIGHT, RIGHT]);
		expect(first?.judgment.counted).toBe(false);
		const before = await seatOf(at, ana);
		expect(before).toMatchObject({ submitted: 0, counted: 0, served: 0, gold: 0, attempt: 1 });
		await rebuildQueue(store, at.project, inDispute);
		expect(await seatOf(at, ana)).toEqual(before);
	});

	it('is tried again with other items, and with the same ones where there are no others', async () => {
		const at = await scene(3, 3, { training_items: 2, training_pass: 1 });
		const told = await several(at, ana, [RIGHT, WRONG, RIGHT, RIGHT]);
		expect(told.map(({ mine }) => itemOf(mine))).toEqual([
			at.golden[0],
			at.golden[1],
			at.golden[2],
			at.golden[0]
		]);
		expect(told[1]?.training?.result).toEqual({ passed: false, right: 1, of: 2, needed: 2, again: true });
		expect(told[2]?.training).toMatchObject({ number: 1, attempt: 2, attempts: 3 });
		expect(told[3]?.training?.result?.passed).toBe(true);
		expect((await at.queue.claim(ana)).assignments.map(itemOf)).toEqual([at.ids[0]]);
	});

	it('ends after as many attempts as the project allows, with a word that says what to do', async () => {
		const at = await scene(3, 2, { training_items: 1, training_attempts: 2 });
		const told = await several(at, ana, [WRONG, WRONG]);
		expect(told.map(({ training }) => training?.result?.again)).toEqual([true, false]);
		const { assignments, reason } = await at.queue.claim(ana, 3);
		expect(assignments).toEqual([]);
		expect(reason).toMatchObject({ code: 'training_failed' });
		expect(reason?.message).toContain('Ask whoever leads the project');
		expect((await at.queue.claim(bo)).assignments).toHaveLength(1);
	});

	it('hands out no work where there is no gold to train with', async () => {
		const at = await scene(3, 0, { training_items: 2 });
		expect(await at.queue.claim(ana, 3)).toMatchObject({ assignments: [], reason: { code: 'no_training' } });
	});

	it('takes what gold there is where it is less than asked for', async () => {
		const at = await scene(3, 2, { training_items: 8 });
		const told = await several(at, ana, [RIGHT, RIGHT]);
		expect(told[1]?.training).toMatchObject({ number: 2, of: 2, result: { passed: true } });
	});

	it('keeps an answer as it was given, and tells the same when it is sent again', async () => {
		const at = await scene(3, 3, { training_items: 2 });
		const { mine, training } = await next(at, ana, WRONG);
		const again = await at.queue.submit(ana, mine, WRONG);
		expect(again).toMatchObject({ created: false, training });
		await expect(at.queue.submit(ana, mine, RIGHT)).rejects.toMatchObject({ code: 'settled' });
	});

	it('skips nothing', async () => {
		const at = await scene(3, 3, { training_items: 2 });
		const [mine] = (await at.queue.claim(ana)).assignments;
		if (!mine) throw new Error('nothing handed out');
		await expect(skip(store, ana, mine.id, mine)).rejects.toMatchObject({ code: 'training', status: 422 });
	});

	it('lets what was held before be answered, and hands out no other work', async () => {
		const at = await scene(4, 2, {});
		const held = (await at.queue.claim(ana, 2)).assignments;
		const settings = { ...at.project.settings, training_items: 1 };
		const queue = queueOf(store, { ...at.project, settings });
		const mixed = (await queue.claim(ana, 5)).assignments;
		expect(mixed.map(itemOf)).toEqual([...held.map(itemOf), at.golden[0]]);
	});

	it('is graded once when its last answers come at the same moment, from two servers', async () => {
		const second = await joinStore(store.url);
		for (let round = 0; round < 5; round++) {
			const at = await scene(2, 4, { training_items: 2, training_pass: 1 });
			const [a, b] = (await at.queue.claim(ana, 2)).assignments;
			if (!a || !b) throw new Error('nothing handed out');
			const told = await Promise.all([
				at.queue.submit(ana, a, RIGHT),
				queueOf(second, at.project).submit(ana, b, round % 2 ? WRONG : RIGHT)
			]);
			const results = told.flatMap(({ training }) => training?.result ?? []);
			expect(results).toHaveLength(1);
			expect(await seatOf(at, ana)).toMatchObject({ attempt: round % 2 ? 2 : 1 });
			const [item] = (await at.queue.claim(ana)).assignments.map(itemOf);
			expect(item).toBe(round % 2 ? at.golden[2] : at.ids[0]);
		}
	});
});

describe('a person whose answers to hidden gold fall below the mark', () => {
	const rule = { gold_rate: 0.5, pause_below: 0.6, pause_of: 3 };
	const pausedAt = async (at: Scene) => (await seatOf(at, ana)).paused_at;
	/** Answers work right, and gold as said. */
	async function golds(at: Scene, all: (typeof RIGHT)[]) {
		for (const answers of all) await several(at, ana, [RIGHT, answers]);
	}

	it('is paused with the answer that does it, and is told kindly', async () => {
		const at = await scene(20, 9, rule);
		await golds(at, [RIGHT, WRONG]);
		expect(await pausedAt(at)).toBeNull();
		await golds(at, [WRONG]);
		expect(await pausedAt(at)).not.toBeNull();
		const { assignments, reason } = await at.queue.claim(ana, 3);
		expect(assignments).toEqual([]);
		expect(reason).toMatchObject({ code: 'you_are_paused' });
		expect(reason?.message).toContain('All that you answered is kept');
		const events = await store.read.query<{ type: string; actor: string; data: string }>(
			"select type, actor, data from event where project = $1 and type = 'person.paused'",
			at.project.slug
		);
		expect(events).toEqual([
			{ type: 'person.paused', actor: 'system', data: '{"below":0.6,"of":3,"right":1}' }
		]);
	});

	it('is not paused by work, nor while enough is right', async () => {
		const at = await scene(20, 9, rule);
		for (const answers of [RIGHT, RIGHT, WRONG, RIGHT, RIGHT, WRONG])
			await several(at, ana, [WRONG, answers]);
		expect(await pausedAt(at)).toBeNull();
	});

	it('keeps what they hold, and may answer it', async () => {
		const at = await scene(20, 9, rule);
		await golds(at, [WRONG, WRONG]);
		const held = (await at.queue.claim(ana, 4)).assignments;
		const [, gold, later] = held;
		if (!gold || !later) throw new Error('nothing handed out');
		await at.queue.submit(ana, gold, WRONG);
		expect(await pausedAt(at)).not.toBeNull();
		expect((await at.queue.claim(ana, 4)).assignments.map(({ id }) => id)).toEqual(
			held.flatMap(({ id }) => (id === gold.id ? [] : [id]))
		);
		expect((await at.queue.submit(ana, later)).judgment.counted).toBe(true);
	});

	it('is let go on with a clean slate', async () => {
		const at = await scene(20, 9, rule);
		await golds(at, [WRONG, WRONG, WRONG]);
		await store.write((tx) =>
			tx.query(
				'update seat set paused_at = null, resumed_at = $3 where project_id = $1 and user_id = $2',
				at.project.id,
				ana.id,
				Date.now() + 1
			)
		);
		await new Promise((resolve) => setTimeout(resolve, 5));
		await golds(at, [WRONG, WRONG]);
		expect(await pausedAt(at)).toBeNull();
		await golds(at, [WRONG]);
		expect(await pausedAt(at)).not.toBeNull();
	});

	it('is paused by a revision too, and by one of several answers at once', async () => {
		const second = await joinStore(store.url);
		const at = await scene(20, 9, rule);
		await golds(at, [WRONG, RIGHT]);
		const { mine } = (await several(at, ana, [RIGHT, RIGHT]))[1] ?? {};
		if (!mine) throw new Error('nothing handed out');
		expect(await pausedAt(at)).toBeNull();
		await at.queue.submit(ana, mine, WRONG);
		expect(await pausedAt(at)).not.toBeNull();

		const many = await scene(20, 9, rule);
		const held = (await many.queue.claim(ana, 10)).assignments;
		await Promise.all(
			held.map((one, i) => queueOf(i % 2 ? second : store, many.project).submit(ana, one, WRONG))
		);
		const events = await store.read.query(
			"select id from event where project = $1 and type = 'person.paused'",
			many.project.slug
		);
		expect(events).toHaveLength(1);
	});
});

import { beforeAll, describe, expect, it } from 'vitest';
import { addDecisions } from '../../../test/setup/decisions.ts';
import { engine } from '../../../test/setup/engines.ts';
import { acts, codeOf, newAgent, newRuntime, somebody, type Somebody } from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Program } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { calibrationView } from './calibration-view.ts';
import { applyThreshold, cellsStatement, readCalibration, verdictsBehind } from './calibration.server.ts';
import { readPolicy, writePolicy } from './policy.server.ts';

let store: Store;
let agent: Program;
let operator: Somebody;
beforeAll(async () => {
	store = await freshStore();
	[agent, operator] = [await newAgent(store), await somebody(store)];
});

const DAY = 86_400_000;
const counted = { decisions: 0, kept: 0, edited: 0, rejected: 0, responded: 0 };

describe('verdicts by confidence', () => {
	it('are counted by what could be asked: all at a gate, the drawn of what ran alone, nothing that a rule decides', async () => {
		const slug = await newRuntime(store, {
			actions: { pay: { confidence_min: 0.9, sample: 1 } },
			rules: [{ name: 'big', when: 'has(args.big)', mode: 'in_the_loop' }]
		});
		const { submit, approve, review } = acts(store, slug);
		const ask = async (confidence: number, args = {}) =>
			(
				await submit(agent, {
					action: { name: 'pay', args: { ...args, confidence } },
					confidence,
					risk: 'low'
				})
			).id;
		await approve(operator, await ask(0.5));
		await review(operator, await ask(0.501), { verdict: 'reject' });
		await ask(0.5);
		await review(operator, await ask(0.95), { verdict: 'reject' });
		await ask(0.951);
		await approve(operator, await ask(0.95, { big: true }));

		const { actions } = await readCalibration(store, operator.actor, slug, 90);
		expect(actions).toHaveLength(1);
		expect(actions[0]).toMatchObject({ action: 'pay', spread: 1, waiting: 1 });
		expect(actions[0]?.cells).toEqual([
			{ ...counted, band: 50, asked: 1, decisions: 3, kept: 1, rejected: 1 },
			{ ...counted, band: 95, asked: 1, decisions: 2, rejected: 1 }
		]);
	});

	it('count the same thing proposed again once, and nothing older than asked for', async () => {
		const slug = await newRuntime(store);
		const rows = { project: slug, action: 'mail', band: 80, asked: 1 };
		const now = Date.now();
		await addDecisions(store, [
			{ ...rows, prefix: 'alike-', many: 39, verdict: 'kept', alike: 4, createdAt: now - 10 * DAY },
			{ ...rows, prefix: 'old-', many: 7, verdict: 'rejected', createdAt: now - 40 * DAY }
		]);
		const of = async (days: number) =>
			(await readCalibration(store, consoleActor, slug, days, now)).actions[0];
		// Three, then nine times four: (9 + 9 · 16) / 39.
		expect((await of(30))?.spread).toBeCloseTo(153 / 39, 9);
		expect((await of(30))?.cells).toEqual([{ ...counted, band: 80, asked: 1, decisions: 39, kept: 39 }]);
		expect((await of(90))?.cells[0]).toMatchObject({ decisions: 46, rejected: 7 });
		expect(await of(5)).toBeUndefined();
	});

	it('come with the decisions behind them, those that were overruled first', async () => {
		const slug = await newRuntime(store);
		const rows = { project: slug, action: 'mail', asked: 1 };
		await addDecisions(store, [
			{ ...rows, prefix: `${slug}-a`, many: 30, band: 80, verdict: 'kept' },
			{ ...rows, prefix: `${slug}-b`, many: 2, band: 81, verdict: 'edited', createdAt: 5 },
			{ ...rows, prefix: `${slug}-c`, many: 1, band: 70, verdict: 'rejected' },
			{ ...rows, prefix: `${slug}-d`, many: 3, band: 80 }
		]);
		const behind = await verdictsBehind(store, operator.actor, slug, { action: 'mail', from: 80, to: 89 });
		expect(behind.map(({ verdict }) => verdict)).toEqual(['edited', 'edited', ...Array(18).fill('kept')]);
		expect(behind[0]).toMatchObject({ id: expect.stringContaining('-b') as string, confidence: 0.81, at: 5 });
	});

	it('are for those who see decisions', async () => {
		const slug = await newRuntime(store);
		const rater = await somebody(store, 'rater');
		expect(await codeOf(readCalibration(store, rater.actor, slug, 90))).toBe('forbidden');
		expect(await codeOf(verdictsBehind(store, rater.actor, slug, { action: 'a', from: 0, to: 9 }))).toBe(
			'forbidden'
		);
		expect(await codeOf(readCalibration(store, agent, slug, 90))).toBe('forbidden');
	});
});

describe('a threshold', () => {
	it('is suggested from weighed verdicts, with what it would cost', async () => {
		const slug = await newRuntime(store, { actions: { pay: { confidence_min: 0.8, sample: 0.1 } } });
		const now = Date.now();
		const rows = { project: slug, action: 'pay', createdAt: now - 10 * DAY };
		await addDecisions(store, [
			{ ...rows, prefix: `${slug}-1`, many: 100, band: 60, asked: 1, verdict: 'kept' },
			{ ...rows, prefix: `${slug}-2`, many: 100, band: 60, asked: 1, verdict: 'rejected' },
			// Of 1,000 that ran alone 100 were drawn; of 4,000 surer ones 400.
			{ ...rows, prefix: `${slug}-3`, many: 900, band: 85, asked: 0.1 },
			{ ...rows, prefix: `${slug}-4`, many: 90, band: 85, asked: 0.1, verdict: 'kept' },
			{ ...rows, prefix: `${slug}-5`, many: 10, band: 85, asked: 0.1, verdict: 'rejected' },
			{ ...rows, prefix: `${slug}-6`, many: 3600, band: 95, asked: 0.1 },
			{ ...rows, prefix: `${slug}-7`, many: 399, band: 95, asked: 0.1, verdict: 'kept' },
			{ ...rows, prefix: `${slug}-8`, many: 1, band: 95, asked: 0.1, verdict: 'rejected' }
		]);
		const view = calibrationView(await readCalibration(store, operator.actor, slug, 90, now), 0.02);
		const [pay] = view.actions;
		expect(pay).toMatchObject({ action: 'pay', decisions: 5200, verdicts: 700, unseen: 0 });
		expect(pay?.suggestion).toMatchObject({ kind: 'found', confidence_min: 0.95 });
		expect(pay?.now.error?.share).toBeCloseTo(11 / 500, 9);
		expect(pay?.suggested?.error?.share).toBeCloseTo(1 / 400, 9);
		expect(pay?.suggested?.coverage).toBeCloseTo(4000 / 5200, 9);
		expect(pay?.suggested?.waiting_per_day).toBeCloseTo(120, 9);
		expect(pay?.suggested?.looked_at_per_day).toBeCloseTo(40, 9);
	});

	it('is written as the next version, with nothing else changed, and never over what a colleague saved', async () => {
		const slug = await newRuntime(store, {
			actions: { pay: { confidence_min: 0.8, risk_floor: 'medium' }, mail: { sample: 0.5 } },
			rules: [{ name: 'never', when: 'args.x == 1.0', mode: 'in_the_loop' }]
		});
		const before = await readPolicy(store, consoleActor, slug);
		const lead = await somebody(store, 'admin');
		const input = { action: 'pay', confidence_min: 0.95, version: 1 };
		const made = await applyThreshold(store, lead.actor, slug, { ...input, sample: 0.1 });
		expect(made).toMatchObject({ version: 2, rules: before.rules, by: `user:${lead.actor.id}` });
		expect(made.actions).toEqual({
			mail: { sample: 0.5 },
			pay: { confidence_min: 0.95, risk_floor: 'medium', sample: 0.1 }
		});
		expect(await codeOf(applyThreshold(store, lead.actor, slug, input))).toBe('stale_policy');
		await writePolicy(store, consoleActor, slug, { rules: [] });
		expect(await codeOf(applyThreshold(store, lead.actor, slug, { ...input, version: 2 }))).toBe(
			'stale_policy'
		);
		expect((await readPolicy(store, consoleActor, slug)).version).toBe(3);
		expect(await codeOf(applyThreshold(store, operator.actor, slug, { ...input, version: 3 }))).toBe(
			'forbidden'
		);
		// A first policy.
		const fresh = await newRuntime(store);
		expect((await applyThreshold(store, lead.actor, fresh, { ...input, version: 0 })).version).toBe(1);
	});

	it('of two who write at once is written by one', async () => {
		const slug = await newRuntime(store, { actions: { pay: { confidence_min: 0.8 } } });
		const lead = await somebody(store, 'admin');
		const write = (confidence_min: number) =>
			codeOf(applyThreshold(store, lead.actor, slug, { action: 'pay', confidence_min, version: 1 }));
		expect((await Promise.all([write(0.9), write(0.95)])).sort()).toEqual(['ok', 'stale_policy']);
	});
});

it('many in one tenth are counted as few are', async () => {
	const slug = await newRuntime(store);
	const rows = { project: slug, action: 'pay', asked: 1, many: 3000 };
	await addDecisions(store, [
		{ ...rows, prefix: `${slug}-1`, band: 80, verdict: 'kept' },
		{ ...rows, prefix: `${slug}-2`, band: 89, verdict: 'rejected' }
	]);
	const { actions } = await readCalibration(store, consoleActor, slug, 90);
	expect(actions[0]?.cells).toEqual([
		{ ...counted, band: 80, asked: 1, decisions: 3000, kept: 3000 },
		{ ...counted, band: 89, asked: 1, decisions: 3000, rejected: 3000 }
	]);
});

it('among 60,000 decisions verdicts are counted from the index alone', async () => {
	const slug = await newRuntime(store);
	const [{ id } = { id: '' }] = await store.read.query<{ id: string }>(
		'select id from project where slug = $1',
		slug
	);
	const rows = { project: slug, asked: 1, verdict: 'kept' as const };
	await addDecisions(
		store,
		Array.from({ length: 20 }, (_, i) => ({
			...rows,
			prefix: `many-${i}-`,
			action: `act-${10 + i}`,
			many: 3000,
			band: 80 + i
		}))
	);
	if (engine === 'postgres') await store.write((tx) => tx.query('analyze decision'));
	const explain = engine === 'sqlite' ? 'explain query plan' : 'explain';
	const plan = JSON.stringify(
		await store.write((tx) => tx.query(`${explain} ${cellsStatement}`, id, 'act-11', 80, 90, 0))
	);
	expect(plan).toContain('decision_calibration');
	if (engine === 'sqlite') {
		expect(plan).toContain('COVERING INDEX');
		expect(plan).not.toContain('TEMP B-TREE');
	}
	const { actions } = await readCalibration(store, consoleActor, slug, 90);
	expect(actions.map(({ action, cells }) => [action, cells[0]?.kept])).toEqual(
		Array.from({ length: 20 }, (_, i) => [`act-${10 + i}`, 3000])
	);
});

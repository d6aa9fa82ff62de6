import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryKeep, memoryTabs } from '../../../test/setup/keep.ts';
import { Outbox } from './outbox.svelte.ts';
import type { Held, Outcome, Send } from './sitting.ts';

const pause = (ms = 4) => new Promise((resolve) => setTimeout(resolve, ms));

const held = (id: string): Held<null> => ({
	id,
	token: `${id}.1`,
	purpose: 'work',
	leased_until: '',
	form_version: 1,
	guideline_version: 1,
	item: null
});
const act = (id: string, word: string | null) => ({
	project: { slug: 'p', name: 'P' },
	held: held(id),
	draft: null,
	answers: word === null ? null : { word },
	reason: null,
	flagged: false,
	dwellMs: 1
});
const no = (status: number): Outcome<never> => ({
	ok: false,
	status,
	problem: { code: `is_${status}`, title: 'No', detail: 'No.', status }
});

type Fault = 'none' | 'not reached' | 'answer lost' | 'busy' | 'signed out';
const faults: Fault[] = ['none', 'not reached', 'answer lost', 'busy', 'signed out'];

/** A server that does what ours does: the same answer again is the same judgment, another one is a revision. */
function server(mine = 'ana') {
	const judgments = new Map<string, string[]>();
	const arrived: string[] = [];
	const state = {
		faults: [] as Fault[],
		under: 0,
		most: 0,
		refuse: new Set<string>(),
		signedIn: mine,
		asked: 0
	};
	const take = (id: string, word: string): Outcome<unknown> => {
		const before = judgments.get(id) ?? [];
		if (before.at(-1) === word) return { ok: true, status: 200, body: { counted: true } };
		judgments.set(id, [...before, word]);
		if (before.length === 0) arrived.push(id);
		return {
			ok: true,
			status: 201,
			body: { counted: true, ...(before.length > 0 ? { supersedes: 'x' } : {}) }
		};
	};
	const send: Send = async <T>(_: 'POST', path: string, body: unknown) => {
		state.most = Math.max(state.most, ++state.under);
		state.asked++;
		const fault = state.faults.shift() ?? 'none';
		await pause(1);
		state.under--;
		const id = path.split('/')[4] ?? '';
		if (state.signedIn !== mine || fault === 'signed out') return no(401);
		if (fault === 'not reached') return no(0);
		if (fault === 'busy') return no(503);
		if (state.refuse.has(id)) return no(422);
		const { word } = (body as { answers: { word: string } }).answers;
		const outcome = take(id, word);
		return fault === 'answer lost' ? no(0) : (outcome as Outcome<T>);
	};
	return { judgments, arrived, state, send };
}

type Step = { kind: 'give'; tab: 0 | 1; id: number } | { kind: 'close' | 'kick'; tab: 0 | 1 };
const tab = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('give' as const), tab, id: fc.nat(4) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), tab }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('kick' as const), tab }) }
);

describe('an outbox', () => {
	it('sends each answer in order and the latest last, whatever fails, closes or works beside it', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, { minLength: 1, maxLength: 14 }),
				fc.array(fc.constantFrom(...faults), { maxLength: 14 }),
				async (steps, failing) => {
					const [wire, keep, tabs] = [server(), memoryKeep(), memoryTabs()];
					wire.state.faults = [...failing];
					const opened = () => {
						const outbox = new Outbox({
							person: 'ana',
							keep,
							send: wire.send,
							alone: tabs.alone,
							wire: tabs.wire()
						});
						return { outbox, close: outbox.open() };
					};
					const windows = [opened(), opened()] as const;
					const all = [...windows];
					const given = new Map<string, string[]>();
					for (const [i, { kind, tab: at, ...more }] of steps.entries()) {
						const { outbox, close } = all[at] ?? windows[0];
						if (kind === 'close') {
							close();
							all[at] = opened();
						} else if (kind === 'kick') outbox.unlock();
						else {
							const id = `a${'id' in more ? more.id : 0}`;
							given.set(id, [...(given.get(id) ?? []), `word ${i}`]);
							expect(await outbox.give(act(id, `word ${i}`))).toBe(true);
						}
						await pause(2);
					}
					wire.state.faults = [];
					for (const { close } of all) close();
					const last = opened();
					await pause();
					last.outbox.unlock();
					await last.outbox.send();
					last.close();

					expect(last.outbox.waiting).toEqual([]);
					expect([...wire.judgments.keys()].toSorted()).toEqual([...given.keys()].toSorted());
					for (const [id, words] of wire.judgments) {
						const said = given.get(id) ?? [];
						expect(words.at(-1)).toBe(said.at(-1));
						// In the order of giving, each at most once.
						expect(words).toEqual(said.filter((word) => words.includes(word)));
					}
					expect(wire.arrived).toEqual([...given.keys()]);
					expect(wire.state.most).toBeLessThanOrEqual(1);
				}
			),
			{ numRuns: 60 }
		);
	});

	const one = (wire = server(), keep = memoryKeep(), person = 'ana') => {
		const tabs = memoryTabs();
		const outbox = new Outbox({ person, keep, send: wire.send, alone: tabs.alone, wire: tabs.wire() });
		return { wire, keep, outbox, close: outbox.open() };
	};

	it('keeps what was refused and goes on with the next', async () => {
		const { wire, outbox, close } = one();
		wire.state.refuse.add('a1');
		await outbox.give(act('a1', 'x'));
		await outbox.give(act('a2', 'y'));
		await outbox.send();
		expect(outbox.refused.map(({ id, problem }) => [id, problem?.status])).toEqual([['a1', 422]]);
		expect([...wire.judgments.keys()]).toEqual(['a2']);
		await outbox.discard('a1');
		expect(outbox.refused).toEqual([]);
		close();
	});

	it('keeps under one person what another never sees, sends or wipes', async () => {
		const keep = memoryKeep();
		const wire = server('ana');
		wire.state.signedIn = 'bo';
		const ana = one(wire, keep);
		await ana.outbox.give(act('a1', 'mine'));
		await ana.outbox.send();
		expect([ana.outbox.locked, ana.outbox.waiting.length]).toEqual([true, 1]);
		// Signed out is signed out: what is given then only waits.
		const asked = wire.state.asked;
		await ana.outbox.give(act('a2', 'mine too'));
		await ana.outbox.send();
		expect([wire.state.asked, ana.outbox.waiting.length]).toEqual([asked, 2]);
		ana.close();

		const bo = one(server('bo'), keep, 'bo');
		await bo.outbox.give(act('b1', 'theirs'));
		await bo.outbox.send();
		expect([...bo.wire.judgments.keys()]).toEqual(['b1']);
		expect(bo.outbox.entries.map(({ id }) => id)).toEqual(['b1']);
		await bo.outbox.wipe();
		expect(await keep.all('bo')).toEqual([]);
		bo.close();

		wire.state.signedIn = 'ana';
		const back = one(wire, keep);
		await pause();
		await back.outbox.send();
		expect(wire.judgments.get('a1')).toEqual(['mine']);
		back.close();
	});

	it('keeps the last ten that were sent to look back at, and all that were not', async () => {
		const { wire, keep, outbox, close } = one();
		for (let i = 0; i < 14; i++) {
			wire.state.refuse.add('a00');
			await outbox.give(act(`a${String(i).padStart(2, '0')}`, 'x'));
		}
		await outbox.send();
		expect(outbox.entries.map(({ id }) => id)).toEqual([
			'a00',
			...Array.from({ length: 10 }, (_, i) => `a${String(i + 4).padStart(2, '0')}`)
		]);
		expect(await keep.all('ana')).toHaveLength(11);
		close();
	});
});

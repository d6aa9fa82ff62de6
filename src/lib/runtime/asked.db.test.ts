/** What is written down of each decision, so that verdicts can be weighed later: who could be asked, and what they said. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
	acts,
	always,
	newAgent,
	newRuntime,
	secrets,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Program } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { submitDecision } from './submit.server.ts';

let store: Store;
let agent: Program;
let one: Somebody;
let two: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[one, two] = [await somebody(store), await somebody(store)];
});

const writtenOf = async (id: string) => {
	const [row] = await store.read.query<{ asked: number | null; band: number | null; verdict: string | null }>(
		'select asked, band, verdict from decision where id = $1',
		id
	);
	return row && [row.asked, row.band, row.verdict];
};

describe('how probable it was that a person would be asked', () => {
	const sure = { confidence: 0.95, risk: 'low' as const };

	it('is certain at a gate, the sample of what ran alone, and unknown in a window', async () => {
		const slug = await newRuntime(store, { actions: { pay: { confidence_min: 0.9, sample: 0.25 } } });
		const { submit } = acts(store, slug);
		expect(await writtenOf((await submit(agent, sure)).id)).toEqual([0.25, 95, null]);
		expect(await writtenOf((await submit(agent, { ...sure, confidence: 0.29 })).id)).toEqual([1, 29, null]);
		const watched = await newRuntime(store, always('on_the_loop', { veto_seconds: 30 }));
		// Nobody watches, so a person is asked; what decides is the rule, not the confidence.
		expect(await writtenOf((await acts(store, watched).submit(agent, sure)).id)).toEqual([1, null, null]);
	});

	it('is nothing of what a rule or its risk keeps from running, or what was settled at once', async () => {
		const ruled = acts(store, await newRuntime(store, always('in_the_loop')));
		expect(await writtenOf((await ruled.submit(agent, sure)).id)).toEqual([1, null, null]);
		const open = acts(store, await newRuntime(store));
		expect(await writtenOf((await open.submit(agent, { ...sure, risk: 'high' })).id)).toEqual([
			1,
			null,
			null
		]);
		const first = await open.submit(agent, sure);
		expect(await writtenOf(first.id)).toEqual([1, 95, null]);
		await open.review(one, first.id, { verdict: 'reject' });
		const again = await open.submit(agent, sure);
		expect([again.status, await writtenOf(again.id)]).toEqual(['rejected', [null, null, null]]);
		const denied = acts(store, await newRuntime(store, always('deny')));
		expect(await writtenOf((await denied.submit(agent, sure)).id)).toEqual([null, null, null]);
	});

	it('is how often one is drawn', async () => {
		const project = await newRuntime(store, { actions: { pay: { confidence_min: 0.9, sample: 0.25 } } });
		const drawn: boolean[] = [];
		for (const number of [0.1, 0.2499, 0.25, 0.9]) {
			const input = { project, action: { name: 'pay', args: { number } }, ...sure };
			const { view } = await submitDecision(store, secrets, agent, input, { random: () => number });
			const [row] = await store.read.query<{ sampled: boolean }>(
				'select sampled from decision where id = $1',
				view.id
			);
			drawn.push(Boolean(row?.sampled));
		}
		expect(drawn).toEqual([true, true, false, false]);
	});
});

describe('what people said of it', () => {
	it('is kept, edited, rejected or answered instead, whoever else had to sign', async () => {
		const { submit, review, approve } = acts(
			store,
			await newRuntime(store, { actions: { pay: { unbound_fields: ['note'] } } })
		);
		const ask = async (amount: number) =>
			(await submit(agent, { action: { name: 'pay', args: { amount, note: 'a' } }, risk: 'low' })).id;
		const edit = (amount: number, note: string) => ({
			verdict: 'edit' as const,
			action: { name: 'pay', args: { amount, note } }
		});
		const ids = [await ask(1), await ask(2), await ask(3), await ask(4), await ask(5)] as const;
		await approve(one, ids[0]);
		await review(one, ids[1], edit(20, 'a'));
		await review(one, ids[2], { verdict: 'reject' });
		await review(one, ids[3], { verdict: 'respond', response: 'Not now.' });
		await review(one, ids[4], edit(5, 'b'));
		const said = await Promise.all(ids.map(async (id) => (await writtenOf(id))?.[2]));
		// A note that the hash leaves free is nothing that anybody is held to.
		expect(said).toEqual(['kept', 'edited', 'rejected', 'responded', 'kept']);
	});

	it('waits for the whole quorum', async () => {
		const { submit, approve } = acts(
			store,
			await newRuntime(store, always('in_the_loop', { gate: { quorum: 2 } }))
		);
		const { id } = await submit(agent);
		await approve(one, id);
		expect((await writtenOf(id))?.[2]).toBeNull();
		await approve(two, id);
		expect((await writtenOf(id))?.[2]).toBe('kept');
	});

	it('of what ran alone and was drawn is kept or rejected', async () => {
		const { submit, review, approve } = acts(
			store,
			await newRuntime(store, always('out_of_the_loop', { sample: 1 }))
		);
		const [right, wrong] = [(await submit(agent)).id, (await submit(agent)).id];
		await approve(one, right);
		await review(one, wrong, { verdict: 'reject' });
		expect([(await writtenOf(right))?.[2], (await writtenOf(wrong))?.[2]]).toEqual(['kept', 'rejected']);
	});
});

import { beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../../../test/setup/engines.ts';
import { acts, codeOf, newAgent, newRuntime, somebody, type Somebody } from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Program } from '#lib/auth/actor.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { decisionsBefore, MOST_BEFORE, statement } from './before.server.ts';

let store: Store;
let agent: Program;
let operator: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	operator = await somebody(store);
});
const pay = (amount: number) => ({ action: { name: 'pay', args: { amount } } });

describe('what went before a decision', () => {
	it('is of the same action, agent and project, as people left it, and older', async () => {
		const slug = await newRuntime(store);
		const { submit, approve, review } = acts(store, slug);
		const yes = await submit(agent, pay(1));
		await approve(operator, yes.id);
		const edited = await submit(agent, pay(900));
		await review(operator, edited.id, {
			verdict: 'edit',
			action: { name: 'pay', args: { amount: 90 } }
		});
		const no = await submit(agent, pay(5000));
		await review(operator, no.id, { verdict: 'reject' });
		await submit(agent, { action: { name: 'mail', args: {} } });
		await submit(await newAgent(store), pay(3));
		await acts(store, await newRuntime(store)).submit(agent, pay(4));
		const { id } = await submit(agent, pay(7));
		await approve(operator, (await submit(agent, pay(8))).id);
		const view = await decisionsBefore(store, operator.actor, id);
		expect(view.counts).toEqual({ approved: 1, edited: 1, alone: 0, refused: 1, lapsed: 0 });
		expect(view.latest.map((one) => [one.id, one.status, one.action.args])).toEqual([
			[no.id, 'rejected', { amount: 5000 }],
			[edited.id, 'approved_with_edit', { amount: 90 }],
			[yes.id, 'approved', { amount: 1 }]
		]);
	});

	it('is for those who see the decision', async () => {
		const slug = await newRuntime(store);
		const { id } = await acts(store, slug).submit(agent);
		const rater = await somebody(store, 'rater');
		expect(await codeOf(decisionsBefore(store, rater.actor, id))).toBe('not_found');
		expect(await codeOf(decisionsBefore(store, agent, id))).toBe('not_found');
	});

	it('costs the same however many there are: one walk of one index', async () => {
		const slug = await newRuntime(store);
		const { id } = await acts(store, slug).submit(agent);
		const many = 20_000;
		const series = `with recursive series(n) as (select 1 union all select n + 1 from series where n < ${many})`;
		const fresh = `'0000000' || cast(${10 ** 16} + n as text)`;
		const columns = `project_id, key_id, agent, action_hash, status, mode, rule, policy_version, gate, risk,
			expires_at, halt_epoch, version, sampled, reversed, created_at, event_id`;
		const items = `insert into item (id, project_id, key, payload, priority, digest, event_id, created_at)
			${series} select ${fresh}, project_id, ${fresh}, payload, 0, '', '', 0 from series, item where item.id = $1`;
		// Far more than are looked at, and more of other actions, so that no other index would do.
		const decisions = `insert into decision (id, action_name, ${columns})
			${series} select ${fresh}, case when n % 20 = 0 then action_name else 'other' end, ${columns}
			from series, decision where decision.id = $1`;
		for (const statement of [items, decisions]) await store.write((tx) => tx.query(statement, id));
		await store.write((tx) => tx.query('analyze decision'));
		const values = [agent.id, 'pay', id, (await idOf(slug)) ?? '', MOST_BEFORE];
		const explain = engine === 'sqlite' ? 'explain query plan' : 'explain';
		const plan = JSON.stringify(await store.read.query(`${explain} ${statement}`, ...values));
		expect(plan).toContain('decision_before');
		expect(plan).not.toMatch(/SCAN|Seq Scan|TEMP B-TREE|Sort/);
		expect(await decisionsBefore(store, operator.actor, id)).toMatchObject({ looked: 0 });
	});
});

const idOf = async (slug: string) =>
	(await store.read.query<{ id: string }>('select id from project where slug = $1', slug))[0]?.id;

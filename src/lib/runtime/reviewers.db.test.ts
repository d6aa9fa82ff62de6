import { beforeAll, expect, it } from 'vitest';
import {
	acts,
	always,
	codeOf,
	newAgent,
	newRuntime,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Program } from '#lib/auth/actor.ts';
import { changeProject } from '#lib/project/project.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { claim, list, review } from './reviewer.server.ts';
import { listReviewers } from './reviewers.server.ts';
import { makeSeed } from './seed.server.ts';
import { vetoDecision } from './veto.server.ts';
import { signOfLife } from './watch.server.ts';

let store: Store;
let agent: Program;
let one: Somebody;
let two: Somebody;
let lead: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[one, two, lead] = [await somebody(store), await somebody(store), await somebody(store, 'admin')];
});

const answered = async (slug: string, who: Somebody, verdict: 'approve' | 'reject', dwell_ms: number) => {
	const action = { name: 'pay', args: { at: dwell_ms, who: who.actor.id } };
	const { id } = await acts(store, slug).submit(agent, { action });
	const { token, version } = await claim(store, who.actor, id);
	await review(store, who.actor, who.session, id, { token, version, verdict, dwell_ms });
	return id;
};

it('shows those who lead everybody, a reviewer themselves, and others nothing', async () => {
	const slug = await newRuntime(store, always('in_the_loop'));
	const fast = await answered(slug, one, 'approve', 100);
	await answered(slug, one, 'reject', 60_000);
	await answered(slug, two, 'approve', 60_000);
	const all = await listReviewers(store, lead.actor, slug, { show: 'all' });
	expect(all.items.map(({ reviews }) => reviews).sort()).toEqual([1, 2]);
	const own = await listReviewers(store, one.actor, slug, { person: one.actor.email, show: 'fast' });
	expect(own.items).toMatchObject([
		{ email: one.actor.email, fast: { right: 1, answers: 2 }, others: { right: 1, answers: 1 } }
	]);
	expect(own.behind).toMatchObject([{ id: fast, fast: true, verdict: 'approve', dwellMs: 100 }]);
	const asked = await listReviewers(store, one.actor, slug, { person: two.actor.email, show: 'all' });
	expect(asked.behind).toBeUndefined();
	expect(JSON.stringify(asked)).not.toContain(two.actor.email);
	const stranger = await somebody(store, 'rater');
	expect(await codeOf(listReviewers(store, stranger.actor, slug, { show: 'all' }))).toBe('forbidden');
});

it('counts checks beside verdicts and never among them', async () => {
	const slug = await newRuntime(store, always('in_the_loop'));
	await changeProject(store, consoleActor, slug, { settings: { check_rate: 1 } });
	const proposal = { action: { name: 'pay', args: { amount: 9 } } };
	await makeSeed(store, lead.actor, slug, { key: agent.name, proposal, wanted: 'reject', why: 'No.' });
	const action = { name: 'pay', args: { amount: 1 } };
	const { id } = await acts(store, slug).submit(agent, { action });
	const held = await claim(store, one.actor, id);
	const now = Date.now();
	await review(
		store,
		one.actor,
		one.session,
		id,
		{ token: held.token, version: held.version, verdict: 'reject' },
		now,
		() => 0
	);
	const [line] = (await list(store, one.actor, { project: slug, status: 'open', limit: 9 }, now)).items;
	const check = await claim(store, one.actor, line?.id ?? '', now);
	const { token, version } = check;
	await review(store, one.actor, one.session, line?.id ?? '', { token, version, verdict: 'approve' }, now);
	const { items, looked } = await listReviewers(store, lead.actor, slug, { show: 'all' }, now);
	expect(looked).toBe(1);
	expect(items).toMatchObject([
		{
			reviews: 1,
			approved: { right: 0, answers: 1 },
			checks: { right: 0, answers: 1 },
			checked: [{ action: 'pay' }]
		}
	]);
});

it('leaves vetoes out: nobody says yes at a monitor', async () => {
	const slug = await newRuntime(store, always('on_the_loop', { veto_seconds: 60 }));
	await signOfLife(store, one.actor, one.session, slug, { tab: 'tab-one-1', visible: true });
	const { id } = await acts(store, slug).submit(agent);
	await vetoDecision(store, one.actor, id);
	expect((await listReviewers(store, lead.actor, slug, { show: 'all' })).items).toEqual([]);
});

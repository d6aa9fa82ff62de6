import { beforeAll, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { inDispute, itemOf, placesOf, plainDesk, queueOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { console as actor, type Person } from '#lib/auth/actor.ts';
import { seal } from '#lib/log/seal.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import { ProjectInput } from '#lib/project/input.ts';
import { createProject } from '#lib/project/project.server.ts';
import { resolveItem } from '#lib/project/resolve.server.ts';
import { judgedItems } from '#lib/project/resolving.server.ts';
import { renew, skip } from '#lib/queue/assignment.server.ts';
import { rebuildQueue } from '#lib/queue/rebuild.server.ts';
import { withdraw } from '#lib/queue/withdraw.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { sendBack, type SendBackInput } from './send-back.server.ts';

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
};
const good = { mood: 'good' };
const bad = { mood: 'bad' };
let store: Store;
let second: Store;
let lead: Person;
let other: Person;
let people: [Person, Person, Person];
let many = 0;

beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
	[lead, other] = [
		await personIn(store, 'lead@example.org', 'admin'),
		await personIn(store, 'other@example.org', 'admin')
	];
	people = [
		await personIn(store, 'ann@example.org', 'annotator'),
		await personIn(store, 'bo@example.org', 'annotator'),
		await personIn(store, 'cy@example.org', 'annotator')
	];
});

/** One item of overlap 2, if nothing else is said, that ann and bo answered differently. */
async function scene(overlap = 2) {
	const slug = `back-${++many}`;
	const project: ProjectRow = await createProject(
		store,
		actor,
		ProjectInput.parse({ slug, name: slug, stage: 'annotation', form, settings: { overlap } })
	);
	await addItems(store, actor, slug, incoming([{ key: 'one', payload: { text: 'x' } }]));
	const queue = queueOf(store, project, plainDesk);
	const take = async (who: Person) => {
		const [mine] = (await queue.claim(who, 1)).assignments;
		if (!mine) throw new Error(`nothing for ${who.email}`);
		return mine;
	};
	const [ann, bo] = people;
	const first = await take(ann);
	await queue.submit(ann, first, good);
	await queue.submit(bo, await take(bo), bad);
	const item = itemOf(first);
	const back = (input: Partial<SendBackInput> = {}, by = lead, at = store) =>
		sendBack(at, by, slug, item, { comment: 'look at the end', ...input }, () => plainDesk);
	/** as a file has it now */
	const filed = async () => {
		for await (const [one] of judgedItems(store.read, project, (said) => said, await seal(store)))
			return one && { resolved: one.resolved, votes: one.votes };
		return undefined;
	};
	const counts = async () => {
		const before = await placesOf(store, project.id);
		await rebuildQueue(store, project, inDispute);
		expect(await placesOf(store, project.id)).toEqual(before);
		return before[0];
	};
	return { slug, project, queue, take, first, item, back, filed, counts };
}

it('comes first to those who judged it, with what the lead says and what they said', async () => {
	const [ann, bo] = people;
	const { project, queue, take, item, back, filed, counts } = await scene();
	await addItems(store, actor, project.slug, incoming([{ key: 'two', payload: { text: 'y' } }]));
	expect(await filed()).toEqual({ resolved: true, votes: [good, bad] });
	const { sentBack, created } = await back();
	expect({ ...sentBack, created }).toMatchObject({
		round: 1,
		to: ['ann@example.org', 'bo@example.org'],
		created: true
	});
	expect(await filed()).toMatchObject({ resolved: false });
	expect(await counts()).toMatchObject({ ruling: 'sent_back', counted: 2, open: 0 });

	const again = await take(ann);
	expect(again).toMatchObject({
		purpose: 'review',
		again: { comment: 'look at the end', by: 'lead', answers: good }
	});
	expect(itemOf(again)).toBe(item);
	const { judgment } = await queue.submit(ann, again, bad);
	expect(judgment).toMatchObject({ counted: true });
	expect(await filed()).toMatchObject({ resolved: false });
	await queue.submit(bo, await take(bo), bad);
	expect(await filed()).toEqual({ resolved: true, votes: [bad, bad] });
	expect(await counts()).toMatchObject({ ruling: null, counted: 2, open: 0 });
	expect(itemOf(await take(ann))).not.toBe(item);
});

it('takes a final answer back, and stands at each position as it was there', async () => {
	const [ann, bo] = people;
	const { slug, project, queue, take, item, back, filed } = await scene();
	await resolveItem(store, lead, slug, item, { answers: good });
	const before = await seal(store);
	await back();
	expect(await filed()).toMatchObject({ resolved: false });
	for (const who of [ann, bo]) await queue.submit(who, await take(who), bad);
	expect(await filed()).toEqual({ resolved: true, votes: [bad, bad] });
	for await (const page of judgedItems(store.read, project, (said) => said, before))
		expect(page).toMatchObject([{ resolved: true, final: true, votes: [good] }]);
});

it('goes to somebody new, whose answer stands in the place of the oldest', async () => {
	const [, , cy] = people;
	const { queue, take, back, filed, counts } = await scene();
	await back({ to: ['cy@example.org'] });
	await queue.submit(cy, await take(cy), bad);
	expect(await filed()).toEqual({ resolved: true, votes: [bad, bad] });
	expect(await counts()).toMatchObject({ counted: 2, open: 0 });
	expect((await queue.claim(cy, 1)).assignments).toEqual([]);
	await expect(back({ comment: 'you', to: ['nobody@example.org'] })).rejects.toThrow('works in this project');
});

it('comes as work to whoever held it to look again, walked past it, and is not asked any more', async () => {
	const [ann, , cy] = people;
	const { project, queue, take, item, back, counts } = await scene(3);
	await addItems(store, actor, project.slug, incoming([{ key: 'two', payload: { text: 'y' } }]));
	const { sentBack } = await back({ to: ['cy@example.org'] });
	const both = (await queue.claim(cy, 2)).assignments;
	expect(both.map(({ purpose }) => purpose)).toEqual(['review', 'work']);
	await back({ to: ['ann@example.org'], comment: 'ann, you', seen: sentBack.id });
	for (const mine of both.slice(0, 1))
		await expect(renew(store, cy, mine.id, mine)).rejects.toMatchObject({ code: 'lease_lost' });
	await queue.submit(ann, await take(ann), bad);
	const left = (await queue.claim(cy, 2)).assignments.filter((mine) => itemOf(mine) === item);
	expect(left).toMatchObject([{ purpose: 'work' }]);
	expect(await counts()).toMatchObject({ ruling: null, counted: 2, leased: 1, open: 0 });
});

it('is not withdrawn from under whoever still looks at it again, though that is asked of others now', async () => {
	const [ann, bo, cy] = people;
	const { slug, project, take } = await scene();
	await addItems(store, actor, slug, incoming([{ key: 'two', payload: { text: 'y' } }]));
	const [two] = await store.read.query<{ id: string }>(
		"select id from item where project_id = $1 and key = 'two'",
		project.id
	);
	if (!two) throw new Error('there is no second item');
	const asked = { comment: 'which one?', to: [cy.email] };
	const { sentBack } = await sendBack(store, lead, slug, two.id, asked, () => plainDesk);
	const mine = await take(cy);
	expect(mine).toMatchObject({ purpose: 'review', item: { id: two.id } });
	const others = { comment: 'no, you', to: [ann.email, bo.email], seen: sentBack.id };
	await sendBack(store, lead, slug, two.id, others, () => plainDesk);
	const going = (at: number) => store.write((tx) => withdraw(store, tx, project.id, [two.id], at));
	expect(await going(Date.now())).toEqual({ gone: [], judged: 0, held: 1 });
	expect(await queueOf(store, project, plainDesk).submit(cy, mine, bad)).toMatchObject({ created: true });
	expect(await going(Date.now() + 11 * 60_000)).toMatchObject({ gone: [], judged: 1 });
});

it('is over when whoever is left skips it, and an earlier answer that was replaced is changed no more', async () => {
	const [ann, bo] = people;
	const { queue, take, first, back, counts } = await scene();
	await back();
	const again = await take(ann);
	await queue.submit(ann, again, bad);
	await expect(queue.submit(ann, first, { mood: 'good', more: 1 })).rejects.toThrow('later answer stands');
	await queue.submit(ann, again, good);
	const his = await take(bo);
	await skip(store, bo, his.id, his);
	expect(await counts()).toMatchObject({ ruling: null, counted: 2 });
});

it('twice at once is once, and another lead is shown what the first one said', async () => {
	const { slug, item, back } = await scene();
	const both = await Promise.all([back(), back({}, other, second)]);
	expect(both.map(({ created }) => created).toSorted()).toEqual([false, true]);
	await expect(back({ comment: 'no, the beginning' }, other)).rejects.toThrow('“look at the end”');
	await expect(resolveItem(store, other, slug, item, { answers: good, seen: null })).rejects.toThrow(Refusal);
	await resolveItem(store, other, slug, item, { answers: good, seen: both[0]?.sentBack.id ?? '' });
	const [ann] = people;
	const { queue } = { queue: queueOf(store, (await scene()).project, plainDesk) };
	expect((await queue.claim(ann, 1)).assignments).toEqual([]);
});

it('two who look again at once both come in, and never more than overlap count', async () => {
	const [ann, bo, cy] = people;
	const { project, queue, take, back, counts } = await scene();
	await back({ to: ['bo@example.org', 'cy@example.org', 'ann@example.org'] });
	const there = queueOf(second, project, plainDesk);
	const [a, b, c] = [await take(ann), await take(bo), await take(cy)];
	await Promise.all([queue.submit(ann, a, bad), there.submit(bo, b, bad), queue.submit(cy, c, bad)]);
	expect(await counts()).toMatchObject({ ruling: null, counted: 2 });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { dyingAt } from '../../../test/setup/faults.ts';
import { acts, codeOf, newAgent, newRuntime, somebody, type Somebody } from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Program } from '#lib/auth/actor.ts';
import { openLog } from '#lib/log/follow.server.ts';
import { eventsAfter } from '#lib/log/follow.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { archiveProject } from '#lib/project/archive.server.ts';
import { changeProject, createProject } from '#lib/project/project.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { findDecision } from '#lib/runtime/decision.server.ts';
import { followLoop, loopBack } from './follow.server.ts';
import { follow } from './open.server.ts';
import { loopReport, retryLoop } from './report.server.ts';
import { LoopRules, type LoopRule } from './rule.ts';
import { readLoop, writeLoop } from './rules.server.ts';

let store: Store;
let agent: Program;
let operator: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	operator = await somebody(store);
});

const form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'tone', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] }]
};
async function scene() {
	const slug = await newRuntime(store);
	await changeProject(store, consoleActor, slug, { settings: { output_field: 'body' } });
	const [label, rank] = [`label-${newId()}`, `rank-${newId()}`];
	await createProject(store, consoleActor, { slug: label, name: label, stage: 'annotation', form });
	await createProject(store, consoleActor, { slug: rank, name: rank, stage: 'alignment' });
	const rules = LoopRules.parse({
		rules: [
			{
				name: 'unsure',
				on: ['submitted'],
				when: 'confidence < 0.5',
				to: label,
				payload: { text: 'args.body' }
			},
			{ name: 'edited', on: ['edited'], to: rank, priority: 5 }
		]
	});
	await writeLoop(store, consoleActor, slug, rules);
	return { slug, label, rank, rules };
}
const itemsOf = async (slug: string) =>
	(
		await store.read.query<{ key: string; payload: string; priority: number }>(
			'select item.key, item.payload, item.priority from item join project on project.id = item.project_id where slug = $1',
			slug
		)
	).map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown }));
/** Everything of the log, once more. */
const followAll = async (by: Store = store) => {
	await seal(by);
	let opened = 0;
	for (let last = 0; ;) {
		const events = await eventsAfter(by, last);
		if (events.length === 0) return opened;
		for (const event of events) opened += await loopBack(by, event);
		last = events.at(-1)?.position ?? last;
	}
};
const reported = async (slug: string, name: string) => {
	const found = (await loopReport(store, operator.actor, slug)).find(({ rule }) => rule === name);
	if (!found) throw new Error(`no report of ${name}`);
	return found;
};
const prompt = [{ role: 'user', content: 'Where is it?' }];
const mail = (body: string) => ({ action: { name: 'mail.send', args: { to: 'c', body } }, prompt });

describe('a loop rule', () => {
	it('sends what the agent was unsure of to labelling, in front, and what a person edited to ranking', async () => {
		const { slug, label, rank } = await scene();
		const { submit, review } = acts(store, slug);
		const unsure = await submit(agent, { ...mail('It is late'), confidence: 0.3 });
		await submit(agent, { ...mail('It is there'), confidence: 0.9 });
		await review(operator, unsure.id, {
			verdict: 'edit',
			action: { name: 'mail.send', args: { to: 'c', body: 'It arrives today' } }
		});
		await followAll();
		expect(await itemsOf(label)).toEqual([
			{ key: `decision:${unsure.id}`, priority: 9, payload: { text: 'It arrives today' } }
		]);
		expect(await itemsOf(rank)).toEqual([
			{
				key: `decision:${unsure.id}`,
				priority: 5,
				payload: {
					prompt,
					responses: [
						{ id: 'proposed', text: 'It is late', model: agent.name },
						{ id: 'edited', text: 'It arrives today' }
					]
				}
			}
		]);
	});

	it('opens each item once, however often the log is followed and by however many', async () => {
		const { slug, label } = await scene();
		const { submit } = acts(store, slug);
		await submit(agent, { ...mail('a'), confidence: 0.1 });
		const second = await joinStore(store.url);
		const opened = await Promise.all([followAll(), followAll(second)]);
		expect(opened[0] + opened[1]).toBe(1);
		expect(await followAll()).toBe(0);
		expect(await itemsOf(label)).toHaveLength(1);
	});

	it('goes on from where it was after the process ended, and is live', async () => {
		const { slug, label } = await scene();
		const { submit } = acts(store, slug);
		const run = async (act: () => Promise<unknown>, wanted: number) => {
			const log = await openLog(store, () => {});
			const stop = new AbortController();
			const following = followLoop(store, log, stop.signal);
			await act();
			for (let tries = 0; tries < 100 && (await itemsOf(label)).length < wanted; tries++) await sleep(50);
			stop.abort();
			await following;
			await log.stop();
			expect(await itemsOf(label)).toHaveLength(wanted);
		};
		await run(() => submit(agent, { ...mail('first'), confidence: 0.1 }), 1);
		await submit(agent, { ...mail('while away'), confidence: 0.1 });
		await run(() => submit(agent, { ...mail('second'), confidence: 0.1 }), 3);
	});

	it('that cannot be judged, or whose project takes nothing, opens nothing and stops nobody', async () => {
		const { slug, label } = await scene();
		const broken = LoopRules.parse({
			rules: [
				{
					name: 'broken',
					on: ['submitted'],
					when: 'args.absent > 1',
					to: label,
					payload: { text: 'args.body' }
				}
			]
		});
		await writeLoop(store, consoleActor, slug, broken);
		const { submit } = acts(store, slug);
		await submit(agent, mail('a'));
		expect(await followAll()).toBe(0);
		expect(await reported(slug, 'broken')).toMatchObject({ opened: 0, failed: 1 });
		const gone = await scene();
		await acts(store, gone.slug).submit(agent, { ...mail('b'), confidence: 0.1 });
		await archiveProject(store, consoleActor, gone.label);
		expect(await followAll()).toBe(0);
		expect(await reported(gone.slug, 'unsure')).toMatchObject({
			failed: 1,
			failures: [{ message: expect.stringContaining('archived') as string }]
		});
	});

	it('counts what each opened, once, whoever follows and however often', async () => {
		const { slug, label, rules } = await scene();
		const both = [...rules.rules, { ...rules.rules[0], name: 'also unsure', priority: 1 } as LoopRule];
		await writeLoop(store, consoleActor, slug, { rules: both });
		const { submit } = acts(store, slug);
		for (const body of ['a', 'b', 'c']) await submit(agent, { ...mail(body), confidence: 0.1 });
		const other = await joinStore(store.url);
		await Promise.all([followAll(), followAll(other)]);
		await followAll();
		expect(await itemsOf(label)).toHaveLength(3);
		expect(await reported(slug, 'unsure')).toMatchObject({ opened: 3, there: 0, failed: 0 });
		expect(await reported(slug, 'also unsure')).toMatchObject({ opened: 0, there: 3, failed: 0 });
		expect((await reported(slug, 'edited')).last).toBeNull();
	});

	it('counts an item whose opening was not yet written down when the process died', async () => {
		const { slug, label } = await scene();
		await acts(store, slug).submit(agent, { ...mail('a'), confidence: 0.1 });
		for (let statement = 0; ; statement++) {
			const dying = dyingAt(store, statement);
			await followAll(dying.store).catch(() => null);
			if (dying.survived()) break;
			expect((await itemsOf(label)).length).toBeLessThanOrEqual(1);
		}
		await followAll();
		expect(await itemsOf(label)).toHaveLength(1);
		expect(await reported(slug, 'unsure')).toMatchObject({ opened: 1, there: 0, failed: 0 });
	});

	it('that opened an item keeps saying so, though a server that comes late cannot open it any more', async () => {
		const { slug, label, rules } = await scene();
		const { id } = await acts(store, slug).submit(agent, { ...mail('a'), confidence: 0.1 });
		const found = await findDecision(store.read, id);
		const [rule] = rules.rules;
		if (!found || !rule) throw new Error('nothing to follow');
		expect(await follow(store, rule, found)).toBe('opened');
		await archiveProject(store, consoleActor, label);
		// It looked before the other was done.
		const query: Store['read']['query'] = async (text, ...values) =>
			text.includes('from loop_item') ? [] : await store.read.query(text, ...values);
		const late = {
			...store,
			read: new Proxy(store.read, {
				get: (read, name) => (name === 'query' ? query : Reflect.get(read, name))
			})
		} as Store;
		expect(await follow(late, rule, found)).toBe('failed');
		expect(await reported(slug, 'unsure')).toMatchObject({ opened: 1, failed: 0 });
	});

	it('that is paused opens nothing, and what came meanwhile stays unopened', async () => {
		const { slug, label, rules } = await scene();
		const paused = (is: boolean) => ({ rules: rules.rules.map((rule) => ({ ...rule, paused: is })) });
		await writeLoop(store, consoleActor, slug, paused(true));
		const { submit } = acts(store, slug);
		await submit(agent, { ...mail('a'), confidence: 0.1 });
		expect(await followAll()).toBe(0);
		const [reached] = await store.read.query<{ at: number }>('select max(position) as at from event');
		await writeLoop(store, consoleActor, slug, paused(false));
		const { id } = await submit(agent, { ...mail('b'), confidence: 0.1 });
		await seal(store);
		for (const event of await eventsAfter(store, Number(reached?.at))) await loopBack(store, event);
		expect((await itemsOf(label)).map(({ key }) => key)).toEqual([`decision:${id}`]);
	});

	it('tries again what failed when it is told to, and forgets what it no longer means', async () => {
		const { slug, label, rules } = await scene();
		const [unsure, edited] = rules.rules as [LoopRule, LoopRule];
		const narrow = { ...unsure, when: 'args.amount > 5.0' };
		await writeLoop(store, consoleActor, slug, { rules: [narrow, edited] });
		const { submit } = acts(store, slug);
		await submit(agent, { ...mail('a'), confidence: 0.1 });
		await submit(agent, { ...mail('b'), confidence: 0.9 });
		await followAll();
		expect(await reported(slug, 'unsure')).toMatchObject({ opened: 0, failed: 2 });
		await writeLoop(store, consoleActor, slug, { rules: [unsure, edited] });
		const later = Date.now() + 1000;
		expect(await codeOf(retryLoop(store, operator.actor, slug, 'unsure', later))).toBe('forbidden');
		expect(await codeOf(retryLoop(store, consoleActor, slug, 'nothing', later))).toBe('not_found');
		expect(await retryLoop(store, consoleActor, slug, 'unsure', later)).toEqual({ tried: 2, opened: 1 });
		expect(await itemsOf(label)).toHaveLength(1);
		expect(await reported(slug, 'unsure')).toMatchObject({ opened: 1, failed: 0 });
	});

	it('is saved over what was read, and not over what somebody else saved meanwhile', async () => {
		const { slug, rules } = await scene();
		const read = await readLoop(store, consoleActor, slug);
		const more = (name: string) => ({
			...read,
			rules: [...rules.rules, { ...rules.rules[0], name } as LoopRule]
		});
		const codes = await Promise.all(
			['one', 'two'].map((name) => codeOf(writeLoop(store, consoleActor, slug, more(name))))
		);
		expect(codes.sort()).toEqual(['ok', 'stale_loop']);
		expect((await readLoop(store, consoleActor, slug)).rules).toHaveLength(3);
		const events = async () =>
			(await store.read.query(`select id from event where type = 'loop.changed' and project = $1`, slug))
				.length;
		const before = await events();
		const same = await readLoop(store, consoleActor, slug);
		expect(await writeLoop(store, consoleActor, slug, same)).toEqual(same);
		expect(await events()).toBe(before);
	});

	it('is written by those who lead both projects, and says where it is wrong', async () => {
		const { slug, label, rank, rules } = await scene();
		const lead = await somebody(store, 'researcher');
		await store.write(async (tx) => {
			await tx.query('update project set created_by = $2 where slug = $1', slug, lead.actor.id);
		});
		const sooner = { rules: rules.rules.map((rule) => ({ ...rule, priority: 1 })) };
		expect(await codeOf(writeLoop(store, lead.actor, slug, sooner))).toBe('invalid_loop');
		// What stands there may stay, and rest, though its author is somebody else.
		const resting = { rules: rules.rules.map((rule) => ({ ...rule, paused: true })) };
		expect(await codeOf(writeLoop(store, lead.actor, slug, resting))).toBe('ok');
		expect(await codeOf(writeLoop(store, operator.actor, slug, rules))).toBe('forbidden');
		const wrong = (rule: object) =>
			writeLoop(
				store,
				consoleActor,
				slug,
				LoopRules.parse({
					rules: [{ name: 'x', on: ['submitted'], to: label, payload: { text: 'args.body' }, ...rule }]
				})
			).then(
				() => [],
				(error: { details: { errors: { path: string }[] } }) => error.details.errors.map(({ path }) => path)
			);
		expect(await wrong({ when: 'confidence <' })).toEqual(['/rules/0/when']);
		expect(await wrong({ when: 'foo == 1' })).toEqual(['/rules/0/when']);
		expect(await wrong({ to: 'nowhere' })).toEqual(['/rules/0/to']);
		expect(await wrong({ to: slug })).toEqual(['/rules/0/to']);
		expect(await wrong({ to: rank, on: ['edited'] })).toEqual(['/rules/0/payload']);
		expect(await wrong({ payload: undefined })).toEqual(['/rules/0/payload']);
		expect(await wrong({ payload: { other: 'args.body' } })).toEqual(['/rules/0/payload/text']);
		expect(await wrong({ to: rank, payload: undefined })).toEqual(['/rules/0/on']);
		expect((await readLoop(store, operator.actor, slug)).rules).toHaveLength(2);
	});
});

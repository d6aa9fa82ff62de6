import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
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
import { followLoop, loopBack } from './follow.server.ts';
import { LoopRules } from './rule.ts';
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
		const gone = await scene();
		await acts(store, gone.slug).submit(agent, { ...mail('b'), confidence: 0.1 });
		await archiveProject(store, consoleActor, gone.label);
		expect(await followAll()).toBe(0);
	});

	it('is written by those who lead both projects, and says where it is wrong', async () => {
		const { slug, label, rank, rules } = await scene();
		const lead = await somebody(store, 'researcher');
		await store.write(async (tx) => {
			await tx.query('update project set created_by = $2 where slug = $1', slug, lead.actor.id);
		});
		expect(await codeOf(writeLoop(store, lead.actor, slug, rules))).toBe('invalid_loop');
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
		expect(await wrong({ to: rank })).toEqual(['/rules/0/payload']);
		expect(await wrong({ payload: undefined })).toEqual(['/rules/0/payload']);
		expect((await readLoop(store, operator.actor, slug)).rules).toHaveLength(2);
	});
});

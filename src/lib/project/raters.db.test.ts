import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { accessOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { desk } from '#lib/alignment/desk.server.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Person } from '#lib/auth/actor.ts';
import { claim } from '#lib/queue/claim.server.ts';
import { submit } from '#lib/queue/submit.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { ProjectInput } from './input.ts';
import { changeProject, createProject, readProject } from './project.server.ts';
import { changeStanding, listRaters } from './raters.server.ts';

let store: Store;
let [lead, ana, bo] = [] as unknown as [Person, Person, Person];
let project: ProjectRow;
let count = 0;

const better = { preference: { tiers: [['good'], ['poor']], strength: 1, all_bad: false } };
const pair = (key: string, more: object = {}) => ({
	key,
	payload: {
		prompt: key,
		responses: [
			{ id: 'good', text: `good ${key}` },
			{ id: 'poor', text: `poor ${key}` }
		]
	},
	...more
});
const some = (many: number, name: string, more: object = {}) =>
	Array.from({ length: many }, (_, i) => pair(`${name}${i}`, more));

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'admin');
	ana = await personIn(store, 'ana@example.org', 'rater');
	bo = await personIn(store, 'bo@example.org', 'rater');
});
beforeEach(() => {
	count++;
});

async function scene(settings: object, work: number, gold: number): Promise<void> {
	const slug = `raters-${count}`;
	project = await createProject(
		store,
		lead,
		ProjectInput.parse({ slug, name: slug, stage: 'alignment', settings })
	);
	await addItems(store, lead, slug, incoming([...some(work, 'w'), ...some(gold, 'g', { gold: better })]));
}

type Choice = 'good' | 'poor' | 'left';
/** Answers what is handed out by what stands in it, or by where it stands. */
async function work(who: Person, many: number, choose: Choice = 'good'): Promise<void> {
	for (let done = 0; done < many; done++) {
		const [mine] = (await claim(store, accessOf(project, who), {}, desk)).assignments;
		const [first, second] = mine?.item.responses ?? [];
		if (!mine || !first || !second) return;
		const isFirst = choose === 'left' || first.text?.startsWith(choose);
		const ids = isFirst ? [first.id, second.id] : [second.id, first.id];
		const answers = { preference: { tiers: ids.map((id) => [id]), strength: 1, all_bad: false } };
		await submit(store, who, mine.id, { token: mine.token, answers }, () => desk);
	}
}
const raters = async (actor: Person) => (await listRaters(store, actor, project.slug, { limit: 50 })).items;
const set = (email: string, act: 'pause' | 'resume' | 'retry' | 'exempt', actor = lead) =>
	changeStanding(store, actor, project.slug, { email, act });
const reason = async (who: Person) =>
	(await claim(store, accessOf(project, who), {}, desk)).reason?.code ?? null;

describe('how people do', () => {
	it('is what they got right of gold, apart from the training, and how far they agree with themselves', async () => {
		await scene({ gold_rate: 0.25, swap_rate: 0.25, training_items: 2, training_pass: 0 }, 60, 16);
		await work(ana, 2, 'poor');
		await work(ana, 40, 'good');
		await work(bo, 42, 'left');
		const [one, two] = await raters(lead);
		expect(one).toMatchObject({
			email: ana.email,
			training: { state: 'passed', attempt: 1, answers: 2, right: 0 },
			gold: { answers: 10, right: 10, share: 1, enough: true },
			repeats: { share: 1, toFirst: 0, toLast: 0 },
			paused: null
		});
		expect(one?.gold.questions).toMatchObject([
			{ question: 'preference', type: 'ranking', answers: 10, score: 1 }
		]);
		expect(one?.repeats.answers).toBeGreaterThanOrEqual(7);
		// Who always takes the left one agrees with themselves in nothing, and always towards that side.
		expect(two?.repeats).toMatchObject({ right: 0, toLast: 0, toFirst: two?.repeats.answers });
	});

	it('is told to a person about themselves in whole steps, and nothing of others', async () => {
		await scene({ gold_rate: 0.5 }, 40, 30);
		await work(ana, 19);
		expect((await raters(ana))[0]?.gold).toMatchObject({ answers: 0, share: null });
		await work(ana, 1);
		await work(bo, 3);
		const mine = await raters(ana);
		expect(mine.map(({ email }) => email)).toEqual([ana.email]);
		expect(mine[0]).toMatchObject({ submitted: 20, counted: 20, gold: { answers: 10, right: 10 } });
		await work(ana, 3, 'poor');
		expect((await raters(ana))[0]).toMatchObject({
			submitted: 23,
			counted: 23,
			gold: { answers: 10, right: 10 }
		});
		expect((await raters(lead))[0]).toMatchObject({ gold: { answers: 11, right: 10 } });
	});

	it('follows gold that is corrected', async () => {
		await scene({ gold_rate: 0.5 }, 20, 6);
		await work(ana, 12);
		await store.write((tx) =>
			tx.query(
				'update item set gold = replace(gold, \'[["good"],["poor"]]\', \'[["poor"],["good"]]\') where project_id = $1',
				project.id
			)
		);
		expect((await raters(lead))[0]?.gold).toMatchObject({ answers: 6, right: 0 });
	});

	it('comes page by page', async () => {
		await scene({}, 10, 0);
		await work(ana, 1);
		await work(bo, 1);
		const first = await listRaters(store, lead, project.slug, { limit: 1 });
		expect([first.items.map(({ email }) => email), first.next_cursor]).toEqual([[ana.email], ana.email]);
		const next = await listRaters(store, lead, project.slug, { limit: 1, cursor: first.next_cursor ?? '' });
		expect([next.items.map(({ email }) => email), next.next_cursor]).toEqual([[bo.email], null]);
	});
});

describe('those who lead', () => {
	it('pause a person by hand and let them go on, and the log says who', async () => {
		await scene({}, 10, 0);
		await work(ana, 1);
		expect(await set(ana.email, 'pause')).toMatchObject({ paused: true });
		expect(await set(ana.email, 'pause')).toMatchObject({ paused: true });
		expect(await reason(ana)).toBe('you_are_paused');
		expect((await raters(lead))[0]?.paused?.by).toBe(lead.name);
		expect((await raters(ana))[0]?.paused?.by).toBe('whoever leads the project');
		await set(ana.email, 'resume');
		expect(await reason(ana)).toBeNull();
		const events = await store.read.query(
			"select type, actor, subject_id from event where project = $1 and type like 'person.%' order by id",
			project.slug
		);
		expect(events).toEqual(
			['person.paused', 'person.resumed'].map((type) => ({
				type,
				actor: `user:${lead.id}`,
				subject_id: ana.id
			}))
		);
		await expect(set(ana.email, 'pause', ana)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(set('nobody@example.org', 'pause')).rejects.toMatchObject({ code: 'unknown_person' });
	});

	it('let go on whom the rule paused, who is judged anew from there', async () => {
		await scene({ gold_rate: 0.5, pause_below: 0.9, pause_of: 3 }, 30, 12);
		await work(ana, 6, 'poor');
		expect(await reason(ana)).toBe('you_are_paused');
		expect((await raters(lead))[0]?.paused?.by).toBe('the rule of the project');
		await set(ana.email, 'resume');
		await new Promise((resolve) => setTimeout(resolve, 5));
		await work(ana, 4, 'poor');
		expect(await reason(ana)).toBeNull();
	});

	it('give one more attempt at the training, or let begin without it', async () => {
		await scene({ training_items: 1, training_attempts: 1 }, 10, 2);
		await work(ana, 1, 'poor');
		await work(bo, 1, 'poor');
		expect(await reason(ana)).toBe('training_failed');
		expect((await raters(lead)).map(({ training }) => training.state)).toEqual(['failed', 'failed']);
		expect(await set(ana.email, 'retry')).toMatchObject({ attempts_left: 1, trained: false });
		expect((await raters(lead))[0]?.training).toMatchObject({ state: 'under_way', attempt: 2, attempts: 2 });
		await work(ana, 1, 'poor');
		expect(await reason(ana)).toBe('training_failed');
		await set(bo.email, 'exempt');
		expect(await reason(bo)).toBeNull();
		expect((await raters(lead)).map(({ training }) => training.state)).toEqual(['failed', 'passed']);
	});

	it('see all settings, and others those alone that tell nothing', async () => {
		await scene({ gold_rate: 0.1, swap_rate: 0.1, pause_below: 0.5, training_items: 3 }, 1, 0);
		expect((await readProject(store, lead, project.slug)).settings).toMatchObject({
			gold_rate: 0.1,
			pause_below: 0.5
		});
		const seen = (await readProject(store, ana, project.slug)).settings;
		expect(Object.keys(seen).toSorted()).toEqual([
			'consensus',
			'lease_minutes',
			'order',
			'overlap',
			'overlap_cap',
			'training_items',
			'training_pass'
		]);
		await expect(
			changeProject(store, lead, project.slug, { settings: { swap_rate: 0.9 } })
		).rejects.toMatchObject({
			code: 'unsupported_setting'
		});
	});
});

/** Gold as those who lead make it, and that no file is ever made of it or of what checks people. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { accessOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { desk } from '#lib/alignment/desk.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { claim } from '#lib/queue/claim.server.ts';
import { submit } from '#lib/queue/submit.server.ts';
import type { JudgmentView } from '#lib/schema/judgment.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { makeGold, unmakeGold } from './gold.server.ts';
import { ProjectInput } from './input.ts';
import { listItems } from './items.server.ts';
import { judgmentsOf } from './judgments.server.ts';
import { changeProject, createProject } from './project.server.ts';
import { resolveItem } from './resolve.server.ts';
import { judgedItems, rankingIn } from './resolving.server.ts';
import { countOwn, countProject, countsFor } from './stats.server.ts';

let store: Store;
let [lead, ana, bo] = [] as unknown as [Person, Person, Person];
let project: ProjectRow;
let count = 0;

const better = { preference: { tiers: [['good'], ['poor']], strength: 1, all_bad: false } };
const pair = (key: string, more: object = {}) => ({
	key,
	payload: {
		prompt: `Which, ${key}?`,
		responses: [
			{ id: 'good', text: `good ${key}` },
			{ id: 'poor', text: `poor ${key}` }
		]
	},
	...more
});

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'admin');
	ana = await personIn(store, 'ana@example.org', 'rater');
	bo = await personIn(store, 'bo@example.org', 'rater');
});
beforeEach(async () => {
	const slug = `gold-${count++}`;
	project = await createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
});

const bring = (...rows: object[]) => addItems(store, lead, project.slug, incoming(rows));
const idOf = async (key: string): Promise<string> => {
	const [row] = await store.read.query<{ id: string }>(
		'select id from item where project_id = $1 and key = $2',
		project.id,
		key
	);
	return row?.id ?? '';
};
/** Answers what is handed out, the better one first; which is which stands in its text. */
async function work(who: Person, many: number): Promise<void> {
	for (let done = 0; done < many; done++) {
		const [mine] = (await claim(store, accessOf(project, who), {}, desk)).assignments;
		if (!mine) return;
		const [first, second] = mine.item.responses;
		if (!first || !second) throw new Error('no responses');
		const ids = first.text?.startsWith('good') ? [first.id, second.id] : [second.id, first.id];
		const answers = { preference: { tiers: ids.map((id) => [id]), strength: 1, all_bad: false } };
		await submit(store, who, mine.id, { token: mine.token, answers }, () => desk);
	}
}
async function judged(asOf: number): Promise<string[]> {
	const keys: string[] = [];
	for await (const page of judgedItems(store.read, project, rankingIn('preference'), asOf))
		for (const { key, votes } of page) keys.push(...votes.map(() => key));
	return keys;
}
const settings = async (asked: object) => {
	project = await changeProject(store, lead, project.slug, { settings: asked });
};

describe('gold', () => {
	it('comes in with its reason, has no place, and is listed as such', async () => {
		await bring(pair('a'), pair('b', { gold: better, gold_reason: 'It says good.' }));
		const { items } = await listItems(store, lead, project.slug, { limit: 50 });
		expect(items.map(({ key, status, gold, gold_reason: reason }) => [key, status, gold, reason])).toEqual([
			['a', 'open', null, null],
			['b', 'gold', better, 'It says good.']
		]);
		for (const [status, keys] of [
			['gold', ['b']],
			['open', ['a']],
			['resolved', []]
		] as const) {
			const page = await listItems(store, lead, project.slug, { limit: 50, status });
			expect(page.items.map(({ key }) => key)).toEqual(keys);
		}
		expect(await countProject(store, project)).toMatchObject({ items: 2, gold: 1, places: 1 });
		await work(ana, 5);
		expect(await judged(await seal(store))).toEqual(['a']);
	});

	it('is made of an item’s final answer, or of what all said alike, and by what is sent', async () => {
		await settings({ overlap: 2 });
		await bring(pair('final'), pair('alike'), pair('open'));
		await work(ana, 2);
		await work(bo, 2);
		const other = { preference: { tiers: [['poor'], ['good']], strength: 2, all_bad: false } };
		await resolveItem(store, lead, project.slug, await idOf('final'), { answers: other });
		const gold = async (key: string, input = {}) =>
			(await makeGold(store, lead, project.slug, await idOf(key), input)).gold;
		expect(await gold('final')).toEqual(other);
		expect(await gold('alike', { reason: ' Plain. ' })).toEqual(better);
		await expect(gold('open')).rejects.toMatchObject({ code: 'no_answer' });
		await expect(gold('open', { answers: { preference: { tiers: [['nobody']] } } })).rejects.toMatchObject({
			code: 'invalid_answers'
		});
		expect(await gold('open', { answers: better })).toEqual(better);
		await expect(makeGold(store, ana, project.slug, await idOf('open'), {})).rejects.toMatchObject({
			code: 'forbidden'
		});
	});

	it('leaves the files as they were at earlier positions, when it is made and when it is no more', async () => {
		await bring(pair('a'), pair('b'));
		await work(ana, 2);
		const before = await seal(store);
		expect(await judged(before)).toEqual(['a', 'b']);
		await makeGold(store, lead, project.slug, await idOf('a'), {});
		const made = await seal(store);
		expect(await judged(made)).toEqual(['b']);
		expect(await judged(before)).toEqual(['a', 'b']);
		await unmakeGold(store, lead, project.slug, await idOf('a'));
		const gone = await seal(store);
		expect([await judged(gone), await judged(made), await judged(before)]).toEqual([
			['a', 'b'],
			['b'],
			['a', 'b']
		]);
	});

	it('that came in as gold was gold until the day it was none', async () => {
		await bring(pair('a', { gold: better, judgments: [{ rater: 'ann', answers: better }] }));
		const before = await seal(store);
		await unmakeGold(store, lead, project.slug, await idOf('a'));
		const after = await seal(store);
		expect([await judged(before), await judged(after)]).toEqual([[], ['a']]);
		// Saying it again says nothing new.
		await unmakeGold(store, lead, project.slug, await idOf('a'));
		expect(await seal(store)).toBe(after);
	});
});

describe('what checks people', () => {
	it('is in no file but that of all judgments, which says what each was for', async () => {
		await settings({ gold_rate: 0.2, swap_rate: 0.2 });
		await bring(
			...Array.from({ length: 30 }, (_, i) => pair(`w${i}`)),
			...Array.from({ length: 8 }, (_, i) => pair(`g${i}`, { gold: better }))
		);
		await work(ana, 30);
		const asOf = await seal(store);
		const rows: JudgmentView[] = [];
		for await (const page of judgmentsOf(store.read, project, asOf)) rows.push(...page);
		const of = (purpose: string | undefined) => rows.filter((row) => row.purpose === purpose);
		expect([of('gold').length, of('repeat').length]).toEqual([6, 4]);
		for (const row of [...of('gold'), ...of('repeat')]) expect(row.counted).toBe(false);
		expect(of(undefined).every((row) => row.counted && !Object.hasOwn(row, 'purpose'))).toBe(true);
		const given = of(undefined).map((row) => row.item_key);
		expect((await judged(asOf)).toSorted()).toEqual(given.toSorted());
		// Nor once the item is gold no more: what was said to check somebody stays that.
		for (let i = 0; i < 8; i++) await unmakeGold(store, lead, project.slug, await idOf(`g${i}`));
		expect((await judged(await seal(store))).toSorted()).toEqual(given.toSorted());
	});

	it('does not show in what a rater is told of the project and of themselves', async () => {
		await settings({ gold_rate: 0.5 });
		await bring(
			...Array.from({ length: 6 }, (_, i) => pair(`w${i}`)),
			pair('g0', { gold: better }),
			pair('g1', { gold: better })
		);
		const seen: number[][] = [];
		for (let i = 0; i < 4; i++) {
			const counts = await countsFor(store, project, ana, false);
			seen.push([counts.counted, counts.submitted, counts.gold]);
			await work(ana, 1);
		}
		expect(seen).toEqual([0, 1, 2, 3].map((n) => [n, n, 0]));
		expect(await countOwn(store, project.id, ana.id)).toMatchObject({ submitted: 4, counted: 2 });
		expect(await countsFor(store, project, lead, true)).toMatchObject({ counted: 2, gold: 2 });
	});
});

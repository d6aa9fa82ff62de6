/** What an item held goes for good: out of every table, every file and every later claim, and the log stays whole. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { personIn } from '../../../test/setup/actors.ts';
import { accessOf } from '../../../test/setup/queue.ts';
import { incoming } from '../../../test/setup/rows.ts';
import { codeOf } from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Person } from '#lib/auth/actor.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { desk } from '#lib/alignment/desk.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { claim } from '#lib/queue/claim.server.ts';
import { recount } from '#lib/queue/recount.server.ts';
import { submit } from '#lib/queue/submit.server.ts';
import { layout } from '#lib/schema/layout.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { addItems } from './add-items.server.ts';
import { emptiedAnswers } from './emptied.ts';
import { eraseItem } from './erase.server.ts';
import { ProjectInput } from './input.ts';
import { listItems } from './items.server.ts';
import { judgmentsOf } from './judgments.server.ts';
import { createProject } from './project.server.ts';
import { resolveItem } from './resolve.server.ts';
import { judgedItems, rankingIn } from './resolving.server.ts';
import { countProject } from './stats.server.ts';

const SECRET = 'tell-nobody';
let store: Store;
let [lead, ana] = [] as unknown as [Person, Person];
let project: ProjectRow;
let count = 0;

const pair = (key: string, word: string) => ({
	key,
	payload: {
		prompt: `Which, ${word}?`,
		responses: [
			{ id: 'good', text: `good ${word}` },
			{ id: 'poor', text: `poor ${word}` }
		]
	},
	metadata: { from: word }
});
const better = { preference: { tiers: [['good'], ['poor']], strength: 1, all_bad: false, written: SECRET } };

beforeAll(async () => {
	store = await freshStore();
	lead = await personIn(store, 'lead@example.org', 'admin');
	ana = await personIn(store, 'ana@example.org', 'rater');
});
beforeEach(async () => {
	const slug = `erase-${count++}`;
	project = await createProject(store, lead, ProjectInput.parse({ slug, name: slug, stage: 'alignment' }));
	await addItems(store, lead, slug, incoming([pair('a', SECRET), pair('b', 'fine')]));
});

const idOf = async (key: string): Promise<string> => {
	const rows = await store.read.query<{ id: string }>(
		'select id from item where project_id = $1 and key = $2',
		project.id,
		key
	);
	return rows[0]?.id ?? '';
};
const next = async () => (await claim(store, accessOf(project, ana), {}, desk)).assignments[0];
const answer = async (mine: Awaited<ReturnType<typeof next>>) => {
	if (!mine) throw new Error('nothing to answer');
	const tiers = mine.item.responses.map(({ id }) => [id]);
	const answers = { preference: { tiers, strength: 1, all_bad: false } };
	return submit(store, ana, mine.id, { token: mine.token, answers }, () => desk);
};
const erase = async (key: string, now?: number) =>
	eraseItem(store, lead, project.slug, await idOf(key), { reason: 'A person asked for it.' }, now);
const keysOut = async () => {
	const asOf = await seal(store);
	const keys: string[] = [];
	for await (const page of judgedItems(store.read, project, rankingIn('preference'), asOf))
		keys.push(...page.map(({ key }) => key));
	for await (const views of judgmentsOf(store.read, project, asOf))
		keys.push(...views.flatMap((view) => view.item_key ?? []));
	return keys;
};
/** Every text of every table. */
async function everything(): Promise<string> {
	const tables = await Promise.all(layout.map(({ name }) => store.read.query(`select * from ${name}`)));
	return JSON.stringify(tables);
}

describe('an item that is erased', () => {
	it('leaves nothing of its text in any table, and keeps what was chosen', async () => {
		await answer(await next());
		await answer(await next());
		await resolveItem(store, lead, project.slug, await idOf('a'), { answers: better });
		await resolveItem(store, lead, project.slug, await idOf('a'), { answers: better });
		expect(await everything()).toContain(SECRET);
		await erase('a');
		expect(await everything()).not.toContain(SECRET);
		const [kept] = await store.read.query<{ answers: string }>(
			'select answers from resolution where item_id = $1',
			await idOf('a')
		);
		expect(JSON.parse(kept?.answers ?? '{}')).toEqual({ preference: { ...better.preference, written: '' } });
	});

	it('is in no file, and others are as before', async () => {
		await answer(await next());
		await answer(await next());
		expect((await keysOut()).toSorted()).toEqual(['a', 'a', 'b', 'b']);
		await erase('a');
		expect(await keysOut()).toEqual(['b', 'b']);
	});

	it('is handed to nobody, is counted as left out, and stays so when places are counted anew', async () => {
		await erase('a');
		const before = await store.read.query(
			'select * from place where project_id = $1 order by item_id',
			project.id
		);
		await recount(store, project.id, { source: 'rows' });
		expect(
			await store.read.query('select * from place where project_id = $1 order by item_id', project.id)
		).toEqual(before);
		expect((await next())?.item.prompt).toContain('fine');
		await answer(await next());
		expect(await next()).toBeUndefined();
		expect((await countProject(store, project)).left_out.erased).toBe(1);
		const { items } = await listItems(store, lead, project.slug, { status: 'left_out', limit: 10 });
		expect(items.map(({ key, left_out }) => [key, left_out])).toEqual([['a', 'erased']]);
	});

	it('waits for who has it in hand; what they send after that is not kept', async () => {
		const mine = await next();
		expect(await codeOf(erase('a'))).toBe('held');
		await erase('a', Date.now() + 86_400_000);
		expect(await codeOf(answer(mine))).toBe('gone');
		expect(await everything()).not.toContain(SECRET);
	});

	it('comes in again neither whole nor in part, and is erased once', async () => {
		const first = await erase('a');
		const report = await addItems(store, lead, project.slug, incoming([pair('a', SECRET)]));
		expect(report.errors.map(({ code }) => code)).toEqual(['key_conflict']);
		expect((await erase('a')).erased_at).toBe(first.erased_at);
		const events = await store.read.query(
			`select id from event where type = 'item.erased' and subject_id = $1`,
			first.id
		);
		expect(events).toHaveLength(1);
	});

	it('is an admin’s to erase, with a reason', async () => {
		const id = await idOf('a');
		expect(await codeOf(eraseItem(store, ana, project.slug, id, { reason: 'x' }))).toBe('forbidden');
		expect(await codeOf(eraseItem(store, lead, project.slug, 'none', { reason: 'x' }))).toBe('not_found');
	});

	it('keeps choices and loses words, wherever in an answer they stand', () => {
		const answers = {
			tone: 'calm',
			why: 'because of Mrs. B.',
			each: { r1: 'words', r2: 'more' },
			parts: [{ start: 4, end: 12, label: 'product', quote: 'oak desk' }]
		};
		expect(emptiedAnswers(answers, new Set(['why', 'each']))).toEqual({
			tone: 'calm',
			why: '',
			each: { r1: '', r2: '' },
			parts: [{ start: 4, end: 12, label: 'product', quote: '' }]
		});
	});
});

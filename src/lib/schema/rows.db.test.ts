import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { freshStore } from '../../../test/setup/store.ts';
import { newId } from './id.ts';
import { change, insertion, writeTogether, listOf, rowOf, type RawRow } from './rows.server.ts';
import type { Store } from './store.server.ts';
import { decision, event, item, project } from './tables.ts';
import { defaultSettings } from './values.ts';

const now = 1_700_000_000_000;

const projectRow = (id: string): typeof project.$inferSelect => ({
	id,
	slug: id,
	name: 'Rows',
	stage: 'runtime',
	state: 'active',
	settings: defaultSettings,
	formVersion: 1,
	guidelineVersion: 1,
	demo: true,
	createdBy: null,
	createdAt: now
});
const itemRow = (id: string, projectId: string): typeof item.$inferSelect => ({
	id,
	projectId,
	key: id,
	payload: { text: 'ü "quoted" 1.5', list: [1, null, true] },
	metadata: null,
	priority: 0,
	gold: null,
	goldReason: null,
	identical: false,
	selfNaming: null,
	goldEventId: null,
	digest: 'd',
	intakeId: null,
	eventId: 'e',
	createdAt: now,
	erasedAt: null
});
const decisionRow = (id: string, projectId: string): typeof decision.$inferSelect => ({
	id,
	projectId,
	keyId: 'key',
	agent: 'agent',
	actionName: 'mail.send',
	actionHash: 'sha256:0',
	edited: null,
	status: 'auto_approved',
	mode: 'out_of_the_loop',
	rule: 'default',
	policyVersion: 3,
	reason: { code: 'rule', text: 'A rule.' },
	response: null,
	gate: { roles: ['operator'], quorum: 1 },
	confidence: 0.25,
	threshold: null,
	risk: 'low',
	expiresAt: now + 1,
	vetoUntil: null,
	haltEpoch: 0,
	version: 1,
	holder: null,
	leaseToken: null,
	leasedAt: null,
	leasedUntil: null,
	asked: 0.1,
	band: 25,
	verdict: 'kept',
	sampled: true,
	reviewedAt: null,
	reversed: false,
	consumedAt: null,
	outcome: null,
	createdAt: now,
	settledAt: now,
	eventId: 'e',
	salt: 'salt',
	erasedAt: null,
	noticeAt: null
});
const eventRowOf = (id: string): typeof event.$inferSelect => ({
	id,
	position: null,
	at: now,
	type: 'decision.submitted',
	actor: 'key:agent',
	project: null,
	stage: null,
	subjectType: 'decision',
	subjectId: id,
	data: { a: 1 },
	salt: null,
	dataHash: null
});

const insertAll = (store: Store, id: string, decides = id) =>
	store.write((tx) =>
		writeTogether(
			store,
			tx,
			insertion(project, projectRow(id)),
			insertion(item, itemRow(id, id)),
			insertion(decision, decisionRow(decides, id)),
			insertion(event, eventRowOf(id))
		)
	);

describe('rows by plain statements', () => {
	it('are what the builders read, in every kind of column, and read back the same', async () => {
		const store = await freshStore();
		const id = newId();
		await insertAll(store, id);
		for (const [table, row] of [
			[project, projectRow(id)],
			[item, itemRow(id, id)],
			[decision, decisionRow(id, id)],
			[event, eventRowOf(id)]
		] as const) {
			const [built] = await store.read.select().from(table).where(eq(table.id, id));
			expect(built).toEqual(row);
		}
		const [raw] = await store.read.query<RawRow>(
			`select ${listOf(decision)}, ${listOf(project)} from decision
			join project on project.id = decision.project_id where decision.id = $1`,
			id
		);
		expect(rowOf(decision, raw ?? {})).toEqual(decisionRow(id, id));
		expect(rowOf(project, raw ?? {})).toEqual(projectRow(id));
	});

	it('leave nothing when one of them refers to what is not there', async () => {
		const store = await freshStore();
		const id = newId();
		await expect(insertAll(store, id, newId())).rejects.toThrow();
		expect(await store.read.select().from(project).where(eq(project.id, id))).toEqual([]);
		expect(await store.read.select().from(event).where(eq(event.id, id))).toEqual([]);
	});

	it('go together with other changes, each with its own values', async () => {
		const store = await freshStore();
		const id = newId();
		await insertAll(store, id);
		const told = newId();
		await store.write((tx) =>
			writeTogether(
				store,
				tx,
				change('update decision set consumed_at = $2 where id = $1', id, now + 7),
				change('update item set priority = $1 where id = $2', 5, id),
				insertion(event, eventRowOf(told))
			)
		);
		const [decided] = await store.read.select().from(decision).where(eq(decision.id, id));
		expect(decided).toEqual({ ...decisionRow(id, id), consumedAt: now + 7 });
		const [row] = await store.read.select().from(item).where(eq(item.id, id));
		expect(row?.priority).toBe(5);
		expect(await store.read.select().from(event).where(eq(event.id, told))).toEqual([eventRowOf(told)]);
	});

	it('hold text that looks like SQL as text', async () => {
		const store = await freshStore();
		const id = newId();
		const name = `'); drop table project; -- $1 ?`;
		await store.write((tx) => writeTogether(store, tx, insertion(project, { ...projectRow(id), name })));
		const [row] = await store.read.select().from(project).where(eq(project.id, id));
		expect(row?.name).toBe(name);
	});
});

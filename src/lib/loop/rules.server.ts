/** The loop rules of a project: read and written by those who lead it and every project they send items to. */
import { eq } from 'drizzle-orm';
import { authorize } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { loop } from '#lib/schema/tables.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { loopMistakes, type LoopRules } from './rule.ts';

export async function loopOf(db: ReadDb, projectId: string): Promise<LoopRules> {
	const [row] = await db.select({ document: loop.document }).from(loop).where(eq(loop.projectId, projectId));
	return row ? (row.document as unknown as LoopRules) : { rules: [] };
}

/** @throws Refusal not_found, forbidden */
export async function readLoop(store: Store, actor: Actor, slug: string): Promise<LoopRules> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	return loopOf(store.read, project.id);
}

/** Where a rule sends items, it must find a project that its author leads and that can take them. */
async function targetMistakes(store: Store, actor: Actor, { rules }: LoopRules): Promise<Mistake[]> {
	const mistakes: Mistake[] = [];
	for (const [i, { to, payload }] of rules.entries()) {
		const said = (field: string, message: string) => mistakes.push({ path: `/rules/${i}/${field}`, message });
		try {
			const { project } = await authorize(store, actor, 'manage', to);
			if (project.stage === 'runtime')
				said('to', `“${to}” is a runtime project: name one that labels or ranks.`);
			if (project.stage === 'annotation' && payload === undefined)
				said('payload', 'Say which part of a decision fills which field.');
			if (project.stage === 'alignment' && payload !== undefined)
				said('payload', 'A pair is made of the proposal and the edit: name no fields.');
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			said('to', error.message);
		}
	}
	return mistakes;
}

/** @throws Refusal invalid_loop, not_found, forbidden */
export async function writeLoop(
	store: Store,
	actor: Actor,
	slug: string,
	rules: LoopRules,
	now = Date.now()
): Promise<LoopRules> {
	const { project } = await authorizeRuntime(store, actor, 'policy', slug);
	const errors = [...loopMistakes(rules), ...(await targetMistakes(store, actor, rules))];
	const [first] = errors;
	if (first) throw new Refusal('invalid_loop', `${first.path}: ${first.message}`, { errors });
	await store.write(async (tx) => {
		const eventId = await append(
			tx,
			{
				type: 'loop.changed',
				actor: actorName(actor),
				project,
				subject: { type: 'project', id: project.id },
				data: { rules: rules.rules.length }
			},
			now
		);
		const row = { document: rules as unknown as Json, actor: actorName(actor), eventId, createdAt: now };
		await tx
			.insert(loop)
			.values({ projectId: project.id, ...row })
			.onConflictDoUpdate({ target: loop.projectId, set: row });
	});
	return rules;
}

/** The loop rules of a project: read and written by those who lead it and every project they send items to. */
import { eq } from 'drizzle-orm';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { loop } from '#lib/schema/tables.ts';
import { authorizeRuntime } from '#lib/runtime/decision.server.ts';
import { loopMistakes, LoopRules, type LoopInput, type LoopRule } from './rule.ts';

export type LoopView = LoopRules & { version: string | null; by: string | null; at: string | null };

export async function loopOf(db: ReadDb | Tx, projectId: string): Promise<LoopView> {
	const [row] = await db.select().from(loop).where(eq(loop.projectId, projectId));
	return row
		? {
				...LoopRules.parse(row.document),
				version: row.eventId,
				by: row.actor,
				at: new Date(row.createdAt).toISOString()
			}
		: { rules: [], version: null, by: null, at: null };
}

/** @throws Refusal not_found, forbidden */
export async function readLoop(store: Store, actor: Actor, slug: string): Promise<LoopView> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	return loopOf(store.read, project.id);
}

/** What a rule says of a project that can take its items. */
async function fitMistakes(store: Store, target: ProjectRow, rule: LoopRule, at: string): Promise<Mistake[]> {
	const said = (field: string, message: string): Mistake[] => [{ path: `${at}/${field}`, message }];
	if (target.stage === 'runtime')
		return said('to', `“${target.slug}” is a runtime project: name one that labels or ranks.`);
	if (target.state === 'archived')
		return said('to', `“${target.slug}” is archived: bring it back, or name another.`);
	if (target.stage === 'alignment')
		return [
			...(rule.payload === undefined
				? []
				: said('payload', 'A pair is made of the proposal and the edit: name no fields.')),
			...(rule.on.includes('edited')
				? []
				: said('on', 'A pair is made of an edit, so a rule that ranks listens to edits.'))
		];
	const { payload } = rule;
	if (payload === undefined) return said('payload', 'Say which part of a decision fills which field.');
	const { fields } = await formOf(store.read, target);
	return fields
		.filter(({ name }) => !Object.hasOwn(payload, name))
		.flatMap(({ name }) => said(`payload/${name}`, `“${target.slug}” shows “${name}”: say what fills it.`));
}

/** A rule as text, whether it is paused or not. */
const awake = (rule: LoopRule): string => canonical({ ...rule, paused: false } as unknown as Json);

/** Where a rule sends items, it must find a project that its author leads and that can take them. */
async function targetMistakes(store: Store, actor: Actor, rules: (LoopRule | null)[]): Promise<Mistake[]> {
	const mistakes: Mistake[] = [];
	for (const [i, rule] of rules.entries()) {
		if (rule === null) continue;
		const at = `/rules/${i}`;
		try {
			const { project } = await authorize(store, actor, 'manage', rule.to);
			mistakes.push(...(await fitMistakes(store, project, rule, at)));
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			mistakes.push({ path: `${at}/to`, message: error.message });
		}
	}
	return mistakes;
}

/**
 * Writes all rules of a project; nothing changed writes nothing.
 * @throws Refusal invalid_loop, stale_loop, not_found, forbidden
 */
export async function writeLoop(
	store: Store,
	actor: Actor,
	slug: string,
	{ rules, version: base }: LoopInput,
	now = Date.now()
): Promise<LoopView> {
	const { project } = await authorizeRuntime(store, actor, 'policy', slug);
	const standing = (await loopOf(store.read, project.id)).rules.map(awake);
	// A rule that stands may stay, and be paused, by whoever leads here, though they do not lead where it goes.
	const fresh = rules.map((rule) => (standing.includes(awake(rule)) ? null : rule));
	const errors = [...loopMistakes({ rules }), ...(await targetMistakes(store, actor, fresh))];
	const [first] = errors;
	if (first) throw new Refusal('invalid_loop', `${first.path}: ${first.message}`, { errors });
	await store.write(async (tx) => {
		await tx.query(`select id from project where id = $1${store.forUpdate}`, project.id);
		const standing = await loopOf(tx, project.id);
		if (base !== undefined && base !== null && base !== standing.version)
			throw new Refusal('stale_loop', 'The rules were changed meanwhile. Read them, then save again.');
		const document = { rules } as unknown as Json;
		if (canonical(document) === canonical({ rules: standing.rules } as unknown as Json)) return;
		const eventId = await append(
			tx,
			{
				type: 'loop.changed',
				actor: actorName(actor),
				project,
				subject: { type: 'project', id: project.id },
				data: { rules: rules.length }
			},
			now
		);
		const row = { document, actor: actorName(actor), eventId, createdAt: now };
		await tx
			.insert(loop)
			.values({ projectId: project.id, ...row })
			.onConflictDoUpdate({ target: loop.projectId, set: row });
	});
	return loopOf(store.read, project.id);
}

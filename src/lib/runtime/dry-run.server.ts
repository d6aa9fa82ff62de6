/** Where a policy would have sent the decisions that there were: nothing is stored, nothing is asked. */
import { desc, eq } from 'drizzle-orm';
import type { Actor } from '#lib/auth/actor.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { decision, item } from '#lib/schema/tables.ts';
import { authorizeRuntime, type Proposed } from './decision.server.ts';
import { parsePolicy } from './policy.server.ts';
import { modes, type Mode } from './modes.ts';
import { compilePolicy, route } from './route.ts';

export type Reroute = {
	id: string;
	action: string;
	agent: string;
	was: { mode: Mode; rule: string };
	would: { mode: Mode; rule: string };
};
export type DryRun = {
	looked: number;
	was: Record<Mode, number>;
	would: Record<Mode, number>;
	/** at most 100, the newest first */
	changed: Reroute[];
};

const none = (): Record<Mode, number> =>
	Object.fromEntries(modes.map((mode) => [mode, 0])) as Record<Mode, number>;

/** How many are judged before others get a turn. */
const BREATH = 50;

/** @throws Refusal invalid_policy, not_found, forbidden */
export async function dryRun(
	store: Store,
	actor: Actor,
	slug: string,
	document: Json,
	limit: number
): Promise<DryRun> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const compiled = compilePolicy(parsePolicy(document));
	const rows = await store.read
		.select({ row: decision, payload: item.payload })
		.from(decision)
		.innerJoin(item, eq(item.id, decision.id))
		.where(eq(decision.projectId, project.id))
		.orderBy(desc(decision.id))
		.limit(limit);
	const result: DryRun = { looked: rows.length, was: none(), would: none(), changed: [] };
	for (const [i, { row, payload }] of rows.entries()) {
		const proposed = payload as unknown as Proposed;
		const { mode, rule } = route(compiled, {
			action: proposed.action,
			confidence: row.confidence,
			risk: row.risk,
			agent: row.agent,
			context: proposed.context ?? []
		});
		result.was[row.mode]++;
		result.would[mode]++;
		if (mode !== row.mode && result.changed.length < 100)
			result.changed.push({
				id: row.id,
				action: row.actionName,
				agent: row.agent,
				was: { mode: row.mode, rule: row.rule },
				would: { mode, rule }
			});
		if (i % BREATH === BREATH - 1) await new Promise((resolve) => setImmediate(resolve));
	}
	return result;
}

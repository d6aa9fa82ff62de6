/** What the loop rules of a project have opened, what failed and why; and another attempt at what failed. */
import type { Actor } from '#lib/auth/actor.ts';
import { authorizeRuntime, findDecision } from '#lib/runtime/decision.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { follow, type Outcome } from './open.server.ts';
import { loopOf } from './rules.server.ts';

export type Failure = { decision: string; message: string; at: string };
export type RuleReport = {
	rule: string;
	opened: number;
	/** another rule had opened the item already */
	there: number;
	failed: number;
	/** when it last opened an item */
	last: string | null;
	/** the latest, at most 5 */
	failures: Failure[];
};

const FAILURES = 5;
const iso = (at: number): string => new Date(at).toISOString();

type Count = { rule: string; outcome: Outcome; many: number; last: number };

async function failuresOf(store: Store, projectId: string, rule: string): Promise<Failure[]> {
	const rows = await store.read.query<{ decision_id: string; message: string | null; at: number }>(
		`select decision_id, message, at from loop_item
		where project_id = $1 and rule = $2 and outcome = 'failed' order by at desc limit $3`,
		projectId,
		rule,
		FAILURES
	);
	return rows.map(({ decision_id, message, at }) => ({
		decision: decision_id,
		message: message ?? '',
		at: iso(at)
	}));
}

/** One line a rule that stands, and one a rule that opened something and is gone. @throws Refusal not_found, forbidden */
export async function loopReport(store: Store, actor: Actor, slug: string): Promise<RuleReport[]> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const [{ rules }, counts] = await Promise.all([
		loopOf(store.read, project.id),
		store.read.query<Count>(
			`select rule, outcome, count(*) as many, max(at) as last from loop_item
			where project_id = $1 group by rule, outcome`,
			project.id
		)
	]);
	const names = [...new Set([...rules.map(({ name }) => name), ...counts.map(({ rule }) => rule)])];
	return Promise.all(
		names.map(async (rule) => {
			const of = (wanted: Outcome) =>
				counts.find(({ rule: name, outcome }) => name === rule && outcome === wanted);
			const many = (wanted: Outcome) => Number(of(wanted)?.many ?? 0);
			const last = of('opened')?.last;
			return {
				rule,
				opened: many('opened'),
				there: many('there'),
				failed: many('failed'),
				last: last === undefined ? null : iso(Number(last)),
				failures: many('failed') === 0 ? [] : await failuresOf(store, project.id, rule)
			};
		})
	);
}

/** Attempts of one request, so that it ends soon. */
const MOST_AGAIN = 200;

const forget = (store: Store, rule: string, decision: string) =>
	store.write((tx) =>
		tx.query(
			`delete from loop_item where decision_id = $1 and rule = $2 and outcome = 'failed'`,
			decision,
			rule
		)
	);

/** Tries again what failed for a rule, the oldest first. @throws Refusal not_found, forbidden */
export async function retryLoop(
	store: Store,
	actor: Actor,
	slug: string,
	name: string,
	now = Date.now()
): Promise<{ tried: number; opened: number }> {
	const { project } = await authorizeRuntime(store, actor, 'policy', slug);
	const rule = (await loopOf(store.read, project.id)).rules.find((own) => own.name === name);
	if (!rule) throw new Refusal('not_found', `There is no loop rule “${name}”.`);
	const rows = await store.read.query<{ decision_id: string }>(
		`select decision_id from loop_item where project_id = $1 and rule = $2 and outcome = 'failed' and at < $3
		order by at limit $4`,
		project.id,
		name,
		now,
		MOST_AGAIN
	);
	let opened = 0;
	for (const { decision_id } of rows) {
		const found = await findDecision(store.read, decision_id);
		const followed = found ? await follow(store, rule, found, now) : 'passed';
		if (followed === 'opened') opened++;
		// The rule was changed since: this one is not meant any more.
		if (followed === 'passed') await forget(store, name, decision_id);
	}
	return { tried: rows.length, opened };
}

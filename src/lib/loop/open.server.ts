/**
 * Opens the item that a rule asks for, and keeps what became of it. An item lies under the decision's key, so doing
 * it again, after a crash or on a second server, neither opens nor counts anything twice.
 */
import { console as actor } from '#lib/auth/actor.ts';
import { projectBySlug } from '#lib/auth/access.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { currentAction, type Found } from '#lib/runtime/decision.server.ts';
import type { Facts } from '#lib/runtime/cel.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { itemToLabel, itemToRank, judge, type LoopRule, type Source } from './rule.ts';

export type Outcome = 'opened' | 'there' | 'failed';
type Done = { outcome: Outcome; message: string | null; fresh: boolean };

const sourceOf = ({ row, proposed }: Found): Source => ({
	id: row.id,
	action: currentAction(row, proposed),
	proposed: row.edited === null ? null : proposed.action,
	agent: row.agent,
	prompt: proposed.prompt,
	context: (proposed.context ?? []) as Json[]
});

const factsOf = (found: Found): Facts => {
	const { action, context } = sourceOf(found);
	const { confidence, risk, agent } = found.row;
	return { action, args: action.args, confidence: confidence ?? 0, risk, agent, context };
};

async function* one(value: JsonObject): AsyncGenerator<Incoming> {
	yield await Promise.resolve({ line: 1, size: JSON.stringify(value).length, value });
}

const failed = (message: string): Done => ({ outcome: 'failed', message, fresh: false });

/** @returns null where there is nothing to open: no edit, so no pair */
async function open(store: Store, rule: LoopRule, found: Found): Promise<Done | null> {
	const target = await projectBySlug(store.read, rule.to);
	if (!target) return failed(`There is no project “${rule.to}” any more.`);
	if (target.stage === 'runtime') return failed(`“${rule.to}” is a runtime project.`);
	const source = sourceOf(found);
	const item =
		target.stage === 'annotation'
			? itemToLabel(rule, source)
			: itemToRank(rule, source, found.project.settings.output_field);
	if (item === null) return null;
	try {
		const report = await addItems(store, actor, target.slug, one(item), { name: `loop: ${rule.name}` });
		if (report.created > 0) return { outcome: 'opened', message: null, fresh: true };
		const [error] = report.errors;
		if (error && error.code !== 'key_conflict') return failed(error.message);
		return {
			outcome: (await isOthers(store, rule, found)) ? 'there' : 'opened',
			message: null,
			fresh: false
		};
	} catch (error) {
		if (error instanceof Refusal) return failed(error.message);
		throw error;
	}
}

/** Whether another rule opened the item that is there. */
async function isOthers(store: Store, rule: LoopRule, { row }: Found): Promise<boolean> {
	const [other] = await store.read.query(
		`select rule from loop_item where decision_id = $1 and rule <> $2 and to_slug = $3 and outcome = 'opened'`,
		row.id,
		rule.name,
		rule.to
	);
	return other !== undefined;
}

async function isDone(store: Store, rule: LoopRule, { row }: Found): Promise<boolean> {
	const [done] = await store.read.query(
		`select rule from loop_item where decision_id = $1 and rule = $2 and outcome <> 'failed'`,
		row.id,
		rule.name
	);
	return done !== undefined;
}

/** What is done is never undone: only a failure gives way to a later attempt. */
const keep = (store: Store, rule: LoopRule, { row }: Found, { outcome, message }: Done, now: number) =>
	store.write((tx) =>
		tx.query(
			`insert into loop_item (decision_id, rule, project_id, to_slug, outcome, message, at)
			values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (decision_id, rule) do update set
				to_slug = excluded.to_slug, outcome = excluded.outcome, message = excluded.message, at = excluded.at
			where loop_item.outcome = 'failed'`,
			row.id,
			rule.name,
			row.projectId,
			rule.to,
			outcome,
			message,
			now
		)
	);

const UNJUDGED = 'Its condition cannot be judged here: it asks for something that is absent.';

/** passed: not meant, or nothing to open; done: not for the first time. */
export type Followed = 'opened' | 'failed' | 'passed' | 'done';

/** What a rule does with a decision that it listens to. `opened` is said once, by whoever made the item. */
export async function follow(
	store: Store,
	rule: LoopRule,
	found: Found,
	now = Date.now()
): Promise<Followed> {
	const verdict = judge(rule, factsOf(found));
	if (verdict === 'no') return 'passed';
	if (await isDone(store, rule, found)) return 'done';
	const done = verdict === 'error' ? failed(UNJUDGED) : await open(store, rule, found);
	if (done === null) return 'passed';
	await keep(store, rule, found, done, now);
	return done.outcome === 'failed' ? 'failed' : done.fresh ? 'opened' : 'done';
}

/**
 * Follows the log and opens items where loop rules say so. What was done is a position, kept in the database; an item
 * is opened under the decision's key, so a repeat after a crash, or a second server, changes nothing.
 */
import { eq } from 'drizzle-orm';
import { console as actor } from '#lib/auth/actor.ts';
import { projectBySlug } from '#lib/auth/access.server.ts';
import type { Log, LogEvent } from '#lib/log/follow.server.ts';
import { addItems } from '#lib/project/add-items.server.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { currentAction, findDecision, type Found } from '#lib/runtime/decision.server.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { loop, project, setting } from '#lib/schema/tables.ts';
import {
	applies,
	itemToLabel,
	itemToRank,
	momentIn,
	type LoopRule,
	type LoopRules,
	type Source
} from './rule.ts';

const NAME = 'loop_position';

const sourceOf = ({ row, proposed }: Found): Source => ({
	id: row.id,
	action: currentAction(row, proposed),
	proposed: row.edited === null ? null : proposed.action,
	agent: row.agent,
	prompt: proposed.prompt,
	context: (proposed.context ?? []) as Json[]
});

async function* one(value: JsonObject): AsyncGenerator<Incoming> {
	yield await Promise.resolve({ line: 1, size: JSON.stringify(value).length, value });
}

/** Opens one item. A project that cannot take it any more (archived, gone, another form) is passed over. */
async function open(store: Store, rule: LoopRule, found: Found): Promise<boolean> {
	const target = await projectBySlug(store.read, rule.to);
	if (!target || target.state === 'archived' || target.stage === 'runtime') return false;
	const source = sourceOf(found);
	const item =
		target.stage === 'annotation'
			? itemToLabel(rule, source)
			: itemToRank(rule, source, found.project.settings.output_field);
	if (item === null) return false;
	try {
		const report = await addItems(store, actor, target.slug, one(item), { name: `loop: ${rule.name}` });
		return report.created > 0;
	} catch (error) {
		if (error instanceof Refusal) return false;
		throw error;
	}
}

/** The rules of all projects, read anew after the log tells of a change: most events concern none. */
const rulesBySlug = new WeakMap<Store, Map<string, LoopRule[]>>();

async function rulesOf(store: Store): Promise<Map<string, LoopRule[]>> {
	const known = rulesBySlug.get(store);
	if (known) return known;
	const rows = await store.read
		.select({ slug: project.slug, document: loop.document })
		.from(loop)
		.innerJoin(project, eq(project.id, loop.projectId));
	const read = new Map(rows.map(({ slug, document }) => [slug, (document as unknown as LoopRules).rules]));
	rulesBySlug.set(store, read);
	return read;
}

/** What an event opens elsewhere. @returns how many items are new */
export async function loopBack(store: Store, event: LogEvent): Promise<number> {
	if (event.type === 'loop.changed') rulesBySlug.delete(store);
	const moment = momentIn(event.type);
	if (moment === null || event.project === null) return 0;
	const rules = (await rulesOf(store)).get(event.project) ?? [];
	if (!rules.some(({ on }) => on.includes(moment))) return 0;
	const found = await findDecision(store.read, event.subject.id);
	if (!found) return 0;
	const { action, context } = sourceOf(found);
	const facts = {
		action,
		args: action.args,
		confidence: found.row.confidence ?? 0,
		risk: found.row.risk,
		agent: found.row.agent,
		context
	};
	let opened = 0;
	for (const rule of rules) if (applies(rule, moment, facts) && (await open(store, rule, found))) opened++;
	return opened;
}

async function reached(store: Store): Promise<number | null> {
	const [row] = await store.read.select().from(setting).where(eq(setting.name, NAME));
	return typeof row?.value === 'number' ? row.value : null;
}

/** Only forward: of two servers, the one that is behind takes nothing back. */
const keep = (store: Store, position: number): Promise<void> =>
	store.write(async (tx) => {
		await tx.insert(setting).values({ name: NAME, value: position }).onConflictDoNothing();
		await tx.query(`select name from setting where name = $1${store.forUpdate}`, NAME);
		const [row] = await tx.select().from(setting).where(eq(setting.name, NAME));
		if (typeof row?.value === 'number' && row.value >= position) return;
		await tx.update(setting).set({ value: position }).where(eq(setting.name, NAME));
	});

/** Positions are kept now and then; what lies between is done again, and changes nothing. */
const EVERY = 50;
const KEEP_MS = 2_000;

/** Follows until the signal; begins where it left off, or at what comes from now on. */
export async function followLoop(store: Store, log: Log, stopping: AbortSignal): Promise<void> {
	const from = (await reached(store)) ?? log.position();
	let kept = from;
	let keptAt = Date.now();
	for await (const event of log.follow(from, stopping)) {
		const opened = await loopBack(store, event);
		const { position } = event;
		const due = position - kept >= EVERY || Date.now() - keptAt > KEEP_MS;
		// A write of its own is an event that others follow: idle logs must stay idle.
		if (opened > 0 || (due && momentIn(event.type) !== null)) {
			await keep(store, position);
			kept = position;
			keptAt = Date.now();
		}
	}
}

/** Starts to follow; a fault is reported and the loop goes on a moment later. */
export function startLoop(
	store: Store,
	log: Log,
	report: (error: unknown) => void,
	stopping: AbortSignal
): void {
	const run = () => {
		followLoop(store, log, stopping).catch((error: unknown) => {
			if (stopping.aborted) return;
			report(error);
			setTimeout(run, 5_000).unref();
		});
	};
	run();
}

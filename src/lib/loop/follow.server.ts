/**
 * Follows the log and opens items where loop rules say so. What was done is a position, kept in the database; what
 * lies behind it may be done again, after a crash or on a second server, and changes nothing.
 */
import { eq } from 'drizzle-orm';
import type { Log, LogEvent } from '#lib/log/follow.server.ts';
import { findDecision } from '#lib/runtime/decision.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { loop, project, setting } from '#lib/schema/tables.ts';
import { follow } from './open.server.ts';
import { listens, LoopRules, momentIn, type LoopRule } from './rule.ts';

const NAME = 'loop_position';

/** The rules of all projects, read anew after the log tells of a change: most events concern none. */
const rulesBySlug = new WeakMap<Store, Map<string, LoopRule[]>>();

async function rulesOf(store: Store): Promise<Map<string, LoopRule[]>> {
	const known = rulesBySlug.get(store);
	if (known) return known;
	const rows = await store.read
		.select({ slug: project.slug, document: loop.document })
		.from(loop)
		.innerJoin(project, eq(project.id, loop.projectId));
	const read = new Map(rows.map(({ slug, document }) => [slug, LoopRules.parse(document).rules]));
	rulesBySlug.set(store, read);
	return read;
}

/** What an event opens elsewhere. @returns how many items are new */
export async function loopBack(store: Store, event: LogEvent): Promise<number> {
	if (event.type === 'loop.changed') rulesBySlug.delete(store);
	const moment = momentIn(event.type);
	if (moment === null || event.project === null) return 0;
	const rules = (await rulesOf(store)).get(event.project) ?? [];
	const heard = rules.filter((rule) => listens(rule, moment));
	if (heard.length === 0) return 0;
	const found = await findDecision(store.read, event.subject.id);
	if (!found) return 0;
	let opened = 0;
	for (const rule of heard) if ((await follow(store, rule, found)) === 'opened') opened++;
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

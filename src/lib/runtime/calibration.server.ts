/**
 * What people said of decisions, counted by action, confidence and how probable it was that they would be asked. Every
 * read is a tenth of one action's confidences or less, from the index alone, so that nobody waits behind a million decisions.
 */
import { z } from 'zod';
import type { Actor } from '#lib/auth/actor.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { found, spreadOf, type Cell, type Found } from '#lib/stats/calibration.ts';
import type { Calibration, Counted } from './calibration.ts';
import { authorizeRuntime } from './decision.server.ts';
import { readPolicy, writePolicy, type PolicyView } from './policy.server.ts';
import { ActionName, emptyPolicy } from './policy.ts';
import { withThreshold, type ThresholdInput } from './threshold.ts';

export const Days = z.coerce.number().int().min(1).max(3650).default(90);

/** More actions than anybody looks through. */
const MOST_ACTIONS = 100;
const DAY_MS = 86_400_000;

const counted = `project_id = $1 and action_name = $2 and band >= $3 and band < $4 and band is not null and created_at >= $5`;

/** Names one after the other, each by one step in the index. */
const names = `with recursive next (name) as (
		select min(action_name) from decision where project_id = $1 and band is not null
		union all
		select (select min(action_name) from decision
			where project_id = $1 and band is not null and action_name > next.name)
		from next where next.name is not null
	) select name from next where name is not null limit ${MOST_ACTIONS}`;

/** Of $2, from band $3 to below $4, since $5. */
export const cellsStatement = `select band, asked, verdict, count(*) as many, min(created_at) as first from decision
	where ${counted} group by band, asked, verdict`;

type CellRow = {
	band: number;
	asked: number | null;
	verdict: Found | null;
	many: number;
	first: number;
};

const breath = () => new Promise((resolve) => setImmediate(resolve));

/** As many or more are read hundredth by hundredth, so that nobody waits for one long read. */
const LARGE = 5000;

async function cellsIn(
	db: ReadDb,
	within: readonly [project: string, action: string, from: number, to: number, since: number]
): Promise<CellRow[]> {
	const [project, action, from, to, since] = within;
	const [size] = await db.query<{ many: number }>(
		`select count(*) as many from (select 1 from decision where ${counted} limit ${LARGE}) as enough`,
		...within
	);
	if (Number(size?.many ?? 0) < LARGE) return db.query<CellRow>(cellsStatement, ...within);
	const rows: CellRow[] = [];
	for (let band = from; band < to; band++) {
		rows.push(...(await db.query<CellRow>(cellsStatement, project, action, band, band + 1, since)));
		await breath();
	}
	return rows;
}

async function countAction(db: ReadDb, projectId: string, action: string, since: number): Promise<Counted> {
	const cells = new Map<string, Cell>();
	let [verdicts, squares, first] = [0, 0, Infinity];
	for (let band = 0; band <= 100; band += 10) {
		const within = [projectId, action, band, band + 10, since] as const;
		const rows = await cellsIn(db, within);
		for (const row of rows) {
			const name = `${row.band}/${row.asked}`;
			const fresh: Cell = {
				...{ band: row.band, asked: row.asked, decisions: 0 },
				...{ kept: 0, edited: 0, rejected: 0, responded: 0 }
			};
			const cell = cells.get(name) ?? fresh;
			cells.set(name, cell);
			const many = Number(row.many);
			cell.decisions += many;
			if (row.verdict !== null) cell[row.verdict] += many;
			first = Math.min(first, Number(row.first));
		}
		if (rows.some(({ verdict }) => verdict !== null)) {
			const [alike] = await db.query<{ verdicts: number; squares: number }>(
				`select sum(many) as verdicts, sum(many * many) as squares from (
					select count(*) as many from decision where ${counted} and verdict is not null
					group by key_id, action_hash) as alike`,
				...within
			);
			verdicts += Number(alike?.verdicts ?? 0);
			squares += Number(alike?.squares ?? 0);
		}
		await breath();
	}
	return {
		action,
		cells: [...cells.values()],
		spread: spreadOf(verdicts, squares),
		since: first,
		waiting: 0
	};
}

/** @throws Refusal not_found, forbidden, wrong_stage */
export async function readCalibration(
	store: Store,
	actor: Actor,
	slug: string,
	days: number,
	now = Date.now()
): Promise<Calibration> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const policy = await readPolicy(store, actor, slug);
	const db = store.read;
	const actions: Counted[] = [];
	for (const { name } of await db.query<{ name: string }>(names, project.id)) {
		const one = await countAction(db, project.id, name, now - days * DAY_MS);
		if (one.cells.length > 0) actions.push(one);
	}
	const drawn = await db.query<{ action_name: string; many: number }>(
		`select action_name, count(*) as many from decision
		where project_id = $1 and sampled and reviewed_at is null group by action_name`,
		project.id
	);
	const waiting = new Map(drawn.map((row) => [row.action_name, Number(row.many)]));
	for (const one of actions) one.waiting = waiting.get(one.action) ?? 0;
	const size = ({ cells }: Counted) => cells.reduce((sum, { decisions }) => sum + decisions, 0);
	actions.sort((a, b) => size(b) - size(a) || (a.action < b.action ? -1 : 1));
	return { days, now, policy, actions };
}

export const BehindQuery = z.strictObject({
	action: ActionName,
	/** hundredths of the confidence, both included */
	from: z.coerce.number().int().min(0).max(100),
	to: z.coerce.number().int().min(0).max(100)
});

export type Behind = {
	id: string;
	agent: string;
	confidence: number;
	asked: number | null;
	verdict: Found;
	at: number;
};

/** The latest verdicts behind a point, those that overruled first. @throws Refusal not_found, forbidden */
export async function verdictsBehind(
	store: Store,
	actor: Actor,
	slug: string,
	{ action, from, to }: z.infer<typeof BehindQuery>,
	limit = 20
): Promise<Behind[]> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const latest = async (verdicts: readonly Found[]): Promise<Behind[]> =>
		(
			await store.read.query<Omit<Behind, 'at'> & { created_at: number }>(
				`select id, agent, confidence, asked, verdict, created_at from decision
				where project_id = $1 and action_name = $2 and band >= $3 and band <= $4 and band is not null
					and verdict in (${verdicts.map((verdict) => `'${verdict}'`).join(', ')})
				order by created_at desc limit ${limit}`,
				project.id,
				action,
				from,
				to
			)
		).map(({ created_at: at, ...row }) => ({ ...row, at: Number(at) }));
	const overruled = await latest(found.filter((one) => one !== 'kept'));
	return [...overruled, ...(await latest(['kept']))].slice(0, limit);
}

/**
 * Writes a threshold as the next version of the policy.
 * @throws Refusal stale_policy when somebody saved one meanwhile, and what writePolicy throws
 */
export async function applyThreshold(
	store: Store,
	actor: Actor,
	slug: string,
	{ version, ...input }: ThresholdInput
): Promise<PolicyView> {
	const { actions, rules } = version === 0 ? emptyPolicy : await readPolicy(store, actor, slug);
	const next = withThreshold({ actions, rules }, input);
	return writePolicy(store, actor, slug, { ...next, version } as unknown as JsonObject);
}

/**
 * The switches of the stop button. Whatever lets something run holds its scopes' switches under a shared lock until
 * it has committed; a halt writes one of them. So each permission that was given precedes the halt, or is refused.
 */
import type { Param, ReadDb, Store, Tx } from '#lib/schema/store.server.ts';

export type Scopes = { projectId: string; agent: string; actionName: string };
export type Switches = {
	/** halts that stand now */
	active: number;
	/** halts that there ever were; only grows */
	epoch: number;
};

export const switchName = {
	all: () => 'all',
	project: (projectId: string) => `project:${projectId}`,
	/** null: in every project */
	agent: (projectId: string | null, agent: string) => `agent:${projectId ?? '*'}:${agent}`,
	action: (projectId: string | null, action: string) => `action:${projectId ?? '*'}:${action}`
};

export const switchesOf = ({ projectId, agent, actionName }: Scopes): string[] => [
	switchName.action(null, actionName),
	switchName.action(projectId, actionName),
	switchName.agent(null, agent),
	switchName.agent(projectId, agent),
	switchName.all(),
	switchName.project(projectId)
];

/** Rows are never removed, so a name that was seen once is there. */
const present = new WeakMap<Store, Set<string>>();
const MOST_KNOWN = 100_000;

/** Makes the rows to be locked; before the transaction that locks them, so that it waits for nobody. */
export async function ensureSwitches(store: Store, scopes: Scopes): Promise<void> {
	const known = present.get(store) ?? new Set();
	present.set(store, known);
	const missing = switchesOf(scopes).filter((name) => !known.has(name));
	if (missing.length === 0) return;
	await store.write(async (tx) => {
		for (const name of missing)
			await tx.query(
				'insert into halt_switch (name, active, epoch) values ($1, 0, 0) on conflict (name) do nothing',
				name
			);
	});
	if (known.size > MOST_KNOWN) known.clear();
	for (const name of missing) known.add(name);
}

/** PostgreSQL lets new sharers of a row past a waiting writer, but queues an advisory lock: no load starves a halt. */
const QUEUE = 7_241_003;

const reading = (more = ''): string =>
	`select active, epoch${more} from halt_switch where name in ($1, $2, $3, $4, $5, $6) order by name`;
/** In line behind a halt first; then each row as it is when its lock is had, however old the statement's view. */
const holding = (more = ''): string =>
	`with held as materialized (select pg_advisory_xact_lock_shared(${QUEUE}))
	select active, epoch${more} from halt_switch cross join held
	where name in ($1, $2, $3, $4, $5, $6) order by name for share of halt_switch`;

const text = reading();
const locking = { sqlite: text, postgres: holding() };

const total = (rows: Switches[]): Switches => ({
	active: rows.reduce((sum, { active }) => sum + active, 0),
	epoch: rows.reduce((sum, { epoch }) => sum + epoch, 0)
});

/** The switches of a decision, held until commit. On SQLite the one writer does that. */
export const lockSwitches = async (store: Store, tx: Tx, scopes: Scopes): Promise<Switches> =>
	total(await tx.query<Switches>(locking[store.dialect], ...switchesOf(scopes)));

/**
 * The same, with further columns that name no row of a switch, by one statement.
 * @param more their values are `$7` and on
 */
export function lockingWith<More extends Record<string, Param>>(more: { [Name in keyof More]: string }) {
	const list = Object.entries(more)
		.map(([name, expression]) => `, (${expression}) as ${name}`)
		.join('');
	const texts = { sqlite: reading(list), postgres: holding(list) };
	return async (
		store: Store,
		tx: Tx,
		scopes: Scopes,
		...values: Param[]
	): Promise<More & { switches: Switches }> => {
		const rows = await tx.query<Switches & More>(texts[store.dialect], ...switchesOf(scopes), ...values);
		const [first] = rows;
		if (!first) throw new Error('The switches of a decision are missing.');
		return { ...first, switches: total(rows) };
	};
}

/** Turns a switch on: waits for whoever holds it shared, and is waited for by all who come after. */
export async function turnSwitch(store: Store, tx: Tx, name: string): Promise<void> {
	if (store.dialect === 'postgres') await tx.query('select pg_advisory_xact_lock($1)', QUEUE);
	await tx.query(
		`insert into halt_switch (name, active, epoch) values ($1, 1, 1)
		on conflict (name) do update set active = halt_switch.active + 1, epoch = halt_switch.epoch + 1`,
		name
	);
}

export const readSwitches = async (db: ReadDb, scopes: Scopes): Promise<Switches> =>
	total(await db.query<Switches>(text, ...switchesOf(scopes)));

/** In SQL: how many halts the scopes of a decision have seen; more than at its creation, and it is halted. */
export const epochOf = `(select coalesce(sum(halt_switch.epoch), 0) from halt_switch where halt_switch.name in (
	'all', 'project:' || decision.project_id,
	'agent:*:' || decision.agent, 'agent:' || decision.project_id || ':' || decision.agent,
	'action:*:' || decision.action_name, 'action:' || decision.project_id || ':' || decision.action_name))`;

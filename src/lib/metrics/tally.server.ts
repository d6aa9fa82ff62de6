/**
 * Counts what the log tells, once and for all: how far it was read moves in the write that adds, so that a crash or a
 * second server counts nothing twice, and a page of numbers costs the same whatever the log holds.
 */
import { eventsAfter, type LogEvent } from '#lib/log/follow.server.ts';
import { isObject } from '#lib/schema/json.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';

const NAME = 'tally_position';
const PAGE = 500;

/**
 * `event`: by its type; `submitted`: decisions by what became of them as they came in; `halt`: by scope;
 * `verdict`: what people, and neither time nor a policy, said to decisions
 */
export type TallyName = 'event' | 'submitted' | 'halt' | 'verdict';
export type Tally = { name: TallyName; project: string; label: string; value: number };

const answers =
	/^decision\.(?:approved|approved_with_edit|edited|signed|rejected|responded|vetoed|confirmed|reversed)$/;

/** What an event adds one to. */
function addedBy({ type, actor, data }: LogEvent): [TallyName, string][] {
	const textIn = (name: string) =>
		isObject(data) && typeof data[name] === 'string' ? data[name] : 'unknown';
	return [
		['event', type],
		...(type === 'decision.submitted' ? ([['submitted', textIn('status')]] as [TallyName, string][]) : []),
		...(type === 'halt.created' ? ([['halt', textIn('scope')]] as [TallyName, string][]) : []),
		...(answers.test(type) && actor.startsWith('user:') ? ([['verdict', type]] as [TallyName, string][]) : [])
	];
}

export function tallied(events: LogEvent[]): Tally[] {
	const sums = new Map<string, Tally>();
	for (const event of events)
		for (const [name, label] of addedBy(event)) {
			const project = event.project ?? '';
			const key = JSON.stringify([name, project, label]);
			const sum = sums.get(key) ?? { name, project, label, value: 0 };
			sum.value++;
			sums.set(key, sum);
		}
	// In one order for everybody, so that no two servers wait for each other.
	return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

async function add(tx: Tx, { name, project, label, value }: Tally): Promise<void> {
	await tx.query(
		`insert into tally (name, project, label, value) values ($1, $2, $3, $4)
		on conflict (name, project, label) do update set value = tally.value + excluded.value`,
		name,
		project,
		label,
		value
	);
}

async function reached(db: ReadDb): Promise<number> {
	const [row] = await db.query<{ value: string }>('select value from setting where name = $1', NAME);
	return row ? Number(row.value) : 0;
}

/** Counts what came since, at most a page. @returns whether there may be more */
export async function tallyOn(store: Store): Promise<boolean> {
	const from = await reached(store.read);
	const events = await eventsAfter(store, from, PAGE);
	const to = events.at(-1)?.position;
	if (to === undefined) return false;
	const sums = tallied(events);
	await store.write(
		async (tx) => {
			await tx.query('insert into setting (name, value) values ($1, $2) on conflict do nothing', NAME, '0');
			const moved = await tx.query(
				'update setting set value = $3 where name = $1 and value = $2 returning name',
				NAME,
				String(from),
				String(to)
			);
			if (moved.length > 0) for (const sum of sums) await add(tx, sum);
		},
		{ durable: false }
	);
	return events.length === PAGE;
}

export const readTallies = async (db: ReadDb): Promise<Tally[]> =>
	(await db.query<Tally>('select name, project, label, value from tally order by name, project, label')).map(
		(row) => ({
			...row,
			value: Number(row.value)
		})
	);

/** Starts to count, now and then; ends with the signal. */
export function keepTallies(
	store: Store,
	position: () => number,
	report: (error: unknown) => void,
	stopping: AbortSignal,
	everyMs = 1_000
): void {
	let seen = -1;
	let busy = false;
	const count = async () => {
		const to = position();
		while (!stopping.aborted && (await tallyOn(store))) await new Promise((resolve) => setImmediate(resolve));
		seen = to;
	};
	const timer = setInterval(() => {
		// An idle log stays idle.
		if (busy || stopping.aborted || position() === seen) return;
		busy = true;
		count()
			.catch((error: unknown) => void (stopping.aborted || report(error)))
			.finally(() => (busy = false));
	}, everyMs);
	timer.unref();
	stopping.addEventListener('abort', () => clearInterval(timer));
}

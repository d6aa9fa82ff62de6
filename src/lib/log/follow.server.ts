/**
 * Following the log: one sealer and one reader a process feed any number of listeners. A listener that was away
 * replays from the database and then joins; positions have no gaps, so nothing is missed or seen twice.
 */
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { lastPosition, seal } from './seal.server.ts';

export type LogEvent = {
	position: number;
	id: string;
	at: number;
	type: string;
	actor: string;
	project: string | null;
	stage: string | null;
	subject: { type: string; id: string };
	data: Json;
};

type Row = Omit<LogEvent, 'subject' | 'data'> & {
	subject_type: string;
	subject_id: string;
	data: string | null;
};

/** Other servers and commands commit too: the log is looked at this often without being woken. */
const POLL_MS = 250;
/** Under load, what was committed meanwhile is sealed together: each sealing is a write of its own. */
const PAUSE_MS = 20;
/** Events kept in memory for those who are nearly up to date. */
const RECENT = 2_000;
const PAGE = 500;
/** Listeners who are woken before others get their turn. */
const TURN = 32;

export async function eventsAfter(store: Store, position: number, limit = PAGE): Promise<LogEvent[]> {
	const rows = await store.read.query<Row>(
		`select position, id, at, type, actor, project, stage, subject_type, subject_id, data
		from event where position > $1 order by position limit $2`,
		position,
		limit
	);
	return rows.map(({ subject_type, subject_id, data, ...rest }) => ({
		...rest,
		subject: { type: subject_type, id: subject_id },
		data: data === null ? null : (JSON.parse(data) as Json)
	}));
}

export type Log = {
	/** Events after a position, replayed and then as they come, until the signal aborts. */
	follow(after: number, signal: AbortSignal): AsyncGenerator<LogEvent>;
	/** The last position that this process has seen. */
	position(): number;
	stop(): Promise<void>;
};

export async function openLog(store: Store, report: (error: unknown) => void): Promise<Log> {
	let latest = await lastPosition(store);
	let recent: LogEvent[] = [];
	const waiters = new Set<() => void>();
	/** Many who listen are told in turns, between which others are answered. */
	const wakeAll = () => {
		const woken = [...waiters];
		waiters.clear();
		const some = () => {
			for (const wake of woken.splice(0, TURN)) wake();
			if (woken.length > 0) setImmediate(some);
		};
		some();
	};
	let running: Promise<void> | null = null;
	let again = false;
	let stopped = false;

	const tick = async () => {
		const last = await seal(store);
		const before = latest;
		while (latest < last) {
			const fresh = await eventsAfter(store, latest);
			latest = fresh.at(-1)?.position ?? last;
			recent = recent.concat(fresh).slice(-RECENT);
		}
		// Nobody is woken for nothing: there may be a thousand who listen.
		if (latest > before) wakeAll();
	};
	const wake = () => {
		if (running) again = true;
		else if (!stopped)
			running = tick()
				.catch(report)
				.finally(() => {
					running = null;
					if (!again) return;
					again = false;
					setTimeout(wake, PAUSE_MS).unref();
				});
	};
	const silence = store.onCommit(wake);
	const timer = setInterval(wake, POLL_MS);
	timer.unref();

	async function* follow(after: number, signal: AbortSignal): AsyncGenerator<LogEvent> {
		let wake = () => {};
		const leave = () => {
			waiters.delete(wake);
			wake();
		};
		signal.addEventListener('abort', leave);
		try {
			for (let last = after; !signal.aborted && !stopped;) {
				const first = recent[0]?.position ?? Infinity;
				const due =
					last >= latest
						? []
						: last + 1 >= first
							? recent.slice(last + 1 - first)
							: await eventsAfter(store, last);
				for (const event of due) {
					if (signal.aborted) return;
					yield event;
					last = event.position;
				}
				// Not a race with one promise for the whole time, which would keep each round of it for ever.
				if (last >= latest && !signal.aborted && !stopped)
					await new Promise<void>((resolve) => waiters.add((wake = resolve)));
			}
		} finally {
			signal.removeEventListener('abort', leave);
		}
	}

	return {
		follow,
		position: () => latest,
		async stop() {
			stopped = true;
			clearInterval(timer);
			silence();
			await running;
			wakeAll();
		}
	};
}

/** Long polls: one follower of the log a process wakes whoever waits for a decision, and nobody else. */
import type { Log } from '#lib/log/follow.server.ts';

type Waiting = {
	/** Resolves at the next event of the decision, at any halt, at the deadline or when the signal aborts. */
	next(id: string, deadline: number, signal: AbortSignal): Promise<void>;
};

const rooms = new WeakMap<Log, Waiting>();

export function waitingOn(log: Log): Waiting {
	const known = rooms.get(log);
	if (known) return known;
	const waiters = new Map<string, Set<() => void>>();
	const wake = (id: string) => waiters.get(id)?.forEach((resolve) => resolve());
	let following = false;

	/**
	 * Follows only while somebody waits. Ending takes a moment, in which whoever was woken may wait again: then it
	 * goes on from where it was.
	 */
	const follow = async () => {
		following = true;
		try {
			let running = true;
			for (let last = log.position(); running && waiters.size > 0;) {
				running = false;
				for await (const { position, type, subject } of log.follow(last, new AbortController().signal)) {
					last = position;
					if (subject.type === 'decision') wake(subject.id);
					else if (type === 'halt.created') for (const id of waiters.keys()) wake(id);
					running = waiters.size === 0;
					if (running) break;
				}
			}
		} finally {
			following = false;
		}
	};

	const room: Waiting = {
		next(id, deadline, signal) {
			return new Promise((resolve) => {
				const done = () => {
					clearTimeout(timer);
					signal.removeEventListener('abort', done);
					const others = waiters.get(id);
					others?.delete(done);
					if (others?.size === 0) waiters.delete(id);
					resolve();
				};
				const timer = setTimeout(done, Math.max(0, deadline - Date.now()));
				signal.addEventListener('abort', done);
				waiters.set(id, (waiters.get(id) ?? new Set()).add(done));
				if (!following) void follow();
				if (signal.aborted) done();
			});
		}
	};
	rooms.set(log, room);
	return room;
}

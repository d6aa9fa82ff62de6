/**
 * Work in a process of its own: clients, the bare driver, the set-up. The job goes in as a message, the result comes
 * back as one; whatever happens, no process outlives the bench.
 */
import { fork, type ChildProcess } from 'node:child_process';

const alive = new Set<ChildProcess>();

/** Remembers a process, so that it is ended with the bench. */
export function keep(child: ChildProcess): void {
	alive.add(child);
	child.once('exit', () => alive.delete(child));
}

export async function endAll(): Promise<void> {
	const left = [...alive];
	const gone = left.map((child) => new Promise<void>((resolve) => child.once('exit', () => resolve())));
	for (const child of left) child.kill('SIGKILL');
	await Promise.all(gone);
}

type Message<Result> = { result: Result } | { error: string };
export type Running<Result> = {
	result: Promise<Result>;
	/** asks for an early end: the result is then what was done until now */
	stop: () => void;
};

/** Starts `file` on a job. @param minutes after which it is ended and the promise rejects */
export function start<Job extends object, Result>(
	file: string,
	job: Job,
	{ env = {}, minutes = 15 }: { env?: Record<string, string>; minutes?: number } = {}
): Running<Result> {
	const child = fork(`scripts/bench/${file}`, {
		serialization: 'advanced',
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'].map((to, i) => (i === 1 ? 2 : to)) as [
			'ignore',
			2,
			'inherit',
			'ipc'
		],
		env: { ...process.env, ...env }
	});
	keep(child);
	const result = new Promise<Result>((resolve, reject) => {
		const late = setTimeout(() => {
			child.kill('SIGKILL');
			reject(new Error(`${file} did not end within ${minutes} minutes.`));
		}, minutes * 60_000);
		child.once('message', (message: Message<Result>) => {
			clearTimeout(late);
			if ('error' in message) reject(new Error(message.error));
			else resolve(message.result);
		});
		child.once('exit', (code) => {
			clearTimeout(late);
			reject(new Error(`${file} ended with ${code ?? 'a signal'} and said nothing.`));
		});
	});
	// Whoever breaks off before asking for it must not bring the bench down with a result that nobody awaits.
	result.catch(() => {});
	child.send(job);
	return { result, stop: () => child.connected && child.send({ stop: true }) };
}

export const run = <Job extends object, Result>(
	...given: Parameters<typeof start<Job, Result>>
): Promise<Result> => start<Job, Result>(...given).result;

/** The other side: takes the job, answers, ends. `stopping` aborts when an early end is asked for. */
export function serve<Job, Result>(work: (job: Job, stopping: AbortSignal) => Promise<Result>): void {
	const stopping = new AbortController();
	process.once('message', (job) => {
		process.on('message', () => stopping.abort());
		void work(job as Job, stopping.signal)
			.then(
				(result): Message<Result> => ({ result }),
				(error: unknown): Message<Result> => ({
					error: error instanceof Error ? (error.stack ?? error.message) : String(error)
				})
			)
			.then((message) => process.send?.(message, () => process.disconnect()));
	});
}

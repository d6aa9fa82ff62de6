/** The agents of the bench, in a process of their own: what they propose runs alone, at their pace or without a pause. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, Callers, type Failed } from './caller.ts';
import { serve } from './child.ts';
import { sure } from './proposals.ts';
import { arrivals } from './schedule.ts';

export type Task = { seconds: number; connections: number; empty: boolean } & (
	{ act: 'pace'; perSecond: number; warm: number; seed: number } | { act: 'saturate' }
);
/** `first`: the number of the first proposal; each is another action. */
export type Job = { port: number; agents: string[]; first: number; task: Task };

/** Latencies in milliseconds; `lag` is how late the clients themselves were. */
export type Worked = {
	seconds: number;
	requests: number;
	taken: { submit: number[]; consume: number[]; empty: number[]; lag: number[] };
	failed: Failed;
};
type Granted = { status: string; action_hash: string; grant?: { id: string; token: string } };

const nothing = (): Worked => ({
	seconds: 0,
	requests: 0,
	taken: { submit: [], consume: [], empty: [], lag: [] },
	failed: {}
});

const callersOf = ({ port, agents }: Job, most: number, failed: Failed): Callers =>
	new Callers(most, (i) => new Caller(port, agents[i % agents.length] ?? '', failed));

async function submit(caller: Caller, i: number): Promise<Granted | null> {
	const text = await caller.send('POST', '/api/v1/decisions', sure(i));
	if (text === null) return null;
	const decided = JSON.parse(text) as Granted;
	if (decided.status !== 'auto_approved') caller.fail(`it is ${decided.status}`);
	return decided;
}

/** Open loop: proposed at the moments fixed beforehand, and used right after the answer. */
async function pace(job: Job, task: Extract<Task, { act: 'pace' }>): Promise<Worked> {
	const done = nothing();
	const callers = callersOf(job, task.connections, done.failed);
	const start = performance.now() + 100;
	const one = async (at: number, i: number): Promise<void> => {
		const meant = start + at;
		// Timers may fire a little early; nobody acts before the moment meant.
		for (let now = performance.now(); now < meant; now = performance.now()) await sleep(meant - now);
		const woken = performance.now();
		await callers.with(async (caller) => {
			const decided = task.empty
				? await caller.send('GET', '/healthz').then(() => null)
				: await submit(caller, job.first + i);
			const answered = performance.now();
			if (decided?.grant) {
				const { grant, action_hash } = decided;
				const body = { action_hash, token: grant.token };
				await caller.send('POST', `/api/v1/grants/${grant.id}/consume`, body);
			}
			if (at < task.warm * 1000) return;
			done.taken[task.empty ? 'empty' : 'submit'].push(answered - meant);
			if (decided?.grant) done.taken.consume.push(performance.now() - answered);
			done.taken.lag.push(woken - meant);
			done.requests++;
		});
	};
	await Promise.all(arrivals(task.perSecond, task.warm + task.seconds, task.seed).map(one));
	callers.leave();
	return { ...done, seconds: task.seconds };
}

/** Closed loop: each connection proposes again as soon as it is answered. */
async function saturate(job: Job, task: Extract<Task, { act: 'saturate' }>): Promise<Worked> {
	const done = nothing();
	const callers = callersOf(job, task.connections, done.failed);
	const start = performance.now();
	const end = start + task.seconds * 1000;
	const day = (): Promise<void> =>
		callers.with(async (caller) => {
			while (performance.now() < end) {
				const sent = performance.now();
				if (task.empty) await caller.send('GET', '/healthz');
				else await submit(caller, job.first + done.requests);
				done.taken[task.empty ? 'empty' : 'submit'].push(performance.now() - sent);
				done.requests++;
			}
		});
	await Promise.all(Array.from({ length: task.connections }, day));
	callers.leave();
	return { ...done, seconds: (performance.now() - start) / 1000 };
}

serve<Job, Worked>((job) => (job.task.act === 'pace' ? pace(job, job.task) : saturate(job, job.task)));

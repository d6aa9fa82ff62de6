/** Very many who follow the log at once while agents propose, in one process with one clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, Callers, headersOf, type Failed } from './caller.ts';
import { serve } from './child.ts';
import { sure } from './proposals.ts';
import { arrivals } from './schedule.ts';
import { listen, type Listening } from './stream.ts';

export type Job = {
	port: number;
	agents: string[];
	/** one stream each */
	people: string[];
	events: string;
	perSecond: number;
	seconds: number;
	warm: number;
	seed: number;
	first: number;
};
export type Delivered = {
	/** milliseconds from the moment meant to each listener, and to the agent's answer */
	taken: Record<'delivery' | 'submit' | 'lag', number[]>;
	/** events that did not come to a listener */
	missing: number;
	failed: Failed;
};

/** So many connections open at a time, as a crowd comes that was cut off. */
const TOGETHER = 50;
const LATE_MS = 5_000;

async function deliver(job: Job): Promise<Delivered> {
	const { port, agents, people } = job;
	const failed: Failed = {};
	const taken: Delivered['taken'] = { delivery: [], submit: [], lag: [] };
	const arrived = new Map<string, number[]>();
	const hear = (data: string, at: number): void => {
		const { type, subject } = JSON.parse(data) as { type: string; subject: { id: string } };
		if (type !== 'decision.submitted') return;
		const times = arrived.get(subject.id);
		if (times) times.push(at);
		else arrived.set(subject.id, [at]);
	};
	const listening: Listening[] = [];
	for (let from = 0; from < people.length; from += TOGETHER) {
		const some = people.slice(from, from + TOGETHER);
		const opening = some.map((who) => listen(port, job.events, headersOf(who), hear));
		listening.push(...opening);
		await Promise.all(opening.map(({ opened }) => opened));
	}
	const callers = new Callers(64, (i) => new Caller(port, agents[i % agents.length] ?? '', failed));
	const meantOf = new Map<string, number>();
	const start = performance.now() + 100;
	const one = async (at: number, i: number): Promise<void> => {
		const meant = start + at;
		for (let now = performance.now(); now < meant; now = performance.now()) await sleep(meant - now);
		const woken = performance.now();
		await callers.with(async (agent) => {
			const text = await agent.send('POST', '/api/v1/decisions', sure(job.first + i));
			if (text === null || at < job.warm * 1000) return;
			meantOf.set((JSON.parse(text) as { id: string }).id, meant);
			taken.submit.push(performance.now() - meant);
			taken.lag.push(woken - meant);
		});
	};
	await Promise.all(arrivals(job.perSecond, job.warm + job.seconds, job.seed).map(one));
	const missing = (): number =>
		[...meantOf.keys()].reduce((sum, id) => sum + people.length - (arrived.get(id)?.length ?? 0), 0);
	for (const end = Date.now() + LATE_MS; missing() > 0 && Date.now() < end;) await sleep(20);
	for (const [id, meant] of meantOf) for (const at of arrived.get(id) ?? []) taken.delivery.push(at - meant);
	const left = missing();
	callers.leave();
	for (const one of listening) one.leave();
	return { taken, missing: left, failed };
}

serve<Job, Delivered>(deliver);

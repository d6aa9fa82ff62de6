/**
 * Agents who wait for people and people who answer at once, in one process with one clock: how long until a proposal
 * is on the reviewer's screen, and how long until the verdict is with the agent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, Callers, headersOf, type Failed } from './caller.ts';
import { serve } from './child.ts';
import { dear, TOWER } from './proposals.ts';
import { arrivals } from './schedule.ts';
import { listen } from './stream.ts';

export type Job = {
	port: number;
	agents: string[];
	people: string[];
	perSecond: number;
	seconds: number;
	warm: number;
	seed: number;
	first: number;
};
export type Answered = {
	/** milliseconds from the moment meant to the event; from the verdict to the waiting agent; of single requests */
	taken: Record<'screen' | 'verdict' | 'claim' | 'review' | 'consume' | 'lag', number[]>;
	failed: Failed;
};

type Decided = { id: string; status: string; action_hash: string; grant?: { id: string; token: string } };
type Held = { token: string; version: number };
type Heard = { type: string; subject: { id: string } };

async function answerAll(job: Job): Promise<Answered> {
	const { port, agents, people } = job;
	const failed: Failed = {};
	const taken: Answered['taken'] = { screen: [], verdict: [], claim: [], review: [], consume: [], lag: [] };
	const askers = new Callers(500, (i) => new Caller(port, agents[i % agents.length] ?? '', failed));
	const reviewers = new Callers(500, (i) => new Caller(port, people[i % people.length] ?? '', failed));
	/** when the event of a decision came, and when its verdict was sent */
	const shown = new Map<string, number>();
	const judged = new Map<string, { sent: number; claim: number; review: number }>();

	const review = (id: string): Promise<void> =>
		reviewers.with(async (person) => {
			const start = performance.now();
			const text = await person.send('POST', `/api/v1/decisions/${id}/claim`, {});
			if (text === null) return;
			const { token, version } = JSON.parse(text) as Held;
			const times = { sent: performance.now(), claim: performance.now() - start, review: 0 };
			judged.set(id, times);
			await person.send('POST', `/api/v1/decisions/${id}/reviews`, { token, version, verdict: 'approve' });
			times.review = performance.now() - times.sent;
		});

	const reviews: Promise<void>[] = [];
	const screen = listen(port, `/api/v1/events?project=${TOWER}`, headersOf(people[0] ?? ''), (data, at) => {
		const { type, subject } = JSON.parse(data) as Heard;
		if (type !== 'decision.submitted') return;
		shown.set(subject.id, at);
		reviews.push(review(subject.id));
	});
	await screen.opened;

	const done: { id: string; meant: number; woken: number; answered: number; consumed: number }[] = [];
	const start = performance.now() + 100;
	const one = async (at: number, i: number): Promise<void> => {
		const meant = start + at;
		for (let now = performance.now(); now < meant; now = performance.now()) await sleep(meant - now);
		const woken = performance.now();
		await askers.with(async (agent) => {
			const text = await agent.send('POST', '/api/v1/decisions', dear(job.first + i));
			if (text === null) return;
			const { id } = JSON.parse(text) as Decided;
			const waited = await agent.send('GET', `/api/v1/decisions/${id}?wait=20`);
			const answered = performance.now();
			if (waited === null) return;
			const { status, grant, action_hash } = JSON.parse(waited) as Decided;
			if (status !== 'approved' || !grant) return agent.fail(`it is ${status}`);
			const body = { action_hash, token: grant.token };
			await agent.send('POST', `/api/v1/grants/${grant.id}/consume`, body);
			if (at < job.warm * 1000) return;
			done.push({ id, meant, woken, answered, consumed: performance.now() });
		});
	};
	await Promise.all(arrivals(job.perSecond, job.warm + job.seconds, job.seed).map(one));
	await Promise.all(reviews);
	for (const { id, meant, woken, answered, consumed } of done) {
		const [arrived, times] = [shown.get(id), judged.get(id)];
		if (arrived === undefined || !times) throw new Error('A decision was approved that nobody was shown.');
		taken.lag.push(woken - meant);
		taken.screen.push(arrived - meant);
		taken.claim.push(times.claim);
		taken.review.push(times.review);
		taken.verdict.push(answered - times.sent);
		taken.consume.push(consumed - answered);
	}
	screen.leave();
	for (const callers of [askers, reviewers]) callers.leave();
	return { taken, failed };
}

serve<Job, Answered>(answerAll);

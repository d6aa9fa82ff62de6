/** The people of the bench, in a process of their own: paced by the clock, as fast as they can, or one alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, type Failed } from './caller.ts';
import { serve } from './child.ts';
import { schedule } from './schedule.ts';

type Pace = { act: 'pace'; seconds: number; warm: number; seed: number; empty: boolean };
type Saturate = { act: 'saturate'; seconds: number; empty: string | null };
type Advance = { act: 'advance'; until: number; hands: number };
type Alone = { act: 'alone'; times: number; empty: boolean } | { act: 'get'; times: number; path: string };
export type Task = Pace | Saturate | Advance | Alone;
export type Crowd = { port: number; slug: string; cookies: string[] };
export type Job = Crowd & { task: Task };

/** Latencies in milliseconds by what was asked; `lag` is how late the clients themselves were. */
export type Worked = {
	seconds: number;
	requests: number;
	taken: { claim: number[]; submit: number[]; empty: number[]; lag: number[] };
	failed: Failed;
};

type Held = { id: string; token: string; item: { responses: { id: string }[] } };

const nothing = (): Worked => ({
	seconds: 0,
	requests: 0,
	taken: { claim: [], submit: [], empty: [], lag: [] },
	failed: {}
});

const EMPTY = '/healthz';

/** One person at one connection. What they hold is submitted in the order in which it came. */
class Person extends Caller {
	readonly #slug: string;
	held: Held[] = [];

	constructor({ port, slug }: Crowd, cookie: string, failed: Failed) {
		super(port, cookie, failed);
		this.#slug = slug;
	}

	empty = (): Promise<unknown> => this.send('GET', EMPTY);
	get = (path: string): Promise<string | null> => this.send('GET', path);

	async claim(count = 1): Promise<void> {
		const text = await this.send('POST', `/api/v1/projects/${this.#slug}/claims`, { count });
		if (text === null) return;
		this.held = (JSON.parse(text) as { assignments: Held[] }).assignments;
		if (this.held.length === 0) this.fail('nothing left to claim');
	}

	async submit(held = this.held.shift()): Promise<void> {
		if (!held) return;
		const [a = '', b = ''] = held.item.responses.map(({ id }) => id);
		const preference = { tiers: [[a], [b]], strength: 2, all_bad: false };
		await this.send('POST', `/api/v1/assignments/${held.id}/submit`, {
			token: held.token,
			answers: { preference },
			dwell_ms: 4_000
		});
	}
}

/** Open loop: each acts at the moments fixed beforehand, and each latency counts from the moment meant. */
async function pace(crowd: Crowd, task: Pace): Promise<Worked> {
	const done = nothing();
	const people = crowd.cookies.map((cookie) => new Person(crowd, cookie, done.failed));
	const moments = schedule(people.length, task.warm + task.seconds, task.seed);
	const start = performance.now() + 100;
	const day = async (person: Person, i: number): Promise<void> => {
		for (const { act, at } of moments.filter((moment) => moment.person === i)) {
			const meant = start + at;
			const free = performance.now();
			let sent = free;
			// Timers may fire a little early; nobody acts before the moment meant.
			for (; sent < meant; sent = performance.now()) await sleep(meant - sent);
			await (task.empty ? person.empty() : act === 'claim' ? person.claim() : person.submit());
			if (at < task.warm * 1000) continue;
			done.taken[task.empty ? 'empty' : act].push(performance.now() - meant);
			done.taken.lag.push(sent - Math.max(meant, free));
			done.requests++;
		}
		person.leave();
	};
	await Promise.all(people.map(day));
	return { ...done, seconds: task.seconds };
}

/** Closed loop: everybody asks again as soon as they are answered. */
async function saturate(crowd: Crowd, task: Saturate): Promise<Worked> {
	const done = nothing();
	const people = crowd.cookies.map((cookie) => new Person(crowd, cookie, done.failed));
	const start = performance.now();
	const end = start + task.seconds * 1000;
	const one = async (to: number[], act: () => Promise<unknown>): Promise<void> => {
		const sent = performance.now();
		await act();
		to.push(performance.now() - sent);
		done.requests++;
	};
	const day = async (person: Person): Promise<void> => {
		while (performance.now() < end) {
			if (task.empty !== null) await one(done.taken.empty, () => person.get(task.empty ?? EMPTY));
			else {
				await one(done.taken.claim, () => person.claim());
				await one(done.taken.submit, () => person.submit());
			}
		}
		person.leave();
	};
	await Promise.all(people.map(day));
	return { ...done, seconds: (performance.now() - start) / 1000 };
}

/** One person works through many items: ten held at a time, submitted by several connections. */
async function advance(crowd: Crowd, task: Advance): Promise<Worked> {
	const done = nothing();
	const cookie = crowd.cookies[0] ?? '';
	const claimer = new Person(crowd, cookie, done.failed);
	const hands = Array.from({ length: task.hands }, () => new Person(crowd, cookie, done.failed));
	const start = performance.now();
	let submitted = 0;
	while (submitted < task.until && Object.keys(done.failed).length === 0) {
		await claimer.claim(Math.min(10, task.until - submitted));
		const held = claimer.held.splice(0);
		submitted += held.length;
		await Promise.all(
			hands.map(async (hand) => {
				for (let next = held.shift(); next; next = held.shift()) await hand.submit(next);
			})
		);
	}
	for (const person of [claimer, ...hands]) person.leave();
	return { ...done, requests: submitted, seconds: (performance.now() - start) / 1000 };
}

/** One person, one request after the other. */
async function alone(crowd: Crowd, task: Alone): Promise<Worked> {
	const done = nothing();
	const person = new Person(crowd, crowd.cookies[0] ?? '', done.failed);
	const start = performance.now();
	const one = async (to: number[], act: () => Promise<unknown>): Promise<void> => {
		const sent = performance.now();
		await act();
		to.push(performance.now() - sent);
		done.requests++;
	};
	for (let i = 0; i < task.times; i++)
		if (task.act === 'get') await one(done.taken.empty, () => person.get(task.path));
		else if (task.empty) await one(done.taken.empty, () => person.empty());
		else {
			await one(done.taken.claim, () => person.claim());
			await one(done.taken.submit, () => person.submit());
		}
	person.leave();
	return { ...done, seconds: (performance.now() - start) / 1000 };
}

serve<Job, Worked>(({ task, ...crowd }) => {
	switch (task.act) {
		case 'pace':
			return pace(crowd, task);
		case 'saturate':
			return saturate(crowd, task);
		case 'advance':
			return advance(crowd, task);
		case 'alone':
		case 'get':
			return alone(crowd, task);
	}
});

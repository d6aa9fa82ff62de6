/** What the runtime is measured on: a server with its own database, one project with a policy, agents and operators. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job as AgentsJob, Task, Worked } from './agents.ts';
import { run } from './child.ts';
import { countUnsealed, type Counts, type Databases } from './database.ts';
import type { Answered, Job as DutyJob } from './duty.ts';
import type { Floor, Job as FloorJob } from './floor.ts';
import type { Delivered, Job as ListenersJob } from './listeners.ts';
import type { Job as PeopleJob, Worked as Asked } from './people.ts';
import { policy, TOWER } from './proposals.ts';
import { Served } from './served.ts';

const AGENTS = 16;
const OPERATORS = 25;
const ORIGIN = `/api/v1/projects/${TOWER}`;

export class Tower {
	readonly #served: Served;
	/** numbers of proposals: each is another action */
	#proposed = 0;

	private constructor(served: Served) {
		this.#served = served;
	}

	/** @param listeners sessions that there must be at least */
	static async open(databases: Databases, listeners: number, profile?: string): Promise<Tower> {
		const sessions = Math.ceil(listeners / OPERATORS);
		const people = { people: OPERATORS, role: 'operator' as const, sessions, agents: AGENTS };
		const served = await Served.open(databases, people, profile);
		await served.ask('POST', '/api/v1/projects', { slug: TOWER, name: 'Tower', stage: 'runtime' }, 201);
		await served.ask('PUT', `${ORIGIN}/policy`, policy, 200);
		return new Tower(served);
	}

	get url(): string {
		return this.#served.url;
	}

	#next(many: number): number {
		this.#proposed += many;
		return this.#proposed - many;
	}

	/** Agents whose proposals run alone. */
	agents(task: Task): Promise<Worked> {
		const { port, who } = this.#served;
		const job = { port, agents: who.agents, first: this.#next(1_000_000), task };
		return run<AgentsJob, Worked>('agents.ts', job);
	}

	/** Agents who wait and people who answer. */
	duty(pace: Pick<DutyJob, 'perSecond' | 'seconds' | 'warm' | 'seed'>): Promise<Answered> {
		const { port, who } = this.#served;
		const { agents, people } = who;
		return run<DutyJob, Answered>('duty.ts', { ...pace, port, agents, people, first: this.#next(1_000_000) });
	}

	/** Many who listen while agents propose. */
	listeners(
		pace: Pick<ListenersJob, 'perSecond' | 'seconds' | 'warm' | 'seed'> & { many: number },
		port = this.#served.port
	): Promise<Delivered> {
		const { many, ...given } = pace;
		const { agents, people } = this.#served.who;
		const job = { ...given, port, agents, people: people.slice(0, many) };
		return run<ListenersJob, Delivered>('listeners.ts', {
			...job,
			events: `/api/v1/events?project=${TOWER}`,
			first: this.#next(1_000_000)
		});
	}

	/** An operator asks for a page again and again. */
	get(path: string, times: number): Promise<Asked> {
		const cookies = this.#served.who.people.slice(0, 1);
		const job = { port: this.#served.port, slug: TOWER, cookies, task: { act: 'get' as const, path, times } };
		return run<PeopleJob, Asked>('people.ts', job);
	}

	/** So many decisions that wait for people, by the driver alone; the server starts anew and numbers their events. */
	async fill(many: number): Promise<void> {
		const { url, who } = this.#served;
		const job: FloorJob = { act: 'pending', url, many, slug: TOWER, keyId: who.agentIds[0] ?? '' };
		await this.#served.restart(() => run<FloorJob, Floor>('floor.ts', job));
		while ((await countUnsealed(url)) > 0) await sleep(100);
	}

	restart = (): Promise<void> => this.#served.restart();
	costing: Served['costing'] = (act) => this.#served.costing(act);
	times: Served['times'] = () => this.#served.times();
	count = (): Promise<Counts> => this.#served.count();
	close = (): Promise<void> => this.#served.close();
}

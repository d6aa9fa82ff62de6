/** What is measured on: a server with its own database, one project of so many pairs and votes, people signed in. */
import { run, start, type Running } from './child.ts';
import type { Counts, Databases } from './database.ts';
import type { Fed, Job as FeedJob } from './feed.ts';
import type { Kind } from './driver.ts';
import type { Job as PeopleJob, Task, Worked } from './people.ts';
import { Served, type Cost } from './served.ts';

export const SLUG = 'ground';
export const PEOPLE = 50;
const OVERLAP = 3;
const project = `/api/v1/projects/${SLUG}`;

export type Filled = Record<Kind, Fed & Cost>;

export class Ground {
	readonly items: number;
	readonly #served: Served;
	/** how the rows came in */
	filled: Filled | null = null;

	private constructor(items: number, served: Served) {
		[this.items, this.#served] = [items, served];
	}

	static async open(databases: Databases, items: number, profile?: string): Promise<Ground> {
		const served = await Served.open(databases, { people: PEOPLE + 1, role: 'rater' }, profile);
		const body = {
			slug: SLUG,
			name: 'Ground',
			stage: 'alignment',
			settings: { overlap: OVERLAP, lease_minutes: 60 }
		};
		await served.ask('POST', '/api/v1/projects', body, 201);
		return new Ground(items, served);
	}

	get url(): string {
		return this.#served.url;
	}

	/** Pairs by HTTP, then a second file with a vote for each. */
	async fill(): Promise<Filled> {
		const bring = async (kind: Kind) => {
			const { result, cost } = await this.costing(() => this.feed(kind, 0, this.items).result);
			if (result.rows !== this.items)
				throw new Error(`Of ${this.items} ${kind}, ${result.rows} were created.`);
			return { ...result, ...cost };
		};
		return (this.filled ??= { pairs: await bring('pairs'), votes: await bring('votes') });
	}

	feed(rows: Kind, from: number, to: number): Running<Fed> {
		const path = `${project}/${rows === 'pairs' ? 'items' : 'judgments'}`;
		return start<FeedJob, Fed>('feed.ts', { act: 'send', rows, from, to, path, ...this.#asAdmin() });
	}

	/** One export; its memory is that of a server that did nothing before. */
	async read(path: string): Promise<Fed & Cost> {
		await this.#served.restart();
		const job: FeedJob = { act: 'read', path: project + path, ...this.#asAdmin() };
		const { result, cost } = await this.costing(() => run<FeedJob, Fed>('feed.ts', job));
		return { ...result, ...cost };
	}

	costing: Served['costing'] = (act) => this.#served.costing(act);

	#asAdmin = () => ({ port: this.#served.port, admin: this.#served.who.admin });

	#send = (task: Task, cookies: string[], port = this.#served.port): Promise<Worked> =>
		run<PeopleJob, Worked>('people.ts', { task, port, slug: SLUG, cookies });

	/** All people at once, */
	people = (task: Task, port?: number): Promise<Worked> =>
		this.#send(task, this.#served.who.people.slice(0, PEOPLE), port);
	/** the one who stands apart from them, */
	one = (task: Task): Promise<Worked> => this.#send(task, this.#served.who.people.slice(PEOPLE));
	/** and the admin, who asks for a page again and again. */
	get = (path: string, times: number): Promise<Worked> =>
		this.#send({ act: 'get', path, times }, [this.#served.who.admin]);

	count = (): Promise<Counts> => this.#served.count();
	close = (): Promise<void> => this.#served.close();
}

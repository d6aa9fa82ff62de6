/** What is measured on: a server with its own database, one project of so many pairs and votes, people signed in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, start, type Running } from './child.ts';
import { countRows, type Counts, type Databases } from './database.ts';
import type { Fed, Job as FeedJob } from './feed.ts';
import type { Kind } from './driver.ts';
import type { Job as PeopleJob, Task, Worked } from './people.ts';
import type { Prepare, Prepared } from './prepare.ts';
import { startServer, type Server } from './server.ts';

export const SLUG = 'ground';
export const PEOPLE = 50;
const OVERLAP = 3;
const project = `/api/v1/projects/${SLUG}`;

/** What it cost the server: peak memory in MB, seconds of CPU. */
export type Cost = { memory: number | null; cpu: number | null };
export type Filled = Record<Kind, Fed & Cost>;

export class Ground {
	readonly items: number;
	readonly url: string;
	readonly #keys: string;
	readonly #who: Prepared;
	readonly #profile: string | undefined;
	#server: Server;
	/** how the rows came in */
	filled: Filled | null = null;

	private constructor(
		items: number,
		url: string,
		keys: string,
		who: Prepared,
		server: Server,
		profile: string | undefined
	) {
		[this.items, this.url, this.#keys, this.#who] = [items, url, keys, who];
		[this.#server, this.#profile] = [server, profile];
	}

	static async open(databases: Databases, items: number, profile?: string): Promise<Ground> {
		const url = await databases.fresh();
		const keys = mkdtempSync(join(tmpdir(), 'assent-bench-keys-'));
		const env = { DATABASE_URL: url };
		const who = await run<Prepare, Prepared>('prepare.ts', { people: PEOPLE + 1 }, { env });
		const server = await startServer(url, keys, profile);
		const ground = new Ground(items, url, keys, who, server, profile);
		const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/projects`, {
			method: 'POST',
			headers: { authorization: who.admin, 'content-type': 'application/json' },
			body: JSON.stringify({
				slug: SLUG,
				name: 'Ground',
				stage: 'alignment',
				settings: { overlap: OVERLAP, lease_minutes: 60 }
			})
		});
		if (answer.status !== 201) throw new Error(`No project: ${answer.status} ${await answer.text()}`);
		return ground;
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
		await this.restart();
		const job: FeedJob = { act: 'read', path: project + path, ...this.#asAdmin() };
		const { result, cost } = await this.costing(() => run<FeedJob, Fed>('feed.ts', job));
		return { ...result, ...cost };
	}

	/** What the server spends while something is done. */
	async costing<Result>(act: () => Promise<Result>): Promise<{ result: Result; cost: Cost }> {
		this.#server.resetMemory();
		const before = this.#server.cpuSeconds();
		const result = await act();
		const after = this.#server.cpuSeconds();
		const cpu = before === null || after === null ? null : after - before;
		return { result, cost: { memory: this.#server.peakMemory(), cpu } };
	}

	#asAdmin = () => ({ port: this.#server.port, admin: this.#who.admin });

	#send = (task: Task, cookies: string[], port = this.#server.port): Promise<Worked> =>
		run<PeopleJob, Worked>('people.ts', { task, port, slug: SLUG, cookies });

	/** All people at once, */
	people = (task: Task, port?: number): Promise<Worked> =>
		this.#send(task, this.#who.people.slice(0, PEOPLE), port);
	/** the one who stands apart from them, */
	one = (task: Task): Promise<Worked> => this.#send(task, this.#who.people.slice(PEOPLE));
	/** and the admin, who asks for a page again and again. */
	get = (path: string, times: number): Promise<Worked> =>
		this.#send({ act: 'get', path, times }, [this.#who.admin]);

	count = (): Promise<Counts> => countRows(this.url);

	async restart(): Promise<void> {
		await this.#server.stop();
		this.#server = await startServer(this.url, this.#keys, this.#profile);
	}

	async close(): Promise<void> {
		await this.#server.stop();
		rmSync(this.#keys, { recursive: true, force: true });
	}
}

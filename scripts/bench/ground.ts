/** What is measured on: a server with its own database, one project of so many pairs and votes, people signed in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { run, start, type Running } from './child.ts';
import type { Counts, Databases } from './database.ts';
import type { Fed, Job as FeedJob, Rows } from './feed.ts';
import type { Kind } from './driver.ts';
import type { Job as PeopleJob, Task, Worked } from './people.ts';
import { Served, type Cost } from './served.ts';

export const SLUG = 'ground';
export const PEOPLE = 50;
const OVERLAP = 3;
const projectAt = (slug: string) => `/api/v1/projects/${slug}`;
const project = projectAt(SLUG);
/** Every how many milliseconds somebody looks whether a job is done. */
const LOOK_MS = 50;

export type Filled = Record<Kind, Fed & Cost>;
/** A version of a dataset; the seconds last from the request until the job is seen to be done. */
export type Built = { seconds: number; path: string; rows: number };
type JobView = { id: string; state: string; error: string | null; result: { version: number; rows: number } };

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

	feed(rows: Rows, from: number, to: number, slug = SLUG): Running<Fed> {
		const isItems = ['pairs', 'texts', 'matches', 'scored'].includes(rows);
		const path = `${projectAt(slug)}/${isItems ? 'items' : 'judgments'}`;
		return start<FeedJob, Fed>('feed.ts', { act: 'send', rows, from, to, path, ...this.#asAdmin() });
	}

	/** One export, or another file; its memory is that of a server that did nothing before. */
	async read(path: string): Promise<Fed & Cost> {
		await this.#served.restart();
		const { result, cost } = await this.costing(() => this.reading(path).result);
		return { ...result, ...cost };
	}

	/** An export, or the file at a whole path, as fast as it comes. */
	reading(path: string): Running<Fed> {
		const whole = path.startsWith('/api/') ? path : project + path;
		return start<FeedJob, Fed>('feed.ts', { act: 'read', path: whole, ...this.#asAdmin() });
	}

	/** A version of a dataset made of the project; as `read`, in a server that did nothing before. */
	async build(format: string): Promise<Built & Cost> {
		await this.#served.restart();
		const { result, cost } = await this.costing(() => this.building(format));
		return { ...result, ...cost };
	}

	/** @param isOver told after each look: where it is true the job is cancelled, and there is no version */
	async building(format: string, isOver = () => false): Promise<Built> {
		const asked = { name: `made-${format}`, projects: [SLUG], format };
		const begun = performance.now();
		const { job } = (await this.#served.ask('POST', '/api/v1/datasets', asked, 202)) as { job: JobView };
		for (;;) {
			await sleep(LOOK_MS);
			const { state, error, result } = (await this.#served.ask(
				'GET',
				`/api/v1/jobs/${job.id}`,
				null,
				200
			)) as JobView;
			const seconds = (performance.now() - begun) / 1000;
			if (state === 'done')
				return { seconds, rows: result.rows, path: `/api/v1/datasets/${asked.name}/${result.version}` };
			if (state === 'failed' || state === 'cancelled') throw new Error(`The job ${state}: ${error}`);
			if (isOver()) {
				await this.#served.ask('POST', `/api/v1/jobs/${job.id}/cancel`, {}, 200);
				return { seconds, rows: 0, path: '' };
			}
		}
	}

	/** What a version would hold if it were made now. */
	preview = (of: {
		format: string;
		options: object;
		projects?: string[];
	}): Promise<{ rows: number; exact: boolean }> =>
		this.#served.ask('POST', '/api/v1/datasets/preview', { projects: [SLUG], ...of }, 200) as Promise<{
			rows: number;
			exact: boolean;
		}>;

	/** Another project beside this one, of a quarter as many items, each judged four times. */
	async also(slug: string, of: object, items: Rows, judgments: Rows): Promise<void> {
		const settings = { overlap: OVERLAP };
		await this.#served.ask('POST', '/api/v1/projects', { slug, name: slug, settings, ...of }, 201);
		await this.feed(items, 0, this.items / 4, slug).result;
		await this.feed(judgments, 0, this.items, slug).result;
	}

	/** Another project of as many items, in an order of its own. */
	async ordered(slug: string, order: string, items: Rows): Promise<void> {
		const settings = { overlap: OVERLAP, lease_minutes: 60, order };
		await this.#served.ask(
			'POST',
			'/api/v1/projects',
			{ slug, name: slug, stage: 'alignment', settings },
			201
		);
		await this.feed(items, 0, this.items, slug).result;
	}

	/** What the admin is answered of another project. */
	ask = (slug: string, path: string): Promise<unknown> =>
		this.#served.ask('GET', projectAt(slug) + path, null, 200);

	/** A server that did nothing before. */
	restart = (): Promise<void> => this.#served.restart();

	costing: Served['costing'] = (act) => this.#served.costing(act);

	#asAdmin = () => ({ port: this.#served.port, admin: this.#served.who.admin });

	#send = (task: Task, cookies: string[], port = this.#served.port, slug = SLUG): Promise<Worked> =>
		run<PeopleJob, Worked>('people.ts', { task, port, slug, cookies });

	/** All people at once, */
	people = (task: Task, port?: number): Promise<Worked> =>
		this.#send(task, this.#served.who.people.slice(0, PEOPLE), port);
	/** all people at once in another project, */
	peopleIn = (slug: string, task: Task): Promise<Worked> =>
		this.#send(task, this.#served.who.people.slice(0, PEOPLE), this.#served.port, slug);
	/** the one who stands apart from them, */
	one = (task: Task): Promise<Worked> => this.#send(task, this.#served.who.people.slice(PEOPLE));
	/** and the admin, who asks for a page again and again. */
	get = (path: string, times: number): Promise<Worked> =>
		this.#send({ act: 'get', path, times }, [this.#served.who.admin]);

	count = (): Promise<Counts> => this.#served.count();
	close = (): Promise<void> => this.#served.close();
}

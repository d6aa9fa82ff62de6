/** What is measured: the built server over a database of its own, with people signed in and keys made beforehand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './child.ts';
import { countRows, type Counts, type Databases } from './database.ts';
import type { Prepare, Prepared } from './prepare.ts';
import { startServer, type Server } from './server.ts';

/** What it cost the server: peak memory in MB, seconds of CPU. */
export type Cost = { memory: number | null; cpu: number | null };

export class Served {
	readonly url: string;
	readonly who: Prepared;
	readonly #keys: string;
	readonly #profile: string | undefined;
	#server: Server;

	private constructor(url: string, keys: string, who: Prepared, server: Server, profile: string | undefined) {
		[this.url, this.#keys, this.who] = [url, keys, who];
		[this.#server, this.#profile] = [server, profile];
	}

	static async open(databases: Databases, people: Prepare, profile?: string): Promise<Served> {
		const url = await databases.fresh();
		const keys = mkdtempSync(join(tmpdir(), 'assent-bench-keys-'));
		const who = await run<Prepare, Prepared>('prepare.ts', people, { env: { DATABASE_URL: url } });
		return new Served(url, keys, who, await startServer(url, keys, profile), profile);
	}

	get port(): number {
		return this.#server.port;
	}

	/** One request of the admin. @returns its JSON. @throws Error for any other status than `status` */
	async ask(method: string, path: string, body: object | null, status: number): Promise<unknown> {
		const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
			method,
			headers: { authorization: this.who.admin, 'content-type': 'application/json' },
			...(body ? { body: JSON.stringify(body) } : {})
		});
		const text = await answer.text();
		if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
		return text === '' ? null : JSON.parse(text);
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

	/** Milliseconds inside the server by what was asked, since this was asked last. */
	times = (): Promise<Record<string, number[]>> => this.#server.times();

	count = (): Promise<Counts> => countRows(this.url);

	/** @param between something that is done while no server runs */
	async restart(between: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
		await this.#server.stop();
		await between();
		this.#server = await startServer(this.url, this.#keys, this.#profile);
	}

	async close(): Promise<void> {
		await this.#server.stop();
		rmSync(this.#keys, { recursive: true, force: true });
	}
}

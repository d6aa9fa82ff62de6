/** Somebody with a key or a session at one connection; what is refused is counted by its words. */
import { Wire } from './wire.ts';

export type Failed = Record<string, number>;

export class Caller {
	readonly #wire: Wire;
	readonly #headers: string;
	readonly #failed: Failed;

	/** @param who the value of `authorization`, or of `cookie` */
	constructor(port: number, who: string, failed: Failed) {
		this.#wire = new Wire(port);
		this.#headers = headersOf(who);
		this.#failed = failed;
	}

	fail(what: string): void {
		this.#failed[what] = (this.#failed[what] ?? 0) + 1;
	}

	/** @returns the body of a success, else null */
	async send(method: string, path: string, body?: object): Promise<string | null> {
		try {
			const text = body ? JSON.stringify(body) : '';
			const reply = await this.#wire.send(method, path, this.#headers, text);
			if (reply.status >= 200 && reply.status < 300) return reply.body;
			this.fail(`${reply.status} ${path.split('/').at(-1)} ${reply.body.slice(0, 200)}`);
		} catch (error) {
			this.fail(error instanceof Error ? error.message : String(error));
		}
		return null;
	}

	leave = (): void => this.#wire.close();
}

export const headersOf = (who: string): string =>
	`${who.startsWith('Bearer') ? 'authorization' : 'cookie'}: ${who}\r\n`;

/** Connections for whoever comes: a free one, a new one while there are fewer than `most`, else the next that is free. */
export class Callers<One extends { leave: () => void } = Caller> {
	readonly #make: (i: number) => One;
	readonly #most: number;
	readonly #all: One[] = [];
	readonly #free: One[] = [];
	readonly #line: ((one: One) => void)[] = [];

	constructor(most: number, make: (i: number) => One) {
		[this.#most, this.#make] = [most, make];
	}

	async with<Result>(act: (one: One) => Promise<Result>): Promise<Result> {
		const one = await this.#take();
		try {
			return await act(one);
		} finally {
			const next = this.#line.shift();
			if (next) next(one);
			else this.#free.push(one);
		}
	}

	#take(): One | Promise<One> {
		const free = this.#free.pop();
		if (free) return free;
		if (this.#all.length >= this.#most) return new Promise((resolve) => this.#line.push(resolve));
		const made = this.#make(this.#all.length);
		this.#all.push(made);
		return made;
	}

	leave = (): void => this.#all.forEach((one) => one.leave());
}

/**
 * The outbox of a person in this browser. What is given is kept before anything else happens, sent in order in
 * the background, and leaves only when the server has it or the person throws it away. One tab sends at a time;
 * the others see what became of it. It outlives the page, the network, the session and the server.
 */
import { isAfter, given, mayPass, requestOf, saidOf, settled, stale } from './entry.ts';
import type { Entry, Given, Taken } from './entry.ts';
import type { Keep } from './keep.ts';
import type { Send } from './sitting.ts';

/** What could not be sent is sent again after 1, 2, 4 … 15 seconds, and at once when the network is back. */
const RETRY_MS = { first: 1_000, most: 15_000 };
/** A request that hangs for so long is given up and made again. */
const PATIENCE_MS = 30_000;

/** Where other tabs of the same person are told that something changed. */
export type Wire = { tell: () => void; listen: (hear: () => void) => () => void };
export type Ways = {
	person: string;
	keep: Keep;
	/** under this person's session and no other */
	send: Send;
	/** runs one at a time among all tabs */
	alone: <T>(act: () => Promise<T>) => Promise<T>;
	wire: Wire;
};

const newRev = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

export class Outbox {
	readonly person: string;
	readonly #ways: Ways;
	/** all that is kept, in order of giving */
	entries = $state.raw<Entry[]>([]);
	/** whether the server answered last */
	reach = $state<'ok' | 'offline' | 'busy'>('ok');
	/** the session is over, or is somebody else's now: nothing is sent until this person signs in again */
	locked = $state(false);
	/** what the server took last, in words */
	said = $state.raw<string | null>(null);
	/** taken since the page was opened, for the first time, by project */
	taken = $state.raw<{ slug: string; counted: boolean }[]>([]);
	/** when what is kept was looked up for the first time */
	looked: Promise<void> = Promise.resolve();
	/** hears of every change */
	onchange: (() => void) | null = null;
	/** given in this tab while the browser kept nothing: they live as long as the page */
	#loose: Entry[] = [];
	#settling: { id: string; done: () => void }[] = [];
	#sending: Promise<void> | null = null;
	#wanted = false;
	#ended = false;
	#retrying: ReturnType<typeof setTimeout> | undefined;
	#retryMs = RETRY_MS.first;

	/** something waits that lives only as long as the page */
	isLoose = $state(false);
	readonly waiting: Entry[] = $derived(this.entries.filter(({ state }) => state === 'waiting'));
	readonly refused: Entry[] = $derived(this.entries.filter(({ state }) => state === 'refused'));

	constructor(ways: Ways) {
		this.#ways = ways;
		this.person = ways.person;
	}

	/** Looks up what is kept and begins to send it. @returns how to end it: what waits stays kept */
	open(): () => void {
		this.#ended = false;
		const deaf = this.#ways.wire.listen(() => void this.#look());
		this.looked = this.#look();
		void this.looked.then(() => this.send());
		return () => {
			this.#ended = true;
			clearTimeout(this.#retrying);
			deaf();
		};
	}

	async #look(): Promise<void> {
		const kept = await this.#ways.keep.all(this.person).catch(() => []);
		this.#show([...kept, ...this.#loose]);
	}

	#show(entries: Entry[]): void {
		const fresh = entries.filter(
			({ id, counted }) =>
				counted !== null && this.entries.some((old) => old.id === id && old.counted === null)
		);
		if (fresh.length > 0)
			this.taken = [
				...this.taken,
				...fresh.map(({ project, counted }) => ({ slug: project.slug, counted: counted === true }))
			];
		this.entries = entries.toSorted(isAfter);
		const waits = (id: string) => this.waiting.some((entry) => entry.id === id);
		this.isLoose = this.#loose.some(({ id }) => waits(id));
		for (const { done } of this.#settling.filter(({ id }) => !waits(id))) done();
		this.#settling = this.#settling.filter(({ id }) => waits(id));
		this.onchange?.();
	}
	#put(id: string, entry: Entry | null): void {
		this.#show([...this.entries.filter((other) => other.id !== id), ...(entry ? [entry] : [])]);
	}

	/** Changes what is kept; what the browser does not keep is changed here. @returns whether it is kept */
	async #change(id: string, act: (entry: Entry | null) => Entry | null): Promise<boolean> {
		const loose = this.#loose.find((entry) => entry.id === id) ?? null;
		const others = this.#loose.filter((entry) => entry !== loose);
		try {
			const entry = await this.#ways.keep.change(this.person, id, (kept) => act(kept ?? loose));
			this.#loose = others;
			this.#put(id, entry);
			this.#ways.wire.tell();
			return true;
		} catch {
			const entry = act(loose ?? this.find(id));
			this.#loose = entry ? [...others, entry] : others;
			this.#put(id, entry);
			return false;
		}
	}

	find(id: string): Entry | null {
		return this.entries.find((entry) => entry.id === id) ?? null;
	}

	/** Keeps an answer or a skip, then sends it behind the page. @returns whether the browser keeps it */
	async give(act: Given): Promise<boolean> {
		const now = Date.now();
		const rev = newRev();
		const last = this.entries.at(-1)?.n ?? 0;
		const kept = await this.#change(act.held.id, (before) =>
			given(before, act, { person: this.person, rev, now: before ? now : Math.max(now, last + 1) })
		);
		void this.send();
		return kept;
	}

	/** What the browser does not keep is waited for. */
	settledOf(id: string): Promise<void> {
		return this.find(id)?.state === 'waiting'
			? new Promise((resolve) => (this.#settling = [...this.#settling, { id, done: resolve }]))
			: Promise.resolve();
	}

	/** The person throws one away. */
	async discard(id: string): Promise<void> {
		await this.#change(id, () => null);
	}

	/** Sends what waits. @returns when all is sent, or cannot be sent now */
	send(): Promise<void> {
		clearTimeout(this.#retrying);
		this.#wanted = true;
		return (this.#sending ??= this.#ways
			.alone(() => this.#drain())
			.finally(() => (this.#sending = null))
			.then(() => (this.#wanted ? this.send() : undefined)));
	}
	async #drain(): Promise<void> {
		while (this.#wanted) {
			this.#wanted = false;
			for (let next = await this.#next(); next; next = await this.#next())
				if (!(await this.#pass(next))) {
					this.#wanted = false;
					return;
				}
		}
	}
	/** The first that waits, as it is kept: another tab may have sent or changed it. */
	async #next(): Promise<Entry | null> {
		if (this.locked || this.#ended) return null;
		await this.#look();
		return this.waiting[0] ?? null;
	}
	/** @returns whether to go on */
	async #pass(entry: Entry): Promise<boolean> {
		const { path, body } = requestOf(entry);
		const outcome = await this.#ways.send<Taken>('POST', path, body, { timeoutMs: PATIENCE_MS });
		this.heard(outcome.status);
		if (this.locked) return false;
		if (!outcome.ok && mayPass(outcome.status)) {
			this.#later();
			return false;
		}
		this.#retryMs = RETRY_MS.first;
		await this.#change(entry.id, (now) => settled(now, entry, outcome));
		const isTaken = this.find(entry.id)?.state !== 'refused';
		if (isTaken) this.said = saidOf(entry, outcome, Date.now());
		for (const { id } of stale(this.entries, Date.now())) await this.#change(id, () => null);
		return true;
	}
	#later(): void {
		clearTimeout(this.#retrying);
		if (this.#ended) return;
		this.#retrying = setTimeout(() => void this.send(), this.#retryMs);
		this.#retryMs = Math.min(RETRY_MS.most, this.#retryMs * 2);
	}

	/** What the status of any answer of the server tells of the way to it. */
	heard(status: number): void {
		this.locked = status === 401;
		if (!this.locked) this.reach = status === 0 ? 'offline' : mayPass(status) ? 'busy' : 'ok';
	}

	/** The network is back, or the person is: tries at once. */
	again(): void {
		this.#retryMs = RETRY_MS.first;
		if (this.waiting.length > 0) void this.send();
	}
	/** The person signed in again. */
	unlock(): void {
		this.locked = false;
		this.again();
	}

	/** Forgets everything of this person. */
	async wipe(): Promise<void> {
		this.#ended = true;
		this.#loose = [];
		await this.#ways.keep.wipe(this.person).catch(() => {});
		this.#show([]);
		this.#ways.wire.tell();
	}
}

/**
 * A rater's sitting: the pair in hand, those held ahead, the answer as it is being made, and what was done. An
 * answer leaves the page only when the server has acknowledged it; every failure keeps it here, says so, and is
 * tried again where that can help.
 */
import { call, type Outcome } from '#lib/http/client.ts';
import type { Problem } from '#lib/http/problem.ts';
import type { Json } from '#lib/schema/json.ts';
import { isMade, rankingOf, step, untouched, type Choice, type Stop } from './answer.ts';
import type { Drafts } from './draft.ts';
import type { WireItem } from './wire.ts';

export type Held = { id: string; token: string; purpose: string; leased_until: string; item: WireItem };
export type Reason = { code: string; message: string; back_at?: string; held?: number };
export type Claimed = { assignments: Held[]; reason?: Reason };
type Done = { held: Held; choice: Choice; notes: Record<string, string>; skipped: boolean };
type Judged = { counted: boolean; supersedes?: string };

export type Setup = {
	slug: string;
	/** the ranking question's name */
	question: string;
	/** names of the questions that are answered in words */
	words: { name: string; title: string; required: boolean }[];
	leaseMinutes: number;
	/** what the server handed out with the page; null when the page asks for it by itself */
	first: Claimed | null;
	/** how many this person answered before */
	done: number;
};

export type Saved = { state: 'saved' | 'wait' | 'lost'; text: string };

/** How many pairs are held: one in hand, the next ones ready. */
const HOLD = 3;
const HISTORY = 10;
/** An answer that could not be sent is sent again after 1, 2, 4 … 15 seconds, and at once when the network is back. */
const RETRY_MS = { first: 1_000, most: 15_000 };
const DAY_MS = 24 * 3600 * 1000;

const clock = () =>
	new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Nobody answered, or not as they should: the same request may well pass in a while. */
const mayPass = (status: number) => status === 0 || status === 429 || status >= 500;

export class Sitting {
	readonly setup: Setup;
	readonly #drafts: Drafts;
	current = $state.raw<Held | null>(null);
	ahead = $state.raw<Held[]>([]);
	reason = $state.raw<Reason | null>(null);
	choice = $state.raw<Choice>(untouched);
	notes = $state<Record<string, string>>({});
	/** something is on its way to the server, and nothing else may be sent or changed meanwhile */
	busy = $state(false);
	/** the answer was submitted and could not be sent: it goes out again by itself, or after signing in */
	unsent = $state(false);
	problem = $state.raw<Problem | null>(null);
	/** the session ended in the middle of work: sign in again, nothing is lost */
	locked = $state(false);
	saved = $state.raw<Saved>({ state: 'saved', text: 'Nothing to save yet' });
	doneCount = $state(0);
	/** answered in this sitting for the first time, and counted */
	countedHere = $state(0);
	/** the judgment being looked at again, when it is not the next one */
	revising = $state.raw<Done | null>(null);
	#history = $state.raw<Done[]>([]);
	/** answered or skipped here: a list of what is held may be older than that */
	readonly #gone: string[] = [];
	#startedAt = 0;
	#touched = false;
	/** drafts are looked up once the page lives: the server knows none */
	#alive = false;
	#retryMs = RETRY_MS.first;
	#retrying: ReturnType<typeof setTimeout> | undefined;
	#refilling: Promise<void> | null = null;

	readonly canUndo = $derived(this.#history.length > 0 && this.revising === null);
	readonly made = $derived(isMade(this.choice));
	readonly isPair = $derived(this.current?.item.responses.length === 2);

	constructor(setup: Setup, drafts: Drafts) {
		this.setup = setup;
		this.#drafts = drafts;
		this.doneCount = setup.done;
		if (setup.first) this.#take(setup.first);
	}

	/** The first needed question that has no words yet. */
	get missing() {
		return this.setup.words.find(({ name, required }) => required && !this.notes[name]?.trim()) ?? null;
	}

	#take({ assignments, reason }: Claimed): void {
		const held = assignments.filter(({ id }) => !this.#gone.includes(id));
		this.reason = held.length === 0 ? (reason ?? null) : null;
		if (this.revising) {
			this.ahead = held.filter(({ id }) => id !== this.revising?.held.id);
			return;
		}
		const mine = held.find(({ id }) => id === this.current?.id);
		// The pair in hand stays in hand; its lease may be newer now.
		if (mine) this.current = mine;
		if (this.current && (mine || this.#touched)) {
			this.ahead = held.filter(({ id }) => id !== this.current?.id);
			return;
		}
		const [next = null, ...rest] = held;
		this.ahead = rest;
		this.#show(next);
	}

	/** The page is on screen: drafts come back, and what the server did not hand out with the page. */
	begin(): void {
		this.#alive = true;
		if (this.current) this.#show(this.current);
		else if (!this.setup.first) void this.refill();
	}

	#show(held: Held | null, answer?: Done): void {
		const draft = answer ?? (held && this.#alive ? this.#drafts.read(held.id) : null);
		this.current = held;
		this.choice = draft?.choice ?? untouched;
		this.notes = { ...draft?.notes };
		this.problem = null;
		this.#touched = !answer && draft !== null;
		if (this.#touched) this.saved = { state: 'wait', text: 'Draft kept here, not submitted' };
		this.#startedAt = performance.now();
	}

	choose(stop: Stop): void {
		this.#change({ stop, allBad: false });
	}
	step(by: -1 | 1): void {
		this.#change(step(this.choice, by));
	}
	allBad(): void {
		this.#change({ stop: null, allBad: !this.choice.allBad });
	}
	write(name: string, text: string): void {
		this.notes[name] = text;
		this.#change(this.choice);
	}
	#change(choice: Choice): void {
		if (this.busy || !this.current) return;
		this.#stopRetrying();
		this.choice = choice;
		this.problem = null;
		this.#touched = true;
		const kept = this.#drafts.write(this.current.id, { choice, notes: { ...this.notes } });
		this.saved = { state: 'wait', text: kept ? 'Draft kept here, not submitted' : 'Not submitted yet' };
	}

	#answers(held: Held): Record<string, Json> {
		const [first, second] = held.item.responses;
		const words = Object.entries(this.notes).filter(([, text]) => text.trim() !== '');
		return {
			[this.setup.question]: rankingOf(this.choice, [first?.id ?? '', second?.id ?? '']),
			...Object.fromEntries(words)
		};
	}

	/** What a refused or unanswered request means for the sitting. */
	#failed({ status, problem }: Outcome<unknown> & { ok: false }): void {
		this.locked = status === 401;
		this.problem = this.locked ? null : problem;
	}

	/** Sends the answer, once at a time. @returns when it is acknowledged, or kept for a further try */
	async submit(): Promise<void> {
		const held = this.current;
		if (!held || this.busy || !this.isPair || !this.made || this.missing) return;
		this.#stopRetrying(false);
		this.busy = true;
		this.saved = { state: 'wait', text: 'Saving' };
		const outcome = await call<Judged>('POST', `/api/v1/assignments/${held.id}/submit`, {
			token: held.token,
			answers: this.#answers(held),
			dwell_ms: Math.min(DAY_MS, Math.round(performance.now() - this.#startedAt))
		});
		this.busy = false;
		if (outcome.ok) return this.#acknowledged(held, outcome.status, outcome.body);
		this.#failed(outcome);
		this.unsent = this.locked || mayPass(outcome.status);
		this.saved = { state: 'lost', text: this.unsent ? 'Kept here, not sent yet' : 'Not saved' };
		if (mayPass(outcome.status)) this.#tryAgain(outcome.status);
	}

	#acknowledged(held: Held, status: number, { counted, supersedes }: Judged): Promise<void> {
		if (status === 201 && supersedes === undefined) {
			this.doneCount++;
			if (counted) this.countedHere++;
		}
		const late = counted ? '' : ', kept as an extra one: somebody else filled the place';
		this.saved = { state: 'saved', text: `Saved ${clock()}${late}` };
		this.#finish({ held, choice: this.choice, notes: { ...this.notes }, skipped: false });
		return this.#advance();
	}

	#tryAgain(status: number): void {
		const why = status === 0 ? 'No connection' : 'The server is busy';
		this.saved = { state: 'lost', text: `${why}: kept here, sent again by itself` };
		this.#retrying = setTimeout(() => void this.submit(), this.#retryMs);
		this.#retryMs = Math.min(RETRY_MS.most, this.#retryMs * 2);
	}

	#stopRetrying(anew = true): void {
		clearTimeout(this.#retrying);
		this.unsent = false;
		if (anew) this.#retryMs = RETRY_MS.first;
	}

	/** The network is back. */
	online(): void {
		if (this.locked) return;
		if (this.unsent) void this.submit();
		else void this.refill();
	}

	async skip(): Promise<void> {
		const held = this.current;
		if (!held || this.busy) return;
		if (this.revising) return this.leave();
		this.#stopRetrying();
		this.busy = true;
		const outcome = await call('POST', `/api/v1/assignments/${held.id}/skip`, { token: held.token });
		this.busy = false;
		// Answered on another page of the same person: there is nothing left to skip.
		const answered = !outcome.ok && outcome.status === 409;
		if (!outcome.ok && !answered) {
			this.#failed(outcome);
			this.saved = { state: 'lost', text: 'Not skipped' };
			return;
		}
		this.saved = { state: 'saved', text: answered ? 'Answered on another page' : `Skipped ${clock()}` };
		this.#finish({ held, choice: untouched, notes: {}, skipped: !answered });
		await this.#advance();
	}

	#finish(done: Done): void {
		this.#gone.push(done.held.id);
		this.#drafts.forget(done.held.id);
		this.#stopRetrying();
		this.#remember(done);
	}

	#remember(done: Done): void {
		this.#history = [...this.#history.filter(({ held }) => held.id !== done.held.id), done].slice(-HISTORY);
	}

	/** Shows the next pair at once; more are fetched behind it. */
	async #advance(): Promise<void> {
		this.revising = null;
		const [next = null, ...rest] = this.ahead;
		this.ahead = rest;
		this.#show(next);
		await this.refill();
	}

	/** Brings what is held back up to the number wanted, or the reason why there is no more. One at a time. */
	async refill(): Promise<void> {
		while (this.#refilling) await this.#refilling;
		this.#refilling = this.#claim().finally(() => (this.#refilling = null));
		await this.#refilling;
	}

	async #claim(): Promise<void> {
		const path = `/api/v1/projects/${this.setup.slug}/claims`;
		const outcome = await call<Claimed>('POST', path, { count: HOLD });
		if (outcome.ok) {
			this.locked = false;
			if (!this.current) this.problem = null;
			this.#take(outcome.body);
		} else if (outcome.status === 401) this.locked = true;
		else if (!this.current) this.problem = outcome.problem;
	}

	/** What was done last comes back as it was given; submitting it again revises it. */
	undo(): void {
		const last = this.#history.at(-1);
		if (!last || this.revising || this.busy) return;
		this.#stopRetrying();
		if (this.current) this.ahead = [this.current, ...this.ahead];
		this.revising = last;
		this.#history = this.#history.slice(0, -1);
		this.#show(last.held, last);
		this.saved = {
			state: 'saved',
			text: last.skipped ? 'Skipped; submit to answer it' : 'Already saved; submit to change it'
		};
	}

	/** Leaves the earlier judgment as it stands. */
	async leave(): Promise<void> {
		if (!this.revising || this.busy) return;
		this.#drafts.forget(this.revising.held.id);
		this.#stopRetrying();
		this.#remember(this.revising);
		this.saved = { state: 'saved', text: 'Left as it was' };
		await this.#advance();
	}

	#leased(): Held[] {
		return [this.current, ...this.ahead].filter(
			(held): held is Held => held !== null && !this.#gone.includes(held.id)
		);
	}

	/** Leases live as long as the page does. */
	async renew(): Promise<void> {
		for (const { id, token } of this.#leased()) {
			const outcome = await call('POST', `/api/v1/assignments/${id}/renew`, { token });
			// A lease that is lost takes nothing from the answer. A session that ended is better known now than later.
			if (outcome.status === 401) this.locked = true;
			if (!outcome.ok) return;
		}
	}

	/**
	 * The page closes: what is held goes back at once, so that nobody waits for the lease to run out. A pair with an
	 * answer that is not sent stays held.
	 */
	release(): void {
		clearTimeout(this.#retrying);
		for (const { id, token } of this.#leased())
			if (!(id === this.current?.id && this.#touched) && this.#drafts.read(id) === null)
				void call('POST', `/api/v1/assignments/${id}/release`, { token }, { keepalive: true });
	}

	/** Signs in again, in place, and sends what waits. */
	async unlock(email: string, password: string): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		const outcome = await call('POST', '/api/v1/session', { email, password });
		this.busy = false;
		if (!outcome.ok) {
			this.problem = outcome.problem;
			return;
		}
		this.problem = null;
		this.locked = false;
		if (this.unsent) await this.submit();
		else await this.refill();
	}
}

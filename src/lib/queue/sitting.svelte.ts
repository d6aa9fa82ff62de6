/**
 * A person's sitting at a queue: the item in hand, those held ahead, what was done. An answer leaves the page
 * only when the server has acknowledged it; every failure keeps it here, says so, and is tried again where that
 * can help. What the answer looks like is the bench's, one a stage.
 */
import type { Drafts } from './draft.ts';
import {
	clock,
	type Bench,
	type Claimed,
	type Done,
	type Held,
	type Outcome,
	type Reason,
	type Saved,
	type Setup,
	type Trouble
} from './sitting.ts';

/** How many are held: one in hand, the next ones ready. */
const HOLD = 3;
const HISTORY = 10;
/** An answer that could not be sent is sent again after 1, 2, 4 … 15 seconds, and at once when the network is back. */
const RETRY_MS = { first: 1_000, most: 15_000 };
/** An empty queue looks again by itself: places come back when leases run out. */
const LOOK_AGAIN_MS = 5_000;
const DAY_MS = 24 * 3600 * 1000;

type Judged = { counted: boolean; supersedes?: string };

/** Nobody answered, or not as they should: the same request may well pass in a while. */
const mayPass = (status: number) => status === 0 || status === 429 || status >= 500;

export class Sitting<Item, Draft> {
	readonly bench: Bench<Item, Draft>;
	readonly #setup: Setup<Item, Draft>;
	readonly #drafts: Drafts<Draft>;
	current = $state.raw<Held<Item> | null>(null);
	ahead = $state.raw<Held<Item>[]>([]);
	reason = $state.raw<Reason | null>(null);
	/** something is on its way to the server, and nothing else may be sent or changed meanwhile */
	busy = $state(false);
	/** the answer was submitted and could not be sent: it goes out again by itself, or after signing in */
	unsent = $state(false);
	problem = $state.raw<Trouble | null>(null);
	/** the session ended in the middle of work: sign in again, nothing is lost */
	locked = $state(false);
	saved = $state.raw<Saved>({ state: 'saved', text: 'Nothing to save yet' });
	doneCount = $state(0);
	/** answered in this sitting for the first time, and counted */
	countedHere = $state(0);
	/** the last ones, newest last */
	history = $state.raw<Done<Item, Draft>[]>([]);
	/** the one being looked at again, when it is not the next one */
	revising = $state.raw<Done<Item, Draft> | null>(null);
	/** what was said of the item in hand, beside the answer */
	noted = $state.raw<'flag' | 'comment' | null>(null);
	/** answered or skipped here: a list of what is held may be older than that */
	readonly #gone: string[] = [];
	#startedAt = 0;
	#touched = false;
	/** drafts are looked up once the page lives: the server knows none */
	#alive = false;
	#retryMs = RETRY_MS.first;
	#retrying: ReturnType<typeof setTimeout> | undefined;
	#refilling: Promise<void> | null = null;

	readonly #earlier = $derived.by(() => {
		const shown = this.revising?.held.id;
		const at = this.history.findIndex(({ held }) => held.id === shown);
		return (at === -1 ? this.history.at(-1) : this.history[at - 1]) ?? null;
	});
	readonly canUndo = $derived(this.#earlier !== null);

	constructor(setup: Setup<Item, Draft>) {
		this.#setup = setup;
		this.#drafts = setup.drafts;
		this.bench = setup.bench;
		this.doneCount = setup.done;
		if (setup.first) this.#take(setup.first);
	}

	/** The page is on screen: drafts come back, leases live as long as it does. @returns how to end it */
	begin(): () => void {
		this.#alive = true;
		if (this.current) this.#show(this.current);
		else if (!this.#setup.first) void this.refill();
		// Three times a lease, so that one lost request costs nothing.
		const renewing = setInterval(() => void this.renew(), (this.#setup.leaseMinutes * 60_000) / 3);
		const looking = setInterval(() => {
			if (!this.current && !this.locked && !document.hidden) void this.refill();
		}, LOOK_AGAIN_MS);
		return () => {
			clearInterval(renewing);
			clearInterval(looking);
			this.release();
		};
	}

	#take({ assignments, reason }: Claimed<Item>): void {
		const held = assignments.filter(({ id }) => !this.#gone.includes(id));
		this.reason = held.length === 0 ? (reason ?? null) : null;
		if (this.revising) {
			this.ahead = held;
			return;
		}
		const mine = held.find(({ id }) => id === this.current?.id);
		// What is in hand stays in hand, and on the bench as it lies there; its token may be newer now.
		if (mine && this.current)
			this.current = { ...this.current, token: mine.token, leased_until: mine.leased_until };
		if (this.current && (mine || this.#touched)) {
			this.ahead = held.filter(({ id }) => id !== this.current?.id);
			return;
		}
		const [next = null, ...rest] = held;
		this.ahead = rest;
		this.#show(next);
	}

	#show(held: Held<Item> | null, again?: Done<Item, Draft>): void {
		const draft = again?.draft ?? (held && this.#alive ? this.#drafts.read(held.id) : null);
		this.current = held;
		this.problem = null;
		this.noted = null;
		if (held) this.bench.lay(held, draft);
		this.#touched = !again && draft !== null;
		if (this.#touched) this.saved = { state: 'wait', text: 'Draft kept here, not submitted' };
		this.#startedAt = performance.now();
	}

	/** The answer was changed by hand: it is kept in the tab. */
	touched(): void {
		if (this.busy || !this.current) return;
		this.#stopRetrying();
		this.problem = null;
		this.#touched = true;
		const kept = this.#drafts.write(this.current.id, this.bench.draft);
		this.saved = { state: 'wait', text: kept ? 'Draft kept here, not submitted' : 'Not submitted yet' };
	}

	/** What a refused or unanswered request means for the sitting. */
	#failed({ status, problem }: Outcome<unknown> & { ok: false }): void {
		this.locked = status === 401;
		this.problem = this.locked ? null : problem;
	}

	readonly #post = <T>(held: Held<Item>, act: string, body: object = {}, keepalive = false) =>
		this.#setup.send<T>(
			'POST',
			`/api/v1/assignments/${held.id}/${act}`,
			{ token: held.token, ...body },
			keepalive ? { keepalive } : {}
		);

	/** Sends the answer, once at a time. @returns when it is acknowledged, or kept for a further try */
	async submit(): Promise<void> {
		const held = this.current;
		if (!held || this.busy || this.bench.why !== null) return;
		this.#stopRetrying(false);
		this.busy = true;
		this.saved = { state: 'wait', text: 'Saving' };
		const { answers } = this.bench;
		const outcome = await this.#post<Judged>(held, 'submit', {
			answers,
			dwell_ms: Math.min(DAY_MS, Math.round(performance.now() - this.#startedAt))
		});
		this.busy = false;
		if (outcome.ok) {
			this.#acknowledged(outcome.status, outcome.body);
			this.bench.accept();
			this.#finish({ ...this.#entry(held), answers });
			return this.#advance();
		}
		this.#failed(outcome);
		this.unsent = this.locked || mayPass(outcome.status);
		this.saved = { state: 'lost', text: this.unsent ? 'Kept here, not sent yet' : 'Not saved' };
		if (mayPass(outcome.status)) this.#tryAgain(outcome.status);
	}

	#acknowledged(status: number, { counted, supersedes }: Judged): void {
		if (status === 201 && supersedes === undefined) {
			this.doneCount++;
			if (counted) this.countedHere++;
		}
		const late = counted ? '' : ', kept as an extra one: somebody else filled the place';
		this.saved = { state: 'saved', text: `Saved ${clock(Date.now())}${late}` };
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

	/** The place goes to others. An earlier one that is looked at again is left as it stands. */
	async skip(reason = ''): Promise<void> {
		const held = this.current;
		if (!held || this.busy) return;
		if (this.revising) return this.leave();
		this.#stopRetrying();
		this.busy = true;
		const why = reason.trim();
		const outcome = await this.#post(held, 'skip', why === '' ? {} : { reason: why });
		this.busy = false;
		// Answered on another page of the same person, or withdrawn meanwhile: there is nothing left to skip.
		const answered = !outcome.ok && (outcome.status === 409 || outcome.status === 404);
		if (!outcome.ok && !answered) {
			this.#failed(outcome);
			this.saved = { state: 'lost', text: 'Not skipped' };
			return;
		}
		this.saved = {
			state: 'saved',
			text: !answered
				? `Skipped ${clock(Date.now())}`
				: outcome.status === 404
					? 'It is not there any more'
					: 'Answered on another page'
		};
		this.#finish({ ...this.#entry(held), reason: why || null });
		await this.#advance();
	}

	/** Says something of the item in hand, for those who lead the project. @returns whether it is stored */
	async note(kind: 'flag' | 'comment', text = ''): Promise<boolean> {
		const held = this.current;
		if (!held) return false;
		const words = text.trim();
		const outcome = await this.#post(
			held,
			kind,
			kind === 'comment' ? { text: words } : words === '' ? {} : { reason: words }
		);
		if (!outcome.ok) {
			this.#failed(outcome);
			return false;
		}
		this.problem = null;
		this.noted = kind === 'flag' || this.noted === 'flag' ? 'flag' : 'comment';
		this.saved = {
			state: 'saved',
			text: `${kind === 'flag' ? 'Flagged' : 'Comment saved'} ${clock(Date.now())}`
		};
		return true;
	}

	#entry(held: Held<Item>): Done<Item, Draft> {
		const flagged = this.noted === 'flag' || (this.revising?.flagged ?? false);
		return { held, draft: this.bench.draft, answers: null, reason: null, flagged, at: Date.now() };
	}
	#finish(done: Done<Item, Draft>): void {
		this.#gone.push(done.held.id);
		this.#drafts.forget(done.held.id);
		this.#stopRetrying();
		// One that is answered once more keeps its place in the list.
		const known = this.history.some(({ held }) => held.id === done.held.id);
		this.history = known
			? this.history.map((entry) => (entry.held.id === done.held.id ? done : entry))
			: [...this.history, done].slice(-HISTORY);
	}

	/** Shows the next one at once; more are fetched behind it. */
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
		const path = `/api/v1/projects/${this.#setup.slug}/claims`;
		const outcome = await this.#setup.send<Claimed<Item>>('POST', path, { count: HOLD });
		if (outcome.ok) {
			this.locked = false;
			if (!this.current) this.problem = null;
			this.#take(outcome.body);
		} else if (outcome.status === 401) this.locked = true;
		else if (!this.current) this.problem = outcome.problem;
	}

	/** The one before comes back as it was given; submitting it again revises it. */
	undo(): void {
		if (this.#earlier) this.revisit(this.#earlier);
	}
	revisit(done: Done<Item, Draft>): void {
		if (this.busy) return;
		this.#stopRetrying();
		if (this.revising) this.#drafts.forget(this.revising.held.id);
		else if (this.current) this.ahead = [this.current, ...this.ahead];
		this.revising = done;
		this.#show(done.held, done);
		this.saved = {
			state: 'saved',
			text: done.answers ? 'Already saved; submit to change it' : 'Skipped; submit to answer it'
		};
	}

	/** Leaves the earlier one as it stands. */
	async leave(): Promise<void> {
		if (!this.revising || this.busy) return;
		this.#drafts.forget(this.revising.held.id);
		this.#stopRetrying();
		this.saved = { state: 'saved', text: 'Left as it was' };
		await this.#advance();
	}

	#leased(): Held<Item>[] {
		return [this.current, ...this.ahead].filter(
			(held): held is Held<Item> => held !== null && !this.#gone.includes(held.id)
		);
	}
	async renew(): Promise<void> {
		for (const held of this.#leased()) {
			const outcome = await this.#post(held, 'renew');
			if (outcome.ok) continue;
			// A session that ended is better known now than later. A lease that is lost takes nothing from the answer.
			if (outcome.status === 401) this.locked = true;
			if (outcome.status === 401 || outcome.status === 0) return;
		}
	}
	/**
	 * The page closes: what is held goes back at once, so that nobody waits for the lease to run out. An item with
	 * an answer that is not sent stays held.
	 */
	release(): void {
		clearTimeout(this.#retrying);
		for (const held of this.#leased())
			if (!(held.id === this.current?.id && this.#touched) && this.#drafts.read(held.id) === null)
				void this.#post(held, 'release', {}, true);
	}

	/** Signs in again, in place, and sends what waits. */
	async unlock(email: string, password: string): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		const outcome = await this.#setup.send('POST', '/api/v1/session', { email, password });
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

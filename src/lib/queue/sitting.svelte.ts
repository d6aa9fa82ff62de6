/**
 * A person's sitting at a queue: the item in hand, those held ahead, what was done. An answer is kept in the
 * browser, then the next item is shown; it is sent behind the page. What the answer looks like is the bench's,
 * one a stage.
 */
import type { Json } from '#lib/schema/json.ts';
import { HISTORY, mayPass } from './entry.ts';
import type { Drafts } from './draft.ts';
import type { Outbox } from './outbox.svelte.ts';
import { isLow, wantedAhead } from './pace.ts';
import { standing } from './standing.ts';
import {
	clock,
	type Bench,
	type Claimed,
	type Done,
	type Held,
	type Lesson,
	type Outcome,
	type Reason,
	type Saved,
	type Setup,
	type Trouble
} from './sitting.ts';

/** So many may be held, what waits to be sent among them. */
const MOST = 10;
/** An empty queue looks again by itself: places come back when leases run out. */
const LOOK_AGAIN_MS = 5_000;
const DAY_MS = 24 * 3600 * 1000;

export class Sitting<Item, Draft> {
	readonly bench: Bench<Item, Draft>;
	readonly outbox: Outbox;
	readonly #setup: Setup<Item, Draft>;
	readonly #drafts: Drafts<Draft>;
	current = $state.raw<Held<Item> | null>(null);
	ahead = $state.raw<Held<Item>[]>([]);
	reason = $state.raw<Reason | null>(null);
	/** an answer is being kept, or what the browser does not keep is on its way: nothing may be changed meanwhile */
	busy = $state(false);
	problem = $state.raw<Trouble | null>(null);
	/** what was done or begun last, in words */
	#said = $state.raw<Saved>({ state: 'saved', text: '' });
	/** the one being looked at again, when it is not the next one */
	revising = $state.raw<Done<Item, Draft> | null>(null);
	/** what was said of the item in hand, beside the answer */
	noted = $state.raw<'flag' | 'comment' | null>(null);
	/** a training item was answered: what is right of it lies over the page until it was read */
	lesson = $state.raw<{ told: Lesson; answers: Record<string, Json> } | null>(null);
	/** training items that were answered here */
	readonly #learned: string[] = [];
	#openedAt = 0;
	#startedAt = 0;
	#touched = false;
	/** drafts are looked up once the page lives: the server knows none */
	#alive = false;
	#refilling: Promise<void> | null = null;
	/** the server has no more for now: it is not asked at each turn */
	#isDry = false;

	/** of this project, in order of giving */
	readonly #mine = $derived.by(() =>
		this.outbox.entries.filter(({ project }) => project.slug === this.#setup.project.slug)
	);
	/** the last ten, newest last */
	readonly history = $derived(this.#mine.slice(-HISTORY) as Done<Item, Draft>[]);
	readonly refused = $derived(this.#mine.filter(({ state }) => state === 'refused') as Done<Item, Draft>[]);
	/** the session ended in the middle of work: sign in again, nothing is lost */
	readonly locked = $derived.by(() => this.outbox.locked);
	/** so many wait to be sent, of any project */
	readonly unsent = $derived.by(() => this.outbox.waiting.length);
	readonly saved: Saved = $derived.by(() => standing(this.outbox, this.#said));

	readonly #taken = $derived.by(() =>
		this.outbox.taken.filter(({ slug }) => slug === this.#setup.project.slug)
	);
	readonly #firsts = $derived(
		this.#mine.filter(({ state, answers, counted }) => state === 'waiting' && answers && counted === null)
	);
	readonly doneCount = $derived.by(() => this.#setup.done + this.#taken.length + this.#firsts.length);
	/** answered since the page was opened for the first time, and counted as far as is known */
	readonly countedHere = $derived(this.#taken.filter(({ counted }) => counted).length + this.#firsts.length);

	readonly #earlier = $derived.by(() => {
		const shown = this.revising?.id;
		const at = this.history.findIndex(({ id }) => id === shown);
		return (at === -1 ? this.history.at(-1) : this.history[at - 1]) ?? null;
	});
	readonly canUndo = $derived(this.#earlier !== null);

	constructor(setup: Setup<Item, Draft>) {
		this.#setup = setup;
		this.#drafts = setup.drafts;
		this.bench = setup.bench;
		this.outbox = setup.outbox;
		if (setup.first) this.#take(setup.first);
	}

	/** The page is on screen: drafts come back, leases live as long as it does. @returns how to end it */
	begin(): () => void {
		this.#alive = true;
		this.#openedAt = Date.now();
		this.outbox.onchange = () => this.#settle();
		const close = this.outbox.open();
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
			close();
		};
	}

	/** Answered or skipped in this browser: a list of what is held may be older than that. */
	readonly #isDone = (id: string) => this.outbox.find(id) !== null || this.#learned.includes(id);

	/** What another page of the same person answered, or this one before it was closed, is not asked again. */
	#settle(): void {
		if (this.busy) return;
		if (this.ahead.some(({ id }) => this.#isDone(id)))
			this.ahead = this.ahead.filter(({ id }) => !this.#isDone(id));
		if (this.current && !this.revising && this.#isDone(this.current.id)) this.#advance();
		else if (!this.current && !this.reason && this.unsent === 0 && this.#isDry) void this.refill();
	}

	#take({ assignments, reason }: Claimed<Item>): void {
		const held = assignments.filter(({ id }) => !this.#isDone(id));
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
		const begun = held && this.#alive ? this.#drafts.read(held.id) : null;
		this.current = held;
		this.problem = null;
		this.noted = null;
		if (held) this.bench.lay(held, begun ?? again?.draft ?? null);
		this.#touched = begun !== null;
		if (this.#touched) this.#say('wait', 'Draft kept here, not submitted');
		this.#startedAt = performance.now();
	}
	#say(state: Saved['state'], text: string): void {
		this.outbox.said = null;
		this.#said = { state, text };
	}

	/** The answer was changed by hand: it is kept in the browser. */
	touched(): void {
		if (this.busy || this.lesson || !this.current) return;
		this.problem = null;
		this.#touched = true;
		const kept = this.#drafts.write(this.current.id, this.bench.draft);
		this.#say('wait', kept ? 'Draft kept here, not submitted' : 'Not submitted yet');
	}

	async #send<T>(path: string, body: object, options?: { keepalive?: boolean }): Promise<Outcome<T>> {
		const outcome = await this.#setup.send<T>('POST', path, body, options);
		this.outbox.heard(outcome.status);
		return outcome;
	}
	readonly #post = <T>(held: Held<Item>, act: string, body: object = {}, keepalive = false) =>
		this.#send<T>(
			`/api/v1/assignments/${held.id}/${act}`,
			{ token: held.token, ...body },
			keepalive ? { keepalive } : {}
		);

	/** Gives the answer to the outbox and shows the next item. */
	async submit(): Promise<void> {
		const held = this.current;
		if (this.lesson) return this.learned();
		if (!held || this.busy || this.bench.why !== null) return;
		const { answers } = this.bench;
		if (held.training) return this.#train(held, answers);
		this.bench.accept();
		await this.#give(held, answers, null);
	}

	/** In training the right answer comes before the next item, so the server is waited for. */
	async #train(held: Held<Item>, answers: Record<string, Json>): Promise<void> {
		this.busy = true;
		const dwell_ms = Math.min(DAY_MS, Math.round(performance.now() - this.#startedAt));
		const outcome = await this.#post<{ training?: Lesson }>(held, 'submit', { answers, dwell_ms });
		this.busy = false;
		if (!outcome.ok) {
			this.problem = this.locked ? null : outcome.problem;
			this.#say('lost', mayPass(outcome.status) ? 'Not sent: submit once more' : 'Not saved');
			return;
		}
		this.problem = null;
		this.#learned.push(held.id);
		this.#drafts.forget(held.id);
		this.#say('saved', `Saved ${clock(Date.now())}`);
		if (outcome.body.training) this.lesson = { told: outcome.body.training, answers };
		else this.#advance();
	}
	/** What was right was read: on with the next. */
	learned(): void {
		if (!this.lesson) return;
		// What is held ahead may be of an attempt that has just ended.
		if (this.lesson.told.result) this.ahead = [];
		this.lesson = null;
		this.#isDry = false;
		this.#advance();
	}

	/** The place goes to others. An earlier one that is looked at again is left as it stands. */
	async skip(reason = ''): Promise<void> {
		const held = this.current;
		if (!held || this.busy || this.lesson) return;
		if (this.revising) return this.leave();
		if (held.training) return this.#say('wait', 'Nothing is skipped in training: answer as well as you can');
		await this.#give(held, null, reason.trim() || null);
	}

	async #give(held: Held<Item>, answers: Done<Item, Draft>['answers'], reason: string | null): Promise<void> {
		this.busy = true;
		this.#say('saved', '');
		const kept = await this.outbox.give({
			project: this.#setup.project,
			held,
			draft: this.bench.draft,
			answers,
			reason,
			flagged: this.noted === 'flag' || (this.revising?.flagged ?? false),
			dwellMs: Math.min(DAY_MS, Math.round(performance.now() - this.#startedAt))
		});
		// What the browser does not keep stays on the page until the server has it.
		if (!kept) await this.outbox.settledOf(held.id);
		this.#drafts.forget(held.id);
		this.busy = false;
		this.#advance();
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
			this.problem = this.locked ? null : outcome.problem;
			return false;
		}
		this.problem = null;
		this.noted = kind === 'flag' || this.noted === 'flag' ? 'flag' : 'comment';
		this.#say('saved', `${kind === 'flag' ? 'Flagged' : 'Comment saved'} ${clock(Date.now())}`);
		return true;
	}

	/** Shows the next one at once; more are fetched behind it. */
	#advance(): void {
		this.revising = null;
		const [next = null, ...rest] = this.ahead;
		this.ahead = rest;
		this.#show(next);
		if (!next || (isLow(rest.length, this.#wanted()) && !this.#isDry)) void this.refill();
	}

	readonly #wanted = (): number =>
		wantedAhead(this.history.map(({ at }) => at).filter((at) => at > this.#openedAt));
	/** How many are to be held in all; what was answered and is not sent yet is still held. */
	readonly #holding = (): number =>
		Math.min(MOST, 1 + this.#wanted() + this.#mine.filter(({ state }) => state !== 'sent').length);

	/** Brings what is held back up to the number wanted, or the reason why there is no more. One at a time. */
	refill(): Promise<void> {
		return (this.#refilling ??= this.#claim().finally(() => (this.#refilling = null)));
	}
	async #claim(): Promise<void> {
		const count = this.#holding();
		const path = `/api/v1/projects/${this.#setup.project.slug}/claims`;
		const outcome = await this.#send<Claimed<Item>>(path, { count });
		if (outcome.ok) {
			if (!this.current) this.problem = null;
			this.#isDry = outcome.body.assignments.length < count;
			this.#take(outcome.body);
			// Whoever became faster meanwhile waits for no further turn.
			if (!this.#isDry && this.#holding() > count && isLow(this.ahead.length, this.#wanted()))
				await this.#claim();
		} else if (!this.locked && !this.current) this.problem = outcome.problem;
	}

	/** The one before comes back as it was given; submitting it again revises it. */
	undo(): void {
		if (this.#earlier) this.revisit(this.#earlier);
	}
	/** One of the last ten, by its assignment. */
	revisitOf(id: string): void {
		const done = this.history.find((entry) => entry.id === id);
		if (done) this.revisit(done);
	}
	revisit(done: Done<Item, Draft>): void {
		if (this.busy || this.lesson) return;
		if (this.revising) this.#drafts.forget(this.revising.id);
		else if (this.current) this.ahead = [this.current, ...this.ahead];
		this.revising = done;
		this.#show(done.held, done);
		this.#say(
			'saved',
			done.answers ? 'Already answered; submit to change it' : 'Skipped; submit to answer it'
		);
	}

	/** Leaves the earlier one as it stands. */
	leave(): void {
		if (!this.revising || this.busy) return;
		this.#drafts.forget(this.revising.id);
		this.#say('saved', 'Left as it was');
		this.#advance();
	}
	/** Throws away what the server refused. */
	async discard(done: Done<Item, Draft>): Promise<void> {
		await this.outbox.discard(done.id);
		if (this.revising?.id === done.id) this.leave();
	}

	/** An item whose answer is not sent yet is not among them: it is never given back. */
	#leased(): Held<Item>[] {
		return [this.current, ...this.ahead].filter(
			(held): held is Held<Item> => held !== null && !this.#isDone(held.id)
		);
	}
	async renew(): Promise<void> {
		for (const held of this.#leased()) {
			const { ok, status } = await this.#post(held, 'renew');
			// A lease that is lost takes nothing from the answer.
			if (!ok && (this.locked || mayPass(status))) return;
		}
	}
	/**
	 * The page closes: what is held goes back at once, so that nobody waits for the lease to run out. An item that
	 * was begun stays held.
	 */
	release(): void {
		for (const held of this.#leased())
			if (!(held.id === this.current?.id && this.#touched) && this.#drafts.read(held.id) === null)
				void this.#post(held, 'release', {}, true);
	}

	/** The network is back, or the page is on screen again. */
	online(): void {
		if (this.locked) return;
		this.outbox.again();
		void this.refill();
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
		this.outbox.unlock();
		await this.refill();
	}
}

/**
 * A person's sitting at a queue: the item in hand, those held ahead, what was done. An answer leaves the page
 * only when the server has acknowledged it; every failure keeps it here and says so.
 */
import { clock } from './sitting.ts';
import type { Bench, Claimed, Done, Held, Outcome, Reason, Saved, Setup, Trouble } from './sitting.ts';

/** How many are held: one in hand, the next ones ready. */
const HOLD = 3;
const HISTORY = 10;
/** An empty queue looks again by itself: places come back when leases run out. */
const LOOK_AGAIN_MS = 5_000;

export class Sitting<Item, Draft> {
	readonly bench: Bench<Item, Draft>;
	readonly #setup: Setup<Item, Draft>;
	current = $state.raw<Held<Item> | null>(null);
	ahead = $state.raw<Held<Item>[]>([]);
	reason = $state.raw<Reason | null>(null);
	busy = $state(false);
	problem = $state.raw<Trouble | null>(null);
	/** the session ended in the middle of work: sign in again, nothing is lost */
	locked = $state(false);
	saved = $state.raw<Saved>({ state: 'saved', text: 'Nothing to save yet' });
	doneCount = $state(0);
	/** the last ones, newest last */
	history = $state.raw<Done<Item, Draft>[]>([]);
	/** the one being looked at again, when it is not the next one */
	revising = $state.raw<Done<Item, Draft> | null>(null);
	/** what was said of the item in hand, beside the answer */
	noted = $state.raw<'flag' | 'comment' | null>(null);
	/** drafts of items that were put aside to look at an earlier one */
	#aside: Record<string, Draft> = {};
	#startedAt = performance.now();
	#refilling: Promise<void> | null = null;

	constructor(setup: Setup<Item, Draft>) {
		this.#setup = setup;
		this.bench = setup.bench;
		this.doneCount = setup.done;
		this.#take(setup.first);
	}

	readonly canUndo = $derived(this.history.length > 0);

	#take({ assignments, reason }: Claimed<Item>): void {
		this.reason = assignments.length === 0 ? (reason ?? null) : null;
		const inHand = assignments.find(({ id }) => id === this.current?.id);
		if (inHand && this.current) {
			// Handed out again it has a new token; what lies on the bench stays as it is.
			this.current = { ...this.current, token: inHand.token, leased_until: inHand.leased_until };
			this.ahead = assignments.filter(({ id }) => id !== inHand.id);
			return;
		}
		const [next = null, ...rest] = assignments;
		this.ahead = rest;
		this.#show(next);
	}

	#show(held: Held<Item> | null, draft: Draft | null = null): void {
		this.current = held;
		this.problem = null;
		this.noted = null;
		if (held) this.bench.lay(held, draft ?? this.#aside[held.id] ?? null);
		this.#startedAt = performance.now();
	}

	/** The answer was changed by hand. */
	touched(): void {
		this.problem = null;
		this.saved = { state: 'wait', text: 'Not submitted yet' };
	}

	/** Takes in what went wrong; @returns whether all went well */
	#settled<T>(outcome: Outcome<T>): outcome is Outcome<T> & { ok: true } {
		if (outcome.ok) {
			this.problem = null;
			this.locked = false;
			return true;
		}
		this.locked = outcome.status === 401;
		this.problem = this.locked ? null : outcome.problem;
		this.saved = {
			state: 'lost',
			text: outcome.status === 0 ? 'No connection: kept on this page' : 'Not saved'
		};
		return false;
	}

	readonly #post = <T>(held: Held<Item>, act: string, body: object = {}, keepalive = false) =>
		this.#setup.send<T>(
			'POST',
			`/api/v1/assignments/${held.id}/${act}`,
			{ token: held.token, ...body },
			keepalive ? { keepalive } : {}
		);

	async submit(): Promise<void> {
		const held = this.current;
		if (!held || this.busy || this.bench.why !== null) return;
		this.busy = true;
		this.saved = { state: 'wait', text: 'Saving' };
		const { answers } = this.bench;
		const outcome = await this.#post<{ counted: boolean }>(held, 'submit', {
			answers,
			dwell_ms: Math.round(performance.now() - this.#startedAt)
		});
		this.busy = false;
		if (!this.#settled(outcome)) return;
		const at = Date.now();
		const late = outcome.body.counted ? '' : ', kept as an extra one: somebody else filled the place';
		this.saved = { state: 'saved', text: `Saved ${clock(at)}${late}` };
		if ((!this.revising || this.revising.answers === null) && outcome.status === 201) this.doneCount++;
		this.bench.accept();
		this.#remember({ ...this.#entry(held, at), answers });
		await this.#advance();
	}

	/** The place goes to others. An earlier one that is looked at again is left as it stands. */
	async skip(reason = ''): Promise<void> {
		const held = this.current;
		if (!held || this.busy) return;
		if (this.revising) return this.leave();
		this.busy = true;
		const why = reason.trim();
		const outcome = await this.#post(held, 'skip', why === '' ? {} : { reason: why });
		this.busy = false;
		if (!this.#settled(outcome)) return;
		const at = Date.now();
		this.saved = { state: 'saved', text: `Skipped ${clock(at)}` };
		this.#remember({ ...this.#entry(held, at), reason: why || null });
		await this.#advance();
	}

	/** Says something of the item in hand, for those who lead the project. @returns whether it is stored */
	async note(kind: 'flag' | 'comment', text = ''): Promise<boolean> {
		const held = this.current;
		if (!held) return false;
		const words = text.trim();
		const body = kind === 'comment' ? { text: words } : words === '' ? {} : { reason: words };
		const outcome = await this.#post(held, kind, body);
		if (!this.#settled(outcome)) return false;
		this.noted = kind === 'flag' || this.noted === 'flag' ? 'flag' : 'comment';
		this.saved = { state: 'saved', text: kind === 'flag' ? 'Flagged' : 'Comment saved' };
		return true;
	}

	#entry(held: Held<Item>, at: number): Done<Item, Draft> {
		const flagged = this.noted === 'flag' || (this.revising?.flagged ?? false);
		return { held, draft: this.bench.draft, answers: null, reason: null, flagged, at };
	}
	#remember(done: Done<Item, Draft>): void {
		this.history = [...this.history.filter(({ held }) => held.id !== done.held.id), done].slice(-HISTORY);
	}

	/** Shows the next one at once; more are fetched behind it. */
	async #advance(): Promise<void> {
		this.revising = null;
		const [next = null, ...rest] = this.ahead;
		this.ahead = rest;
		this.#show(next);
		await this.refill();
		// That claim may have been under way before the last answer was.
		if (!this.current && !this.reason && !this.problem && !this.locked) await this.refill();
	}

	/** Brings what is held back up to the number wanted, or the reason why there is no more. */
	refill(): Promise<void> {
		// Two at once would each take what the other shows.
		this.#refilling ??= this.#refill().finally(() => (this.#refilling = null));
		return this.#refilling;
	}
	async #refill(): Promise<void> {
		const outcome = await this.#setup.send<Claimed<Item>>(
			'POST',
			`/api/v1/projects/${this.#setup.slug}/claims`,
			{
				count: HOLD
			}
		);
		if (!this.#settled(outcome)) return;
		const { assignments, ...rest } = outcome.body;
		// What was answered while the claim was under way is not shown once more.
		const left = assignments.filter(({ id }) => !this.history.some(({ held }) => held.id === id));
		if (this.revising) this.ahead = left;
		else this.#take({ ...rest, assignments: left });
	}

	/** The last one comes back as it was given; submitting it again revises it. */
	undo(): void {
		const shown = this.revising ? this.history.findIndex((d) => d.held.id === this.revising?.held.id) : -1;
		const last = shown === -1 ? this.history.at(-1) : this.history[shown - 1];
		if (last) this.revisit(last);
	}
	revisit(done: Done<Item, Draft>): void {
		if (this.busy) return;
		if (this.current && !this.revising) {
			this.#aside[this.current.id] = this.bench.draft;
			this.ahead = [this.current, ...this.ahead];
		}
		this.revising = done;
		this.#show(done.held, done.draft);
		this.saved = {
			state: 'saved',
			text: done.answers ? 'Already saved; submit to change it' : 'Skipped; submit to answer it after all'
		};
	}

	/** Leaves the earlier one as it stands. */
	async leave(): Promise<void> {
		if (this.revising) await this.#advance();
	}

	#mine(): Held<Item>[] {
		const done = this.revising?.held.id;
		return [this.current, ...this.ahead].filter((held) => held !== null && held.id !== done) as Held<Item>[];
	}
	async #renew(): Promise<void> {
		for (const held of this.#mine()) await this.#post(held, 'renew');
	}
	/** The page closes: what is held goes back at once, so that nobody waits for the lease to run out. */
	release(): void {
		for (const held of this.#mine()) void this.#post(held, 'release', {}, true);
	}

	/** Leases live as long as the page does. @returns how to end it */
	live(): () => void {
		// Three times a lease, so that one lost request costs nothing.
		const renewing = setInterval(() => void this.#renew(), (this.#setup.leaseMinutes * 60_000) / 3);
		const looking = setInterval(() => {
			if (!this.current && !this.locked && !document.hidden) void this.refill();
		}, LOOK_AGAIN_MS);
		return () => {
			clearInterval(renewing);
			clearInterval(looking);
		};
	}

	/** Signs in again, in place, and sends what waits. */
	async unlock(email: string, password: string): Promise<void> {
		const outcome = await this.#setup.send('POST', '/api/v1/session', { email, password });
		if (!outcome.ok) {
			this.problem = outcome.problem;
			return;
		}
		this.problem = null;
		this.locked = false;
		if (this.current && this.bench.why === null) await this.submit();
		else await this.refill();
	}
}

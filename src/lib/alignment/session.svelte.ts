/**
 * A rater's sitting: the pair in hand, those held ahead, the answer as it is being made, and what was done. An
 * answer leaves the page only when the server has acknowledged it; every failure keeps it here and says so.
 */
import { call, type Outcome } from '#lib/http/client.ts';
import type { Problem } from '#lib/http/problem.ts';
import type { Json } from '#lib/schema/json.ts';
import { isMade, rankingOf, step, untouched, type Choice, type Stop } from './answer.ts';
import type { WireItem } from './wire.ts';

export type Held = { id: string; token: string; purpose: string; leased_until: string; item: WireItem };
export type Reason = { code: string; message: string; back_at?: string | null; held?: number };
type Claimed = { assignments: Held[]; reason?: Reason };
type Done = { held: Held; choice: Choice; notes: Record<string, string>; skipped: boolean };

export type Setup = {
	slug: string;
	/** the ranking question's name */
	question: string;
	/** names of the questions that are answered in words */
	words: { name: string; required: boolean }[];
	leaseMinutes: number;
	first: Claimed;
	done: number;
};

export type Saved = { state: 'saved' | 'wait' | 'lost'; text: string };

/** How many pairs are held: one in hand, the next ones ready. */
const HOLD = 3;
const HISTORY = 10;

const clock = () =>
	new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export class Sitting {
	readonly setup: Setup;
	current = $state.raw<Held | null>(null);
	ahead = $state.raw<Held[]>([]);
	reason = $state.raw<Reason | null>(null);
	choice = $state.raw<Choice>(untouched);
	notes = $state<Record<string, string>>({});
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	/** the session ended in the middle of work: sign in again, nothing is lost */
	locked = $state(false);
	saved = $state.raw<Saved>({ state: 'saved', text: 'Nothing to save yet' });
	doneCount = $state(0);
	#history = $state.raw<Done[]>([]);
	/** the judgment being looked at again, when it is not the next one */
	revising = $state.raw<Done | null>(null);
	#startedAt = performance.now();

	constructor(setup: Setup) {
		this.setup = setup;
		this.doneCount = setup.done;
		this.#take(setup.first);
	}

	readonly canUndo = $derived(this.#history.length > 0 && !this.revising);
	readonly made = $derived(isMade(this.choice));
	readonly missing = $derived(
		this.setup.words.find(({ name, required }) => required && !this.notes[name]?.trim())?.name ?? null
	);

	#sides(held: Held): [string, string] {
		const [first, second] = held.item.responses;
		return [first?.id ?? '', second?.id ?? ''];
	}

	#take({ assignments, reason }: Claimed): void {
		this.reason = assignments.length === 0 ? (reason ?? null) : null;
		if (this.current && assignments.some(({ id }) => id === this.current?.id)) {
			this.ahead = assignments.filter(({ id }) => id !== this.current?.id);
		} else {
			const [next = null, ...rest] = assignments;
			this.ahead = rest;
			this.#show(next);
		}
	}

	#show(held: Held | null): void {
		this.current = held;
		this.choice = untouched;
		this.notes = {};
		this.problem = null;
		this.#startedAt = performance.now();
	}

	choose(stop: Stop): void {
		this.choice = { stop, allBad: false };
		this.#changed();
	}
	step(by: -1 | 1): void {
		this.choice = step(this.choice, by);
		this.#changed();
	}
	allBad(): void {
		this.choice = { stop: null, allBad: !this.choice.allBad };
		this.#changed();
	}
	write(name: string, text: string): void {
		this.notes[name] = text;
		this.#changed();
	}
	#changed(): void {
		this.problem = null;
		this.saved = { state: 'wait', text: 'Not submitted yet' };
	}

	#answers(held: Held): Record<string, Json> {
		const words = Object.entries(this.notes).filter(([, text]) => text.trim() !== '');
		return { [this.setup.question]: rankingOf(this.choice, this.#sides(held)), ...Object.fromEntries(words) };
	}

	/** Takes in what went wrong; @returns whether all went well */
	#settled(outcome: Outcome<unknown>): boolean {
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

	async submit(): Promise<void> {
		const held = this.current;
		if (!held || this.busy || !this.made || this.missing) return;
		this.busy = true;
		this.saved = { state: 'wait', text: 'Saving' };
		const dwell = Math.round(performance.now() - this.#startedAt);
		const outcome = await call<{ counted: boolean }>('POST', `/api/v1/assignments/${held.id}/submit`, {
			token: held.token,
			answers: this.#answers(held),
			dwell_ms: dwell
		});
		this.busy = false;
		if (!this.#settled(outcome) || !outcome.ok) return;
		const late = outcome.body.counted ? '' : ', kept as an extra one: somebody else filled the place';
		this.saved = { state: 'saved', text: `Saved ${clock()}${late}` };
		if (!this.revising && outcome.status === 201) this.doneCount++;
		this.#remember({ held, choice: this.choice, notes: { ...this.notes }, skipped: false });
		await this.#advance();
	}

	async skip(): Promise<void> {
		const held = this.current;
		if (!held || this.busy) return;
		if (this.revising) return this.#advance();
		this.busy = true;
		const outcome = await call('POST', `/api/v1/assignments/${held.id}/skip`, { token: held.token });
		this.busy = false;
		if (!this.#settled(outcome)) return;
		this.saved = { state: 'saved', text: `Skipped ${clock()}` };
		await this.#advance();
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

	/** Brings what is held back up to the number wanted, or the reason why there is no more. */
	async refill(): Promise<void> {
		const outcome = await call<Claimed>('POST', `/api/v1/projects/${this.setup.slug}/claims`, {
			count: HOLD
		});
		if (!this.#settled(outcome) || !outcome.ok) return;
		if (this.revising) this.ahead = outcome.body.assignments;
		else this.#take(outcome.body);
	}

	/** The last judgment comes back as it was given; submitting it again revises it. */
	undo(): void {
		const last = this.#history.at(-1);
		if (!last || this.revising || this.busy) return;
		if (this.current) this.ahead = [this.current, ...this.ahead];
		this.revising = last;
		this.#history = this.#history.slice(0, -1);
		this.#show(last.held);
		this.choice = last.choice;
		this.notes = { ...last.notes };
		this.saved = { state: 'saved', text: 'Already saved; submit to change it' };
	}

	/** Leaves the earlier judgment as it stands. */
	async redo(): Promise<void> {
		if (!this.revising) return;
		this.#remember(this.revising);
		await this.#advance();
	}

	/** Leases live as long as the page does. */
	async renew(): Promise<void> {
		for (const held of [this.current, ...this.ahead])
			if (held && held.id !== this.revising?.held.id)
				await call('POST', `/api/v1/assignments/${held.id}/renew`, { token: held.token });
	}

	/** The page closes: what is held goes back at once, so that nobody waits for the lease to run out. */
	release(): void {
		for (const held of [this.current, ...this.ahead])
			if (held && held.id !== this.revising?.held.id)
				void call(
					'POST',
					`/api/v1/assignments/${held.id}/release`,
					{ token: held.token },
					{ keepalive: true }
				);
	}

	/** Signs in again, in place, and sends what waits. */
	async unlock(email: string, password: string): Promise<void> {
		const outcome = await call('POST', '/api/v1/session', { email, password });
		if (!outcome.ok) {
			this.problem = outcome.problem;
			return;
		}
		this.problem = null;
		this.locked = false;
		if (this.made) await this.submit();
		else await this.refill();
	}
}

/**
 * The inbox of one person: what is in hand beside what waits, and the verdict that is being made. One decision is held at a
 * time, the next is loaded when a verdict is given, and what was typed stays until it is sent or thrown away.
 */
import { askPasskey } from '#lib/auth/authenticator.ts';
import type { SignatureInput } from '#lib/auth/passkey-input.ts';
import { call } from '#lib/http/client.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Problem } from '#lib/http/problem.ts';
import { isSame } from './action.ts';
import type { BeforeView } from './before.ts';
import { Claims, type Claim } from './claims.ts';
import type { VerdictName } from './input.ts';
import { Gaze } from './gaze.ts';
import { InboxList, type ListSetup } from './inbox-list.svelte.ts';
import { isOpen } from './lifecycle.ts';
import type { Sent } from './signed-here.ts';
import { askToSign, isSpent, type Signing } from './signing.ts';
import { nothing, PutAside } from './unsent.ts';
import type { FirstView, OperatorView } from './view.ts';
import { goneSaid, needsTwoKeys } from './words.ts';

type Lease = { token: string; version: number; until: number };
export type Pane = 'look' | 'edit' | 'reject' | 'respond' | 'view' | 'password' | 'sign';
export class Inbox {
	readonly list: InboxList;
	current = $state.raw<OperatorView | null>(null);
	lease = $state.raw<Lease | null>(null);
	/** what is being taken in hand, as long as its claim is unanswered; `current` is what is shown meanwhile */
	coming = $state<string | null>(null);
	/** what they answered last was a check, and is told before they go on */
	told = $state.raw<OperatorView | null>(null);
	/** from when on an approval counts, by the browser's clock; null: at once */
	readyAt = $state<number | null>(null);
	/** how the same action of the same agent went before */
	before = $state.raw<BeforeView | null>(null);
	/** the arguments as this person has changed them */
	draft = $state.raw<JsonObject | null>(null);
	pane = $state<Pane>('look');
	reason = $state({ code: 'wrong', text: '' });
	response = $state('');
	/** `a` was pressed on what needs `Enter` too */
	armed = $state(false);
	/** something of what is in hand is on its way: a verdict, what one would do, a signature */
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	/** what happened last, for the key line */
	said = $state('');
	/** what a passkey is about to sign */
	signing = $state.raw<Signing | null>(null);
	#waiting: Sent | null = null;
	#gaze = new Gaze();
	#aside = new PutAside();
	#claims = new Claims();
	/** aborted by whoever goes on before what is coming is there */
	#taking = new AbortController();

	constructor(setup: ListSetup) {
		this.list = new InboxList(setup);
	}

	get edited(): boolean {
		const { current, draft } = this;
		return (
			current !== null &&
			draft !== null &&
			!isSame(current.action, { name: current.action.name, args: draft })
		);
	}
	/** Whether this person can answer what is on screen. */
	get answerable(): boolean {
		const { current } = this;
		if (!current || this.lease === null) return false;
		return isOpen(current.status) ? current.status !== 'veto_open' : this.isLook;
	}
	/** It ran alone and is looked at afterwards. */
	get isLook(): boolean {
		const { current } = this;
		return current !== null && current.sampled && current.reviewed_at === undefined;
	}
	allows(verdict: VerdictName): boolean {
		if (this.isLook && this.current?.status === 'auto_approved')
			return verdict === 'approve' || verdict === 'reject';
		return this.current?.allowed.includes(verdict) ?? false;
	}

	/** What waits now; with nothing in hand the first of it is taken. */
	async refresh(): Promise<void> {
		await this.list.refresh();
		if (!this.current && !this.coming && !this.told && this.pane === 'look') await this.take();
	}
	async showMore(): Promise<void> {
		this.list.lengthen();
		await this.refresh();
	}

	/** What became of the one on screen; somebody else, its agent or the clock may have ended it. */
	async look(): Promise<void> {
		const id = this.current?.id;
		if (!id || this.busy || this.coming) return;
		const seen = await call<OperatorView>('GET', `/api/v1/decisions/${id}`);
		if (!seen.ok || this.current?.id !== id || this.busy || this.coming) return;
		this.#show(seen.body);
		if (!isOpen(seen.body.status) && !this.isLook) this.#drop();
	}

	#show(decision: OperatorView): void {
		this.current = decision;
		const { approve_in_ms: wait } = decision;
		this.readyAt = wait === undefined || wait === 0 ? null : Date.now() + wait;
	}

	/** The tab was hidden, or is seen again: only time before somebody's eyes is time that they took. */
	seen(visible: boolean): void {
		this.#gaze.turn(Date.now(), visible);
	}

	/** Whole seconds until an approval counts. */
	secondsLeft(now: number): number {
		return this.readyAt === null ? 0 : Math.max(0, Math.ceil((this.readyAt - now) / 1000));
	}

	/** Says what one would do, after which what is proposed is shown. */
	async say(would: FirstView['would'], text?: string): Promise<void> {
		const { current, lease } = this;
		if (!current?.hidden || !lease || this.busy) return;
		this.busy = true;
		this.problem = null;
		const shown = await call<OperatorView>('POST', `/api/v1/decisions/${current.id}/view`, {
			token: lease.token,
			version: lease.version,
			would,
			...(text === undefined ? {} : { text })
		});
		if (!shown.ok) {
			this.busy = false;
			this.problem = shown.problem;
			return;
		}
		const before = await call<BeforeView>('GET', `/api/v1/decisions/${current.id}/before`);
		this.busy = false;
		if (this.current?.id !== current.id) return;
		this.before = before.ok ? before.body : null;
		this.pane = 'look';
		this.response = '';
		this.#show(shown.body);
	}

	/** After a check was told. */
	goOn(): void {
		this.told = null;
		void this.take();
	}

	#drop(): void {
		this.lease = null;
		this.pane = 'look';
		this.armed = false;
		this.signing = null;
	}

	/**
	 * Opens a decision, the first of the list unless told, and takes it in hand; what was in hand is given back, and so is
	 * what was being taken, once its claim is answered.
	 */
	async take(id = this.list.mine[0]?.id): Promise<void> {
		if (this.busy) return;
		this.told = null;
		if (this.current?.id !== id) this.release();
		// What is being taken has nothing of this person's on the page yet.
		if (this.current && !this.coming) this.#aside.put(this.current.id, this, this.edited);
		this.#clear();
		this.#taking.abort();
		const { signal } = (this.#taking = new AbortController());
		this.coming = id ?? null;
		if (id === undefined) {
			this.current = null;
			this.before = null;
			return;
		}
		// Both at once: what comes later would move what is being read.
		const [claimed, before] = await Promise.all([
			this.#claims.of(id),
			call<BeforeView>('GET', `/api/v1/decisions/${id}/before`, undefined, { signal })
		]);
		if (signal.aborted) return this.#pass(id, claimed);
		const earlier = before.ok ? before.body : null;
		if (claimed.ok) {
			const { token, version, leased_until, decision } = claimed.body;
			this.lease = { token, version, until: Date.parse(leased_until) };
			this.#open(decision, earlier);
			Object.assign(this, this.#aside.of(id));
			return;
		}
		const seen = await call<OperatorView>('GET', `/api/v1/decisions/${id}`, undefined, { signal });
		if (signal.aborted) return;
		this.#open(seen.ok ? seen.body : null, earlier);
		// Held or settled is told by what is on screen; everything else is said.
		if (!['held', 'settled'].includes(claimed.problem.code)) this.problem = claimed.problem;
	}

	#open(decision: OperatorView | null, before: BeforeView | null): void {
		this.coming = null;
		this.before = before;
		this.#gaze.begin(Date.now(), document.visibilityState !== 'hidden');
		if (decision) this.#show(decision);
		else this.current = null;
	}

	/** A claim was answered after this person had gone on: what they are not at is given back. */
	#pass(id: string, claimed: Claim): void {
		const isHere = this.coming === id || (this.lease !== null && this.current?.id === id);
		if (claimed.ok && !isHere) this.#claims.giveBack(id, claimed.body.token);
	}

	#clear(): void {
		Object.assign(this, nothing());
		this.lease = null;
		this.readyAt = null;
		this.pane = 'look';
		this.armed = false;
		this.problem = null;
		this.#waiting = null;
		this.signing = null;
	}

	async move(by: 1 | -1): Promise<void> {
		if (this.told) return this.goOn();
		const next = this.list.beside(this.coming ?? this.current?.id, by);
		if (next) await this.take(next.id);
	}

	/** Prolongs the lease while the page lives. */
	async renew(): Promise<void> {
		const id = this.current?.id;
		if (!id || !this.lease || this.busy) return;
		const claimed = await this.#claims.of(id);
		if (this.current?.id !== id || !this.lease) return this.#pass(id, claimed);
		if (claimed.ok)
			this.lease = {
				token: claimed.body.token,
				version: claimed.body.version,
				until: Date.parse(claimed.body.leased_until)
			};
		else if (claimed.status > 0) {
			this.#drop();
			this.problem = claimed.problem;
		}
	}

	/** Gives back what is in hand. */
	release(): void {
		if (this.current && this.lease) this.#claims.giveBack(this.current.id, this.lease.token);
		this.lease = null;
	}
	/** The page closes: nothing stays in hand, nor what is still coming. */
	leave(): void {
		this.#taking.abort();
		this.coming = null;
		this.release();
	}

	/** What `a` does: approves, or arms what needs `Enter` too. The same key again does nothing. */
	approve(): void {
		const { current } = this;
		if (!this.answerable || !current) return;
		if (current.hidden) return void this.say('approve');
		if (this.secondsLeft(Date.now()) > 0) return;
		// What is signed by passkey is shown once more before that: no key alone approves it.
		if (needsTwoKeys(current) && !this.#asksPasskey) this.armed = true;
		else this.#approve(current);
	}
	#approve(current: OperatorView): void {
		void this.#send(
			this.edited && this.draft
				? { verdict: 'edit', action: { name: current.action.name, args: this.draft } }
				: { verdict: 'approve' }
		);
	}
	reject(): void {
		if (this.answerable) void this.#send({ verdict: 'reject', reason: { ...this.reason } });
	}
	respond(): void {
		if (this.answerable && this.response.trim() !== '')
			void this.#send({ verdict: 'respond', response: this.response.trim() });
	}
	/** What `Enter` does. */
	confirm(): void {
		if (this.told) this.goOn();
		else if (this.pane === 'view') {
			if (this.response.trim() !== '') void this.say('other', this.response.trim());
		} else if (this.pane === 'reject') this.reject();
		else if (this.pane === 'respond') this.respond();
		else if (this.pane === 'sign') void this.signByPasskey();
		else if (this.armed && this.answerable && this.current) this.#approve(this.current);
	}
	show(pane: Pane): void {
		if (
			!this.answerable ||
			(pane === 'edit' && !this.allows('edit')) ||
			(pane === 'respond' && !this.allows('respond'))
		)
			return;
		if (this.current?.hidden) return this.#showFirst(pane);
		if (pane === 'edit') this.draft ??= this.current?.action.args ?? null;
		this.pane = pane;
		this.armed = false;
	}
	/** The keys of a verdict say what one would do, while what is proposed is hidden. */
	#showFirst(pane: Pane): void {
		if (pane === 'reject') void this.say('reject');
		else if (pane === 'respond' || pane === 'view') this.pane = 'view';
	}
	/** Throws the edit away. */
	drop(): void {
		this.draft = null;
		if (this.pane === 'edit') this.pane = 'look';
	}
	back(): void {
		if (this.armed) this.armed = false;
		else if (this.pane === 'sign' && this.signing) this.#leaveSigning(this.signing);
		else if (this.pane !== 'look') this.pane = 'look';
		else this.drop();
	}

	get #asksPasskey(): boolean {
		const { current } = this;
		return current !== null && isOpen(current.status) && current.gate.assurance === 'passkey';
	}

	/** Shows what a passkey is to sign; @returns whether it is asked */
	async #ask(sent: Sent): Promise<boolean> {
		const { current, lease } = this;
		if (!current || !lease || this.busy) return true;
		this.busy = true;
		const asked = await askToSign(current, lease, sent);
		this.busy = false;
		if (this.current?.id !== current.id) return true;
		if (asked === null) return false;
		if ('signing' in asked) {
			this.signing = asked.signing;
			this.pane = 'sign';
			return true;
		}
		this.problem = asked.problem;
		if (asked.problem.code === 'lease_lost') {
			this.lease = null;
			await this.look();
		}
		return true;
	}

	#leaveSigning({ sent }: Signing): void {
		this.signing = null;
		const panes: Partial<Record<VerdictName, Pane>> = { reject: 'reject', respond: 'respond', edit: 'edit' };
		this.pane = panes[sent.verdict] ?? 'look';
	}

	/** Has the passkey sign what is shown, and sends that. Cancelled, everything stays as it was. */
	async signByPasskey(): Promise<void> {
		const { signing } = this;
		if (!signing || this.busy) return;
		this.busy = true;
		this.problem = null;
		const given = await askPasskey(signing.challenge.options);
		this.busy = false;
		if (this.signing !== signing) return;
		if (!given.ok) {
			this.problem = { type: 'about:blank', status: 0, ...given.problem };
			return;
		}
		const refused = await this.#send(signing.sent, {
			nonce: signing.challenge.nonce,
			credential: given.credential
		});
		// What was asked is used up: the same is asked anew, and why it failed stays to be read.
		if (refused === null || this.signing !== signing || !isSpent(refused)) return;
		await this.#ask(signing.sent);
		this.problem = refused;
	}
	/** In the place of the password: the same is signed by passkey. */
	async passkeyInstead(): Promise<void> {
		const sent = this.#waiting;
		if (sent) await this.#ask(sent);
	}

	/** @returns why it was refused */
	async #send(sent: Sent, signature?: SignatureInput): Promise<Problem | null> {
		const { current, lease } = this;
		if (!current || !lease || this.busy) return null;
		if (!signature && this.#asksPasskey) {
			this.problem = null;
			this.armed = false;
			if (await this.#ask(sent)) return null;
		}
		this.busy = true;
		this.problem = null;
		const done = await call<OperatorView>('POST', `/api/v1/decisions/${current.id}/reviews`, {
			token: lease.token,
			version: lease.version,
			...sent,
			...(signature ? { signature } : {}),
			dwell_ms: Math.min(86_400_000, Math.round(this.#gaze.milliseconds(Date.now())))
		});
		this.busy = false;
		this.armed = false;
		if (!done.ok) {
			this.problem = done.problem;
			if (done.problem.code === 'passkey_required' && !signature) {
				// The edit asks for more than what it was made of.
				this.problem = null;
				await this.#ask(sent);
			} else if (done.problem.code === 'reauth_required') {
				this.#waiting = sent;
				this.pane = 'password';
				this.problem = null;
			} else if (done.problem.code === 'session_expired' || done.problem.code === 'unauthenticated') {
				this.#waiting = sent;
				this.pane = 'password';
			} else if (done.problem.code === 'lease_lost' || done.problem.code === 'settled') {
				this.lease = null;
				this.signing = null;
				await this.look();
			}
			return done.problem;
		}
		this.lease = null;
		this.signing = null;
		this.#aside.forget(current.id);
		this.said = done.body.status === 'pending' ? 'Signed; another person must sign too' : goneSaid(done.body);
		this.list.answered(current.id);
		this.current = null;
		if (done.body.check) {
			this.said = 'It was a check';
			this.told = done.body;
			this.#clear();
			return null;
		}
		await this.take();
		return null;
	}

	/** The password again, then what waited for it. */
	async sign(email: string, password: string): Promise<void> {
		const signed = await call('POST', '/api/v1/session', { email, password });
		if (!signed.ok) {
			this.problem = signed.problem;
			return;
		}
		this.problem = null;
		this.pane = 'look';
		const sent = this.#waiting;
		this.#waiting = null;
		if (sent) await this.#send(sent);
	}
}

/**
 * The monitor of one person: the feed, the open windows, the halts, and their own presence. Presence is only claimed
 * while the tab is visible; a tab that hides, freezes or closes says so where it can, and is silent where it cannot.
 */
import { call } from '#lib/http/client.ts';
import type { Problem } from '#lib/http/problem.ts';
import type { DecisionLine, OperatorView } from './view.ts';
import { dueOf } from './words.ts';

export type Halt = {
	id: string;
	scope: string;
	project: string | null;
	agent: string | null;
	action: string | null;
	reason: string;
	by: string;
	person: string | null;
	needs_second_person: boolean;
	created_at: string;
};
export type Setup = {
	slug: string;
	/** as the log names this person */
	me: string;
	lines: DecisionLine[];
	halts: Halt[];
	watchers: string[];
	grants: number;
};

/** Three signs of life within the 30 s that one lasts. */
const BEAT_MS = 10_000;
const FEED = 200;

export class Monitor {
	readonly slug: string;
	readonly me: string;
	readonly tab: string = crypto.randomUUID();
	lines = $state.raw<DecisionLine[]>([]);
	halts = $state.raw<Halt[]>([]);
	watchers = $state.raw<string[]>([]);
	grants = $state(0);
	/** until when the server counts this tab as watching */
	watchedUntil = $state(0);
	/** the feed stands still */
	held = $state(false);
	chosen = $state<string | null>(null);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	#asked = 0;
	#shown = 0;

	constructor({ slug, me, lines, halts, watchers, grants }: Setup) {
		this.slug = slug;
		this.me = me;
		this.lines = lines;
		this.halts = halts;
		this.watchers = watchers;
		this.grants = grants;
	}

	/** Windows that can be vetoed, the next to close first. */
	get windows(): DecisionLine[] {
		return this.lines.filter(({ status }) => status === 'veto_open').sort((a, b) => dueOf(a) - dueOf(b));
	}
	/** Open windows first, then the newest. */
	get feed(): DecisionLine[] {
		return [...this.windows, ...this.lines.filter(({ status }) => status !== 'veto_open')].slice(0, 60);
	}

	async refresh(): Promise<void> {
		const asked = ++this.#asked;
		const [lines, halts, standing] = await Promise.all([
			call<{ items: DecisionLine[] }>(
				'GET',
				`/api/v1/decisions?project=${this.slug}&status=all&limit=${FEED}`
			),
			call<{ items: Halt[] }>('GET', '/api/v1/halts'),
			call<{ watchers: string[]; grants: number }>('GET', `/api/v1/projects/${this.slug}/watch`)
		]);
		// What was asked later is shown already.
		if (asked < this.#shown) return;
		this.#shown = asked;
		if (lines.ok && !this.held) this.lines = lines.body.items;
		if (halts.ok)
			this.halts = halts.body.items.filter(({ project }) => project === null || project === this.slug);
		if (standing.ok) {
			this.watchers = standing.body.watchers;
			this.grants = standing.body.grants;
		}
	}

	async #sign(visible: boolean): Promise<void> {
		const sent = Date.now();
		const answer = await call<{ watching: boolean; seconds: number }>(
			'POST',
			`/api/v1/projects/${this.slug}/watch`,
			{ tab: this.tab, visible },
			visible ? {} : { keepalive: true }
		);
		if (answer.ok) {
			const began = answer.body.watching && this.watchedUntil < sent;
			this.watchedUntil = answer.body.watching ? sent + answer.body.seconds * 1000 : 0;
			// So that this person is among those who watch.
			if (began) await this.refresh();
		}
		if (!answer.ok && answer.status > 0) {
			this.watchedUntil = 0;
			this.problem = answer.problem;
		}
	}

	/** Begins to watch; @returns how to stop */
	watch(): () => void {
		const beat = () => {
			if (!document.hidden) void this.#sign(true);
		};
		const leave = () => {
			this.watchedUntil = 0;
			void this.#sign(false);
		};
		const turn = () => (document.hidden ? leave() : beat());
		const timer = setInterval(beat, BEAT_MS);
		document.addEventListener('visibilitychange', turn);
		document.addEventListener('freeze', leave);
		window.addEventListener('pagehide', leave);
		beat();
		return () => {
			clearInterval(timer);
			document.removeEventListener('visibilitychange', turn);
			document.removeEventListener('freeze', leave);
			window.removeEventListener('pagehide', leave);
			leave();
		};
	}

	async veto(id: string | undefined, reason = { code: 'vetoed', text: '' }): Promise<void> {
		if (id === undefined || this.busy) return;
		this.busy = true;
		const done = await call<OperatorView>('POST', `/api/v1/decisions/${id}/veto`, { reason });
		this.busy = false;
		this.problem = done.ok ? null : done.problem;
		await this.refresh();
	}

	move(by: 1 | -1): void {
		const list = this.feed;
		const at = list.findIndex(({ id }) => id === this.chosen);
		this.chosen = list[Math.max(0, Math.min(list.length - 1, at + by))]?.id ?? null;
	}

	async stop(scope: string, name: string, reason: string): Promise<boolean> {
		const body = {
			scope,
			reason: reason.trim() || 'Stopped from the monitor',
			...(scope === 'all' ? {} : { project: this.slug }),
			...(scope === 'agent' ? { agent: name } : {}),
			...(scope === 'action' ? { action: name } : {})
		};
		const done = await call<Halt>('POST', '/api/v1/halts', body);
		this.problem = done.ok ? null : done.problem;
		await this.refresh();
		return done.ok;
	}

	async lift(id: string): Promise<void> {
		const done = await call('DELETE', `/api/v1/halts/${id}`);
		this.problem = done.ok ? null : done.problem;
		await this.refresh();
	}
}

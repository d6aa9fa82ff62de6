/** What waits in a project, as one person sees it: whose turn it is, who holds what, and the halts that reach it. */
import { call } from '#lib/http/client.ts';
import type { Role } from '#lib/schema/values.ts';
import { maySign } from './gate.ts';
import type { DecisionLine } from './view.ts';
import { dueOf } from './words.ts';

export type ListSetup = {
	slug: string;
	/** the role in which this person answers */
	role: Role;
	open: DecisionLine[];
	sampled: DecisionLine[];
	more: boolean;
	/** halts that reach this project */
	halts: number;
};
/** Lines of one page of the list, and of the most that it shows. */
const PAGE = 50;
const MOST = 200;

export class InboxList {
	readonly slug: string;
	readonly role: Role;
	open = $state.raw<DecisionLine[]>([]);
	/** what ran alone and is looked at afterwards */
	sampled = $state.raw<DecisionLine[]>([]);
	/** whether more wait than are listed */
	more = $state(false);
	halts = $state(0);
	/** what came since the page looked last, for whoever wants to be told */
	arrived = $state.raw<DecisionLine[]>([]);
	#limit = PAGE;
	#looks = 0;
	#shown = 0;
	/** by decision, the last question that went out before it was answered here */
	#answered: Record<string, number> = {};

	constructor({ slug, role, open, sampled, more, halts }: ListSetup) {
		this.slug = slug;
		this.role = role;
		this.open = open;
		this.sampled = sampled;
		this.more = more;
		this.halts = halts;
	}

	/** What one can take, in the order of the list. */
	get mine(): DecisionLine[] {
		return [...this.waiting, ...this.sampled];
	}
	/** Of what is open, what this person may answer and nobody else holds. */
	get waiting(): DecisionLine[] {
		return this.#asked.filter(({ holder, roles }) => (!holder || holder.mine) && maySign(roles, this.role));
	}
	/** What waits for somebody with another role. */
	get others(): DecisionLine[] {
		return this.#asked.filter(({ holder, roles }) => !holder && !maySign(roles, this.role));
	}
	/** What runs unless somebody vetoes it: nobody is asked, the next to close first. */
	get windows(): DecisionLine[] {
		return this.open.filter(({ status }) => status === 'veto_open').sort((a, b) => dueOf(a) - dueOf(b));
	}
	get #asked(): DecisionLine[] {
		return this.open.filter(({ status }) => status !== 'veto_open');
	}
	get held(): DecisionLine[] {
		return this.open.filter(({ holder }) => holder && !holder.mine);
	}
	/** Whether the list can be longer than it is. */
	get longer(): boolean {
		return this.more && this.#limit < MOST;
	}

	async refresh(): Promise<void> {
		const asked = ++this.#looks;
		const at = (status: string) =>
			call<{ items: DecisionLine[]; next_cursor: string | null }>(
				'GET',
				`/api/v1/decisions?project=${this.slug}&status=${status}&limit=${this.#limit}`
			);
		const [open, sampled] = await Promise.all([at('open'), at('sampled')]);
		// What was asked later is shown already.
		if (asked < this.#shown) return;
		this.#shown = asked;
		const waits = ({ id }: DecisionLine) => (this.#answered[id] ?? 0) < asked;
		if (open.ok) {
			const known = this.open.map(({ id }) => id);
			const fresh = open.body.items.filter(
				({ id, holder, status }) => !known.includes(id) && !holder && status !== 'veto_open'
			);
			this.open = open.body.items.filter(waits);
			this.more = open.body.next_cursor !== null;
			if (fresh.length > 0) this.arrived = fresh;
		}
		if (sampled.ok) this.sampled = sampled.body.items.filter(waits);
	}

	/** The next look at it shows a page more. */
	lengthen(): void {
		this.#limit = Math.min(MOST, this.#limit + PAGE);
	}

	async lookAtHalts(): Promise<void> {
		const halts = await call<{ items: { project: string | null }[] }>('GET', '/api/v1/halts');
		if (halts.ok)
			this.halts = halts.body.items.filter(({ project }) => project === null || project === this.slug).length;
	}

	/** It was answered here, and waits no longer. */
	answered(id: string): void {
		this.#answered = { ...this.#answered, [id]: this.#looks };
		this.open = this.open.filter((line) => line.id !== id);
		this.sampled = this.sampled.filter((line) => line.id !== id);
	}

	/** The one before or after another one, or the first where that one is not listed. */
	beside(id: string | undefined, by: 1 | -1): DecisionLine | undefined {
		const list = this.mine;
		const at = list.findIndex((line) => line.id === id);
		return list[at + by] ?? (at === -1 ? list[0] : undefined);
	}
}

/**
 * A lead at the disputed items: one in hand, the next one read ahead, the last answer to be taken back while it is fresh.
 * Nothing is answered that was not seen: what somebody else answered meanwhile is shown instead.
 */
import type { Outcome } from '#lib/http/client.ts';
import type { Adjudicated, Given, Queue } from '#lib/quality/adjudication.server.ts';
import type { SentBack } from '#lib/quality/send-back.server.ts';
import type { Resolution } from '#lib/project/resolve.server.ts';
import type { Answers } from '#lib/schema/values.ts';

type Call = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<Outcome<T>>;
export type Mode = 'look' | 'write' | 'send-back' | 'gap';
type Done = { id: string; key: string; seen: string };

export class Adjudicating {
	readonly #call: Call;
	readonly #at: string;
	items = $state.raw<Queue['items']>([]);
	total = $state(0);
	current = $state.raw<Adjudicated | null>(null);
	mode = $state<Mode>('look');
	busy = $state(false);
	problem = $state('');
	said = $state('');
	/** the server was asked once more, and answered */
	looked = $state(false);
	/** the last final answer, while nothing else was done */
	last = $state.raw<Done | null>(null);
	/** kinds of error, by judgment */
	kinds = $state<Record<string, string>>({});
	/** what is read ahead, by item; nothing is drawn from it */
	#ahead: Record<string, Promise<Adjudicated | null>> = {};

	constructor(slug: string, call: Call, queue: Queue, first: Adjudicated | null) {
		this.#call = call;
		this.#at = `/api/v1/projects/${slug}`;
		this.lay(queue, first);
	}
	/** What waits, and the first of it. */
	lay({ items, to_adjudicate: total }: Queue, first: Adjudicated | null): void {
		this.items = items;
		this.total = total;
		this.current = first;
		this.#lookAhead();
	}

	/** the item that is on its way: until it is there, keys are nobody's */
	#wanted = $state<string | null>(null);

	readonly place: number = $derived(this.items.findIndex(({ id }) => id === this.current?.item.id));
	/** Whether what is shown can be answered. */
	readonly still: boolean = $derived(!this.busy && this.#wanted === null);
	readonly dispute: Queue['items'][number] | null = $derived(this.items[this.place] ?? null);

	#forget(id: string): void {
		this.#ahead = Object.fromEntries(Object.entries(this.#ahead).filter(([own]) => own !== id));
	}
	#read(id: string): Promise<Adjudicated | null> {
		const known = this.#ahead[id];
		if (known) return known;
		const found = this.#call<Adjudicated>('GET', `${this.#at}/items/${id}/adjudication`).then((answer) =>
			answer.ok ? answer.body : null
		);
		this.#ahead[id] = found;
		return found;
	}
	#lookAhead(): void {
		const next = this.items[this.place + 1];
		if (next) void this.#read(next.id);
	}

	async open(id: string | null): Promise<void> {
		this.mode = 'look';
		this.kinds = {};
		this.#wanted = id;
		const found = id === null ? null : await this.#read(id);
		// Who pressed on is on the way to another one.
		if (this.#wanted !== id) return;
		this.#wanted = null;
		this.current = found;
		if (id !== null) this.#forget(id);
		this.#lookAhead();
	}
	async move(by: 1 | -1): Promise<void> {
		const from = this.#wanted ?? this.current?.item.id;
		const next = this.items[this.items.findIndex(({ id }) => id === from) + by];
		if (next && !this.busy) await this.open(next.id);
	}

	/** On to the next; where all that the page knows of is done, the server is asked for more. */
	async #onward(id: string): Promise<void> {
		const next = this.items[this.place + 1] ?? this.items[this.place - 1];
		this.items = this.items.filter((item) => item.id !== id);
		this.total = Math.max(0, this.total - 1);
		if (next) return this.open(next.id);
		await this.refresh();
	}
	async refresh(): Promise<void> {
		const found = await this.#call<Queue>('GET', `${this.#at}/adjudication`);
		if (!found.ok) return void (this.problem = found.problem.detail);
		this.problem = '';
		this.looked = true;
		this.items = found.body.items;
		this.total = found.body.to_adjudicate;
		await this.open(this.items[0]?.id ?? null);
	}

	async #act<T>(act: () => Promise<Outcome<T>>): Promise<T | null> {
		if (!this.still) return null;
		this.busy = true;
		this.problem = '';
		const outcome = await act();
		this.busy = false;
		if (outcome.ok) return outcome.body;
		this.problem = outcome.problem.detail;
		// Somebody else was first: what stands by now is what one looks at.
		if (outcome.problem.code === 'settled' && this.current) {
			this.#forget(this.current.item.id);
			this.current = await this.#read(this.current.item.id);
		}
		return null;
	}

	/** Words about the item that is shown. */
	begin(mode: Mode): void {
		if (this.still) this.mode = mode;
	}

	/** The answers of the n-th line, 1 for the first. */
	async accept(n: number): Promise<void> {
		const given: Given | undefined = this.current?.given[n - 1];
		if (given && this.mode === 'look') await this.resolve(given.answers);
	}
	async resolve(answers: Answers): Promise<void> {
		const { current } = this;
		if (!current) return;
		const { id, key } = current.item;
		const errors = Object.entries(this.kinds).flatMap(([judgment, kind]) =>
			kind === '' ? [] : [{ judgment, kind }]
		);
		const stands = await this.#act(() =>
			this.#call<Resolution>('POST', `${this.#at}/items/${id}/resolve`, {
				answers,
				errors,
				seen: current.seen
			})
		);
		if (!stands) return;
		this.last = { id, key, seen: stands.id };
		this.said = `${key} has its final answer.`;
		await this.#onward(id);
	}
	async sendBack(comment: string, to: string[]): Promise<void> {
		const { current } = this;
		if (!current) return;
		const { id, key } = current.item;
		const sent = await this.#act(() =>
			this.#call<SentBack>('POST', `${this.#at}/items/${id}/send-back`, {
				comment,
				seen: current.seen,
				...(to.length > 0 ? { to } : {})
			})
		);
		if (!sent) return;
		this.last = null;
		this.said = `${key} went back to ${sent.to.length === 1 ? 'one person' : `${sent.to.length} people`}.`;
		await this.#onward(id);
	}
	async gap(text: string): Promise<void> {
		const { current } = this;
		if (!current) return;
		const noted = await this.#act(() =>
			this.#call('POST', `${this.#at}/items/${current.item.id}/gap`, text === '' ? {} : { text })
		);
		if (noted === null) return;
		this.mode = 'look';
		this.said = 'Noted. It stands beside the guidelines, where the next version is written.';
	}
	async undo(): Promise<void> {
		const { last } = this;
		if (!last) return;
		const back = await this.#act(() =>
			this.#call('DELETE', `${this.#at}/items/${last.id}/resolve?seen=${encodeURIComponent(last.seen)}`)
		);
		if (back === null) return;
		this.last = null;
		this.said = `${last.key} has no final answer any more.`;
		this.total += 1;
		this.items = [
			{ id: last.id, key: last.key, reasons: [], agreement: null, questions: [] },
			...this.items.filter(({ id }) => id !== last.id)
		];
		this.#forget(last.id);
		await this.open(last.id);
	}
}

/**
 * The consequences of what is chosen: asked for a moment after the last choice, of which only the latest answer counts.
 * What was counted before stays, marked as old, until then.
 */
import type { Preview } from '#lib/datasets/preview-view.ts';
import type { Show } from '#lib/datasets/shown.ts';
import { call } from '#lib/http/client.ts';
import type { Problem } from '#lib/http/problem.ts';
import type { Asked } from './draft.ts';

const WAIT_MS = 50;
/** Between the numbers that come at once and those that compare prompts that are nearly the same. */
const AGAIN_MS = 250;

type Question = Omit<Asked, 'name'> & { name: undefined; show: Show | null };

export class Counting {
	view = $state.raw<Preview | null>(null);
	problem = $state.raw<Problem | null>(null);
	/** whether what is shown is of an earlier choice */
	old = $state(false);
	/** how long the last answer took */
	tookMs = $state<number | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asking = new AbortController();
	#asked = '';
	/** tells this page apart from others of the same person */
	readonly #page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

	constructor(view: Preview | null, problem: Problem | null) {
		this.view = view;
		this.problem = problem;
	}

	/** Asks, unless it is what was asked last. Nothing is asked of no project. */
	ask(question: Question): void {
		const text = JSON.stringify(question);
		if (text === this.#asked) return;
		this.stop();
		this.#asked = text;
		if (question.projects.length === 0) {
			this.view = this.problem = null;
			this.old = false;
			return;
		}
		this.old = true;
		this.#later(question, WAIT_MS);
	}

	/** Whatever was asked, nobody waits for it any more. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#asking.abort();
		this.#asked = '';
	}

	/** The same once more. */
	again(question: Question): void {
		this.#asked = '';
		this.ask(question);
	}

	#later(question: Question, ms: number): void {
		const asking = (this.#asking = new AbortController());
		this.#timer = setTimeout(() => void this.#send(question, asking.signal), ms);
	}

	async #send(question: Question, signal: AbortSignal): Promise<void> {
		const began = performance.now();
		const body = { ...question, page: this.#page };
		const answer = await call<Preview>('POST', '/api/v1/datasets/preview', body, { signal });
		if (signal.aborted) return;
		// The same person has many pages open: their latest questions are answered first.
		if (!answer.ok && answer.problem.code === 'superseded') return this.#later(question, AGAIN_MS * 2);
		this.old = false;
		this.problem = answer.ok ? null : answer.problem;
		if (!answer.ok) return;
		this.tookMs = performance.now() - began;
		this.view = answer.body;
		if (!answer.body.exact) this.#later(question, AGAIN_MS);
	}
}

/**
 * Numbers that come after their page: the latest answer counts, what was there before stays, marked as old, until then.
 * What is counted again because votes came in is no news to whoever looks: it is not marked.
 */
import type { ShownProblem } from '#lib/ui/problem.ts';

type Problem = ShownProblem & { code: string };
export type Told<T> = { ok: true; view: T } | { ok: false; problem: Problem };

export class Showing<T> {
	view = $state.raw<T | null>(null);
	problem = $state.raw<Problem | null>(null);
	#asked: Promise<Told<T>> | null = null;
	#pending = $state(true);
	#quiet = $state(false);

	/** @param now what the page was opened with, if it was there by then */
	constructor(now: Told<T> | null = null) {
		if (now) this.#show(now);
	}

	/** Whether what is shown is of something else than what is asked. */
	get old(): boolean {
		return (this.#pending && !this.#quiet) || this.problem !== null;
	}
	/** Whether an answer is on its way, whatever is shown meanwhile. */
	get counting(): boolean {
		return this.#pending;
	}
	/** Whether new votes are being counted. */
	get renewing(): boolean {
		return this.#pending && this.#quiet;
	}
	/** What comes next is the same question once more. */
	again(): void {
		this.#quiet = true;
	}
	ask(answer: Promise<Told<T>>): void {
		if (answer === this.#asked) return;
		this.#asked = answer;
		this.#pending = true;
		void answer.then((told) => {
			// An answer that nobody waits for any more changes nothing.
			if (answer !== this.#asked) return;
			this.#show(told);
		});
	}
	#show(told: Told<T>): void {
		this.#pending = this.#quiet = false;
		this.problem = told.ok ? null : told.problem;
		if (told.ok) this.view = told.view;
	}
	/** Of another project nothing is shown. */
	clear(): void {
		this.view = this.problem = this.#asked = null;
		this.#pending = true;
	}
}

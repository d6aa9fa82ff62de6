/** The draft in hand and the address that holds it: each follows the other, and going back goes one step back. */
import { draftOf, searchOf, type Draft } from './draft.ts';

/** Typing into one field is one step to go back to, however many letters it takes. */
const isTyped: Partial<Record<keyof Draft, true>> = {
	name: true,
	names: true,
	where: true,
	licence: true,
	splits: true,
	least: true,
	agreement: true,
	strength: true,
	seed: true,
	since: true,
	until: true
};
const TYPING_MS = 300;

/** @param replaceState whether it is still the step that one is at */
type Go = (search: string, replaceState: boolean) => void;

export class Drafting {
	draft: Draft;
	readonly #go: Go;
	/** what the address says by now, or will in a moment */
	#written: string;
	#writing: ReturnType<typeof setTimeout> | undefined;
	/** what the step that one is at was made by, where that was typed */
	#typing: string | null = null;
	#replaces = true;
	#sent = false;

	constructor(params: URLSearchParams, go: Go) {
		const draft = draftOf(params);
		this.draft = $state.raw(draft);
		this.#written = searchOf(draft);
		this.#go = go;
	}

	change(to: Partial<Draft>): void {
		this.draft = { ...this.draft, ...to };
		const [field = ''] = Object.keys(to);
		const typed = field in isTyped ? field : null;
		this.#replaces &&= typed !== null && typed === this.#typing;
		this.#typing = typed;
		clearTimeout(this.#writing);
		this.#writing = setTimeout(() => this.#write(), typed === null ? 0 : TYPING_MS);
	}

	/** Back, forward, a link to this page: the address leads. */
	follow(params: URLSearchParams): void {
		const search = searchOf(draftOf(params));
		if (search === this.#written) return;
		clearTimeout(this.#writing);
		this.#typing = null;
		this.#written = search;
		this.draft = draftOf(params);
	}

	stop(): void {
		clearTimeout(this.#writing);
	}

	/** A version is asked for: its answer leads elsewhere, and an address that is written meanwhile would lead back. */
	send(): void {
		this.#sent = true;
	}
	/** It was refused. Why stands on the page until the next change, with which the address follows again. */
	goOn(): void {
		this.#sent = false;
	}

	#write(): void {
		if (this.#sent) return;
		const search = searchOf(this.draft);
		const replaces = this.#replaces;
		this.#replaces = true;
		if (search === this.#written) return;
		this.#written = search;
		this.#go(search, replaces);
	}
}

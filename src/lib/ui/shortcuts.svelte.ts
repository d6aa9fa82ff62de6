/**
 * The keys of the page that is on screen. A page names its own; the shell prints them at the foot, lists them
 * in the overlay and binds them, so that no key is printed that does nothing.
 */
import { createContext, onDestroy } from 'svelte';
import type { KeyHint } from './key.ts';

export type Shortcut = KeyHint & {
	/** as `keys` binds it: `n`, `g i`, `Shift+Digit1` */
	press: string;
	act: () => void;
	/** listed in the overlay, not at the foot */
	minor?: boolean;
};
type Source = () => Shortcut[];

export class Shortcuts {
	// A page that goes reads state as it was before the next one came: what is true is kept beside it.
	#all: Source[] = [];
	#sources = $state.raw<Source[]>([]);

	/** The innermost page's first. */
	get list(): Shortcut[] {
		return this.#sources.flatMap((source) => source());
	}
	get bindings(): Record<string, () => void> {
		return Object.fromEntries(this.list.toReversed().map(({ press, act }) => [press, act]));
	}
	add(source: Source): void {
		this.#all = [source, ...this.#all];
		this.#sources = this.#all;
	}
	remove(source: Source): void {
		this.#all = this.#all.filter((own) => own !== source);
		this.#sources = this.#all;
	}
}

const [getShortcuts, setShortcuts] = createContext<Shortcuts>();
export { setShortcuts };

/** Called while a page is made: its keys live as long as it does. */
export function shortcuts(source: Source): void {
	const shell = getShortcuts();
	shell.add(source);
	onDestroy(() => shell.remove(source));
}

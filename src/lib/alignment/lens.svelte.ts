/**
 * How a person looks at the responses: what differs marked, panes that scroll together, folds open. None of it is part
 * of an answer. How one scrolls is a habit and stays with the person; folds are closed anew for each item.
 */
type Keeper = Pick<Storage, 'getItem' | 'setItem'>;

export class Lens {
	readonly #keeper: Keeper | null;
	readonly #name: string;
	differences = $state(false);
	together = $state(false);
	/** the item whose folds are open */
	#open = $state.raw<string | null>(null);
	/** which response the one that is read is compared with, of which item */
	#against = $state.raw<{ item: string; index: number } | null>(null);

	/** @param keeper may be full or closed to us: then the habit lasts as long as the page */
	constructor(keeper: Keeper | null, person: string) {
		this.#keeper = keeper;
		this.#name = `assent-reading ${person}`;
		try {
			this.together = keeper?.getItem(this.#name) === 'together';
		} catch {
			this.together = false;
		}
	}

	compare(): void {
		this.differences = !this.differences;
	}
	scroll(): void {
		this.together = !this.together;
		try {
			this.#keeper?.setItem(this.#name, this.together ? 'together' : 'apart');
		} catch {
			// It lasts as long as the page.
		}
	}

	isOpen(item: string): boolean {
		return this.#open === item;
	}
	fold(item: string): void {
		this.#open = this.#open === item ? null : item;
	}

	/**
	 * The response that one is compared with: what was chosen, else the first other one.
	 * @param read the response that is read, by its place
	 */
	against(item: string, read: number): number {
		const chosen = this.#against?.item === item ? this.#against.index : null;
		return chosen !== null && chosen !== read ? chosen : read === 0 ? 1 : 0;
	}
	compareWith(item: string, index: number): void {
		this.#against = { item, index };
	}
}

/** The browser's own storage; none on the server, or where the browser closes it to us. */
export function ownStorage(): Storage | null {
	try {
		return globalThis.localStorage ?? null;
	} catch {
		return null;
	}
}

/**
 * Answers that are being made survive a reload and a closed tab: a draft is kept in the browser, under the person
 * and the assignment, until the answer is given. It is written at every touch and at once, which the browser's
 * plain storage does. The storage is an argument; one that is full or closed to us costs nothing.
 */
type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export function drafts<Draft>(keeper: Keeper | null, person: string) {
	const prefix = `assent-draft ${person} `;
	const nameOf = (assignmentId: string) => prefix + assignmentId;
	const attempt = <T>(act: (keeper: Keeper) => T): T | null => {
		try {
			return keeper && act(keeper);
		} catch {
			return null;
		}
	};
	return {
		read: (assignmentId: string): Draft | null =>
			attempt((k) => JSON.parse(k.getItem(nameOf(assignmentId)) ?? 'null') as Draft | null),
		/** @returns whether it is kept */
		write: (assignmentId: string, draft: Draft): boolean =>
			attempt((k) => {
				k.setItem(nameOf(assignmentId), JSON.stringify(draft));
				return true;
			}) ?? false,
		forget: (assignmentId: string): void => void attempt((k) => k.removeItem(nameOf(assignmentId))),
		/** how many are kept of this person */
		count: (): number => attempt((k) => namesIn(k, prefix).length) ?? 0,
		/** Forgets all of this person's. */
		wipe: (): void => void attempt((k) => namesIn(k, prefix).forEach((name) => k.removeItem(name)))
	};
}
export type Drafts<Draft> = ReturnType<typeof drafts<Draft>>;

const namesIn = (keeper: Keeper, prefix: string): string[] =>
	Array.from({ length: keeper.length }, (_, i) => keeper.key(i) ?? '').filter((name) =>
		name.startsWith(prefix)
	);

/** The browser's own storage; none on the server, or where the browser closes it to us. */
export function browserStorage(): Storage | null {
	try {
		return globalThis.window?.localStorage ?? null;
	} catch {
		return null;
	}
}

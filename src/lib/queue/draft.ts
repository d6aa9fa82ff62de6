/**
 * Answers that are being made survive a reload: a draft is kept in the tab, under the person and the assignment,
 * until the answer is acknowledged. The storage is an argument; one that is full or closed to us costs nothing.
 */
type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function drafts<Draft>(keeper: Keeper | null, person: string) {
	const nameOf = (assignmentId: string) => `assent-draft ${person} ${assignmentId}`;
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
		forget: (assignmentId: string): void => void attempt((k) => k.removeItem(nameOf(assignmentId)))
	};
}
export type Drafts<Draft> = ReturnType<typeof drafts<Draft>>;

/** The tab's own storage; none on the server, or where the browser closes it to us. */
export function tabStorage(): Storage | null {
	try {
		return globalThis.sessionStorage ?? null;
	} catch {
		return null;
	}
}

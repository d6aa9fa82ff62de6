/** Counts that begin at nothing, one a reason, in the order in which they are told. */
export const zeros = <T extends string>(names: readonly T[]): Record<T, number> =>
	Object.fromEntries(names.map((name) => [name, 0])) as Record<T, number>;

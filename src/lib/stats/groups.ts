/** Which units belong together: those of one prompt are alike, and count together when certainty is asked for. */

export type Groups = {
	/** by unit: which group, from 0 to below `many` */
	of: Int32Array;
	many: number;
};

/**
 * @param groupOf the name of a unit's group; each unit is one of its own where there is none to ask
 */
export function groupsOf(units: readonly string[], groupOf?: (unit: string) => string): Groups {
	if (!groupOf) return { of: Int32Array.from(units, (_, u) => u), many: units.length };
	const known = new Map<string, number>();
	const of = Int32Array.from(units, (unit) => {
		const name = groupOf(unit);
		const at = known.get(name) ?? known.size;
		known.set(name, at);
		return at;
	});
	return { of, many: known.size };
}

/**
 * Many people are looked at at once, and of a hundred some are far out by chance alone. S. Holm (1979), A Simple
 * Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of Statistics 6, 65-70: whoever is marked where
 * the adjusted value is below 0.05 is marked wrongly, be it one of them, in one project of twenty at most, however the
 * people depend on each other.
 * @param values how probable each is by chance; null where nothing can be said, which counts for nothing
 * @returns the adjusted values, in their order
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
	const asked = values
		.flatMap((value, i) => (value === null ? [] : [{ value, i }]))
		.sort((a, b) => a.value - b.value);
	const adjusted = values.map((): number | null => null);
	let most = 0;
	for (const [rank, { value, i }] of asked.entries()) {
		most = Math.max(most, Math.min(1, (asked.length - rank) * value));
		adjusted[i] = most;
	}
	return adjusted;
}

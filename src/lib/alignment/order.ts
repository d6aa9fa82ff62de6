/**
 * In which order a rater sees the responses of an item. The first place is what biases a vote, so it goes round:
 * of any 2n pairs handed to one rater each response of the file stood first n times, give or take one.
 */

/** A 32-bit hash (FNV-1a) that spreads ids; nothing secret rests on it. */
function spread(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * @param ids the caller's response ids, in the order of the file
 * @param served how many items this rater was handed before
 * @returns the ids in display order; the first is decided by `served`, the rest by item and person
 */
export function displayOrder(ids: string[], served: number, person: string, item: string): string[] {
	const first = (served + spread(person)) % ids.length;
	const rest = ids.filter((_, i) => i !== first);
	// Fisher-Yates with a small generator seeded by item and person: the same again after a reload.
	let seed = spread(`${item}/${person}`);
	for (let i = rest.length - 1; i > 0; i--) {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		const j = Math.floor((seed / 2 ** 32) * (i + 1));
		[rest[i], rest[j]] = [rest[j] ?? '', rest[i] ?? ''];
	}
	return [ids[first] ?? '', ...rest];
}

/**
 * In which order a rater sees the responses of an item. The first place is what biases a vote, so it goes round in
 * blocks: of any 2n pairs handed to one rater each response of the file stood first n times, give or take one.
 * Within a block the order is mixed, since a side that merely alternates would tell who wrote what.
 */

/** A 32-bit hash (FNV-1a, with murmur's finish) that spreads ids; nothing secret rests on it. */
function spread(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	return (hash ^ (hash >>> 13)) >>> 0;
}

/** Fisher-Yates with a small generator, so that a reload shows the same again. */
function mixed<T>(list: T[], seedText: string): T[] {
	const result = [...list];
	let seed = spread(seedText);
	for (let i = result.length - 1; i > 0; i--) {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		const j = Math.floor((seed / 2 ** 32) * (i + 1));
		[result[i], result[j]] = [result[j] as T, result[i] as T];
	}
	return result;
}

/**
 * @param ids the caller's response ids, in the order of the file
 * @param served how many items this rater was handed before
 * @returns the ids in display order; the first is decided by `served`, the rest by item and person
 */
export function displayOrder(ids: string[], served: number, person: string, item: string): string[] {
	const block = Math.floor(served / ids.length);
	const firsts = mixed([...ids.keys()], `${person}/${block}`);
	const first = firsts[served % ids.length];
	const rest = ids.filter((_, i) => i !== first);
	return [...ids.filter((_, i) => i === first), ...mixed(rest, `${item}/${person}`)];
}

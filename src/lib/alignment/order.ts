/**
 * In which order a rater sees the responses of an item. What stands first is decided by whose turn it is in the queue;
 * the others follow in an order that is mixed by the item and the person.
 */
import { spread } from '#lib/schema/spread.ts';

/** Fisher-Yates with a small generator, so that the same item shows the same again. */
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
 * @param first which of them stands first
 * @returns the ids in display order
 */
export function displayOrder(ids: string[], first: number, person: string, item: string): string[] {
	const rest = ids.filter((_, i) => i !== first);
	return [...ids.filter((_, i) => i === first), ...mixed(rest, `${item}/${person}`)];
}

/**
 * Whose turn it is to stand first. What is seen first is favoured, so the responses of a file take turns: in rounds of
 * as many items as an item has responses, each place of the file is first once, for each person alone. Any 2n items of
 * two responses that one person is handed therefore hold each n times on the left, give or take one, whatever else they
 * are handed between. The order within a round is free; it goes to those whom others in the project saw first least.
 *
 * For the project that is exact where it can be: each person adds at most one to the difference of the two sides, while
 * their round is open, so that up to six people keep the whole project at n, give or take one, in whatever order they
 * work. Nobody can keep that for very many who work in the worst of orders, and each of them too.
 */

/** By how many responses an item has: the places of the file that were first in the round that is not complete. */
export type Turns = ReadonlyMap<number, readonly number[]>;

/** `2:1 3:0,2`: of two, the second was first; of three, the first and the third. */
export const turnsText = (turns: Turns): string =>
	[...turns]
		.filter(([, firsts]) => firsts.length > 0)
		.map(([many, firsts]) => `${many}:${firsts.toSorted((a, b) => a - b).join(',')}`)
		.toSorted()
		.join(' ');

export const readTurns = (text: string): Turns =>
	new Map(
		text.split(' ').flatMap((part): [number, number[]][] => {
			const [many = '', firsts = ''] = part.split(':');
			return firsts === '' ? [] : [[Number(many), firsts.split(',').map(Number)]];
		})
	);

/** What others are in the middle of, and how many of them are. */
export type Others = { turns: Turns; people: number }[];

/** How often each place of the file was first in the open rounds of others. */
function firstsOf(others: Others, many: number): number[] {
	const firsts = Array.from({ length: many }, () => 0);
	for (const { turns, people } of others)
		for (const place of turns.get(many) ?? []) firsts[place] = (firsts[place] ?? 0) + people;
	return firsts;
}

/** @param seed decides between places that are equally due @returns the place of the file that stands first next */
export function nextFirst(own: Turns, others: Others, many: number, seed: number): number {
	const seen = own.get(many) ?? [];
	const left = Array.from({ length: many }, (_, place) => place).filter((place) => !seen.includes(place));
	const firsts = firstsOf(others, many);
	const least = Math.min(...left.map((place) => firsts[place] ?? 0));
	const due = left.filter((place) => firsts[place] === least);
	return due[seed % due.length] ?? 0;
}

/** A round that is complete begins anew. */
export function afterFirst(own: Turns, many: number, first: number): Turns {
	const seen = [...(own.get(many) ?? []), first];
	return new Map(own).set(many, seen.length < many ? seen : []);
}

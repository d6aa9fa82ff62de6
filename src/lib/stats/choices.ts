/**
 * Rankings as series of choices from what is left, each kept once however often it was made: R. L. Plackett (1975), The
 * Analysis of Permutations, Applied Statistics 24, 193-202. Those that are tied are chosen together, as one set among
 * all sets of a size that was ever chosen: H. L. Turner, J. van Etten, D. Firth, I. Kosmidis (2020), Modelling rankings
 * in R: the PlackettLuce package, Computational Statistics 35, 1027-1057, equation 1.
 */

export type Ranking = {
	/** the best first; those of one group are tied */
	groups: readonly (readonly number[])[];
	/** below all of these, nobody knows in which order */
	rest?: readonly number[];
};

/** One choice: which of the sets that could have been chosen was. */
export type Choice = {
	/** models to choose from; a set is a list of places in it, one after the other in `members` */
	from: Int32Array;
	members: Int32Array;
	first: Int32Array;
	chosen: number;
};

/** Sets that one choice may be among; more would take for ever. */
const MOST = 20_000;

/**
 * @param chosen those of `from` that were chosen together
 * @param sizes of sets that may be chosen
 * @throws RangeError where there are too many sets to choose among
 */
export function choiceOf(from: number[], chosen: readonly number[], sizes: readonly number[]): Choice {
	const members: number[] = [];
	const first = [0];
	let found = -1;
	const set: number[] = [];
	const isChosen = () =>
		set.length === chosen.length && set.every((place) => chosen.includes(from[place] ?? -1));
	const grow = (next: number, left: number): void => {
		if (left === 0) {
			if (isChosen()) found = first.length - 1;
			members.push(...set);
			if (first.push(members.length) > MOST)
				throw new RangeError(
					`Ties among ${from.length} responses can come about in too many ways: rank fewer at a time.`
				);
			return;
		}
		for (let place = next; place + left <= from.length; place++) {
			set.push(place);
			grow(place + 1, left - 1);
			set.pop();
		}
	};
	for (const size of sizes) if (size <= from.length) grow(0, size);
	return {
		from: Int32Array.from(from),
		members: Int32Array.from(members),
		first: Int32Array.from(first),
		chosen: found
	};
}

/** Rankings by what they say: those that say the same are one pattern, which is a few of all choices. */
export type Catalogue = {
	choices: Choice[];
	/** by pattern: which choices it makes */
	patterns: number[][];
	/** by ranking: its pattern */
	place: Int32Array;
	/** sizes of sets that were chosen, 1 first */
	sizes: number[];
	/** by pattern: a ranking of it */
	examples: Ranking[];
};

const byNumber = (a: number, b: number) => a - b;
const keyOf = ({ groups, rest = [] }: Ranking): string =>
	`${groups.map((group) => (group.length > 1 ? group.toSorted(byNumber).join() : group[0])).join('>')}/${rest.toSorted(byNumber).join()}`;

/** @throws RangeError where a ranking names no model below `models`, or one twice, or ties come about in too many ways */
export function catalogueOf(rankings: readonly Ranking[], models: number): Catalogue {
	const place = new Int32Array(rankings.length);
	const known = new Map<string, number>();
	const examples: Ranking[] = [];
	for (const [i, ranking] of rankings.entries()) {
		const key = keyOf(ranking);
		let pattern = known.get(key);
		if (pattern === undefined) {
			checked(ranking, i, models);
			known.set(key, (pattern = examples.push(ranking) - 1));
		}
		place[i] = pattern;
	}
	const tied = new Set(examples.flatMap(({ groups }) => groups.map((group) => group.length)));
	const sizes = [1, ...[...tied].filter((size) => size > 1).sort(byNumber)];
	const choices: Choice[] = [];
	const made = new Map<string, number>();
	const patterns = examples.map(({ groups, rest = [] }) => {
		const own: number[] = [];
		let left = [...groups.flat(), ...rest].sort(byNumber);
		for (const group of groups) {
			// Where only one thing could be chosen nothing is learnt.
			if (left.length > 1) {
				const key = `${left.join()}:${group.toSorted(byNumber).join()}`;
				let choice = made.get(key);
				if (choice === undefined) made.set(key, (choice = choices.push(choiceOf(left, group, sizes)) - 1));
				own.push(choice);
			}
			left = left.filter((one) => !group.includes(one));
		}
		return own;
	});
	return { choices, patterns, place, sizes, examples };
}

function checked({ groups, rest = [] }: Ranking, at: number, models: number): void {
	const all = [...groups.flat(), ...rest];
	const isValid = all.every((one) => Number.isInteger(one) && one >= 0 && one < models);
	if (!isValid || new Set(all).size < all.length || groups.some((group) => group.length === 0))
		throw new RangeError(
			`Ranking ${at} is not one of different models below ${models}, in groups that hold some.`
		);
}

/**
 * Who was ranked above whom, and ties as half of each.
 * @param times by pattern: how often it came
 * @returns `models × models`, row above column
 */
export function beaten({ examples }: Catalogue, times: Float64Array, models: number): Float64Array {
	const wins = new Float64Array(models * models);
	const add = (a: number, b: number, value: number) => {
		wins[a * models + b] = (wins[a * models + b] ?? 0) + value;
	};
	for (const [pattern, { groups, rest = [] }] of examples.entries()) {
		const many = times[pattern] ?? 0;
		const all = [...groups, rest];
		for (const [i, group] of all.entries()) {
			for (const a of group) for (const b of all.slice(i + 1).flat()) add(a, b, many);
			if (i < groups.length) for (const a of group) for (const b of group) if (a !== b) add(a, b, many / 2);
		}
	}
	return wins;
}

/** Which marks of two people are the same one: stretches of text under a label, each taken once. */

/** `start` to below `end`, in any unit; what has no extent (one of several labels) is 0 to 1 for all. */
export type Mark = { label: string; start: number; end: number };

/** When two marks meet: the very same stretch, or stretches that share something. */
export type Meeting = 'exact' | 'overlap';

export const meet = (a: Mark, b: Mark, meeting: Meeting): boolean =>
	meeting === 'exact' ? a.start === b.start && a.end === b.end : a.start < b.end && b.start < a.end;

/** Any order among those that end together would do; a fixed one makes it the same from either side. */
const inOrder = (a: Mark | undefined, b: Mark | undefined): number =>
	!a || !b ? 0 : a.end - b.end || a.start - b.start || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);

/**
 * As many couples as there can be, one mark of each side, that meet. What ends first is coupled with what, of those
 * that meet it, ends first: all of these hold its last place, so any of them meets whatever the other ones would.
 * @param may whether two marks that meet may be a couple; labels must be the same unless told
 * @returns indexes into `one` and `other`
 */
export function couples(
	one: readonly Mark[],
	other: readonly Mark[],
	meeting: Meeting,
	may: (a: Mark, b: Mark) => boolean = (a, b) => a.label === b.label
): [number, number][] {
	if (one.length === 0 || other.length === 0) return [];
	const [first, then] = [one[0], other[0]];
	// Mostly there is one of each, and then nothing to choose.
	if (one.length === 1 && other.length === 1 && first && then)
		return meet(first, then, meeting) && may(first, then) ? [[0, 0]] : [];
	return best(one, other, meeting, may);
}

function best(
	one: readonly Mark[],
	other: readonly Mark[],
	meeting: Meeting,
	may: (a: Mark, b: Mark) => boolean
): [number, number][] {
	const many = one.length;
	const all = [...one, ...other];
	const byEnd = all.map((_, at) => at).sort((a, b) => inOrder(all[a], all[b]));
	const taken = new Set<number>();
	const found: [number, number][] = [];
	for (const [i, first] of byEnd.entries()) {
		if (taken.has(first)) continue;
		for (let j = i + 1; j < byEnd.length; j++) {
			const then = byEnd[j] ?? 0;
			const [a, b] = [all[first], all[then]];
			if (first < many === then < many || !a || !b || taken.has(then)) continue;
			if (!meet(a, b, meeting) || !may(a, b)) continue;
			taken.add(then);
			found.push(first < many ? [first, then - many] : [then, first - many]);
			break;
		}
	}
	return found;
}

/** Couples that are the very same under the same label; of such it does not matter which. */
function same(one: readonly Mark[], other: readonly Mark[]): [number, number][] {
	const found: [number, number][] = [];
	for (let i = 0; i < one.length; i++)
		for (let j = 0; j < other.length; j++) {
			const [a, b] = [one[i], other[j]];
			if (!a || !b || a.start !== b.start || a.end !== b.end || a.label !== b.label) continue;
			if (found.some(([, taken]) => taken === j)) continue;
			found.push([i, j]);
			break;
		}
	return found;
}

/** Indexes that no couple holds. Loops, as there may be a million couples of people. */
function left(many: number, found: readonly [number, number][], side: 0 | 1): number[] {
	const free: number[] = [];
	for (let at = 0; at < many; at++) {
		let isFree = true;
		for (const couple of found) if (couple[side] === at) isFree = false;
		if (isFree) free.push(at);
	}
	return free;
}

const picked = (marks: readonly Mark[], at: readonly number[]): Mark[] =>
	marks.filter((_, i) => at.includes(i));

/** What of one person's marks another one's are: by label, and whatever it is called. */
export type Comparison = {
	/** the same label: the very same stretch, or any overlap */
	exact: [number, number][];
	overlap: [number, number][];
	/**
	 * who is to be told beside whom: the very same first, then the same stretch, then what overlaps under one label,
	 * then what overlaps
	 */
	beside: [number, number][];
	/** marks beside which there is none */
	lone: [number[], number[]];
};

export function compared(one: readonly Mark[], other: readonly Mark[]): Comparison {
	const exact = same(one, other);
	const lone: [number[], number[]] = [left(one.length, exact, 0), left(other.length, exact, 1)];
	// Where all of one side are found again there is no more to find.
	if (lone[0].length === 0 || lone[1].length === 0) return { exact, overlap: exact, beside: exact, lone };
	const beside = [...exact];
	const any = () => true;
	for (const [meeting, may] of [
		['exact', any],
		['overlap', undefined],
		['overlap', any]
	] as const) {
		const [ls, rs] = lone;
		if (ls.length === 0 || rs.length === 0) break;
		const now = couples(picked(one, ls), picked(other, rs), meeting, may);
		if (now.length === 0) continue;
		for (const [l, r] of now) beside.push([ls[l] ?? 0, rs[r] ?? 0]);
		lone[0] = left(ls.length, now, 0).map((at) => ls[at] ?? 0);
		lone[1] = left(rs.length, now, 1).map((at) => rs[at] ?? 0);
	}
	return { exact, overlap: couples(one, other, 'overlap'), beside, lone };
}

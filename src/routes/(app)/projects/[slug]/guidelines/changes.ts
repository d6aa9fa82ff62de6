/** What changed between two texts, line by line: long stretches that stayed are told by their length alone. */
export type Change =
	| { kind: 'same'; lines: string[] }
	/** so many lines between, not shown */
	| { kind: 'gap'; lines: number }
	| { kind: 'changed'; before: string; after: string };

/** Lines around a change that are shown with it. */
const AROUND = 2;
/** Beyond this many comparisons the middle counts as wholly different: nobody reads such a difference. */
const MOST = 4_000_000;

/** Pairs of equal lines, in order (longest common subsequence), between what both begin and end with. */
function pairs(a: string[], b: string[]): [number, number][] {
	let head = 0;
	while (head < a.length && head < b.length && a[head] === b[head]) head++;
	let tail = 0;
	while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
	const [n, m] = [a.length - head - tail, b.length - head - tail];
	const found = Array.from({ length: head }, (_, i): [number, number] => [i, i]);
	if (n * m <= MOST) {
		const width = m + 1;
		const lengths = new Uint32Array((n + 1) * width);
		const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
		const isSame = (i: number, j: number) => a[head + i] === b[head + j];
		for (let i = n - 1; i >= 0; i--)
			for (let j = m - 1; j >= 0; j--)
				lengths[i * width + j] = isSame(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
		for (let i = 0, j = 0; i < n && j < m;) {
			if (isSame(i, j)) found.push([head + i++, head + j++]);
			else if (at(i + 1, j) >= at(i, j + 1)) i++;
			else j++;
		}
	}
	for (let k = tail; k > 0; k--) found.push([a.length - k, b.length - k]);
	return found;
}

/** Keeps what lies around changes. */
function around(lines: string[], isFirst: boolean, isLast: boolean): Change[] {
	const before = isFirst ? 0 : AROUND;
	const after = isLast ? 0 : AROUND;
	if (lines.length <= before + after + 1) return lines.length === 0 ? [] : [{ kind: 'same', lines }];
	const [head, tail] = [lines.slice(0, before), lines.slice(lines.length - after)];
	const all: Change[] = [
		{ kind: 'same', lines: head },
		{ kind: 'gap', lines: lines.length - before - after },
		{ kind: 'same', lines: tail }
	];
	return all.filter((change) => change.kind !== 'same' || change.lines.length > 0);
}

export function changesOf(before: string, after: string): Change[] {
	if (before === after) return [];
	const [a, b] = [before.split('\n'), after.split('\n')];
	const changes: Change[] = [];
	let same: string[] = [];
	let [i, j] = [0, 0];
	const put = (untilA: number, untilB: number) => {
		if (untilA === i && untilB === j) return;
		changes.push(...around(same, changes.length === 0, false));
		same = [];
		changes.push({
			kind: 'changed',
			before: a.slice(i, untilA).join('\n'),
			after: b.slice(j, untilB).join('\n')
		});
	};
	for (const [atA, atB] of pairs(a, b)) {
		put(atA, atB);
		same.push(a[atA] ?? '');
		[i, j] = [atA + 1, atB + 1];
	}
	put(a.length, b.length);
	changes.push(...around(same, changes.length === 0, true));
	return changes;
}

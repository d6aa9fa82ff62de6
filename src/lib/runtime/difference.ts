/** What changed between two texts, word by word: kept, taken out, put in (longest common subsequence). */
export type Part = { kind: 'same' | 'out' | 'in'; text: string };

const words = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|./gsu) ?? [];
/** Beyond this many comparisons the texts count as wholly different: nobody reads such a difference. */
const MOST = 4_000_000;

export function difference(before: string, after: string): Part[] {
	if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
	const a = words(before);
	const b = words(after);
	if (a.length * b.length > MOST) return whole(before, after);
	const width = b.length + 1;
	// lengths[i * width + j]: of the longest common part of what is left from i and j on
	const lengths = new Uint32Array((a.length + 1) * width);
	const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
	for (let i = a.length - 1; i >= 0; i--)
		for (let j = b.length - 1; j >= 0; j--)
			lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
	const parts: Part[] = [];
	const put = (kind: Part['kind'], text: string | undefined) => {
		const last = parts.at(-1);
		if (last?.kind === kind) last.text += text ?? '';
		else parts.push({ kind, text: text ?? '' });
	};
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		if (i < a.length && j < b.length && a[i] === b[j]) {
			put('same', a[i++]);
			j++;
		} else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) put('out', a[i++]);
		else put('in', b[j++]);
	}
	return parts;
}

const whole = (before: string, after: string): Part[] =>
	[
		{ kind: 'out' as const, text: before },
		{ kind: 'in' as const, text: after }
	].filter(({ text }) => text !== '');

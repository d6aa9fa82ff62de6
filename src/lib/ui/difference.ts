/**
 * What differs between two texts, word by word: kept, taken out, put in. The shortest way from one to the other, after
 * E. Myers, “An O(ND) Difference Algorithm and Its Variations”, Algorithmica 1 (1986); its cost is bounded.
 */
export type Part = { kind: 'same' | 'out' | 'in'; text: string };

/** A run of letters and digits, of white space, or one sign; scripts without spaces go by their characters. */
const words = (text: string): string[] =>
	text.match(
		/\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}_])+|./gsu
	) ?? [];
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** So many words may differ; beyond that lines are compared, and words only inside of lines that differ. */
const MOST_WORDS = 2_000;
const MOST_LINES = 1_000;
const MOST_IN_LINES = 200;

type Step = { kind: Part['kind']; word: string };

/** @returns the steps from a to b, or null when more than `most` of them are no matches */
function steps(a: string[], b: string[], most: number): Step[] | null {
	const bound = Math.min(most, a.length + b.length);
	// furthest[d][k + d]: how far into a one comes with d edits on the diagonal k
	const furthest: Int32Array[] = [];
	const at = (d: number, k: number): number => (k < -d || k > d ? -1 : (furthest[d]?.[k + d] ?? -1));
	const comesDown = (d: number, k: number): boolean =>
		k === -d || (k !== d && at(d - 1, k - 1) < at(d - 1, k + 1));
	for (let d = 0; d <= bound; d++) {
		const row = new Int32Array(2 * d + 1).fill(-1);
		furthest.push(row);
		for (let k = -d; k <= d; k += 2) {
			let i = d === 0 ? 0 : comesDown(d, k) ? at(d - 1, k + 1) : at(d - 1, k - 1) + 1;
			if (i > a.length || i - k > b.length || i < 0) continue;
			while (i < a.length && i - k < b.length && a[i] === b[i - k]) i++;
			row[k + d] = i;
			if (i === a.length && i - k === b.length) return wayBack(d, k);
		}
	}
	return null;

	function wayBack(d: number, k: number): Step[] {
		const way: Step[] = [];
		let i = a.length;
		while (d >= 0) {
			const down = d > 0 && comesDown(d, k);
			const from = d === 0 ? 0 : down ? at(d - 1, k + 1) : at(d - 1, k - 1) + 1;
			while (i > from) way.push({ kind: 'same', word: a[--i] ?? '' });
			if (d > 0)
				way.push(down ? { kind: 'in', word: b[i - k - 1] ?? '' } : { kind: 'out', word: a[--i] ?? '' });
			k += down ? 1 : -1;
			d--;
		}
		return way.reverse();
	}
}

/** Runs of steps as parts; what is taken out stands before what is put in instead. */
function joined(way: Step[]): Part[] {
	const parts: Part[] = [];
	let out = '';
	let put = '';
	const settle = () => {
		if (out !== '') parts.push({ kind: 'out', text: out });
		if (put !== '') parts.push({ kind: 'in', text: put });
		out = put = '';
	};
	for (const { kind, word } of way) {
		if (kind === 'out') out += word;
		else if (kind === 'in') put += word;
		else {
			const last = out === '' && put === '' ? parts.at(-1) : undefined;
			settle();
			if (last?.kind === 'same') last.text += word;
			else parts.push({ kind: 'same', text: word });
		}
	}
	settle();
	return parts;
}

const whole = (before: string, after: string): Step[] => [
	...(before === '' ? [] : [{ kind: 'out' as const, word: before }]),
	...(after === '' ? [] : [{ kind: 'in' as const, word: after }])
];

function byLines(before: string, after: string): Step[] {
	const way = steps(lines(before), lines(after), MOST_LINES);
	if (!way) return whole(before, after);
	return joined(way).flatMap((part, i, all): Step[] => {
		const next = all[i + 1];
		if (part.kind === 'same') return [{ kind: 'same', word: part.text }];
		if (part.kind === 'in') return all[i - 1]?.kind === 'out' ? [] : [{ kind: 'in', word: part.text }];
		if (next?.kind !== 'in') return [{ kind: 'out', word: part.text }];
		return steps(words(part.text), words(next.text), MOST_IN_LINES) ?? whole(part.text, next.text);
	});
}

/** Without `in` the parts are the first text, without `out` the second. */
export function difference(before: string, after: string): Part[] {
	const way = steps(words(before), words(after), MOST_WORDS) ?? byLines(before, after);
	return joined(way);
}

/** A few words that both happen to have between others that differ: they would only tear the marks apart. */
const isIsland = ({ kind, text }: Part): boolean =>
	kind === 'same' && !/\n/.test(text) && text.trim().length < 4;

/** The same difference for texts of two minds: what hangs together is marked together. */
export function together(parts: Part[]): Part[] {
	const way = parts.flatMap((part, i): Step[] => {
		const inside = i > 0 && i < parts.length - 1;
		return inside && isIsland(part)
			? [
					{ kind: 'out', word: part.text },
					{ kind: 'in', word: part.text }
				]
			: [{ kind: part.kind, word: part.text }];
	});
	return joined(way);
}

/** “Did you mean …”: the nearest of the known names, when it is near enough to be a slip. */

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1] ? 0 : 1;
			next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}

export function nearest(word: string, known: readonly string[]): string | null {
	let best: string | null = null;
	let least = Math.max(1, Math.floor(word.length / 3)) + 1;
	for (const name of known) {
		const edits = distance(word.toLowerCase().slice(0, 60), name.toLowerCase().slice(0, 60));
		if (edits < least) [best, least] = [name, edits];
	}
	return best;
}

/** ` Did you mean “x”?`, else ` There are: a, b.` */
export function hint(word: string, known: readonly string[]): string {
	const near = nearest(word, known);
	if (near !== null) return ` Did you mean “${near}”?`;
	if (known.length === 0) return '';
	const some = known.slice(0, 12).join(', ');
	return ` There ${known.length === 1 ? 'is' : 'are'}: ${some}${known.length > 12 ? ', …' : ''}.`;
}

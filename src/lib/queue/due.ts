/**
 * Whether the n-th item that a person is handed is work, a gold item or a repeat. It follows from n alone, so that
 * nothing has to be drawn, remembered or made up for; a repeat that falls on a gold item comes right after it.
 */
export type Due = 'work' | 'gold' | 'repeat';
export type Rates = { gold: number; repeat: number };

/** The n-th is one of `rate` in all when floor(n·rate) > floor((n-1)·rate); n counts from 1. */
export const falls = (n: number, rate: number): boolean => Math.floor(n * rate) > Math.floor((n - 1) * rate);

export function dueOf(n: number, { gold, repeat }: Rates): Due {
	if (falls(n, gold)) return 'gold';
	for (let at = n; at > 0; at--) {
		if (falls(at, repeat)) return 'repeat';
		if (!falls(at - 1, gold)) break;
	}
	return 'work';
}

/** How many items from the n-th on are work, whatever the n-th should be; at most `most`. */
export function workFrom(n: number, rates: Rates, most: number): number {
	let many = 1;
	while (many < most && dueOf(n + many, rates) === 'work') many++;
	return many;
}

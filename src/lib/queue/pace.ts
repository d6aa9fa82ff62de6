/**
 * How many items a sitting holds ahead of the one in hand: enough for the seconds that a request may take at the
 * pace of whoever works, and no more, since what they hold nobody else is given.
 */

/** Ten may be held in all. */
const MOST = 9;
/** Before a pace is known, and for whoever takes their time. */
const USUAL = 2;
const SLOW = 1;
/** Work for so long lies ready. */
const READY_MS = 5_000;
/** Whoever needs longer than this for an item is not waiting for the next one. */
const SLOW_MS = 120_000;
/** The pace is that of the last few. */
const LOOK_BACK = 4;

/** @param times when items were done in this sitting, in milliseconds */
export function wantedAhead(times: number[]): number {
	const last = times.toSorted((a, b) => a - b).slice(-LOOK_BACK);
	const [first, latest] = [last[0], last.at(-1)];
	if (first === undefined || latest === undefined || last.length < 2) return USUAL;
	const each = (latest - first) / (last.length - 1);
	if (each > SLOW_MS) return SLOW;
	return Math.min(MOST, Math.max(USUAL, Math.ceil(READY_MS / Math.max(1, each))));
}

/** More are fetched when half of what is wanted is used up: one request for several items. */
export const isLow = (ahead: number, wanted: number): boolean => ahead <= wanted / 2;

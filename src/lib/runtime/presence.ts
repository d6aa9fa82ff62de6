/**
 * Whether somebody watched all the time. A watcher's presence is a span that each sign of life prolongs; a veto
 * window counts only where spans cover it without a gap.
 */
export type Span = { startedAt: number; until: number };

/** Whether the spans together cover every moment from `from` to `to`. */
export function covers(spans: Span[], from: number, to: number): boolean {
	let reached = from;
	for (const { startedAt, until } of spans.toSorted((a, b) => a.startedAt - b.startedAt)) {
		if (startedAt > reached) return false;
		reached = Math.max(reached, until);
		if (reached >= to) return true;
	}
	return reached >= to;
}

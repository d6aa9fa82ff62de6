/** What is said of judgments that final answers overruled: to a lead by item, to a person in whole steps. Pure. */
import { ENOUGH } from '#lib/project/accuracy.ts';

/** @param kind null where the lead did not say */
export type ErrorItem = { id: string; key: string; kind: string | null };

/** @param overruled whole tens; 0 for a few, fewer than ten */
export type OwnErrors = { overruled: number; kinds: { kind: string; overruled: number }[] };

const STEP = 10;
const step = (n: number): number => n - (n % STEP);

/** What one is told of oneself: nothing of fewer than five, and of kinds only those that came as often. */
export function inSteps(counts: readonly { kind: string | null; overruled: number }[]): OwnErrors | null {
	const all = counts.reduce((sum, { overruled }) => sum + overruled, 0);
	if (all < ENOUGH) return null;
	return {
		overruled: step(all),
		kinds: counts
			.filter((one): one is { kind: string; overruled: number } => one.kind !== null)
			.filter(({ overruled }) => overruled >= ENOUGH)
			.toSorted((a, b) => b.overruled - a.overruled || a.kind.localeCompare(b.kind))
			.map(({ kind, overruled }) => ({ kind, overruled: step(overruled) }))
	};
}

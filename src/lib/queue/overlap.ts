/**
 * How many judgments an item is given: `overlap`, and where the project has a cap, one more at a time as long as those
 * that fill its places disagree. It follows from what stands alone, however it came to that: so a place, its recount and
 * a file at an earlier position agree.
 */
import type { Answers, ProjectSettings } from '#lib/schema/values.ts';

/** A project may be older than the cap. */
type Settings = Pick<ProjectSettings, 'overlap'> & Partial<Pick<ProjectSettings, 'overlap_cap'>>;

/** Whether the answers that fill an item's places disagree. */
export type Disputed = (answers: Answers[]) => boolean;

export const grows = ({ overlap, overlap_cap: cap }: Settings): boolean =>
	cap !== null && cap !== undefined && cap > overlap;

/**
 * @param counted judgments that fill places
 * @param isDisputed whether their answers disagree
 * @returns how many places the item has: what is filled is never taken away, one more that nobody filled is
 */
export function placesOf(settings: Settings, counted: number, isDisputed: boolean): number {
	const { overlap, overlap_cap: cap } = settings;
	if (!grows(settings) || counted < overlap) return overlap;
	return isDisputed && counted < (cap ?? overlap) ? counted + 1 : counted;
}

/** How much a thread beside the server may take, and how much of that may lie dead. */
import type { ResourceLimits } from 'node:worker_threads';

/**
 * V8 lets four times what lives lie in a heap that may grow to 4 GB, and twice of one that stays under 2 GB: with 15 MB
 * alive in a build that is 30 MB, not 70.
 */
const OLD_MB = 2_000;

/**
 * @param nurseryMb rows die young: in a small nursery too many still live when it is full, and are kept till much later;
 * in a large one more lie dead
 */
export const limits = (nurseryMb: number): ResourceLimits => ({
	maxYoungGenerationSizeMb: nurseryMb,
	maxOldGenerationSizeMb: OLD_MB
});

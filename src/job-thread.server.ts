/**
 * The file that the thread of a job begins with. The server imports it for its address alone: built, it is a file
 * whose name nobody knows before.
 */
import { countDifference, DIFFERENCE_JOB } from '#lib/datasets/version/difference.server.ts';
import { makeDataset } from '#lib/datasets/version/keeper.server.ts';
import { DATASET_JOB } from '#lib/datasets/version/versions.server.ts';
import { serveJob } from '#lib/job/thread.server.ts';

export const entry = new URL(import.meta.url);

await serveJob({ [DATASET_JOB]: makeDataset, [DIFFERENCE_JOB]: countDifference });

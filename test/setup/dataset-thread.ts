/** The thread of the jobs of datasets, as the server's own is, where there is no build. */
import { countDifference, DIFFERENCE_JOB } from '#lib/datasets/version/difference.server.ts';
import { makeDataset } from '#lib/datasets/version/keeper.server.ts';
import { DATASET_JOB } from '#lib/datasets/version/versions.server.ts';
import { serveJob } from '#lib/job/thread.server.ts';

await serveJob({ [DATASET_JOB]: makeDataset, [DIFFERENCE_JOB]: countDifference });

/** The thread of a job that makes datasets, as the server's own is, where there is no build. */
import { makeDataset } from '#lib/datasets/version/keeper.server.ts';
import { DATASET_JOB } from '#lib/datasets/version/versions.server.ts';
import { serveJob } from '#lib/job/thread.server.ts';

await serveJob({ [DATASET_JOB]: makeDataset });

/** The thread of downloads, from the sources as they are. */
import { pourExport } from '#lib/datasets/export-thread.server.ts';
import { servePours } from '#lib/job/pouring-thread.server.ts';

await servePours(pourExport);

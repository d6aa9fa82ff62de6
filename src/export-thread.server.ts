/**
 * The file that the thread begins with which makes files of projects. The server imports it for its address alone: built,
 * it is a file whose name nobody knows before.
 */
import { pourExport } from '#lib/datasets/export-thread.server.ts';
import { servePours } from '#lib/job/pouring-thread.server.ts';

export const entry = new URL(import.meta.url);

await servePours(pourExport);

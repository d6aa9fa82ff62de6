/**
 * The file that the thread begins with which counts what a version would hold, and what a file of an export holds. The
 * server imports it for its address alone: built, it is a file whose name nobody knows before.
 */
import { openCounting } from '#lib/datasets/counting.server.ts';
import { serveAnswers } from '#lib/job/answering-thread.server.ts';

export const entry = new URL(import.meta.url);

await serveAnswers(openCounting());

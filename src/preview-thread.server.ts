/**
 * The file that the thread begins with which counts what a version would hold. The server imports it for its address
 * alone: built, it is a file whose name nobody knows before.
 */
import { openPreviews } from '#lib/datasets/draft/count.server.ts';
import { serveAnswers } from '#lib/job/answering-thread.server.ts';

export const entry = new URL(import.meta.url);

await serveAnswers(openPreviews());

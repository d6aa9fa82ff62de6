/**
 * The file that the thread of statistics begins with. The server imports it for its address alone: built, it is a file
 * whose name nobody knows before.
 */
import { serveAnswers } from '#lib/job/answering-thread.server.ts';
import { openStatistics } from '#lib/quality/statistics.server.ts';

export const entry = new URL(import.meta.url);

await serveAnswers(openStatistics(), { nice: 5 });

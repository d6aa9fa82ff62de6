/** The thread of statistics, as the server's own does, where there is no build. */
import { serveAnswers } from '#lib/job/answering-thread.server.ts';
import { openStatistics } from '#lib/quality/statistics.server.ts';

await serveAnswers(openStatistics());

/** The thread that counts what a version or a file would hold, as the server's own does, where there is no build. */
import { openCounting } from '#lib/datasets/counting.server.ts';
import { serveAnswers } from '#lib/job/answering-thread.server.ts';

await serveAnswers(openCounting());

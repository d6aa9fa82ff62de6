/** The thread that counts what a version would hold, as the server's own does, where there is no build. */
import { openPreviews } from '#lib/datasets/draft/count.server.ts';
import { serveAnswers } from '#lib/job/answering-thread.server.ts';

await serveAnswers(openPreviews());

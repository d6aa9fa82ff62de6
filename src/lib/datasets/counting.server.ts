/** What the thread that counts is asked: what a version would hold, and what the file of an export holds and leaves out. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import { openPreviews } from './draft/count.server.ts';
import { reportOf, type ExportOrder } from './export.server.ts';

/** With a memory of its own for versions; a report reads what it counts. */
export function openCounting(): (question: Question) => Promise<Json> {
	const preview = openPreviews();
	return async (asked) => {
		const { read, question, pause } = asked;
		if (!isObject(question) || !('report' in question)) return preview(asked);
		return (await reportOf(read, question.report as unknown as ExportOrder, pause)) as unknown as Json;
	};
}

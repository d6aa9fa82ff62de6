/** What the thread of statistics counts for a page: in time, later, or not at all. The page says everything else without it. */
import { report } from '#lib/http/report.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { soon } from './soon.ts';

export type Uncounted = { title: string; detail: string };

/** Beside a button that counts again: a number that its log line has, too. */
export const uncounted = (error: unknown, page: string): Uncounted => ({
	title: 'The numbers could not be counted',
	detail: `Nothing of the judgments is lost. If it stays so, tell whoever runs the server the number ${report(error, page)}.`
});

/**
 * @param ms how long the page waits
 * @returns the value, null where it is not there yet; or why it will not be
 * @throws Refusal what the thread was never asked for
 */
export async function counted<T>(
	asked: Promise<T>,
	page: string,
	ms?: number
): Promise<{ value: T | null; problem: Uncounted | null }> {
	try {
		return { value: await soon(asked, ms), problem: null };
	} catch (error) {
		if (error instanceof Refusal) throw error;
		return { value: null, problem: uncounted(error, page) };
	}
}

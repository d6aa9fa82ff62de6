/**
 * A thread that answers questions beside the server, by a connection that can write nothing. It keeps what it has read
 * for the next question, and leaves one that nobody waits for any more.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { faultOf, openReader, type ReadDb } from '#lib/schema/store.server.ts';
import { isPost, type Answer, type Ask } from './answering.ts';
import { comeAfter } from './nice.server.ts';

/** Thrown through a question that nobody waits for. */
export class Over extends Error {}

export type Question = {
	read: ReadDb;
	question: Json;
	/** Lets other questions in. @throws Over when nobody waits for this one any more */
	pause(): Promise<void>;
};

/**
 * @param answer called for each question; several may be under way at a time, each going on when another pauses
 * @param how `nice`: by how much it comes after people who are at work
 */
export async function serveAnswers(
	answer: (question: Question) => Promise<Json>,
	{ nice = 0 }: { nice?: number } = {}
): Promise<void> {
	const post: unknown = workerData;
	const port = parentPort;
	if (isMainThread || port === null || !isPost(post)) return;
	if (nice > 0) comeAfter(nice);
	const { read } = await openReader(post.url);
	const waited = new Set<number>();
	const say = (word: Answer) => port.postMessage(word);
	const pauseOf = (id: number) => async (): Promise<void> => {
		await breathe();
		if (!waited.has(id)) throw new Over();
	};
	port.on('message', (ask: Ask) => {
		const { id } = ask;
		if ('over' in ask) return void waited.delete(id);
		waited.add(id);
		answer({ read, question: ask.question, pause: pauseOf(id) })
			.then((found) => say({ id, answer: found }))
			.catch((error: unknown) => {
				if (error instanceof Over) return;
				if (error instanceof Refusal)
					return say({ id, refused: { code: error.code, message: error.message } });
				const { message, stack = message } = faultOf(error);
				say({ id, broke: { message, stack } });
			})
			.finally(() => waited.delete(id));
	});
}

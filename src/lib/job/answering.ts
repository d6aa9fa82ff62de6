/** What the server and a thread that answers questions say to each other. */
import type { Json } from '#lib/schema/json.ts';

/** What the thread is started with. */
export type Post = { assentAnswers: true; url: string };

export const isPost = (data: unknown): data is Post =>
	typeof data === 'object' && data !== null && 'assentAnswers' in data;

/** To the thread: a question, or that nobody waits for its answer any more. */
export type Ask = { id: number; question: Json } | { id: number; over: true };

/** From the thread. `refused`: the message is for a person; else it is a bug, and the stack is for the log. */
export type Answer =
	| { id: number; answer: Json }
	| { id: number; refused: { code: string; message: string } }
	| { id: number; broke: { message: string; stack: string } };

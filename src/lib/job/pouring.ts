/** What the server and the thread that makes files say to each other. */

/** What the thread is started with. */
export type Post = { assentPours: true; url: string };

export const isPost = (data: unknown): data is Post =>
	typeof data === 'object' && data !== null && 'assentPours' in data;

/** To the thread: what file is wanted, that a piece of it was taken, or that nobody reads it any more. */
export type Ask = { id: number; order: unknown } | { id: number; more: true } | { id: number; over: true };

/** From the thread. `broke`: the file ends in the middle, and the stack is for the log. */
export type Word =
	| { id: number; bytes: Uint8Array }
	| { id: number; end: true }
	| { id: number; broke: { message: string; stack: string } };

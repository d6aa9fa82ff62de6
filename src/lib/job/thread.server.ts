/**
 * The thread of one job: it reads by a connection of its own that can write nothing, says how far it is, hands over
 * what it makes piece by piece, and ends. Whatever becomes of it, the server and its people do not notice.
 */
import { isMainThread, parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { faultOf, openReader, type ReadDb } from '#lib/schema/store.server.ts';
import { isOrder, type Part, type Word } from './job.ts';
import { comeAfter } from './nice.server.ts';

export type Work = {
	read: ReadDb;
	input: Json;
	/** How far it is; as often as is handy: few of these are sent. */
	step(done: number, total: number | null): void;
	/** Hands over a copy of a piece; resolves when there is room for the next. */
	put(part: Part): Promise<void>;
};
/** @returns what the job comes to. @throws Refusal whose message says why it comes to nothing */
export type Handler = (work: Work) => Promise<Json>;

/** Pieces under way at a time: the server keeps some while the next are made. */
const AHEAD = 4;
const EVERY_MS = 200;
/** People at work come first, and whoever waits for a download. */
const NICE = 10;

function talk(port: MessagePort) {
	const say = (word: Word, give: ArrayBuffer[] = []) => port.postMessage(word, give);
	let open = 0;
	let room = () => {};
	let saidAt = 0;
	/** the bytes of pieces that were kept, to be filled again */
	const free: ArrayBuffer[] = [];
	port.on('message', (back: ArrayBuffer) => {
		open--;
		free.push(back);
		room();
	});
	return {
		say,
		step(done: number, total: number | null) {
			const now = performance.now();
			if (now - saidAt < EVERY_MS) return;
			saidAt = now;
			say({ say: 'progress', done, total });
		},
		async put(part: Part) {
			// A copy of its own: a piece may be a window on something larger.
			const known = free.pop();
			const fits = known !== undefined && known.byteLength >= part.data.length;
			const data = new Uint8Array(fits ? known : new ArrayBuffer(part.data.length), 0, part.data.length);
			data.set(part.data);
			open++;
			say({ say: 'part', part: { ...part, data } }, [data.buffer]);
			if (open >= AHEAD) await new Promise<void>((resolve) => (room = resolve));
		}
	};
}

/** Called by the file that a thread begins with; anywhere else it does nothing. */
export async function serveJob(handlers: Record<string, Handler>): Promise<void> {
	const order: unknown = workerData;
	if (isMainThread || parentPort === null || !isOrder(order)) return;
	comeAfter(NICE);
	const { say, step, put } = talk(parentPort);
	const handler = Object.hasOwn(handlers, order.kind) ? handlers[order.kind] : undefined;
	try {
		if (!handler) throw new Error(`There is no kind of job named ${order.kind}.`);
		const reader = await openReader(order.url);
		const result = await handler({ read: reader.read, input: order.input, step, put });
		await reader.close();
		say({ say: 'done', result });
	} catch (error) {
		const { message, stack = message } = faultOf(error);
		say({ say: 'failed', refused: error instanceof Refusal, message, stack });
	}
	parentPort.close();
}

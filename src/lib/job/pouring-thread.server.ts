/**
 * The thread that makes files beside the server, by a connection that can write nothing. Several may be under way: each
 * goes on when another waits for its reader or for the database.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { faultOf, openReader, type ReadDb } from '#lib/schema/store.server.ts';
import { comeAfter } from './nice.server.ts';
import { isPost, type Ask, type Word } from './pouring.ts';

export type Order = {
	read: ReadDb;
	order: unknown;
	/** whether nobody reads the file any more */
	isOver(): boolean;
};

/** Pieces under way at a time: some wait for the reader while the next are made. */
const AHEAD = 4;

/** People who are at work go first; a download still comes before what nobody waits for. */
const NICE = 5;

/** Bytes that may be given away: their own, and nobody else's window on them. */
const given = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
	bytes.byteLength === bytes.buffer.byteLength ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();

/** How far the reader of a file is. */
type Reading = { ahead: number; over: boolean; room: () => void };

/** @param pour makes the file of an order. It breathes by itself, so that others can be heard meanwhile */
export async function servePours(pour: (order: Order) => AsyncIterable<Uint8Array>): Promise<void> {
	const post: unknown = workerData;
	const port = parentPort;
	if (isMainThread || port === null || !isPost(post)) return;
	comeAfter(NICE);
	const { read } = await openReader(post.url);
	const readings = new Map<number, Reading>();
	const say = (word: Word, give: ArrayBuffer[] = []) => port.postMessage(word, give);

	const make = async (id: number, order: unknown, reading: Reading): Promise<void> => {
		for await (const piece of pour({ read, order, isOver: () => reading.over })) {
			if (reading.over) return;
			const bytes = given(piece);
			say({ id, bytes }, [bytes.buffer]);
			if (++reading.ahead >= AHEAD) await new Promise<void>((resolve) => (reading.room = resolve));
			// Nobody waits for the next one.
			if (reading.over) return;
		}
		say({ id, end: true });
	};
	port.on('message', (ask: Ask) => {
		const { id } = ask;
		if ('order' in ask) {
			const reading: Reading = { ahead: 0, over: false, room: () => {} };
			readings.set(id, reading);
			make(id, ask.order, reading)
				.catch((error: unknown) => {
					const { message, stack = message } = faultOf(error);
					say({ id, broke: { message, stack } });
				})
				.finally(() => readings.delete(id));
			return;
		}
		const reading = readings.get(id);
		if (!reading) return;
		if ('over' in ask) reading.over = true;
		else reading.ahead--;
		reading.room();
	});
}

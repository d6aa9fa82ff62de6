/** A thread that makes files as a test asks for them. */
import { setImmediate as turn } from 'node:timers/promises';
import { servePours } from '#lib/job/pouring-thread.server.ts';

export type Told = { do: 'count' | 'write' | 'endless' | 'break' | 'die' | 'made'; pieces?: number };

const seen = { made: 0, left: 0 };
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

await servePours(async function* ({ read, order, isOver }) {
	const told = order as Told;
	switch (told.do) {
		case 'count':
			for (let i = 0; i < (told.pieces ?? 0); i++) {
				await turn();
				yield bytesOf(i);
			}
			return;
		case 'write':
			await read.query(`delete from project`);
			return;
		case 'endless':
			try {
				for (; !isOver(); await turn()) yield bytesOf(++seen.made);
			} finally {
				seen.left++;
			}
			return;
		case 'made':
			return yield bytesOf(seen);
		case 'break':
			yield bytesOf('one');
			throw new Error('Something is wrong.');
		case 'die':
			yield bytesOf('one');
			process.exit(1);
	}
});

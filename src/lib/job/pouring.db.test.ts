/** Files that a thread makes beside the server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshStore } from '../../../test/setup/store.ts';
import { collect } from '../../../test/setup/rows.ts';
import type { Told } from '../../../test/setup/pouring-thread.ts';
import { openPouring, type Pouring } from './pouring.server.ts';

const MOST = 3;
let pouring: Pouring;

beforeAll(async () => {
	const { url } = await freshStore();
	const entry = new URL('../../../test/setup/pouring-thread.ts', import.meta.url);
	pouring = openPouring({ url, entry, most: MOST });
});
afterAll(() => pouring.stop());

const pour = (told: Told): AsyncIterableIterator<Uint8Array> => {
	const pieces = pouring.pour(told);
	if (!pieces) throw new Error('There is no room.');
	return pieces;
};
const read = async (told: Told) =>
	(await collect(pour(told))).map((piece) => JSON.parse(new TextDecoder().decode(piece)) as unknown);
const seen = async () => (await read({ do: 'made' }))[0] as { made: number; left: number };

it('come whole and in order, several at a time', async () => {
	const numbers = Array.from({ length: 50 }, (_, i) => i);
	const files = await Promise.all([1, 2, 3].map(() => read({ do: 'count', pieces: 50 })));
	expect(files).toEqual([numbers, numbers, numbers]);
	expect(await read({ do: 'count', pieces: 0 })).toEqual([]);
});

it('are made by a connection that can write nothing', async () => {
	await expect(read({ do: 'write' })).rejects.toThrow(/may not write|read-only transaction/);
});

it('are made only as fast as they are read, and no more once their reader leaves', async () => {
	const pieces = pour({ do: 'endless' });
	await pieces.next();
	await read({ do: 'count', pieces: 50 });
	const ahead = (await seen()).made;
	expect(ahead).toBeLessThan(10);
	await read({ do: 'count', pieces: 50 });
	expect((await seen()).made).toBe(ahead);
	await pieces.return?.();
	expect(await pieces.next()).toMatchObject({ done: true });
	await expect.poll(async () => (await seen()).left).toBe(1);
});

it('are as many at a time as there is room for, and there is room again when one ends', async () => {
	const open = Array.from({ length: MOST }, () => pour({ do: 'endless' }));
	expect(pouring.pour({ do: 'made' })).toBeNull();
	await open[0]?.return?.();
	expect(await seen()).toMatchObject({ left: expect.any(Number) });
	for (const one of open) await one.return?.();
});

it('break in the middle where making them does, after what was made', async () => {
	const pieces = pour({ do: 'break' });
	expect(await pieces.next()).toMatchObject({ done: false });
	await expect(pieces.next()).rejects.toThrow('Something is wrong.');
});

it('break with a thread that ends by itself; the next file begins another', async () => {
	const other = pour({ do: 'endless' });
	await other.next();
	await expect(read({ do: 'die' })).rejects.toThrow('ended without a word');
	await expect(collect(other)).rejects.toThrow('ended without a word');
	expect(await read({ do: 'count', pieces: 2 })).toEqual([0, 1]);
});

it('break when the server stops', async () => {
	const pieces = pour({ do: 'endless' });
	await pieces.next();
	await pouring.stop();
	await expect(collect(pieces)).rejects.toThrow('The server stops.');
});

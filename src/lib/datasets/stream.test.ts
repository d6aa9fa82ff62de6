import { describe, expect, it } from 'vitest';
import { collect } from '../../../test/setup/rows.ts';
import type { Pouring } from '#lib/job/pouring.server.ts';
import { after, inBytes, made, streamOf, type Beginning } from './stream.server.ts';
import type { Piece } from './targets/written.ts';

/** Numbered lines without end, that say how many were asked for and whether anybody told them to stop. */
function source(length = 1000, most = Infinity) {
	const seen = { made: 0, ended: false };
	async function* lines() {
		try {
			while (seen.made < most) yield `${String(seen.made++).padEnd(length - 1)}\n`;
		} finally {
			seen.ended = true;
		}
	}
	return { seen, lines: lines() };
}
const options = (more: Partial<Parameters<typeof streamOf>[1]> = {}) => ({
	stopping: new AbortController().signal,
	onError: () => {},
	...more
});
const bodyOf = (pieces: AsyncIterable<Piece>, given: ReturnType<typeof options>) =>
	streamOf(
		inBytes(pieces, () => given.stopping.aborted),
		given
	);
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('pieces of bytes as a body', () => {
	it('stand where they were among lines, each given out when it is made', async () => {
		async function* pieces() {
			yield await Promise.resolve('a\n');
			yield new Uint8Array([0xff, 0x00]);
			yield 'é\n';
			yield 'b\n';
		}
		const body = await new Response(bodyOf(pieces(), options())).arrayBuffer();
		expect([...new Uint8Array(body)]).toEqual([97, 10, 0xff, 0, 0xc3, 0xa9, 10, 98, 10]);
	});
});

describe('lines as a body', () => {
	/** The lengths of the first pieces, by a clock that goes on by so many milliseconds with each look at it. */
	async function pieces(step: number): Promise<(number | undefined)[]> {
		let now = 0;
		const bytes = inBytes(
			source().lines,
			() => false,
			() => (now += step)
		);
		const lengths = [await bytes.next(), await bytes.next()].map(({ value }) => value?.length);
		await bytes.return(undefined);
		return lengths;
	}

	it('give out the first at once, then larger pieces', async () => {
		expect(await pieces(0)).toEqual([1000, 66_000]);
	});

	it('where they are rare, give out what is there', async () => {
		expect(await pieces(30)).toEqual([1000, 4000]);
	});

	it('are all there, in order, and end', async () => {
		const { lines } = source(100, 5000);
		const text = await new Response(bodyOf(lines, options())).text();
		expect(text.split('\n').map((line) => line.trim())).toEqual([
			...Array.from({ length: 5000 }, (_, i) => String(i)),
			''
		]);
	});

	it('are made only as fast as they are taken', async () => {
		const { seen, lines } = source();
		const reader = bodyOf(lines, options()).getReader();
		await reader.read();
		await settle();
		const ahead = seen.made;
		expect(ahead).toBeLessThan(100);
		await settle();
		expect(seen.made).toBe(ahead);
		await reader.cancel();
	});

	it('stop when the reader leaves', async () => {
		const { seen, lines } = source();
		const reader = bodyOf(lines, options()).getReader();
		await reader.read();
		await reader.cancel();
		expect(seen.ended).toBe(true);
	});

	it('break off, and are let go, when the server stops', async () => {
		const { seen, lines } = source(1000, 10_000);
		const stop = new AbortController();
		const reader = bodyOf(lines, options({ stopping: stop.signal })).getReader();
		await reader.read();
		stop.abort();
		await expect(
			(async () => {
				while (!(await reader.read()).done);
			})()
		).rejects.toThrow('stops');
		expect(seen.ended).toBe(true);
	});

	it('break off when making them fails, and say so to whoever runs the server', async () => {
		const told: unknown[] = [];
		async function* lines() {
			yield 'one\n';
			throw new Error('disk');
		}
		const reader = bodyOf(lines(), options({ onError: (error) => told.push(error) })).getReader();
		await reader.read();
		await expect(reader.read()).rejects.toThrow('disk');
		expect(told).toHaveLength(1);
	});
});

describe('a file of which a thread makes the rest', () => {
	const text = (pieces: Uint8Array[]) => pieces.map((piece) => new TextDecoder().decode(piece)).join('');
	const never = () => false;
	/** A thread that makes the same lines, or others. */
	const threadOf = (lines: () => AsyncIterable<Piece>, room = true) => {
		const asked: Beginning[] = [];
		const pouring: Pouring = {
			pour(order) {
				const { beginning } = order as { beginning: Beginning };
				asked.push(beginning);
				return room ? after(beginning, inBytes(lines(), never)) : null;
			},
			stop: () => Promise.resolve()
		};
		return { asked, pouring };
	};
	const fileOf = (lines: AsyncIterable<Piece>) => ({ lines, order: {} }) as Parameters<typeof made>[0];
	const wholeOf = async (many: number) => text(await collect(inBytes(source(1000, many).lines, never)));

	it('is the file, whose beginning was made once more and left out', async () => {
		const { seen, lines } = source(1000, 500);
		const { asked, pouring } = threadOf(() => source(1000, 500).lines);
		expect(text(await collect(made(fileOf(lines), pouring, never)))).toBe(await wholeOf(500));
		expect(asked).toHaveLength(1);
		expect(asked[0]?.bytes).toBeGreaterThan(60_000);
		expect(seen.made).toBeLessThan(200);
		expect(seen.ended).toBe(true);
	});

	it('is made here where it is short, and where the thread has no room', async () => {
		const { asked, pouring } = threadOf(() => source(1000, 500).lines, false);
		expect(text(await collect(made(fileOf(source(1000, 50).lines), pouring, never)))).toBe(await wholeOf(50));
		expect(asked).toEqual([]);
		expect(text(await collect(made(fileOf(source(1000, 500).lines), pouring, never)))).toBe(
			await wholeOf(500)
		);
		expect(asked).toHaveLength(1);
	});

	it('breaks where it begins otherwise by now, or ends before', async () => {
		for (const other of [source(999, 500), source(1000, 3)]) {
			const { pouring } = threadOf(() => other.lines);
			const pieces = collect(made(fileOf(source(1000, 500).lines), pouring, never));
			await expect(pieces).rejects.toThrow('changed');
		}
	});
});

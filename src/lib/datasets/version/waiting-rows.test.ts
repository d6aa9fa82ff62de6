import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySpool, type Spool } from '../splits/spool.ts';
import { withSpools } from './spool.server.ts';
import { waitingRows } from './waiting-rows.ts';

const KB = 1024;
const bytes = (many: number, first = 0) => Uint8Array.from({ length: many }, (_, i) => (first + i) % 251);
const left = () => readdirSync(tmpdir()).filter((name) => /^assent-[0-9a-f]{24}$/.test(name));

describe('a spool', () => {
	it('gives back any part of what was written, in memory as in a file', () =>
		withSpools(async (open) => {
			const sizes = [10, 100 * KB, 1, 256 * KB, 300 * KB, 7, 200 * KB, 90 * KB];
			const all = Buffer.concat(sizes.map((size, i) => bytes(size, i)));
			for (const spool of [open(), memorySpool()]) {
				sizes.forEach((size, i) => spool.write(bytes(size, i)));
				expect(spool.size()).toBe(all.length);
				for (const [from, to] of [
					[0, all.length],
					[5, 6],
					[100 * KB, 700 * KB],
					[all.length - 3, all.length + 10],
					[all.length - 120 * KB, all.length],
					[600 * KB, 600 * KB]
				] as const)
					expect(Buffer.from(spool.read(from, to)).equals(all.subarray(from, to))).toBe(true);
			}
			await Promise.resolve();
		}));

	it('gives bytes that later writes do not change', () =>
		withSpools(async (open) => {
			for (const spool of [open(), memorySpool()]) {
				spool.write(bytes(100));
				const found = spool.read(0, 100);
				for (let i = 0; i < 20; i++) spool.write(bytes(100 * KB, i));
				expect(found).toEqual(bytes(100));
			}
			await Promise.resolve();
		}));

	it('leaves no name in the folder while it is used, nor anything afterwards', async () => {
		const before = left();
		await withSpools(async (open) => {
			open().write(bytes(KB * KB));
			expect(left()).toEqual(before);
			await Promise.resolve();
		});
		expect(existsSync(tmpdir())).toBe(true);
		expect(left()).toEqual(before);
	});
});

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const mark = fc.nat().map((n) => n * 2 ** 20);
const rows = fc.array(
	fc.record({
		prompt: fc.nat(5),
		marks: fc.record({ item: mark, prompt: mark, root: mark }),
		row: text,
		meta: text
	}),
	{ maxLength: 40 }
);

describe('rows that wait', () => {
	const kept = (all: { of: ReturnType<typeof waitingRows>['of'] }, isWanted: (prompt: number) => boolean) =>
		Array.from(all.of(isWanted), ({ prompt, marks, row, meta }) => ({
			prompt,
			marks,
			row: Buffer.from(row).toString(),
			meta: Buffer.from(meta).toString()
		}));

	it('come back as they were, in their order, those alone that are wanted', () => {
		fc.assert(
			fc.property(rows, fc.nat(5), (all, wanted) => {
				const waiting = waitingRows(memorySpool());
				for (const { prompt, marks, row, meta } of all) waiting.add(prompt, marks, row, meta);
				expect(waiting.size()).toBe(all.length);
				expect(kept(waiting, () => true)).toEqual(all);
				expect(kept(waiting, (prompt) => prompt === wanted)).toEqual(
					all.filter(({ prompt }) => prompt === wanted)
				);
			})
		);
	});

	it('may be longer than any room that is kept for them', () =>
		withSpools(async (open) => {
			const long = [10, 200 * KB, 900 * KB, 3, 600 * KB].map((many, i) => 'aé漢'.repeat(many / 3 + i));
			for (const spool of [open(), memorySpool()] satisfies Spool[]) {
				const waiting = waitingRows(spool);
				const marks = { item: 1, prompt: 2, root: 3 };
				long.forEach((row, prompt) => waiting.add(prompt, marks, row, `meta ${prompt}`));
				const found = kept(waiting, (prompt) => prompt !== 1);
				expect(found.map(({ row }) => row)).toEqual(long.filter((_, i) => i !== 1));
				expect(found.map(({ meta }) => meta)).toEqual(['meta 0', 'meta 2', 'meta 3', 'meta 4']);
			}
			await Promise.resolve();
		}));
});

import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { boundless, changed, endless, TALKS, talks } from '../../../test/setup/damaged.ts';
import { bytesIn } from '../../../test/setup/parquet.ts';
import { keptReader } from '../../../test/setup/kept-reader.ts';
import { collect } from '../../../test/setup/rows.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Bounds } from './parquet-apart.server.ts';
import { assertPages } from './parquet-pages.ts';
import { MOST_GROUP, parquetRows } from './parquet.ts';
import { MOST_ROW } from './reader.ts';
import { rowsIn } from './rows.server.ts';
import { parquetOf } from './targets/parquet.ts';
import type { Column } from './targets/columns.ts';

async function* chunks(bytes: Uint8Array, size: number) {
	for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}
const read = (bytes: Uint8Array, bounds: Partial<Bounds> = {}, most?: number): Promise<Incoming[]> =>
	collect(rowsIn(chunks(bytes, 65_536), { format: 'parquet', most }, bounds));
const file = (columnData: ColumnSource[], more: object = {}): Uint8Array =>
	new Uint8Array(parquetWriteBuffer({ columnData, ...more }));
const values = (rows: Incoming[]) => rows.map((row) => ('value' in row ? row.value : row.error.message));
const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

async function* paged(rows: JsonObject[]): AsyncGenerator<JsonObject[]> {
	yield await Promise.resolve(rows);
}

describe('Parquet', () => {
	it('gives its rows as JSON would, each at its number; what a row has nothing in is not there', async () => {
		const bytes = file([
			{ name: 'key', data: ['a', 'b', 'c'], type: 'STRING' },
			{ name: 'score', data: [1.5, null, 2], type: 'DOUBLE' },
			{ name: 'many', data: [1n, 2n, null], type: 'INT64' },
			{ name: 'good', data: [true, false, null], type: 'BOOLEAN' },
			{ name: 'answers', data: [{ label: 'x' }, null, [1]], type: 'JSON' },
			{ name: 'at', data: [new Date(0), null, new Date(1_500)], type: 'TIMESTAMP' }
		]);
		const rows = await read(bytes);
		expect(rows.map(({ line }) => line)).toEqual([1, 2, 3]);
		expect(values(rows)).toEqual([
			{
				key: 'a',
				score: 1.5,
				many: 1,
				good: true,
				answers: { label: 'x' },
				at: '1970-01-01T00:00:00.000Z'
			},
			{ key: 'b', many: 2, good: false },
			{ key: 'c', score: 2, answers: [1], at: '1970-01-01T00:00:01.500Z' }
		]);
	});

	it('is read whatever its rows are', async () => {
		const columns: Column[] = [
			{ name: 'prompt', type: 'messages' },
			{ name: 'steps', type: 'list of text' },
			{ name: 'n', type: 'number' },
			{ name: 'note', type: 'text', empty: true }
		];
		const text = fc
			.string({ unit: 'binary', maxLength: 20 })
			.filter((t) => t.isWellFormed() && !t.includes('\0'));
		const row = fc.record({
			prompt: fc.array(fc.record({ role: text, content: text }), { maxLength: 3 }),
			steps: fc.array(text, { maxLength: 3 }),
			n: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
			note: fc.option(text)
		});
		await fc.assert(
			fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
				const bytes = await bytesIn(parquetOf(columns, { tools: false }, paged(rows)));
				const found = await collect(parquetRows(new Uint8Array(bytes).buffer));
				const said = rows.map(({ note, ...more }) => (note === null ? more : { ...more, note }));
				expect(values(found)).toEqual(JSON.parse(JSON.stringify(said)));
			}),
			{ numRuns: 50 }
		);
	});

	it('is the same however it came', async () => {
		const bytes = await talks();
		const whole = await read(bytes);
		expect(whole).toHaveLength(TALKS);
		for (const size of [1, 7, 600])
			expect(await collect(rowsIn(chunks(bytes, size), { format: 'parquet' }))).toEqual(whole);
	});

	it('costs a row alone what JSON cannot say, and says where', async () => {
		const long = 'x'.repeat(MOST_ROW);
		const bytes = file([
			{ name: 'key', data: ['a', 'b\0', 'c', 'd', long], type: 'STRING' },
			{ name: 'n', data: [1, 2, NaN, 4, 5], type: 'DOUBLE' },
			{ name: 'big', data: [1n, 2n, 3n, 9_007_199_254_740_993n, 5n], type: 'INT64' }
		]);
		const rows = await read(bytes);
		expect(rows.map((row) => ('error' in row ? row.error.code : 'read'))).toEqual([
			'read',
			'invalid_unicode',
			'not_ijson',
			'not_ijson',
			'row_too_large'
		]);
		expect(values(rows)[2]).toBe(
			'“n” holds the number NaN, which JSON cannot say. Leave that column out of the file.'
		);
		expect(values(rows)[3]).toContain('9007199254740993');
	});

	it('never replaces a byte: what is no text is refused', async () => {
		const bytes = file([
			{ name: 'image', data: [new Uint8Array([0x89, 0xff]), new Uint8Array([0x61])], type: 'BYTE_ARRAY' }
		]);
		const [first, second] = values(await read(bytes));
		expect(first).toContain('“image” holds bytes that are not text in UTF-8');
		expect(second).toEqual({ image: 'a' });
	});

	it('is refused with what to do where it is none, breaks off or is damaged', async () => {
		const good = file([{ name: 'key', data: ['a', 'b'], type: 'STRING' }]);
		const whole = Buffer.from(good);
		for (const [bytes, says] of [
			[Buffer.from('{"key":"a"}\n{"key":"b"}\n'), 'does not begin as Parquet'],
			[Buffer.from(''), 'does not begin as Parquet'],
			[whole.subarray(0, -5), 'Send it whole'],
			[
				Buffer.concat([whole.subarray(0, -8), Buffer.from([255, 255, 255, 0]), whole.subarray(-4)]),
				'is damaged'
			],
			[Buffer.concat([Buffer.from('PARE'), whole.subarray(4)]), 'is encrypted']
		] as const) {
			await expect(read(bytes)).rejects.toSatisfy(refusedWith('invalid_parquet'));
			await expect(read(bytes)).rejects.toThrow(says);
		}
	});

	it('with any byte changed is rows or a refusal, never anything else', async () => {
		const bytes = await talks();
		const readApart = keptReader(500);
		await fc.assert(
			fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
				const found = await collect(readApart(changed(bytes, at, by))).catch((error: unknown) => {
					if (error instanceof Refusal) return [];
					throw error;
				});
				expect(found.length).toBeLessThanOrEqual(TALKS);
			}),
			{ numRuns: 300 }
		);
	});

	it('is refused where it keeps its reader for ever, and the process goes on meanwhile', async () => {
		let turns = 0;
		const turning = setInterval(() => turns++, 5);
		await expect(read(endless(), { patience: 500 })).rejects.toThrow(
			'row group 1, from row 1 on, came to nothing for 0.5 seconds'
		);
		clearInterval(turning);
		expect(turns).toBeGreaterThan(20);
	});

	it('is refused where it needs too much memory, and nobody else lacks it', async () => {
		const texts = Array.from({ length: 300_000 }, (_, i) => `text ${i}`);
		const bytes = file([{ name: 'text', data: texts, type: 'STRING' }], { rowGroupSize: texts.length });
		await expect(read(bytes, { memory: 24 })).rejects.toThrow('needs more than the 24 MB');
		expect(await read(file([{ name: 'n', data: [1], type: 'INT32' }]))).toHaveLength(1);
	});

	const running = (): number =>
		process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

	it('is read by a few processes at a time, each gone with whoever reads', async () => {
		const data = Array.from({ length: 30_000 }, (_, i) => i);
		const bytes = file([{ name: 'n', data, type: 'INT32' }]);
		const before = running();
		const begun: AsyncGenerator<Incoming>[] = [];
		const begin = async () => {
			const rows = rowsIn(chunks(bytes, 65_536), { format: 'parquet' });
			await rows.next();
			begun.push(rows);
		};
		const all = Array.from({ length: 5 }, begin);
		const most: number[] = [];
		for (let ended = 0; ended < 5; ended++) {
			await expect.poll(() => begun.length).toBe(Math.min(3, 5 - ended));
			most.push(running() - before);
			await begun.shift()?.return(null);
		}
		await Promise.all(all);
		expect(most).toEqual([3, 3, 3, 2, 1]);
		expect(running()).toBe(before);
	});

	describe('whose pages claim what cannot be', () => {
		const never = () => {
			throw new Error('A page was undone.');
		};
		/** As it is read here, where nothing bounds it: so it must be refused before anything is undone. */
		const here = (bytes: Uint8Array) =>
			collect(parquetRows(new Uint8Array(bytes).buffer, { SNAPPY: never, GZIP: never }));
		/** One page of one column, with what its header says written over. */
		const claiming = (from: string, to: string): Buffer => {
			const bytes = Buffer.from(
				parquetWriteBuffer({
					columnData: [{ name: 'n', data: Array.from({ length: 40 }, (_, i) => i), type: 'INT32' }]
				})
			);
			const at = bytes.indexOf(Buffer.from(from, 'hex'));
			expect([from, at]).not.toEqual([from, -1]);
			bytes.set(Buffer.from(to, 'hex'), at);
			return bytes;
		};

		it('is refused at once, with the column and what is wrong', async () => {
			for (const bytes of await boundless())
				await expect(here(bytes)).rejects.toThrow(
					/in row group 1, from row 1 on, a page of “prompt\.list\.element\.(content|role)” (has|is) .*Write it anew/
				);
		});

		it('is refused for more values than rows, and for fewer', async () => {
			// 40 values, none of them null, in 40 rows.
			await expect(here(claiming('155015001550', '15fe7f0015'))).rejects.toThrow(/a page of “n”/);
			await expect(here(claiming('155015001550', '155215001550'))).rejects.toThrow(
				'“n” has more values than there can be'
			);
			await expect(here(claiming('155015001550', '154e15001550'))).rejects.toThrow(
				'“n” is missing, or has fewer values than rows'
			);
			await expect(here(claiming('155015001550', '155015001552'))).rejects.toThrow(
				'has more rows than its row group'
			);
			await expect(here(claiming('155015001550', '155015521550'))).rejects.toThrow(
				'has more nulls than values'
			);
		});

		it('is refused for pages that come to more than a row group may be, whatever its end says of them', async () => {
			const bytes = new Uint8Array(await talks()).buffer;
			const metadata = parquetMetadata(bytes);
			const [group] = metadata.row_groups;
			if (!group) throw new Error('There is no row group.');
			const claims: number[] = [];
			const faults = {
				damaged: never,
				large: (size: number) => {
					claims.push(size);
					throw new Error('large');
				}
			};
			const whole = group.columns.reduce(
				(sum, { meta_data: own }) => sum + Number(own?.total_uncompressed_size),
				0
			);
			const looked = (most: number) => assertPages(bytes, metadata, group, most, faults, () => {});
			await looked(whole);
			await expect(looked(100)).rejects.toThrow('large');
			expect(claims[0]).toBeGreaterThan(100);
		});
	});

	it('is bounded: a body, and what is read of it in one go', async () => {
		const bytes = file([{ name: 'key', data: ['a', 'b'], type: 'STRING' }]);
		await expect(read(bytes, {}, 10)).rejects.toSatisfy(refusedWith('too_large'));
		const large = file([{ name: 'key', data: ['x'.repeat(MOST_GROUP + 1)], type: 'STRING' }], {
			statistics: false
		});
		await expect(read(large)).rejects.toThrow('row_group_size=10000');
	});

	it('is refused where a column would vanish or a number change', async () => {
		await expect(read(file([{ name: '__proto__', data: ['a'], type: 'STRING' }]))).rejects.toSatisfy(
			refusedWith('bad_header')
		);
		const decimals = file([{ name: 'price', data: [0.57] }], {
			schema: [
				{ name: 'root', num_children: 1 },
				{
					name: 'price',
					type: 'INT32',
					converted_type: 'DECIMAL',
					scale: 2,
					precision: 4,
					repetition_type: 'REQUIRED'
				}
			]
		});
		await expect(read(decimals)).rejects.toThrow('“price” holds decimals');
	});

	it('names what it is packed with where that cannot be undone', async () => {
		const bytes = file([{ name: 'key', data: ['a', 'b'], type: 'STRING' }], {
			codec: 'LZ4_RAW',
			compressors: { LZ4_RAW: (input: Uint8Array) => input }
		});
		await expect(read(bytes)).rejects.toThrow('packed with LZ4_RAW');
	});

	it('gives out a row group before it reads the next', async () => {
		const bytes = file([{ name: 'n', data: Array.from({ length: 30 }, (_, i) => i), type: 'INT32' }], {
			rowGroupSize: 10
		});
		const asked: number[] = [];
		const buffer = {
			byteLength: bytes.length,
			slice(from: number, to?: number) {
				asked.push(from);
				return bytes.slice(from, to).buffer;
			}
		};
		const rows = parquetRows(buffer);
		await rows.next();
		const before = asked.length;
		for (let i = 1; i < 10; i++) await rows.next();
		expect(asked.length).toBe(before);
		expect((await rows.next()).value).toMatchObject({ line: 11, value: { n: 10 } });
		expect(asked.length).toBeGreaterThan(before);
	});
});

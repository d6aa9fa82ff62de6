import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { collect } from '../../../test/setup/rows.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { formatOfName, formatOfType, readRows, type TextFormat } from './format.ts';
import { MOST_ROW } from './reader.ts';

async function* chunks(bytes: Uint8Array, size: number) {
	for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

type Seen = [number, unknown] | [number, string, string];
const seen = (row: Incoming): Seen =>
	'value' in row ? [row.line, row.value] : [row.line, row.error.code, row.error.message];

/** The rows of a body that arrives in pieces of `size` bytes. */
async function read(body: string | Uint8Array, format: TextFormat, size = 7): Promise<Seen[]> {
	const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
	const rows: Seen[] = [];
	for await (const row of readRows(chunks(bytes, size), { format })) rows.push(seen(row));
	return rows;
}

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
	const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
	return bigEndian ? bytes.swap16() : bytes;
};

/** Properties may take a while on a machine that has others to serve. */
const SLOW = 30_000;

describe('encodings', () => {
	const text = 'text,who\nNaïve 😀,é\n';
	const rows = [[2, { text: 'Naïve 😀', who: 'é' }]];

	it('reads UTF-8, with and without its mark, and UTF-16 by its mark, wherever the pieces break', async () => {
		for (const size of [1, 2, 3, 5, 1000])
			for (const body of [text, `\uFEFF${text}`, utf16(text, false), utf16(text, true)])
				expect(await read(body, 'csv', size)).toEqual(rows);
	});

	it('refuses what is neither, and never replaces a byte', async () => {
		const latin1 = Buffer.from('text\ncaf\xe9\n', 'latin1');
		await expect(read(latin1, 'csv')).rejects.toSatisfy(refusedWith('bad_encoding'));
		const unmarked = Buffer.from('text\na\n', 'utf16le');
		await expect(read(unmarked, 'csv')).rejects.toSatisfy(refusedWith('bad_encoding'));
		const cut = new TextEncoder().encode('text\n😀').subarray(0, 7);
		await expect(read(cut, 'csv')).rejects.toSatisfy(refusedWith('bad_encoding'));
		const half = Buffer.from('\uFEFFtext\n\uD800\n', 'utf16le');
		await expect(read(half, 'csv')).rejects.toSatisfy(refusedWith('bad_encoding'));
	});

	it('bounds a body, counted as it comes out', async () => {
		const rows = readRows(chunks(new Uint8Array(5000).fill(10), 100), { format: 'ndjson', most: 4096 });
		await expect(collect(rows)).rejects.toSatisfy(refusedWith('too_large'));
	});
});

describe('CSV', () => {
	it('keeps cells as written, with quotes, commas, line ends and spaces inside', async () => {
		expect(await read('a,b\r\n" x ""y""\r\nz",  1.50 \r\n,""\r\n', 'csv')).toEqual([
			[2, { a: ' x "y"\r\nz', b: '  1.50 ' }],
			[4, { a: '', b: '' }]
		]);
	});

	it('refuses a ragged row, says how, and keeps those around it', async () => {
		expect(await read('a,b\n1,2\n3\n4,5,6\n7,8', 'csv')).toEqual([
			[2, { a: '1', b: '2' }],
			[3, 'ragged_row', 'This row has 1 cell; the header has 2 columns.'],
			[4, 'ragged_row', 'This row has 3 cells; the header has 2 columns.'],
			[5, { a: '7', b: '8' }]
		]);
	});

	it('gives up a row with a stray quote at the end of its line, not at the next quote', async () => {
		const rows = await read('a,b\n"x" y,1\n2,3\n"He said "no", then",4\n5,"6"\n', 'csv');
		expect(rows.map(([line, value]) => [line, value])).toEqual([
			[2, 'malformed_row'],
			[3, { a: '2', b: '3' }],
			[4, 'malformed_row'],
			[5, { a: '5', b: '6' }]
		]);
	});

	it('says where a quote opens that is never closed', async () => {
		expect(await read('a,b\n1,2\n"open,3\n4,5\n', 'csv')).toEqual([
			[2, { a: '1', b: '2' }],
			[3, 'malformed_row', expect.stringContaining('never closed')]
		]);
		const [, long] = await read(`a,b\n1,2\n"${'x,\n'.repeat(MOST_ROW / 2)}`, 'csv', 65536);
		expect(long).toEqual([3, 'row_too_large', expect.stringContaining('Nothing after it was read')]);
	});

	it('refuses columns that share a name or have none', async () => {
		await expect(read('a,b,a\n1,2,3\n', 'csv')).rejects.toSatisfy(refusedWith('bad_header'));
		await expect(read('a,,c\n1,2,3\n', 'csv')).rejects.toSatisfy(refusedWith('bad_header'));
	});

	it('takes a column named __proto__ like any other', async () => {
		const [row] = await read('__proto__,b\n1,2\n', 'csv');
		expect(JSON.stringify(row?.[1])).toBe('{"__proto__":"1","b":"2"}');
	});

	it('takes semicolons or tabs where the header has no comma, and the line ends of an old Mac', async () => {
		expect(await read('a;b\n1,5;2\n', 'csv')).toEqual([[2, { a: '1,5', b: '2' }]]);
		expect(await read('a\tb\n1\t2\n', 'csv')).toEqual([[2, { a: '1', b: '2' }]]);
		expect(await read('a,b\r1,2\r3,4', 'csv')).toEqual([
			[2, { a: '1', b: '2' }],
			[3, { a: '3', b: '4' }]
		]);
	});

	it(
		'gives back any table that was written by the standard, however it is cut in pieces',
		async () => {
			const cell = fc.stringMatching(/^[a-z ,;"\r\n\té😀]{0,12}$/u);
			const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
			await fc.assert(
				fc.asyncProperty(
					fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 }),
					fc.constantFrom('\n', '\r\n'),
					fc.integer({ min: 1, max: 40 }),
					async (table, end, size) => {
						const body = ['a,b,c', ...table.map((row) => row.map(quoted).join(','))].join(end);
						const rows = await read(body, 'csv', size);
						expect(rows.map(([, value]) => value)).toEqual(table.map(([a, b, c]) => ({ a, b, c })));
					}
				)
			);
		},
		SLOW
	);
});

describe('NDJSON', () => {
	it('counts every line, passes over empty ones, and a bad one costs itself alone', async () => {
		expect(await read('{"a":1}\r\n\r\n{"a":\n[2]\n', 'ndjson')).toEqual([
			[1, { a: 1 }],
			[3, 'invalid_json', expect.stringContaining('not JSON')],
			[4, [2]]
		]);
	});

	it('refuses by row what would not survive: U+0000, half a surrogate pair, numbers that change', async () => {
		const rows = await read(
			'{"a":"\\u0000"}\n{"a":"\\ud800"}\n{"a":12345678901234567890}\n{"a":1e400}\n{"a":0.1}\n',
			'ndjson'
		);
		expect(rows.map((row) => row[1])).toEqual([
			'invalid_unicode',
			'invalid_unicode',
			'not_ijson',
			'not_ijson',
			{ a: 0.1 }
		]);
	});

	it('passes over a line that is too long and reads on after it', async () => {
		const body = `1\n"${'x'.repeat(MOST_ROW)}"\n3\n`;
		expect(await read(body, 'ndjson', 65536)).toEqual([
			[1, 1],
			[2, 'row_too_large', expect.any(String)],
			[3, 3]
		]);
	});
});

describe('a JSON list', () => {
	it('is cut at its own commas, whatever its strings hold', async () => {
		expect(await read(' [ {"a":"],{\\"" } ,[1,[2]], "x,\\\\" ,\n-0.5e1]\n', 'json')).toEqual([
			[1, { a: '],{"' }],
			[2, [1, [2]]],
			[3, 'x,\\'],
			[4, -5]
		]);
		expect(await read('[]', 'json')).toEqual([]);
	});

	it('says what is wrong with an element by its position, and goes on', async () => {
		expect(
			(await read('[1, nope, 12345678901234567890, 4,]', 'json')).map(([at, what]) => [at, what])
		).toEqual([
			[1, 1],
			[2, 'invalid_json'],
			[3, 'not_ijson'],
			[4, 4],
			[5, 'invalid_json']
		]);
	});

	it('keeps what came before it broke off, and reads nothing after its end', async () => {
		expect(await read('[1,2', 'json')).toEqual([
			[1, 1],
			[2, 'invalid_json', expect.stringContaining('breaks off')]
		]);
		expect(await read('[1] [2]', 'json')).toEqual([
			[1, 1],
			[2, 'invalid_json', expect.stringContaining('after the end')]
		]);
	});

	it('passes over an element that is too long', async () => {
		const rows = await read(`[1,"${'x'.repeat(MOST_ROW + 10)}",3]`, 'json', 65536);
		expect(rows.map(([at, what]) => [at, typeof what === 'string' ? what.slice(0, 20) : what])).toEqual([
			[1, 1],
			[2, 'row_too_large'],
			[3, 3]
		]);
	});

	it('is a list and nothing else', async () => {
		await expect(read('{"a":1}', 'json')).rejects.toSatisfy(refusedWith('invalid_json'));
		await expect(read('  ', 'json')).rejects.toSatisfy(refusedWith('invalid_json'));
	});
});

it(
	'reads any values back from a list and from lines, however the body is cut in pieces',
	async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.jsonValue({ maxDepth: 2, noUnicodeString: false }), { maxLength: 8 }),
				fc.integer({ min: 1, max: 50 }),
				async (values, size) => {
					const storable = JSON.parse(JSON.stringify(values).replaceAll('\\u0000', ' ')) as unknown[];
					const listed = await read(JSON.stringify(storable, null, 1), 'json', size);
					const lined = await read(storable.map((v) => JSON.stringify(v)).join('\n'), 'ndjson', size);
					expect(listed.map((row) => row[1])).toEqual(storable);
					expect(lined.map((row) => row[1])).toEqual(storable);
				}
			),
			{ numRuns: 40 }
		);
	},
	SLOW
);

it(
	'reads the same from any text at all, however it is cut in pieces',
	async () => {
		const pieces = fc.constantFrom(
			'a',
			'b',
			',',
			'"',
			'""',
			'\n',
			'\r\n',
			' ',
			'{',
			'}',
			'[',
			']',
			':',
			'1',
			'\\',
			';'
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(pieces, { maxLength: 60 }),
				fc.constantFrom<TextFormat>('csv', 'json', 'ndjson'),
				fc.integer({ min: 1, max: 20 }),
				async (parts, format, size) => {
					const body = (format === 'csv' ? 'h,i\n' : format === 'json' ? '[' : '') + parts.join('');
					const attempt = (n: number) =>
						read(body, format, n).catch((error: unknown) => [[0, String(error)]]);
					expect(await attempt(size)).toEqual(await attempt(1_000_000));
				}
			),
			{ numRuns: 500 }
		);
	},
	SLOW
);

it('tells formats by content type and by name', () => {
	expect(formatOfType('application/x-ndjson; charset=utf-8')).toBe('ndjson');
	expect(() => formatOfType('text/plain')).toThrow(
		expect.objectContaining({ code: 'unsupported_media' }) as Error
	);
	expect(formatOfType('application/vnd.apache.parquet')).toBe('parquet');
	expect(['a.jsonl', 'b.JSON', 'c.csv.gz', 'd.parquet', 'e.txt'].map(formatOfName)).toEqual([
		'ndjson',
		'json',
		'csv',
		'parquet',
		null
	]);
});

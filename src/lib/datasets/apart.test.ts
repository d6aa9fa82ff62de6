/** Rows read apart: what is said between the two sides, without a process. */
import { expect, it } from 'vitest';
import { collect } from '../../../test/setup/rows.ts';
import type { Incoming } from '#lib/project/incoming.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { heardRows, tellRows, type Place, type Word } from './apart.ts';

const never = () => 0;
const row = (line: number, size = 10): Incoming => ({ line, size, value: { n: line } });

async function* many(count: number, size?: number): AsyncGenerator<Incoming> {
	for (let line = 1; line <= count; line++) yield await Promise.resolve(row(line, size));
}

const bounds = {
	patience: 50,
	stuck: (place: Place | null) => new Refusal('invalid_parquet', `stuck at ${place?.row}`),
	lost: (place: Place | null) => new Refusal('invalid_parquet', `lost at ${place?.row}`)
};

/** Both sides in one process; @returns what was heard, and how often the reader was ended. */
function joined(rows: Parameters<typeof tellRows>[0]) {
	let ended = 0;
	const heard = heardRows((hear) => {
		const more = tellRows(rows, hear, never);
		return { more, end: async () => void ended++ };
	}, bounds);
	return { heard, ended: () => ended };
}

/** A reader that says what a test has it say. */
const saying = (...words: Word[]) =>
	heardRows((hear) => {
		words.forEach((word) => hear(word));
		return { more: () => {}, end: async () => {} };
	}, bounds);

it('come as they were read, refused rows among them, and the reader is ended once', async () => {
	const refused: Incoming = { line: 3, size: 0, error: new Refusal('row_too_large', 'Too long.') };
	const { heard, ended } = joined(async function* () {
		yield* many(2);
		yield await Promise.resolve(refused);
	});
	expect(await collect(heard)).toEqual([row(1), row(2), refused]);
	expect(ended()).toBe(1);
});

it('wait while two pages are not taken, however many there are', async () => {
	const pages: number[] = [];
	let read = 0;
	const more = tellRows(
		async function* () {
			for await (const one of many(30, 200_000)) {
				read = one.line;
				yield one;
			}
		},
		(word) => {
			if (word.say === 'page') pages.push(word.rows.length);
		},
		never
	);
	// All that can go on without being asked for more has gone on by then: no step of it waits for anything else.
	const settled = () => new Promise((resolve) => setImmediate(resolve));
	await settled();
	expect([pages, read]).toEqual([[2, 2], 6]);
	more();
	await settled();
	expect([pages, read]).toEqual([[2, 2, 2], 8]);
});

it('end with whoever hears them', async () => {
	const { heard, ended } = joined(() => many(10_000));
	await heard.next();
	await heard.return(null);
	expect(ended()).toBe(1);
});

it('that came before a damage are given out, and then the refusal as it was', async () => {
	const refusal = new Refusal('invalid_parquet', 'Broken.', { errors: [{ path: '/a', message: 'odd' }] });
	const { heard } = joined(async function* () {
		yield* many(3);
		throw refusal;
	});
	const lines: number[] = [];
	const reading = async () => {
		for await (const { line } of heard) lines.push(line);
	};
	await expect(reading()).rejects.toEqual(refusal);
	expect(lines).toEqual([1, 2, 3]);
});

it('are refused with the last place where nothing more is heard, and where the reader is lost', async () => {
	const at: Word = { say: 'at', place: { group: 2, row: 11 } };
	await expect(collect(saying({ say: 'begun' }, at))).rejects.toThrow('stuck at 11');
	await expect(collect(saying({ say: 'begun' }, at, { say: 'lost' }))).rejects.toThrow('lost at 11');
});

it('are nobody’s file to blame where the reader never began, or has a bug', async () => {
	for (const words of [[{ say: 'lost' }], [{ say: 'broke', message: 'x is not a function', stack: 's' }]])
		await expect(collect(saying(...(words as Word[])))).rejects.not.toBeInstanceOf(Refusal);
});

/**
 * Rows that are read apart, by a process beside the server or a worker of the browser: a file that was not made to be
 * read can keep its reader for ever, and nobody else should wait for that. Rows come in pages, no more of them than
 * whoever reads has room for; who hears nothing for too long ends it.
 */
import type { Incoming } from '#lib/project/incoming.ts';
import { Refusal, type RefusalDetails } from '#lib/schema/refusal.ts';

/** Where it is: the row group and its first row, from 1 on. */
export type Place = { group: number; row: number };
type Refused = { code: string; message: string; details: RefusalDetails };
type Sent = { line: number; size: number } & (
	{ value: unknown; whole?: true | undefined } | { refused: Refused }
);

/** From the reader. `lost`: it ended without a word, as it does when its memory is over. */
export type Word =
	| { say: 'begun' }
	| { say: 'at'; place: Place }
	| { say: 'page'; rows: Sent[] }
	| { say: 'refused'; refused: Refused }
	| { say: 'broke'; message: string; stack: string }
	| { say: 'done' }
	| { say: 'lost' };

/** The other end, as whoever asked holds it. */
export type Line = {
	/** There is room for one more page. */
	more(): void;
	end(): Promise<void>;
};

/** Characters and rows of a page: the side that takes it in should not be held for long. */
const PAGE_SIZE = 256 * 1024;
const PAGE_ROWS = 500;
/** Pages under way at a time. */
const AHEAD = 2;
/** Milliseconds between two words on where it is. */
const EVERY = 200;

const refusedOf = ({ code, message, details }: Refusal): Refused => ({ code, message, details });
const refusalOf = ({ code, message, details }: Refused): Refusal => new Refusal(code, message, details);

function sentOf(row: Incoming): Sent {
	if (!('error' in row)) return row;
	return { line: row.line, size: row.size, refused: refusedOf(row.error) };
}
function rowOf(sent: Sent): Incoming {
	if (!('refused' in sent)) return sent as Incoming;
	return { line: sent.line, size: sent.size, error: refusalOf(sent.refused) };
}

/**
 * The reader's side.
 * @param rows what is read; it may say where it is
 * @param clock milliseconds
 * @returns what to call when there is room for one more page
 */
export function tellRows(
	rows: (at: (place: Place) => void) => AsyncIterable<Incoming>,
	say: (word: Word) => void,
	clock: () => number
): () => void {
	let room = AHEAD;
	let wake = () => {};
	let page: Sent[] = [];
	let size = 0;
	let saidAt = -EVERY;
	const at = (place: Place): void => {
		const now = clock();
		if (now - saidAt < EVERY) return;
		saidAt = now;
		say({ say: 'at', place });
	};
	const turn = async (): Promise<void> => {
		while (room === 0) await new Promise<void>((resolve) => (wake = resolve));
		room--;
		say({ say: 'page', rows: page });
		page = [];
		size = 0;
	};
	const tell = async (): Promise<void> => {
		say({ say: 'begun' });
		try {
			for await (const row of rows(at)) {
				page.push(sentOf(row));
				size += row.size;
				if (page.length >= PAGE_ROWS || size >= PAGE_SIZE) await turn();
			}
			if (page.length > 0) await turn();
			say({ say: 'done' });
		} catch (error) {
			// What came before the damage counts.
			if (page.length > 0) await turn();
			if (error instanceof Refusal) return say({ say: 'refused', refused: refusedOf(error) });
			const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
			say({ say: 'broke', message, stack });
		}
	};
	void tell();
	return () => {
		room++;
		wake();
	};
}

type Bounds = {
	/** Milliseconds without a word, while one is waited for, after which the reader is ended. */
	patience: number;
	/** What is said of a file whose reader says nothing for so long, or is lost. */
	stuck(place: Place | null): Refusal;
	lost(place: Place | null): Refusal;
};

/**
 * The asker's side. Who stops asking ends the reader.
 * @param open begins a reader whose words are then heard
 * @throws Refusal as the reader does, and what `bounds` say
 */
export async function* heardRows(
	open: (hear: (word: Word) => void) => Line,
	{ patience, stuck, lost }: Bounds
): AsyncGenerator<Incoming> {
	const words: Word[] = [];
	let wake = () => {};
	let begun = false;
	let place: Place | null = null;
	const line = open((word) => {
		words.push(word);
		wake();
	});
	const next = async (): Promise<Word> => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		// Before the first word nothing of the file was read, and a busy machine may take its time.
		const over = begun
			? new Promise<never>((_, reject) => (timer = setTimeout(() => reject(stuck(place)), patience)))
			: null;
		try {
			for (let word = words.shift(); ; word = words.shift()) {
				if (word) return word;
				const heard = new Promise<void>((resolve) => (wake = resolve));
				await (over ? Promise.race([heard, over]) : heard);
			}
		} finally {
			clearTimeout(timer);
		}
	};
	try {
		for (;;) {
			const word = await next();
			if (word.say === 'done') return;
			if (word.say === 'begun') begun = true;
			else if (word.say === 'at') place = word.place;
			else if (word.say === 'page') {
				for (const row of word.rows) yield rowOf(row);
				line.more();
			} else if (word.say === 'refused') throw refusalOf(word.refused);
			else if (word.say === 'lost') throw begun ? lost(place) : new Error('The reader never began.');
			else throw Object.assign(new Error(word.message), { stack: word.stack });
		}
	} finally {
		await line.end();
	}
}

/**
 * Rows that wait for their split: the text of each as it will stand in its file, that of its sidecar, the number of its
 * prompt, and what it is checked by. They are written once as they are read, and read once a split.
 */
import type { Marks } from '../splits/split.ts';
import type { Spool } from '../splits/spool.ts';

export type WaitingRow = { prompt: number; marks: Marks; row: Uint8Array; meta: Uint8Array };

/** prompt, bytes of the row, bytes of the sidecar's line; then three marks */
const HEAD = 3 * 4 + 3 * 8;
const STAGE = 256 * 1024;
const WINDOW = 512 * 1024;
/** Bytes that a unit of text may need. */
const MOST = 3;

const encoder = new TextEncoder();

export type WaitingRows = {
	add(prompt: number, marks: Marks, row: string, meta: string): void;
	/** In the order in which they were added; each stands until the next one. @param isWanted by the number of a prompt */
	of(isWanted: (prompt: number) => boolean): Generator<WaitingRow>;
	size(): number;
};

export function waitingRows(spool: Spool): WaitingRows {
	let stage = new Uint8Array(STAGE);
	let view = new DataView(stage.buffer);
	let at = 0;
	let size = 0;
	const flush = (): void => {
		spool.write(stage.subarray(0, at));
		at = 0;
	};
	const room = (bytes: number): void => {
		if (at + bytes <= stage.length) return;
		flush();
		if (bytes <= stage.length) return;
		stage = new Uint8Array(bytes);
		view = new DataView(stage.buffer);
	};
	const put = (text: string): number => {
		const { written } = encoder.encodeInto(text, stage.subarray(at));
		at += written;
		return written;
	};
	return {
		add(prompt, { item, prompt: own, root }, row, meta) {
			room(HEAD + (row.length + meta.length) * MOST);
			const head = at;
			at += HEAD;
			const lengths = [put(row), put(meta)] as const;
			view.setUint32(head, prompt);
			view.setUint32(head + 4, lengths[0]);
			view.setUint32(head + 8, lengths[1]);
			view.setFloat64(head + 12, item);
			view.setFloat64(head + 20, own);
			view.setFloat64(head + 28, root);
			size++;
		},
		size: () => size,
		*of(isWanted) {
			flush();
			const all = spool.size();
			const room = new Uint8Array(WINDOW);
			let window = room.subarray(0, 0);
			let start = 0;
			for (let from = 0; from < all;) {
				const need = (bytes: number): void => {
					if (from + bytes <= start + window.length) return;
					window = spool.read(from, Math.max(from + WINDOW, from + bytes), room);
					start = from;
				};
				need(HEAD);
				const { buffer, byteOffset } = window;
				const head = new DataView(buffer, byteOffset + from - start, HEAD);
				const [prompt, rowBytes, metaBytes] = [head.getUint32(0), head.getUint32(4), head.getUint32(8)];
				const whole = HEAD + rowBytes + metaBytes;
				if (isWanted(prompt)) {
					const marks = {
						item: head.getFloat64(12),
						prompt: head.getFloat64(20),
						root: head.getFloat64(28)
					};
					need(whole);
					const row = from - start + HEAD;
					yield {
						prompt,
						marks,
						row: window.subarray(row, row + rowBytes),
						meta: window.subarray(row + rowBytes, row + rowBytes + metaBytes)
					};
				}
				from += whole;
			}
		}
	};
}

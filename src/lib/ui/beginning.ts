/**
 * How far several texts begin alike, so that what was read once is folded. It is cut between blocks, or between words
 * of a paragraph where nothing is open; what is folded is the same in all, as it was written and as it reads.
 */
import { blocksOf, type Block, type Cut } from './markdown.ts';

export type Beginning = { cut: Cut; words: number };

/** A shorter beginning is read again sooner than it is opened. */
const LEAST_WORDS = 40;

type Piece = NonNullable<Block['pieces']>[number];

const countOf = (text: string): number => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;

function sharedLength(texts: string[]): number {
	const [first = '', ...others] = texts;
	let at = 0;
	while (at < first.length && others.every((other) => other[at] === first[at])) at++;
	return at;
}

const isSame = (a: Piece | undefined, b: Piece | undefined): boolean =>
	a !== undefined && b !== undefined && a.written === b.written && a.depth === b.depth;

/** So many words stay in front of what differs, where no sentence begins shortly before it. */
const KEPT_WORDS = 8;
const SHORTLY = 200;

/** Whole sentences, or words, with which all begin: what differs is read with what leads to it. */
function sharedWords(texts: string[]): string {
	const shared = (texts[0] ?? '').slice(0, sharedLength(texts));
	const end = [...shared.slice(-SHORTLY).matchAll(/[.!?…]["'”’)]*\s+|[。！？]/gu)].at(-1);
	if (end) return shared.slice(0, Math.max(0, shared.length - SHORTLY) + end.index + end[0].length);
	const words = [...shared.matchAll(/\S+\s+/gu)];
	return words
		.slice(0, Math.max(0, words.length - KEPT_WORDS))
		.map(([word]) => word)
		.join('');
}

function inside(paragraphs: Piece[][]): { pieces: number; characters: number; text: string } {
	const [first = []] = paragraphs;
	let pieces = 0;
	// Only where nothing is open can it be cut.
	let cut = { pieces: 0, characters: 0, text: '' };
	let text = '';
	while (pieces < first.length && paragraphs.every((line) => isSame(line[pieces], first[pieces]))) {
		text += ` ${first[pieces]?.text ?? ''}`;
		pieces++;
		if ((first[pieces - 1]?.depth ?? 0) === 0) cut = { pieces, characters: 0, text };
	}
	const next = paragraphs.map((line) => line[pieces]);
	const plain = next.flatMap((piece) => (piece?.isText && piece.depth === 0 ? [piece.text] : []));
	if (cut.pieces !== pieces || plain.length !== paragraphs.length) return cut;
	const words = sharedWords(plain);
	return { pieces, characters: words.length, text: `${text} ${words}` };
}

/** @returns null when there is nothing worth folding, or nothing that differs */
export function sharedBeginning(texts: string[]): Beginning | null {
	if (texts.length < 2 || countOf((texts[0] ?? '').slice(0, sharedLength(texts))) < LEAST_WORDS) return null;
	if (texts.every((text) => text === texts[0])) return null;
	const documents = texts.map(blocksOf);
	const first = documents[0] ?? [];
	let blocks = 0;
	const same = (i: number) =>
		i < first.length &&
		documents.every((own) => own[i]?.written === first[i]?.written && own[i]?.html === first[i]?.html);
	while (same(blocks)) blocks++;
	let words = first.slice(0, blocks).reduce((sum, { written }) => sum + countOf(written), 0);
	const lines = documents.flatMap((own) => {
		const next = own[blocks]?.pieces;
		return next ? [next] : [];
	});
	const { pieces, characters, text } =
		lines.length === documents.length ? inside(lines) : { pieces: 0, characters: 0, text: '' };
	words += countOf(text);
	return words < LEAST_WORDS ? null : { cut: { blocks, pieces, characters }, words };
}

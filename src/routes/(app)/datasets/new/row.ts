/** A row as it stands in its file, in pieces: names of columns apart from what they hold, long values cut for the eye. */
type Piece = { text: string; isName?: boolean };

const MOST = 240;

/** @param reals columns that are written with a decimal point always */
export function piecesOf(row: Record<string, unknown>, reals: string[], most = MOST): Piece[] {
	const pieces: Piece[] = [];
	Object.entries(row).forEach(([name, value], i) => {
		const plain = JSON.stringify(value);
		const text = reals.includes(name) && Number.isInteger(value) ? `${plain}.0` : plain;
		const shown = text.length > most ? `${text.slice(0, most)}…` : text;
		pieces.push(
			{ text: i === 0 ? '{' : ',' },
			{ text: JSON.stringify(name), isName: true },
			{ text: `:${shown}` }
		);
	});
	return [...pieces, { text: pieces.length === 0 ? '{}' : '}' }];
}

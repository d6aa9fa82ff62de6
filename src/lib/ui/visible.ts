/**
 * Text of a machine with nothing hidden: characters that a reader would not see, or that turn the order of what
 * they see, come as pieces of their own with their names (Unicode's general categories Cc, Cf, Zl, Zp and fillers).
 */
export type Piece = { text: string; hidden: boolean };

const hidden =
	/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u00a0\u2000-\u200a\u202f\u205f\u3000]|[\u{fe00}-\u{fe0f}]/u;
/** Line breaks and tabs are shown by what they do. */
const plain = new Set(['\n', '\t']);

const nameOf = (character: string): string =>
	`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Emoji are joined with invisible characters, which then are part of what one sees. */
const joins = (before: string | undefined, character: string): boolean =>
	(character === '\u200d' || character === '\ufe0f') &&
	/\p{Extended_Pictographic}|\p{Emoji}/u.test(before ?? '');

export function pieces(text: string): Piece[] {
	const found: Piece[] = [];
	let last: string | undefined;
	for (const character of text) {
		const isHidden = hidden.test(character) && !plain.has(character) && !joins(last, character);
		const previous = found.at(-1);
		if (isHidden) found.push({ text: nameOf(character), hidden: true });
		else if (previous && !previous.hidden) previous.text += character;
		else found.push({ text: character, hidden: false });
		last = character;
	}
	return found;
}

/** What a machine wrote, cut to a few lines until somebody wants all of it. */

const MOST_LINES = 8;
const MOST_CHARACTERS = 1_200;

/** @returns the first lines, and how many there are when not all are shown */
export function firstLines(text: string): { shown: string; lines: number | null } {
	let end = 0;
	for (let line = 0; line < MOST_LINES && end !== -1; line++)
		end = text.indexOf('\n', end + (line === 0 ? 0 : 1));
	const few = end === -1 ? text : text.slice(0, end);
	const shown = few.length > MOST_CHARACTERS ? few.slice(0, MOST_CHARACTERS) : few;
	return { shown, lines: shown.length === text.length ? null : text.split('\n').length };
}

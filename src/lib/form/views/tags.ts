/** Where the names of marks stand under a text: below the first letter of each, never over one another. */

export type Box = { left: number; top: number; width: number; height: number };
export type Named = {
	id: number;
	/** the boxes of its lines, the one of its first letter first */
	boxes: Box[];
	/** how many underlines down its own lies */
	lane: number;
	/** about how wide its name is */
	width: number;
	/** its line runs from right to left: the name hangs from the right end */
	fromRight: boolean;
};
export type Tag = { left: number; top: number; width: number };

/** Names are cut to no less than this, and stand this far apart. */
const LEAST = 26;
const GAP = 6;
/** Below the text: the rim of the wash, then 4 px an underline. */
const RIM = 3;
export const LANE = 4;

/** Boxes of one line that touch are one: a line is measured in pieces of one script and one font. */
export function joined(boxes: Box[]): Box[] {
	const lines: Box[] = [];
	for (const box of boxes) {
		if (box.width < 0.5) continue;
		const before = lines.at(-1);
		const sameLine = before && Math.abs(before.top + before.height / 2 - box.top - box.height / 2) < 6;
		const touches =
			before && box.left <= before.left + before.width + 1 && before.left <= box.left + box.width + 1;
		if (!before || !sameLine || !touches) {
			lines.push({ ...box });
			continue;
		}
		const right = Math.max(before.left + before.width, box.left + box.width);
		const bottom = Math.max(before.top + before.height, box.top + box.height);
		before.left = Math.min(before.left, box.left);
		before.top = Math.min(before.top, box.top);
		before.width = right - before.left;
		before.height = bottom - before.top;
	}
	return lines;
}

const lineOf = ({ top, height }: Box) => Math.round((top + height / 2) / 8);

/** @param width of the whole text: no name leaves it */
export function placeTags(marks: Named[], width: number): Map<number, Tag> {
	const lines = new Map<number, { mark: Named; box: Box; wanted: number }[]>();
	for (const mark of marks) {
		const [box] = mark.boxes;
		if (!box) continue;
		const wanted = mark.fromRight ? box.left + box.width - mark.width : box.left;
		const line = lines.get(lineOf(box)) ?? [];
		lines.set(lineOf(box), [...line, { mark, box, wanted }]);
	}
	const placed = new Map<number, Tag>();
	for (const line of lines.values()) {
		line.sort((a, b) => a.wanted - b.wanted || a.mark.lane - b.mark.lane);
		const depth = Math.max(...line.map(({ mark }) => mark.lane)) * LANE;
		let free = 0;
		line.forEach(({ mark, box, wanted }, i) => {
			const left = Math.max(0, free, Math.min(wanted, width - LEAST));
			const next = line[i + 1]?.wanted ?? Infinity;
			// A name gives way to the next one, unless both begin at the same place.
			const room = next - left - GAP >= LEAST ? next - left - GAP : mark.width;
			const cut = Math.max(LEAST, Math.min(mark.width, room, Math.max(LEAST, width - left)));
			placed.set(mark.id, { left, top: box.top + box.height + RIM + depth, width: cut });
			free = left + cut + GAP;
		});
	}
	return placed;
}

/** What changed from one version to another: which rows are the same, came, went, or are in another split. */
import { hash53 } from '#lib/schema/hash.ts';

export type Difference = {
	/** the same line in the same split */
	same: number;
	/** the same line in another split: what was tested on may now be trained on */
	moved: number;
	added: number;
	removed: number;
};

/** A row of a version. */
export type RowLine = { split: string; line: string };

/**
 * Rows are compared as they stand in their files; of rows that are there several times, as many are the same as both
 * have. @returns counts: `same` + `moved` + `removed` are all of `before`, `same` + `moved` + `added` all of `after`
 */
export async function differenceOf(
	before: AsyncIterable<RowLine>,
	after: AsyncIterable<RowLine>
): Promise<Difference> {
	const left = new Map<number, Map<string, number>>();
	for await (const { split, line } of before) {
		const key = hash53(line);
		const splits = left.get(key) ?? new Map<string, number>();
		splits.set(split, (splits.get(split) ?? 0) + 1);
		left.set(key, splits);
	}
	const found: Difference = { same: 0, moved: 0, added: 0, removed: 0 };
	/** Rows of `after` whose own split has none left: others may have. */
	const waiting: number[] = [];
	const take = (splits: Map<string, number> | undefined, split: string): boolean => {
		const many = splits?.get(split) ?? 0;
		if (many === 0) return false;
		splits?.set(split, many - 1);
		return true;
	};
	for await (const { split, line } of after) {
		const key = hash53(line);
		if (take(left.get(key), split)) found.same++;
		else waiting.push(key);
	}
	for (const key of waiting) {
		const splits = left.get(key);
		const other = [...(splits ?? [])].find(([, many]) => many > 0)?.[0];
		if (other !== undefined && take(splits, other)) found.moved++;
		else found.added++;
	}
	for (const splits of left.values()) for (const many of splits.values()) found.removed += many;
	return found;
}

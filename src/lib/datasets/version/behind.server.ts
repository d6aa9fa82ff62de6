/** The items that a version's rows of one project are of, told by its sidecars: the first of them, in the order of its files. */
import { breathe } from '#lib/project/pages.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Meta } from '../example.ts';
import { SHOWN } from '../shown.ts';
import { linesOf } from './lines.server.ts';
import type { VersionRow } from './versions.server.ts';

/** `item`: the caller's own id, or the decision's. `rows`: how many of the version are of it */
export type ItemBehind = { item: string; rows: number };

/** Lines that are looked at in one go: those of other projects stand before its own. */
const TOGETHER = 2_000;

/** @param project its slug, as the version has it. @returns 20 items at most; none where the version has no such project */
export async function itemsBehind(
	db: ReadDb,
	{ manifest, build }: Pick<VersionRow, 'manifest' | 'build'>,
	project: string
): Promise<ItemBehind[]> {
	const found = new Map<string, number>();
	if (!manifest.sources.some((source) => source.project === project)) return [];
	// As `jsonLine` writes it: what a sidecar's line tells has nothing inside that could hold the same.
	const named = `"project":${JSON.stringify(project)}`;
	let looked = 0;
	for (const [i] of manifest.splits.entries()) {
		const sidecar = manifest.files[i * 2 + 1];
		if (!sidecar) continue;
		for await (const line of linesOf(db, build, sidecar)) {
			if (++looked % TOGETHER === 0) await breathe();
			if (!line.includes(named)) continue;
			const { item } = JSON.parse(line) as Meta;
			// Rows of one item stand in one file, one after the other.
			if (!found.has(item) && found.size === SHOWN) return inOrder(found);
			found.set(item, (found.get(item) ?? 0) + 1);
		}
	}
	return inOrder(found);
}

const inOrder = (found: Map<string, number>): ItemBehind[] =>
	[...found].map(([item, rows]) => ({ item, rows }));

/**
 * Why a version is not what it was when it is made again: the rows that an erasure took, by name, and how all others
 * stand. Made again once more for it, which only a version costs that does not stand.
 */
import type { Part } from '#lib/job/job.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import type { Meta } from '../example.ts';
import { hash53 } from '#lib/schema/hash.ts';
import { numberMap } from '../splits/numbers.ts';
import { buildVersion } from './build.server.ts';
import { erasedRows, erasuresSince, nameOf, type ErasedRow, type RowPlace } from './erased.server.ts';
import { lineCutter, linesOf } from './lines.server.ts';
import type { VersionRow } from './versions.server.ts';

/** Rows that are named beside those that were erased. */
const MOST_NAMED = 20;

export type Explained = {
	erased: ErasedRow[];
	/** of all other rows: the same in the same file, the same in another file, not made any more, and new */
	others: { same: number; moved: number; gone: number; came: number };
	/** the first of those that are not made any more and were not erased */
	gone: RowPlace[];
	/** whether rows themselves were compared; else, of a table, where each comes from alone */
	byText: boolean;
};

/** What is compared: a row as it is written, with its line of the sidecar. */
type Row = RowPlace & { split: string; text: string };

const isLines = (name: string): boolean => name.endsWith('.jsonl');
const META = '.meta.jsonl';

function counting() {
	const counts = numberMap();
	return {
		add: (key: number) => counts.set(key, (counts.get(key) ?? 0) + 1),
		/** @returns whether there was one left */
		take(key: number): boolean {
			const left = counts.get(key) ?? 0;
			if (left > 0) counts.set(key, left - 1);
			return left > 0;
		}
	};
}

async function* keptRows(db: ReadDb, { manifest, build }: VersionRow): AsyncGenerator<Row> {
	for (const [i, { name: split }] of manifest.splits.entries()) {
		const [file, sidecar] = [manifest.files[i * 2], manifest.files[i * 2 + 1]];
		if (!file || !sidecar) continue;
		const rows = isLines(file.name) ? linesOf(db, build, file) : null;
		let line = 0;
		for await (const meta of linesOf(db, build, sidecar)) {
			const own = await rows?.next();
			const { project, item } = JSON.parse(meta) as Meta;
			const text = `${own?.done === false ? own.value : ''}\n${meta}`;
			yield { file: file.name, line: ++line, project, item, split, text };
		}
	}
}

/** Puts lines of rows and lines of sidecars together as pieces of both come. @param byText whether rows are lines */
function pairing(byText: boolean, hear: (split: string, text: string, meta: Meta) => void) {
	const side = () => ({ lines: [] as string[], cutter: lineCutter() });
	const splits = new Map<string, { rows: ReturnType<typeof side>; metas: ReturnType<typeof side> }>();
	return (name: string, data: Uint8Array): void => {
		const isMeta = name.endsWith(META);
		if (!isMeta && !(byText && isLines(name))) return;
		const split = name.slice(0, -(isMeta ? META : '.jsonl').length);
		const found = splits.get(split) ?? { rows: side(), metas: side() };
		splits.set(split, found);
		const { rows, metas } = found;
		const own = isMeta ? metas : rows;
		own.lines = own.lines.concat(own.cutter.take(data));
		const many = byText ? Math.min(rows.lines.length, metas.lines.length) : metas.lines.length;
		const texts = rows.lines.splice(0, many);
		for (const [i, meta] of metas.lines.splice(0, many).entries())
			hear(split, `${texts[i] ?? ''}\n${meta}`, JSON.parse(meta) as Meta);
	};
}

/**
 * @param row a version that does not stand, whose own files are whole
 * @throws Refusal gone when one of its projects was removed
 */
export async function explainVersion(
	store: Store,
	row: VersionRow,
	step: (done: number, total: number | null) => void
): Promise<Explained> {
	const { read } = store;
	const erasures = await erasuresSince(read, row.recipe);
	const isErased = (meta: Pick<Meta, 'project' | 'item'>) => erasures.has(nameOf(meta));
	const byText = row.manifest.files[0] !== undefined && isLines(row.manifest.files[0].name);
	const [inFile, anywhere] = [counting(), counting()];
	let kept = 0;
	for await (const own of keptRows(read, row)) {
		if (isErased(own)) continue;
		kept++;
		inFile.add(hash53(own.text, 0, own.split));
		anywhere.add(hash53(own.text));
	}
	const others = { same: 0, moved: 0, gone: 0, came: 0 };
	const take = pairing(byText, (split, text, meta) => {
		if (isErased(meta)) return;
		const isHere = inFile.take(hash53(text, 0, split));
		if (!anywhere.take(hash53(text))) others.came++;
		else if (isHere) others.same++;
		else others.moved++;
	});
	const put = ({ file, data }: Part) => {
		take(file, data);
		return Promise.resolve();
	};
	await buildVersion({ read, put, step }, row.recipe);
	others.gone = kept - others.same - others.moved;
	const gone: RowPlace[] = [];
	if (others.gone > 0)
		for await (const { split: _split, text, ...place } of keptRows(read, row)) {
			if (isErased(place) || !anywhere.take(hash53(text))) continue;
			gone.push(place);
			if (gone.length === MOST_NAMED) break;
		}
	return { erased: await erasedRows(read, row, erasures), others, gone, byText };
}

/** What became of a version, as a sentence that a paper can have. */
export function explained({ erased, others, byText }: Explained): string {
	const items = new Set(erased.map(nameOf)).size;
	const { same, moved, gone, came } = others;
	const taken =
		erased.length === 0
			? 'Nothing of it was erased.'
			: `${plural(erased.length, 'row')} of ${plural(items, 'item')} went by an erasure.`;
	const rest = [
		same > 0 ? `${plural(same, 'row is', 'rows are')} the same` : '',
		moved > 0 ? `${plural(moved, 'row is', 'rows are')} in another file` : '',
		gone > 0 ? `${plural(gone, 'row is', 'rows are')} not made any more` : '',
		came > 0 ? `${plural(came, 'row is', 'rows are')} new` : ''
	].filter(Boolean);
	const how = byText ? '' : ', by where each comes from';
	return `${taken} Of all others ${rest.length === 0 ? 'there is none' : `${rest.join(', ')}${how}`}.`;
}

const plural = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`;

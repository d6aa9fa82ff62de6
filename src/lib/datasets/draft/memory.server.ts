/** What is remembered of the projects that were asked of: in so much room, what was asked of longest ago goes first. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Target } from '../targets/target.ts';
import type { Recipe, Source } from '../version/recipe.ts';
import { pinned } from '../version/sources.server.ts';
import { comparing, type Comparing } from './comparing.ts';
import {
	newFamily,
	newTexts,
	pictureAt,
	readsOf,
	weightOf,
	weightOfTexts,
	type Bounds,
	type Family,
	type Hear,
	type Reads,
	type Texts
} from './family.server.ts';
import { newNames, type Names } from './names.ts';
import type { Picture } from './picture.ts';

/** Bytes that are remembered of all projects together; the one that was asked of longest ago goes first. */
const MOST_BYTES = 768 * 1024 * 1024;
/** An import's rows may be this much older than its event. */
const LATE_MS = 600_000;

/** What is kept together: it goes by the same small numbers. */
type Kept = {
	/** in the order in which they were last asked of */
	families: Map<string, Promise<Family | null>>;
	/** of each project, by what is pinned of it */
	texts: Map<string, Texts>;
	names: Names;
	prompts: Comparing;
};
const newKept = (): Kept => {
	const names = newNames();
	return { families: new Map(), texts: new Map(), names, prompts: comparing(names) };
};

export type Memory = {
	kept: Kept;
	/** what may be asked for next; given up when something is asked */
	ahead: { isOver: boolean };
	bounds: Bounds;
};
export const newMemory = (bounds: Partial<Bounds> = {}): Memory => ({
	kept: newKept(),
	ahead: { isOver: false },
	bounds: { most: MOST_BYTES, lateMs: LATE_MS, ...bounds }
});

/** What is read of judgments follows from these; of the overlap only where people's disagreement decides too. */
export const keyOf = ({ id, form_version: form, output_field: field, overlap, overlap_cap: cap }: Source) =>
	JSON.stringify([id, form, field, ...(cap === undefined ? [] : [overlap, cap])]);

function familyOf(db: ReadDb, kept: Kept, source: Source, reads: Reads): Promise<Family | null> {
	const own = keyOf(source);
	const texts = kept.texts.get(own) ?? newTexts(kept.names);
	kept.texts.set(own, texts);
	const key = `${reads} ${own}`;
	const found =
		kept.families.get(key) ?? pinned(db, source).then((project) => newFamily(db, project, reads, texts));
	kept.families.delete(key);
	kept.families.set(key, found);
	return found;
}

/** Numbers that stand for the texts of all projects may take such a share of what is remembered. */
const NAMES_SHARE = 1 / 8;

/** Forgets what was asked of longest ago. */
export async function forget(memory: Memory): Promise<void> {
	const { bounds, kept } = memory;
	const texts = new Set<Texts>();
	let sum = 0;
	let isLess = false;
	for (const [key, found] of [...kept.families].toReversed()) {
		const family = await found.catch(() => null);
		if (family && !texts.has(family.texts)) sum += weightOfTexts(family.texts);
		sum += family ? weightOf(family) : 0;
		// What was asked of last is kept, or it would be read anew at each choice.
		if (sum > bounds.most && kept.families.size > 1) isLess = kept.families.delete(key);
		else if (family) texts.add(family.texts);
	}
	for (const [key, own] of kept.texts) if (isLess && !texts.has(own)) kept.texts.delete(key);
	// Names are never given back: when those of what was forgotten are many, all begins anew.
	if (isLess && kept.names.bytes() > bounds.most * NAMES_SHARE) memory.kept = newKept();
}

export type Drawn = {
	source: Source;
	family: Family;
	picture: Picture;
	/** what its judgments are for, where they are read as they are; null where they are for nothing */
	usual: { family: Family; picture: Picture } | null;
};

/**
 * The pictures of all sources at one position: that of the question, or a later one where somebody asked since.
 * @param hearIn who hears the judgments of a source being read
 */
export async function drawn(
	db: ReadDb,
	{ bounds }: Memory,
	kept: Kept,
	{ sources, as_of: asOf }: Recipe,
	target: Target,
	pause: Question['pause'],
	hearIn: (family: Family, source: Source) => Hear | null = () => null
): Promise<{ position: number; all: Drawn[] }> {
	for (let position = asOf; ;) {
		const all: Drawn[] = [];
		const at = async (source: Source, reads: Reads, isHeard = false) => {
			const family = await familyOf(db, kept, source, reads);
			if (!family) return null;
			const hear = isHeard ? hearIn(family, source) : null;
			return { family, picture: await pictureAt(db, family, position, { bounds, hear, pause }) };
		};
		for (const source of sources) {
			const reads = readsOf(target, source.stage);
			const found = await at(source, reads, true);
			const usual = reads === 'judged' ? await at(source, 'usual') : found;
			if (found) all.push({ source, ...found, usual });
		}
		const pictures = all.flatMap(({ picture, usual }) => [picture, ...(usual ? [usual.picture] : [])]);
		const latest = pictures.reduce((most, picture) => Math.max(most, picture.position), position);
		if (pictures.every((picture) => picture.position === latest)) return { position: latest, all };
		position = latest;
	}
}

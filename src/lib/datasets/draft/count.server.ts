/**
 * What a version would hold, counted in a thread beside the server: the judgments of each project are read once and
 * kept as numbers, so that each further choice costs no reading. The rules are those of the build.
 */
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { PreviewRow } from '../preview-view.ts';
import type { Source, Recipe } from '../version/recipe.ts';
import { sharesOf } from '../version/recipe.ts';
import { pinned, targetIn } from '../version/sources.server.ts';
import { dealt, type Lot } from './dealing.ts';
import { newFamily, pictureAt, promptsOf, TooMuch, weightOf, type Family } from './family.server.ts';
import type { Picture } from './picture.ts';
import { readDraft, type Counted } from './reading.server.ts';
import type { Choice } from './stage.server.ts';
import { tallyOf, type Tally } from './tally.server.ts';

export type { Counted };

/** Rows that are shown. */
const FIRST = 5;

/** Bytes that are remembered of all projects together; the one that was asked of longest ago goes first. */
const MOST_BYTES = 512 * 1024 * 1024;

export type Memory = {
	/** in the order in which they were last asked of */
	families: Map<string, Promise<Family | null>>;
	most: number;
};
export const newMemory = (most = MOST_BYTES): Memory => ({ families: new Map(), most });

const keyOf = ({ id, form_version: form, output_field: field }: Source) => JSON.stringify([id, form, field]);

function familyOf(db: ReadDb, { families }: Memory, source: Source): Promise<Family | null> {
	const key = keyOf(source);
	const found = families.get(key) ?? pinned(db, source).then((project) => newFamily(db, project));
	families.delete(key);
	families.set(key, found);
	return found;
}

/** Forgets what was asked of longest ago. */
async function forget({ families, most }: Memory): Promise<void> {
	let sum = 0;
	for (const [key, found] of [...families].toReversed()) {
		const family = await found.catch(() => null);
		sum += family ? weightOf(family) : 0;
		if (sum > most) families.delete(key);
	}
}

type Drawn = { source: Source; family: Family; picture: Picture };

/** The pictures of all sources at one position: that of the question, or a later one where somebody asked since. */
async function drawn(
	db: ReadDb,
	memory: Memory,
	{ sources, as_of: asOf }: Recipe,
	pause: Question['pause']
): Promise<{ position: number; all: Drawn[] }> {
	for (let position = asOf; ;) {
		const all: Drawn[] = [];
		for (const source of sources) {
			const family = await familyOf(db, memory, source);
			if (!family) continue;
			all.push({ source, family, picture: await pictureAt(db, family, position, memory.most, pause) });
		}
		const latest = all.reduce((most, { picture }) => Math.max(most, picture.position), position);
		if (all.every(({ picture }) => picture.position === latest)) return { position: latest, all };
		position = latest;
	}
}

const sorted = (dropped: Map<string, number>) =>
	Object.fromEntries([...dropped].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** @param pause called now and then: throws where nobody waits any more */
export async function countDraft(
	db: ReadDb,
	memory: Memory,
	recipe: Recipe,
	pause: Question['pause']
): Promise<Counted> {
	if (isRead(recipe)) return readDraft(db, recipe, pause);
	try {
		return await counted(db, memory, recipe, pause);
	} catch (error) {
		if (!(error instanceof TooMuch)) throw error;
		return readDraft(db, recipe, pause);
	} finally {
		await forget(memory);
	}
}

/**
 * What is in no picture: judgments as they are, rows that an option leaves out for what was answered, and what is said
 * of responses, and by each person alone.
 */
function isRead({ format, options, sources }: Recipe): boolean {
	const { from } = targetIn(format);
	const isAlone = options.per === 'judgment' || sources.some(({ stage }) => stage === 'alignment');
	return from === 'judged' || options.undecided === 'drop' || (from === 'rated' && isAlone);
}

async function counted(
	db: ReadDb,
	memory: Memory,
	recipe: Recipe,
	pause: Question['pause']
): Promise<Counted> {
	const target = targetIn(recipe.format);
	const { per, tools, policies, near, seed, splits } = recipe.options;
	const choice: Choice = { target, per, tools: tools === 'include', policies };
	const { position, all } = await drawn(db, memory, recipe, pause);
	const tallies: Tally[] = [];
	for (const { source, family, picture } of all)
		tallies.push(await tallyOf(db, family, picture, source, choice, pause));

	const lots = all.map(({ family, picture }, i): Lot => ({
		picture,
		prompts: promptsOf(family, target.from),
		rowsOf: tallies[i]?.rowsOf ?? new Int32Array(0)
	}));
	await pause();
	const { splits: parts, joined } = dealt(lots, { shares: sharesOf(splits), near, seed });

	const first: PreviewRow[] = [];
	for (const tally of tallies)
		if (first.length < FIRST) first.push(...(await tally.first(FIRST - first.length)));
	return {
		as_of: position,
		rows: tallies.reduce((sum, { rows }) => sum + rows, 0),
		people: new Set(tallies.flatMap(({ people }) => [...people])).size,
		sources: all.map(({ source }, i) => {
			const { rowsOf: _rows, first: _first, people, dropped, ...numbers } = tallies[i] ?? nothing;
			const { slug, name, stage } = source;
			return { project: slug, name, stage, ...numbers, people: people.size, dropped: sorted(dropped) };
		}),
		splits: parts,
		near_joined: joined,
		exact: true,
		first
	};
}

const nothing: Tally = {
	judgments: 0,
	resolved: 0,
	counted: 0,
	items: 0,
	examples: 0,
	rows: 0,
	people: new Set(),
	dropped: new Map(),
	rowsOf: new Int32Array(0),
	first: () => Promise.resolve([])
};

/** What the thread answers by, with a memory of its own. */
export function openPreviews(): (question: Question) => Promise<Json> {
	const memory = newMemory();
	return async ({ read, question, pause }) =>
		(await countDraft(read, memory, question as unknown as Recipe, pause)) as unknown as Json;
}

/**
 * What a version would hold, counted in a thread beside the server: the judgments of each project are read once and
 * kept as numbers, so that each further choice costs no reading. The rules are those of the build.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { lackOfForm, teaches } from '../export.ts';
import type { PreviewRow } from '../preview-view.ts';
import type { Show, Shown } from '../shown.ts';
import { targets } from '../targets/list.ts';
import type { Target } from '../targets/target.ts';
import type { Source, Recipe } from '../version/recipe.ts';
import { sharesOf } from '../version/recipe.ts';
import { pinned, targetIn } from '../version/sources.server.ts';
import { comparing, type Comparing } from './comparing.ts';
import { dealt, rowsInSplit, type Grouping, type Lot } from './dealing.ts';
import {
	newFamily,
	pictureAt,
	promptsOf,
	TooMuch,
	weightOf,
	type Bounds,
	type Family
} from './family.server.ts';
import type { Picture } from './picture.ts';
import { readDraft, type Counted } from './reading.server.ts';
import { gathering } from './showing.server.ts';
import type { Choice } from './stage.server.ts';
import { learnAhead, tallyOf, type Tally } from './tally.server.ts';

export type { Counted };

/** Rows that are shown. */
const FIRST = 5;

/** Bytes that are remembered of all projects together; the one that was asked of longest ago goes first. */
const MOST_BYTES = 768 * 1024 * 1024;
/** An import's rows may be this much older than its event. */
const LATE_MS = 600_000;

export type Memory = {
	/** in the order in which they were last asked of */
	families: Map<string, Promise<Family | null>>;
	prompts: Comparing;
	/** what may be asked for next; given up when something is asked */
	ahead: { isOver: boolean };
	bounds: Bounds;
};
export const newMemory = (bounds: Partial<Bounds> = {}): Memory => ({
	families: new Map(),
	prompts: comparing(),
	ahead: { isOver: false },
	bounds: { most: MOST_BYTES, lateMs: LATE_MS, ...bounds }
});

const keyOf = ({ id, form_version: form, output_field: field }: Source) => JSON.stringify([id, form, field]);

function familyOf(db: ReadDb, { families }: Memory, source: Source): Promise<Family | null> {
	const key = keyOf(source);
	const found = families.get(key) ?? pinned(db, source).then((project) => newFamily(db, project));
	families.delete(key);
	families.set(key, found);
	return found;
}

/** Forgets what was asked of longest ago. */
async function forget({ families, bounds }: Memory): Promise<void> {
	let sum = 0;
	for (const [key, found] of [...families].toReversed()) {
		const family = await found.catch(() => null);
		sum += family ? weightOf(family) : 0;
		// What was asked of last is kept, or it would be read anew at each choice.
		if (sum > bounds.most && families.size > 1) families.delete(key);
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
			all.push({ source, family, picture: await pictureAt(db, family, position, memory.bounds, pause) });
		}
		const latest = all.reduce((most, { picture }) => Math.max(most, picture.position), position);
		if (all.every(({ picture }) => picture.position === latest)) return { position: latest, all };
		position = latest;
	}
}

const sorted = (dropped: Map<string, number>) =>
	Object.fromEntries([...dropped].toSorted(([a], [b]) => (a < b ? -1 : 1)));

const isAlone = ({ from }: Target, { per }: Recipe['options'], { stage }: Source): boolean =>
	from === 'rated' && stage !== 'runtime' && (per === 'judgment' || stage === 'alignment');

/**
 * @param pause called now and then: throws where nobody waits any more
 * @param show the number whose items are told too
 */
export async function countDraft(
	db: ReadDb,
	memory: Memory,
	recipe: Recipe,
	pause: Question['pause'],
	show: Show | null = null
): Promise<Counted> {
	if (isRead(recipe)) return readDraft(db, recipe, pause, show);
	try {
		return await counted(db, memory, recipe, pause, show);
	} catch (error) {
		if (!(error instanceof TooMuch)) throw error;
		return readDraft(db, recipe, pause, show);
	} finally {
		await forget(memory);
	}
}

/**
 * What is in no picture: judgments as they are, rows that an option leaves out for what was answered, and what is said
 * of responses, and by each person alone.
 */
function isRead({ format, options, sources }: Recipe): boolean {
	const target = targetIn(format);
	const isOut = target.from === 'judged' || options.undecided === 'drop';
	return isOut || sources.some((source) => isAlone(target, options, source));
}

async function counted(
	db: ReadDb,
	memory: Memory,
	recipe: Recipe,
	pause: Question['pause'],
	show: Show | null
): Promise<Counted> {
	const target = targetIn(recipe.format);
	const { per, tools, policies, near, seed, splits } = recipe.options;
	const choice: Choice = { target, per, tools: tools === 'include', policies };
	const { position, all } = await drawn(db, memory, recipe, pause);
	const tallies: Tally[] = [];
	for (const { source, family, picture } of all)
		tallies.push(await tallyOf(db, family, picture, source, choice, pause));

	const lots = all.map(({ source, family, picture }, i): Lot => ({
		name: keyOf(source),
		picture,
		prompts: promptsOf(family, target.from),
		rowsOf: tallies[i]?.rowsOf ?? new Int32Array(0)
	}));
	await pause();
	const shares = sharesOf(splits);
	const compared = shares.length > 1 ? near : null;
	const { grouping, exact } = await memory.prompts.of(lots, { near: compared, kind: target.from }, pause);

	const first: PreviewRow[] = [];
	for (const tally of tallies)
		if (first.length < FIRST) first.push(...(await tally.first(FIRST - first.length)));
	const many = show && spreadOf({ lots, grouping, tallies }, recipe.options, show);
	return {
		as_of: position,
		rows: tallies.reduce((sum, { rows }) => sum + rows, 0),
		people: new Set(tallies.flatMap(({ people }) => [...people])).size,
		sources: all.map(({ source }, i) => {
			const {
				rowsOf: _rows,
				first: _first,
				spread: _spread,
				people,
				dropped,
				...numbers
			} = tallies[i] ?? nothing;
			const { slug, name, stage } = source;
			return { project: slug, name, stage, ...numbers, people: people.size, dropped: sorted(dropped) };
		}),
		splits: dealt(lots, grouping, shares, seed),
		near_joined: exact ? grouping.joined : null,
		exact,
		first,
		shown: many && (await shownOf(db, lots, all, many))
	};
}

type Dealt = { lots: Lot[]; grouping: Grouping; tallies: Tally[] };

/** Of each source, by unit, how much it holds of a number. */
function spreadOf(
	{ lots, grouping, tallies }: Dealt,
	{ splits, seed }: Recipe['options'],
	show: Show
): Int32Array[] {
	if ('split' in show) return rowsInSplit(lots, grouping, sharesOf(splits), seed, show.split);
	return tallies.map(({ spread }) => spread(show));
}

async function shownOf(db: ReadDb, lots: Lot[], all: Drawn[], many: Int32Array[]): Promise<Shown> {
	const found = gathering();
	for (const [i, { picture }] of lots.entries())
		for (const [u, id] of picture.ids.entries()) {
			const own = many[i]?.[u] ?? 0;
			if (own !== 0) found.add(all[i]?.source.slug ?? '', id, own);
		}
	return found.shown(db);
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
	first: () => Promise.resolve([]),
	spread: () => new Int32Array(0)
};

/** Thrown where something is asked for meanwhile. */
class Needless extends Error {}

/** Of the other kinds and formats that these judgments can be written for, in the order in which they are offered. */
export async function lookAhead(db: ReadDb, memory: Memory, recipe: Recipe): Promise<void> {
	memory.ahead.isOver = true;
	const own = (memory.ahead = { isOver: false });
	const pause = async (): Promise<void> => {
		await breathe();
		if (own.isOver) throw new Needless();
	};
	const { per, tools, policies } = recipe.options;
	const { from } = targetIn(recipe.format);
	const kinds = [...new Set([from, ...targets.map((target) => target.from)])];
	try {
		const { all } = await drawn(db, memory, recipe, pause);
		for (const kind of kinds)
			for (const { source, family, picture } of all) {
				const { form } = family;
				const fitting = targets.filter(
					(target: Target) =>
						target.from === kind &&
						teaches(source.stage, kind) &&
						!isAlone(target, recipe.options, source) &&
						(form === null || lackOfForm(target, source.stage, form) === null)
				);
				const [target] = fitting;
				if (!target) continue;
				const choice: Choice = { target, per, tools: tools === 'include', policies };
				await learnAhead(db, family, picture, source, { choice, targets: fitting }, pause);
			}
	} catch (error) {
		if (!(error instanceof Needless || error instanceof TooMuch)) throw error;
	}
}

/** What the thread answers by, with a memory of its own. */
export function openPreviews(): (question: Question) => Promise<Json> {
	const memory = newMemory();
	return async ({ read, question, pause }) => {
		const { show, ...recipe } = question as unknown as Recipe & { show: Show | null };
		memory.ahead.isOver = true;
		const found = await countDraft(read, memory, recipe, pause, show);
		void lookAhead(read, memory, recipe);
		return found as unknown as Json;
	};
}

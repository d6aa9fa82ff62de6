/**
 * What a version would hold, counted in a thread beside the server: the judgments of each project are read once and
 * kept as numbers, so that each further choice costs no reading. The rules are those of the build.
 */
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { PreviewRow } from '../preview-view.ts';
import type { Show, Shown } from '../shown.ts';
import type { Recipe } from '../version/recipe.ts';
import { sharesOf } from '../version/recipe.ts';
import { targetIn } from '../version/sources.server.ts';
import { lookAhead } from './ahead.server.ts';
import { dealt, rowsInSplit, type Grouping, type Lot } from './dealing.ts';
import { promptsOf, TooMuch } from './family.server.ts';
import { drawn, forget, keyOf, newMemory, type Drawn, type Memory } from './memory.server.ts';
import { listening } from './learning.server.ts';
import type { Names } from './names.ts';
import { readDraft, type Counted } from './reading.server.ts';
import { gathering } from './showing.server.ts';
import { choiceIn } from './stage.server.ts';
import { isOfStanding, standingIn, tallyOf, type Tally } from './tally.server.ts';

export type { Counted };

/** Rows that are shown. */
const FIRST = 5;

const sorted = (dropped: Map<string, number>) =>
	Object.fromEntries([...dropped].toSorted(([a], [b]) => (a < b ? -1 : 1)));

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
	try {
		return await counted(db, memory, recipe, pause, show);
	} catch (error) {
		if (!(error instanceof TooMuch)) throw error;
		return readDraft(db, recipe, pause, show);
	} finally {
		await forget(memory);
	}
}

async function counted(
	db: ReadDb,
	memory: Memory,
	recipe: Recipe,
	pause: Question['pause'],
	show: Show | null
): Promise<Counted> {
	const target = targetIn(recipe.format);
	const { near, seed, splits } = recipe.options;
	const { kept } = memory;
	const { position, all } = await drawn(db, memory, kept, recipe, target, pause, (family, source) =>
		listening(family, source, choiceIn(target, recipe.options, source))
	);
	const tallies: Tally[] = [];
	for (const { source, family, picture } of all)
		tallies.push(await tallyOf(db, family, picture, source, choiceIn(target, recipe.options, source), pause));

	const lots = all.map(({ source, family, picture }, i): Lot => ({
		name: `${family.stage.promptsAs(target.from)} ${keyOf(source)}`,
		picture,
		prompts: promptsOf(family, target.from),
		rowsOf: tallies[i]?.rowsOf ?? new Int32Array(0)
	}));
	await pause();
	const shares = sharesOf(splits);
	const compared = shares.length > 1 ? near : null;
	const asked = JSON.stringify([recipe.format, recipe.options, recipe.sources]);
	const { grouping, exact } = await kept.prompts.of(lots, { near: compared, asked }, pause);

	const first: PreviewRow[] = [];
	for (const tally of tallies)
		if (first.length < FIRST) first.push(...(await tally.first(FIRST - first.length)));
	// What is taken of judgments as they are is told by what they are for.
	const standing = all.map(({ source, usual }, i) =>
		target.from !== 'judged'
			? (tallies[i] ?? nothing)
			: usual
				? standingIn(usual.family, usual.picture, source, choiceIn(target, recipe.options, source))
				: nothing
	);
	const told: Told = { all, lots, grouping, names: kept.names, tallies, standing };
	return {
		as_of: position,
		rows: tallies.reduce((sum, { rows }) => sum + rows, 0),
		people: new Set(tallies.flatMap(({ people }) => [...people])).size,
		sources: all.map(({ source }, i) => {
			const { slug, name, stage } = source;
			const { judgments, resolved, counted, items } = standing[i] ?? nothing;
			const { examples, rows, people, dropped } = tallies[i] ?? nothing;
			return {
				project: slug,
				name,
				stage,
				judgments,
				resolved,
				counted,
				items,
				examples,
				rows,
				people: people.size,
				dropped: sorted(dropped)
			};
		}),
		splits: dealt(lots, grouping, kept.names, shares, seed),
		near_joined: exact ? grouping.joined : null,
		exact,
		first,
		shown: show && (await shownOf(db, told, recipe.options, show))
	};
}

type Told = {
	all: Drawn[];
	lots: Lot[];
	grouping: Grouping;
	names: Names;
	tallies: Tally[];
	standing: Pick<Tally, 'spread'>[];
};

/** The items behind a number, in the order of the files. */
async function shownOf(
	db: ReadDb,
	told: Told,
	{ splits, seed }: Recipe['options'],
	show: Show
): Promise<Shown> {
	const { all, lots, grouping, names, tallies, standing } = told;
	const ofSplit =
		'split' in show ? rowsInSplit(lots, grouping, names, sharesOf(splits), seed, show.split) : null;
	const found = gathering();
	for (const [i, own] of all.entries()) {
		const isStanding = isOfStanding(show);
		const { family, picture } = isStanding && own.usual ? own.usual : own;
		const many = ofSplit?.[i] ?? (isStanding ? standing : tallies)[i]?.spread(show);
		const items = [...family.texts.serials.keys()];
		for (const [u, serial] of picture.serial.subarray(0, picture.ids.length).entries()) {
			const one = many?.[u] ?? 0;
			if (one !== 0) found.add(own.source.slug, items[serial] ?? '', one);
		}
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

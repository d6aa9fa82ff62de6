/** What a version would hold, by reading all of it once: for what is too much to be remembered. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { isResolved } from '#lib/project/resolved.server.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { counts, picking } from '../policy.ts';
import type { Preview, PreviewRow, PreviewSource } from '../preview-view.ts';
import { groupsOf } from '../splits/groups.ts';
import { splitOf } from '../splits/split.ts';
import { rowsOf, tally, type Heard } from '../version/build.server.ts';
import { sharesOf, type Recipe, type Source } from '../version/recipe.ts';
import { before, type Show } from '../shown.ts';
import { pinned, targetIn } from '../version/sources.server.ts';
import { traitsOf } from '../version/traits.ts';
import { newFamily, newTexts, readsOf } from './family.server.ts';
import { newNames } from './names.ts';
import { gathering } from './showing.server.ts';

/** Rows that are shown. */
const FIRST = 5;

export type Counted = Omit<Preview, 'sources'> & { sources: Omit<PreviewSource, 'lack'>[] };

/** What stands of a source, and how much of it counts. */
async function judged(
	read: ReadDb,
	source: Source,
	{ format, options, as_of: asOf }: Recipe,
	pause: Question['pause'],
	tell: (number: string, item: string, many: number) => void
) {
	const numbers = { judgments: 0, resolved: 0, counted: 0, items: 0 };
	const reads = readsOf(targetIn(format), source.stage);
	const texts = newTexts(newNames());
	const family = await newFamily(
		read,
		await pinned(read, source),
		// What is taken of judgments as they are is told by what they are for.
		reads === 'judged' ? 'usual' : reads,
		texts
	);
	const isCounted = counts(options.policies);
	const isPicked = picking(options.policies) ?? (() => true);
	for await (const page of family?.stage.read(read, asOf) ?? []) {
		await pause();
		for (const unit of page) {
			numbers.judgments += unit.standing;
			tell('judgments', unit.id, unit.standing);
			if (!isResolved({ ...unit, overlap: source.overlap })) {
				tell(before.unresolved, unit.id, unit.standing);
				continue;
			}
			numbers.resolved += unit.standing;
			if (!isPicked(unit.metadata === null ? {} : (JSON.parse(unit.metadata) as JsonObject))) {
				tell(before.uncounted, unit.id, unit.standing);
				continue;
			}
			numbers.items++;
			const votes = unit.said.filter(({ rater, at, answered }) => {
				const answers = Object.fromEntries(answered.map((name) => [name, true]));
				return rater === null || isCounted({ rater, at, answers });
			}).length;
			numbers.counted += votes;
			tell('counted', unit.id, votes);
			tell(before.uncounted, unit.id, unit.standing - votes);
		}
	}
	return numbers;
}

export async function readDraft(
	read: ReadDb,
	recipe: Recipe,
	pause: Question['pause'],
	show: Show | null
): Promise<Counted> {
	const target = targetIn(recipe.format);
	const { splits, near, seed } = recipe.options;
	const shares = sharesOf(splits);
	const groups = groupsOf(shares.length > 1 ? near : null);
	const tallies = new Map(recipe.sources.map(({ id }) => [id, tally()]));
	const first: PreviewRow[] = [];
	const found = gathering();
	const asked = show && ('step' in show ? show.step : 'drop' in show ? show.drop : null);
	const tell = (project: string) => (number: string, item: string, many: number) => {
		if (number === asked && many !== 0) found.add(project, item, many);
	};
	const hear = ({ id, slug }: Source, what: Heard) => {
		tallies.get(id)?.hear(what);
		const { example, dropped, item } = what;
		if (example) tell(slug)('examples', item, 1);
		tell(slug)(dropped ?? 'rows', item, 1);
	};
	const prompts: number[] = [];
	const rows: { project: string; item: string }[] = [];
	for await (const page of rowsOf({ read }, recipe, target, hear)) {
		await pause();
		for (const { row, example } of page) {
			if (first.length < FIRST) first.push({ row, meta: example.meta });
			prompts.push(groups.add(traitsOf(example)));
			if (show && 'split' in show) rows.push({ project: example.meta.project, item: example.group });
		}
	}
	const dealt = new Map(shares.map(({ name }) => [name, { rows: 0, groups: new Set<number>() }]));
	for (const [i, prompt] of prompts.entries()) {
		const group = groups.ofPrompt(prompt);
		const name = splitOf(group, shares, seed);
		const split = dealt.get(name);
		if (!split) continue;
		split.rows++;
		split.groups.add(group);
		const row = rows[i];
		if (row && show && 'split' in show && show.split === name) found.add(row.project, row.item, 1);
	}
	const sources: Counted['sources'] = [];
	for (const source of recipe.sources) {
		const own = tallies.get(source.id) ?? tally();
		sources.push({
			project: source.slug,
			name: source.name,
			stage: source.stage,
			...(await judged(read, source, recipe, pause, tell(source.slug))),
			...own.counts,
			people: own.people.size,
			dropped: own.dropped()
		});
	}
	return {
		as_of: recipe.as_of,
		rows: prompts.length,
		people: new Set([...tallies.values()].flatMap(({ people }) => [...people])).size,
		sources,
		splits: shares.map(({ name, share }) => ({
			name,
			share,
			rows: dealt.get(name)?.rows ?? 0,
			groups: dealt.get(name)?.groups.size ?? 0
		})),
		near_joined: groups.counts().near,
		exact: true,
		first,
		shown: show && (await found.shown(read))
	};
}

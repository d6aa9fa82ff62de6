/** What a version would hold, by reading all of it once: for what is too much to be remembered. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { isResolved } from '#lib/project/resolved.server.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { counts, picking } from '../policy.ts';
import type { Preview, PreviewRow, PreviewSource } from '../preview-view.ts';
import { groupsOf } from '../splits/groups.ts';
import { splitOf } from '../splits/split.ts';
import { rowsOf, tally } from '../version/build.server.ts';
import { sharesOf, type Recipe, type Source } from '../version/recipe.ts';
import { pinned, targetIn } from '../version/sources.server.ts';
import { traitsOf } from '../version/traits.ts';
import { newFamily } from './family.server.ts';

/** Rows that are shown. */
const FIRST = 5;

export type Counted = Omit<Preview, 'sources'> & { sources: Omit<PreviewSource, 'lack'>[] };

/** What stands of a source, and how much of it counts. */
async function judged(
	read: ReadDb,
	source: Source,
	{ options, as_of: asOf }: Recipe,
	pause: Question['pause']
) {
	const numbers = { judgments: 0, resolved: 0, counted: 0, items: 0 };
	const family = await newFamily(read, await pinned(read, source));
	const isCounted = counts(options.policies);
	const isPicked = picking(options.policies) ?? (() => true);
	for await (const page of family?.stage.read(read, asOf) ?? []) {
		await pause();
		for (const unit of page) {
			numbers.judgments += unit.standing;
			if (!isResolved({ ...unit, overlap: source.overlap })) continue;
			numbers.resolved += unit.standing;
			if (!isPicked(unit.metadata === null ? {} : (JSON.parse(unit.metadata) as JsonObject))) continue;
			numbers.items++;
			for (const { rater, at, answered } of unit.said) {
				const answers = Object.fromEntries(answered.map((name) => [name, true]));
				if (rater === null || isCounted({ rater, at, answers })) numbers.counted++;
			}
		}
	}
	return numbers;
}

export async function readDraft(read: ReadDb, recipe: Recipe, pause: Question['pause']): Promise<Counted> {
	const target = targetIn(recipe.format);
	const { splits, near, seed } = recipe.options;
	const shares = sharesOf(splits);
	const groups = groupsOf(shares.length > 1 ? near : null);
	const tallies = new Map(recipe.sources.map(({ id }) => [id, tally()]));
	const first: PreviewRow[] = [];
	const prompts: number[] = [];
	const pages = rowsOf({ read }, recipe, target, ({ id }: Source, what) => tallies.get(id)?.hear(what));
	for await (const page of pages) {
		await pause();
		for (const { row, example } of page) {
			if (first.length < FIRST) first.push({ row, meta: example.meta });
			prompts.push(groups.add(traitsOf(example)));
		}
	}
	const dealt = new Map(shares.map(({ name }) => [name, { rows: 0, groups: new Set<number>() }]));
	for (const prompt of prompts) {
		const group = groups.ofPrompt(prompt);
		const found = dealt.get(splitOf(group, shares, seed));
		if (!found) continue;
		found.rows++;
		found.groups.add(group);
	}
	const sources: Counted['sources'] = [];
	for (const source of recipe.sources) {
		const found = tallies.get(source.id) ?? tally();
		sources.push({
			project: source.slug,
			name: source.name,
			stage: source.stage,
			...(await judged(read, source, recipe, pause)),
			...found.counts,
			people: found.people.size,
			dropped: found.dropped()
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
		first
	};
}

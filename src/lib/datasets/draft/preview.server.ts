/** What a version would hold if it were made now, for whoever leads its projects; nothing is written. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { Preview, PreviewSource } from '../preview-view.ts';
import type { PreviewInput, Recipe } from '../version/recipe.ts';
import { lackOf, pin, targetIn } from '../version/sources.server.ts';
import type { Counted } from './count.server.ts';

const nothing = { judgments: 0, resolved: 0, counted: 0, items: 0, examples: 0, rows: 0, people: 0 };

/**
 * A project that has nothing for the format is told so beside it, and counts nothing.
 * @throws Refusal not_found, forbidden; superseded when the same page of the actor asked for another one meanwhile
 */
export async function previewVersion(
	store: Store,
	counting: Answering,
	actor: Actor,
	{ projects, format, options, show, page }: PreviewInput
): Promise<Preview> {
	const target = targetIn(format);
	const asked: (Omit<PreviewSource, keyof typeof nothing | 'dropped'> & { recipe: Recipe['sources'] })[] = [];
	for (const slug of projects) {
		const { project: row } = await authorize(store, actor, 'manage', slug);
		const lack = await lackOf(store.read, target, row);
		const { name, stage } = row;
		asked.push({ project: slug, name, stage, lack, recipe: lack === null ? [pin(row)] : [] });
	}
	const recipe: Recipe = {
		dataset: '',
		version: 0,
		format,
		options,
		sources: asked.flatMap((one) => one.recipe),
		as_of: await seal(store)
	};
	const counted = (await counting.ask(
		{ person: actorName(actor), page },
		{ ...recipe, show }
	)) as unknown as Counted;
	const found = new Map(counted.sources.map((source) => [source.project, source]));
	return {
		...counted,
		sources: asked.map(({ recipe: _recipe, ...source }) => ({
			...source,
			...(found.get(source.project) ?? { ...nothing, dropped: {} }),
			lack: source.lack
		}))
	};
}

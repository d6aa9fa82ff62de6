import { ne } from 'drizzle-orm';
import { projectBySlug } from '#lib/auth/access.server.ts';
import { rebuildComparisons } from '#lib/queue/comparison.server.ts';
import { disputedIn } from '#lib/project/version.server.ts';
import { rebuildQueue } from '#lib/queue/rebuild.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { project } from '#lib/schema/tables.ts';
import { note, text, withStore, type Command } from '../lib/command.ts';
import { progress } from '../lib/progress.ts';

async function projectsOf(store: Store, slug: string | undefined) {
	if (slug === undefined) return store.read.select().from(project).where(ne(project.stage, 'runtime'));
	const row = await projectBySlug(store.read, slug);
	if (!row) throw new Refusal('not_found', `There is no project “${slug}”.`);
	return [row];
}

export const command: Command = {
	usage: 'rebuild [--project SLUG]',
	summary:
		'Recreates the queue, the counts of people and what leaderboards are made of from what was judged; people may go on working.',
	options: { project: { type: 'string', about: 'only this project; default all' } },
	run: ({ values }) =>
		withStore(async (store) => {
			for (const row of await projectsOf(store, text(values, 'project'))) {
				const bar = progress('items', null);
				const { items, placesMade, people } = await rebuildQueue(
					store,
					row,
					await disputedIn(store.read, row),
					(n) => bar.step(n)
				);
				await rebuildComparisons(store, row);
				bar.end();
				const made = placesMade > 0 ? `, ${placesMade} places that were missing` : '';
				note(`${row.slug}: ${items.toLocaleString('en')} items and ${people} people counted anew${made}.`);
			}
			return 0;
		})
};

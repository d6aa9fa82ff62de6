/** Counts of a project, from imports and seats: nothing here scans items or judgments. */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import type { Store } from '#lib/schema/store.server.ts';

export type ProjectStats = {
	items: number;
	/** places that all items together have */
	places: number;
	submitted: number;
	counted: number;
	skipped: number;
	imported: number;
	people: number;
};

export async function countProject(store: Store, project: { id: string; settings: { overlap: number } }) {
	const [[rows], [seats]] = await Promise.all([
		store.read.query<{ items: number | null; judgments: number | null }>(
			`select sum(case when kind = 'items' then created else 0 end) as items,
				sum(case when kind = 'judgments' then created else 0 end) as judgments
			from intake where project_id = $1`,
			project.id
		),
		store.read.query<{ submitted: number; counted: number; skipped: number; people: number }>(
			`select coalesce(sum(submitted), 0) as submitted, coalesce(sum(counted), 0) as counted,
				coalesce(sum(skipped), 0) as skipped, count(distinct user_id) as people
			from seat where project_id = $1`,
			project.id
		)
	]);
	const items = Number(rows?.items ?? 0);
	return {
		items,
		places: items * project.settings.overlap,
		submitted: Number(seats?.submitted ?? 0),
		counted: Number(seats?.counted ?? 0),
		skipped: Number(seats?.skipped ?? 0),
		imported: Number(rows?.judgments ?? 0),
		people: Number(seats?.people ?? 0)
	} satisfies ProjectStats;
}

export async function projectStats(store: Store, actor: Actor, slug: string): Promise<ProjectStats> {
	const { project } = await authorize(store, actor, 'manage', slug);
	return countProject(store, project);
}

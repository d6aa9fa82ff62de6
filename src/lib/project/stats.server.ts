/** Counts of a project, from imports, seats and the indexes of gold and of what is left out: nothing here scans items or judgments. */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import type { LeftOut } from '#lib/queue/left-out.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { LEFT_OUT } from './resolved.server.ts';

export type ProjectStats = {
	items: number;
	/** of them gold, which has no place to fill */
	gold: number;
	/** places that all items together have, those aside that are open for nobody: left out, or closed by a final answer */
	places: number;
	/** items that the system hands out to nobody, by why */
	left_out: Record<LeftOut, number>;
	submitted: number;
	counted: number;
	skipped: number;
	imported: number;
	people: number;
};

export async function countProject(store: Store, project: { id: string; settings: { overlap: number } }) {
	const [[rows], [golden], [seats], [final], out] = await Promise.all([
		store.read.query<{ items: number | null; judgments: number | null }>(
			`select sum(case when kind = 'items' then created - withdrawn else 0 end) as items,
				sum(case when kind = 'judgments' then created else 0 end) as judgments
			from intake where project_id = $1`,
			project.id
		),
		store.read.query<{ many: number }>(
			'select count(*) as many from item where project_id = $1 and gold is not null',
			project.id
		),
		store.read.query<{ submitted: number; counted: number; skipped: number; people: number }>(
			`select coalesce(sum(submitted), 0) as submitted, coalesce(sum(counted), 0) as counted,
				coalesce(sum(skipped), 0) as skipped, count(distinct user_id) as people
			from seat where project_id = $1`,
			project.id
		),
		store.read.query<{ places: number }>(
			`select coalesce(sum(overlap - counted), 0) as places from place
			where project_id = $1 and ruling = 'final' and counted < overlap`,
			project.id
		),
		store.read.query<{ why: LeftOut; items: number; places: number }>(
			`select left_out as why, count(*) as items, sum(overlap - counted) as places
			from place where project_id = $1 and ${LEFT_OUT} group by left_out`,
			project.id
		)
	]);
	const unneeded = out.reduce((sum, { places }) => sum + Number(places), Number(final?.places ?? 0));
	const leftOut = (why: LeftOut) => Number(out.find((row) => row.why === why)?.items ?? 0);
	const items = Number(rows?.items ?? 0);
	const gold = Number(golden?.many ?? 0);
	return {
		items,
		gold,
		places: Math.max(0, (items - gold) * project.settings.overlap - unneeded),
		left_out: {
			identical: leftOut('identical'),
			self_naming: leftOut('self_naming'),
			erased: leftOut('erased')
		},
		submitted: Number(seats?.submitted ?? 0),
		counted: Number(seats?.counted ?? 0),
		skipped: Number(seats?.skipped ?? 0),
		imported: Number(rows?.judgments ?? 0),
		people: Number(seats?.people ?? 0)
	} satisfies ProjectStats;
}

/** How many items have a response that says which model it is. */
export async function countNaming(store: Store, { id }: { id: string }): Promise<number> {
	const [row] = await store.read.query<{ items: number }>(
		'select count(*) as items from item where project_id = $1 and self_naming is not null',
		id
	);
	return Number(row?.items ?? 0);
}

export async function projectStats(store: Store, actor: Actor, slug: string): Promise<ProjectStats> {
	const { project } = await authorize(store, actor, 'manage', slug);
	return countProject(store, project);
}

/**
 * Counts as somebody sees them who works there without leading it: what they gave counts, all of it, since a count
 * that stands still would tell which of it was gold or a repeat. Of gold they know nothing.
 */
export function countsSeen(counts: ProjectStats, own: OwnStats): ProjectStats {
	const uncounted = own.submitted - own.counted;
	return {
		...counts,
		gold: 0,
		counted: Math.max(counts.counted, Math.min(counts.places, counts.counted + uncounted))
	};
}
/** One's own counts, as one sees them. */
export const ownSeen = ({ submitted, skipped }: OwnStats): OwnStats => ({
	submitted,
	counted: submitted,
	skipped
});

export type OwnStats = Pick<ProjectStats, 'submitted' | 'counted' | 'skipped'>;

/** What one person did in a project. */
export async function countOwn(store: Store, projectId: string, userId: string): Promise<OwnStats> {
	const [row] = await store.read.query<OwnStats>(
		`select coalesce(sum(submitted), 0) as submitted, coalesce(sum(counted), 0) as counted,
			coalesce(sum(skipped), 0) as skipped
		from seat where project_id = $1 and user_id = $2`,
		projectId,
		userId
	);
	return {
		submitted: Number(row?.submitted ?? 0),
		counted: Number(row?.counted ?? 0),
		skipped: Number(row?.skipped ?? 0)
	};
}

/** Counts of a project as this actor may see them. */
export async function countsFor(
	store: Store,
	project: { id: string; settings: { overlap: number } },
	actor: Actor,
	leads: boolean
): Promise<ProjectStats> {
	const counts = await countProject(store, project);
	return leads || actor.kind !== 'person'
		? counts
		: countsSeen(counts, await countOwn(store, project.id, actor.id));
}

export type PersonStats = OwnStats & { email: string; name: string; seconds: number };

/** Who did how much, the busiest first. */
export async function projectPeople(
	store: Store,
	actor: Actor,
	slug: string,
	limit = 50
): Promise<PersonStats[]> {
	const { project } = await authorize(store, actor, 'judge', slug);
	const rows = await store.read.query<PersonStats & { dwell: number }>(
		`select email, name, submitted, counted, skipped, dwell from (
			select user_id, sum(submitted) as submitted, sum(counted) as counted, sum(skipped) as skipped,
				sum(dwell_ms) as dwell
			from seat where project_id = $1 group by user_id
		) as seats join user_account on user_account.id = seats.user_id
		where submitted > 0 or skipped > 0
		order by submitted desc, email limit $2`,
		project.id,
		limit
	);
	return rows.map(({ email, name, submitted, counted, skipped, dwell }) => ({
		email,
		name,
		submitted: Number(submitted),
		counted: Number(counted),
		skipped: Number(skipped),
		seconds: Math.round(Number(dwell) / 1000)
	}));
}

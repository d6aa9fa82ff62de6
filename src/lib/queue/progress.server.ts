/** What one person did in a project, from their seats: read by a key, whatever the size of the project. */
import type { Store } from '#lib/schema/store.server.ts';

export type Progress = { submitted: number; skipped: number };

export async function progressOf(store: Store, projectId: string, userId: string): Promise<Progress> {
	const [row] = await store.read.query<Progress>(
		`select coalesce(sum(submitted), 0) as submitted, coalesce(sum(skipped), 0) as skipped
		from seat where project_id = $1 and user_id = $2`,
		projectId,
		userId
	);
	return { submitted: Number(row?.submitted ?? 0), skipped: Number(row?.skipped ?? 0) };
}

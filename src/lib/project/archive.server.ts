/** Archiving keeps everything and hands out nothing more. Only a demo that nobody touched goes for good. */
import { eq } from 'drizzle-orm';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { project } from '#lib/schema/tables.ts';

/** What hangs on a project's decisions and names no project. */
const ofDecisions = ['permit', 'signature', 'assertion'];

/** Children before parents. */
const tables = [
	'note',
	'file_chunk',
	'file_name',
	'file',
	'suggestion',
	'place',
	'stratum',
	'guideline_gap',
	'overruling',
	'send_back',
	'assignment',
	'loop_item',
	'decision',
	'policy',
	'halt',
	'watch',
	'loop',
	'comparison',
	'judgment',
	'resolution',
	'former_resolution',
	'item',
	'intake',
	'seat',
	'tail',
	'member',
	'form_version',
	'guideline_version'
];

async function isUntouched(db: Pick<Tx, 'query'>, row: ProjectRow): Promise<boolean> {
	if (!row.demo) return false;
	const [used] = await db.query(
		`select 1 from judgment where project_id = $1 and via <> 'import' union all
		select 1 from seat where project_id = $1 and served > 0 union all
		select 1 from decision where project_id = $1 and consumed_at is not null limit 1`,
		row.id
	);
	return used === undefined;
}

/** Whether archiving this project now would remove it for good. */
export const isDemoUntouched = (store: Store, row: ProjectRow): Promise<boolean> =>
	isUntouched(store.read, row);

/** @returns whether the project is gone for good */
export async function archiveProject(store: Store, actor: Actor, slug: string): Promise<boolean> {
	const { project: row } = await authorize(store, actor, 'manage', slug);
	return store.write(async (tx) => {
		await tx.query(`select id from project where id = $1${store.forUpdate}`, row.id);
		const gone = await isUntouched(tx, row);
		if (gone) {
			for (const table of ofDecisions)
				await tx.query(
					`delete from ${table} where decision_id in (select id from decision where project_id = $1)`,
					row.id
				);
			for (const table of tables) await tx.query(`delete from ${table} where project_id = $1`, row.id);
			await tx.delete(project).where(eq(project.id, row.id));
		} else await tx.update(project).set({ state: 'archived' }).where(eq(project.id, row.id));
		await append(tx, {
			type: gone ? 'project.removed' : 'project.archived',
			actor: actorName(actor),
			project: row,
			subject: { type: 'project', id: row.id }
		});
		return gone;
	});
}

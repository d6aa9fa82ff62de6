/** The names that responses call themselves by, where the project hides them: read with the item, never looked for. */
import type { Access } from '#lib/auth/access.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Task } from './desk.server.ts';
import { MOST } from './lease.server.ts';

const ids = Array.from({ length: MOST }, (_, i) => `$${i + 1}`).join(', ');

/** @param tasks no more than one claim hands out */
export async function withHidden(db: ReadDb, project: Access['project'], tasks: Task[]): Promise<Task[]> {
	if (project.settings.self_naming !== 'redact' || tasks.length === 0) return tasks;
	const rows = await db.query<{ id: string; names: string }>(
		`select id, self_naming as names from item where id in (${ids}) and self_naming is not null`,
		...Array.from({ length: MOST }, (_, i) => tasks[i]?.itemId ?? '')
	);
	const names = new Map(rows.map((row) => [row.id, JSON.parse(row.names) as Task['hidden']]));
	return tasks.map((task) => {
		const hidden = names.get(task.itemId);
		return hidden ? { ...task, hidden } : task;
	});
}

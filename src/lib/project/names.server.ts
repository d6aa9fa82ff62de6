/** Who `user:<id>` of the log and of versions is, by the name that people go by. */
import { inArray } from 'drizzle-orm';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { user } from '#lib/schema/tables.ts';

/** @returns names by actor; keys go by their own, and what the house did by itself by none */
export async function namesOf(
	db: ReadDb,
	actors: (string | null)[]
): Promise<(actor: string | null) => string> {
	const ids = [...new Set(actors.flatMap((actor) => (actor?.startsWith('user:') ? [actor.slice(5)] : [])))];
	const people =
		ids.length === 0
			? []
			: await db
					.select({ id: user.id, name: user.name, email: user.email })
					.from(user)
					.where(inArray(user.id, ids));
	const names = new Map(people.map(({ id, name, email }) => [`user:${id}`, name || email]));
	return (actor) => (actor === null ? '' : (names.get(actor) ?? actor.replace(/^key:/, '')));
}

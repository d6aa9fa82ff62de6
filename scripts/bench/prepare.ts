/** In a process of its own, before the server starts: the schema, an admin's key and people who are signed in. */
import { SESSION_COOKIE, startSession } from '#lib/auth/auth.server.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { createKey } from '#lib/auth/keys.server.ts';
import { createUser } from '#lib/auth/people.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { newToken } from '#lib/schema/id.ts';
import { migrate } from '#lib/schema/migrate.server.ts';
import { openStore } from '#lib/schema/store.server.ts';
import { serve } from './child.ts';

export type Prepare = { people: number };
/** Values of headers: the admin's `authorization`, each person's `cookie`. */
export type Prepared = { admin: string; people: string[] };

serve<Prepare, Prepared>(async ({ people }) => {
	await migrate(environment.databaseUrl);
	const store = await openStore(environment.databaseUrl);
	try {
		const { key } = await createKey(store, actor, { name: 'bench', role: 'admin' });
		const signIn = async (i: number): Promise<string> => {
			const person = { email: `rater${i}@example.org`, name: `Rater ${i}`, roles: ['rater' as const] };
			const { id } = await createUser(store, actor, { ...person, password: newToken() });
			const { token } = await store.write((tx) => startSession(tx, { id, ...person }));
			return `${SESSION_COOKIE}=${token}`;
		};
		// Hashing a password is slow on purpose, and done off the main thread: all at once.
		const cookies = await Promise.all(Array.from({ length: people }, (_, i) => signIn(i)));
		return { admin: `Bearer ${key}`, people: cookies };
	} finally {
		await store.close();
	}
});

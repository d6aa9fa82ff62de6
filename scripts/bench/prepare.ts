/** In a process of its own, before the server starts: the schema, keys, and people who are signed in. */
import { SESSION_COOKIE, startSession } from '#lib/auth/auth.server.ts';
import { console as actor } from '#lib/auth/actor.ts';
import { createKey } from '#lib/auth/keys.server.ts';
import { createUser } from '#lib/auth/people.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { newToken } from '#lib/schema/id.ts';
import { migrate } from '#lib/schema/migrate.server.ts';
import { openStore } from '#lib/schema/store.server.ts';
import { serve } from './child.ts';

export type Prepare = {
	people: number;
	role: 'annotator' | 'rater' | 'operator';
	/** sessions of each person */
	sessions?: number;
	/** keys of AI systems */
	agents?: number;
};
/** Values of headers: `authorization` of the admin and of each agent, `cookie` of each session. */
export type Prepared = { admin: string; people: string[]; agents: string[]; agentIds: string[] };

serve<Prepare, Prepared>(async ({ people, role, sessions = 1, agents = 0 }) => {
	await migrate(environment.databaseUrl);
	const store = await openStore(environment.databaseUrl);
	try {
		const { key } = await createKey(store, actor, { name: 'bench', role: 'admin' });
		const signIn = async (i: number): Promise<string[]> => {
			const person = { email: `${role}${i}@example.org`, name: `${role} ${i}`, roles: [role] };
			const { id } = await createUser(store, actor, { ...person, password: newToken() });
			const one = async () => {
				const { token } = await store.write((tx) => startSession(tx, { id, ...person }));
				return `${SESSION_COOKIE}=${token}`;
			};
			return Promise.all(Array.from({ length: sessions }, one));
		};
		// Hashing a password is slow on purpose, and done off the main thread: all at once.
		const cookies = await Promise.all(Array.from({ length: people }, (_, i) => signIn(i)));
		const keys = await Promise.all(
			Array.from({ length: agents }, (_, i) => createKey(store, actor, { name: `agent-${i}`, role: 'agent' }))
		);
		return {
			admin: `Bearer ${key}`,
			people: cookies.flat(),
			agents: keys.map((made) => `Bearer ${made.key}`),
			agentIds: keys.map(({ id }) => id)
		};
	} finally {
		await store.close();
	}
});

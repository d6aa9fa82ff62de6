/** People and keys on a test's own store, made by the same verbs as anywhere. */
import { console as onTheMachine, type Person } from '#lib/auth/actor.ts';
import type { UserInput } from '#lib/auth/input.ts';
import { createUser } from '#lib/auth/people.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { PASSWORD } from './people.ts';

/** A person who signed in, without the session: what a verb is given. */
export async function personIn(store: Store, email: string, ...roles: UserInput['roles']): Promise<Person> {
	const made = await createUser(store, onTheMachine, {
		email,
		name: email.split('@')[0] ?? '',
		roles,
		password: PASSWORD
	});
	return {
		kind: 'person',
		id: made.id,
		email,
		name: made.name,
		roles: made.roles,
		via: 'session',
		only: null
	};
}

/** The types of the log's events, in order of their ids. */
export const eventTypes = async (store: Store): Promise<string[]> =>
	(await store.read.query<{ type: string }>('select type from event order by id')).map(({ type }) => type);

/** Everything that the log says, as one text to look for secrets in. */
export const wholeLog = async (store: Store): Promise<string> =>
	JSON.stringify(await store.read.query('select * from event'));

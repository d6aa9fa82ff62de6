/** The demo of a first start: projects from datasets/demo, agents at work, and people who can sign in, on loopback alone. */
import { console as actor } from '#lib/auth/actor.ts';
import { createUser } from '#lib/auth/people.server.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import { seedDemo } from '#lib/datasets/demo.server.ts';
import { seedRuntimeDemo } from '#lib/runtime/demo.server.ts';
import { environment } from '#lib/schema/environment.ts';
import { newToken } from '#lib/schema/id.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { setting } from '#lib/schema/tables.ts';

const EMAIL = 'rater@demo.localhost';
const OPERATOR = 'operator@demo.localhost';
const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|::1|localhost)$/.test(host);

/** Of two servers that start at once, one finds the database empty. */
const isFirst = (store: Store): Promise<boolean> =>
	store.write(async (tx) => {
		const [any] = await tx.query('select 1 as one from user_account union all select 1 from project limit 1');
		if (any) return false;
		const [mine] = await tx
			.insert(setting)
			.values({ name: 'demo', value: true })
			.onConflictDoNothing()
			.returning();
		return mine !== undefined;
	});

/** @returns the lines that say how to sign in to it; none when there is nothing to seed */
export async function firstDemo(store: Store, secrets: Secrets): Promise<string[]> {
	if (!environment.demo || !isLoopback(environment.host) || !(await isFirst(store))) return [];
	await seedDemo(store);
	await seedRuntimeDemo(store, secrets);
	const [rater, operator] = [newToken().slice(0, 16), newToken().slice(0, 16)];
	await createUser(store, actor, { email: EMAIL, name: 'Demo rater', roles: ['rater'], password: rater });
	await createUser(store, actor, {
		email: OPERATOR,
		name: 'Demo operator',
		roles: ['operator'],
		password: operator
	});
	return [
		`To rate the demo, sign in as ${EMAIL} with the password ${rater} (shown this once)`,
		`To decide for its agents, sign in as ${OPERATOR} with the password ${operator} (shown this once)`
	];
}

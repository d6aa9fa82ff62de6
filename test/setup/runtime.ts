/** A runtime project with its agents and people, as database tests need it: verbs are called directly. */
import { randomBytes } from 'node:crypto';
import { console as consoleActor, type Person, type Program } from '#lib/auth/actor.ts';
import { createKey } from '#lib/auth/keys.server.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import { createProject } from '#lib/project/project.server.ts';
import { claimDecision, releaseDecision } from '#lib/runtime/claim.server.ts';
import type { DecisionInput, ReviewInput } from '#lib/runtime/input.ts';
import { writePolicy } from '#lib/runtime/policy.server.ts';
import { readOwn } from '#lib/runtime/read.server.ts';
import { reviewDecision } from '#lib/runtime/review.server.ts';
import { submitDecision } from '#lib/runtime/submit.server.ts';
import { newId } from '#lib/schema/id.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { session, user } from '#lib/schema/tables.ts';
import type { Role } from '#lib/schema/values.ts';
import { newSigner } from './signer.ts';

export type Somebody = { actor: Person; session: string };
const signer = newSigner();
export const secrets: Secrets = {
	hmac: randomBytes(32),
	signer: () => signer,
	issuer: 'http://localhost:3000'
};

/** Somebody who signed in at `at`. */
export async function somebody(store: Store, role: Role = 'operator', at = Date.now()): Promise<Somebody> {
	const id = newId();
	const email = `${id}@example.org`;
	const common = { id, email, name: `${role} ${id.slice(-4)}`, roles: [role] };
	const sessionId = `session-${id}`;
	await store.write(async (tx) => {
		await tx.insert(user).values({ ...common, passwordHash: null, createdAt: at, disabledAt: null });
		await tx.insert(session).values({ id: sessionId, userId: id, createdAt: at, expiresAt: at + 86_400_000 });
	});
	return { actor: { kind: 'person', ...common, via: 'session', only: null }, session: sessionId };
}

export async function newAgent(
	store: Store,
	by: Person | typeof consoleActor = consoleActor
): Promise<Program> {
	const made = await createKey(store, by, { name: `agent-${newId()}`, role: 'agent' });
	return { kind: 'program', id: made.id, name: made.name, role: 'agent', via: 'key', only: null };
}

export async function newRuntime(store: Store, policy: object | null = null): Promise<string> {
	const slug = `runtime-${newId()}`;
	await createProject(store, consoleActor, { slug, name: 'Runtime', stage: 'runtime' });
	if (policy) await writePolicy(store, consoleActor, slug, policy as Json);
	return slug;
}

export const always = (mode: string, more: object = {}): { [name: string]: Json } => ({
	rules: [{ name: 'always', when: 'true', mode, ...more } as Json]
});

/** What people and agents do, by name. */
export const acts = (store: Store, slug: string) => {
	const submit = async (agent: Program, more: Partial<DecisionInput> = {}, now = Date.now()) =>
		(
			await submitDecision(
				store,
				secrets,
				agent,
				{ project: slug, action: { name: 'pay', args: { amount: 5 } }, ...more },
				{ now }
			)
		).view;
	const review = async (
		who: Somebody,
		id: string,
		verdict: Partial<ReviewInput> & Pick<ReviewInput, 'verdict'>,
		now = Date.now()
	) => {
		const { token, version } = await claimDecision(store, who.actor, id, now);
		try {
			return await reviewDecision(store, who.actor, who.session, id, { token, version, ...verdict }, now);
		} catch (error) {
			// Who is refused lets others have it.
			await releaseDecision(store, who.actor, id, token);
			throw error;
		}
	};
	return {
		submit,
		review,
		read: (agent: Program, id: string, now = Date.now()) => readOwn(store, secrets, agent, id, now),
		approve: (who: Somebody, id: string, now = Date.now()) => review(who, id, { verdict: 'approve' }, now)
	};
};

/** The events of a decision and of its grants, in the order of their writing. */
export const eventsOf = async (store: Store, ...ids: string[]): Promise<string[]> => {
	const rows = await Promise.all(
		ids.map((id) =>
			store.read.query<{ type: string; id: string }>('select type, id from event where subject_id = $1', id)
		)
	);
	return rows
		.flat()
		.sort((a, b) => (a.id < b.id ? -1 : 1))
		.map(({ type }) => type);
};

/** The code of a refusal, or the value. */
export const codeOf = (act: Promise<unknown>): Promise<string> =>
	act.then(
		() => 'ok',
		(error: { code?: string; message?: string }) => error.code ?? error.message ?? 'thrown'
	);

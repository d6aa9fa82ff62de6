/** The policy of a project: read, written as a new version, compiled once a version. */
import { and, desc, eq } from 'drizzle-orm';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { digestOf, sha256 } from '#lib/schema/digest.server.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { policy } from '#lib/schema/tables.ts';
import { authorizeRuntime } from './decision.server.ts';
import { checkPolicy } from './policy-check.ts';
import { emptyPolicy, isGuarded, Policy } from './policy.ts';
import { compilePolicy, type Compiled } from './route.ts';

type PolicyRow = typeof policy.$inferSelect;

/** Version 0: no rules, so everything waits for a person. */
const unwritten: Compiled = compilePolicy(emptyPolicy);
const kept = new Map<string, Compiled>();
const MOST_KEPT = 200;

export async function policyVersion(db: ReadDb, projectId: string): Promise<number> {
	const [row] = await db.query<{ version: number | null }>(
		'select max(version) as version from policy where project_id = $1',
		projectId
	);
	return row?.version ?? 0;
}

const nameOf = (projectId: string, version: number): string => `${projectId}/${version}`;

/** A version that was compiled already, without asking anybody. */
export const knownPolicy = (projectId: string, version: number): Compiled | null =>
	version === 0 ? unwritten : (kept.get(nameOf(projectId, version)) ?? null);

/** A version never changes, so it is compiled once. */
export async function compiledPolicy(db: ReadDb, projectId: string, version: number): Promise<Compiled> {
	const known = knownPolicy(projectId, version);
	if (known) return known;
	const name = nameOf(projectId, version);
	const [row] = await db
		.select({ document: policy.document })
		.from(policy)
		.where(and(eq(policy.projectId, projectId), eq(policy.version, version)));
	if (!row) throw new Error(`Policy ${name} is missing.`);
	const compiled = compilePolicy(Policy.parse(row.document));
	if (kept.size >= MOST_KEPT) kept.clear();
	kept.set(name, compiled);
	return compiled;
}

const digests = new Map<string, string>();

/** SHA-256 of a version as it is stored, as hex; a version never changes. */
export async function policyDigest(db: ReadDb, projectId: string, version: number): Promise<string> {
	if (version === 0) return digestOf(emptyPolicy);
	const name = nameOf(projectId, version);
	const known = digests.get(name);
	if (known !== undefined) return known;
	const [row] = await db.query<{ document: string }>(
		'select document from policy where project_id = $1 and version = $2',
		projectId,
		version
	);
	if (!row) throw new Error(`Policy ${name} is missing.`);
	const digest = sha256(row.document);
	if (digests.size >= MOST_KEPT) digests.clear();
	digests.set(name, digest);
	return digest;
}

export async function standingPolicy(
	db: ReadDb,
	projectId: string
): Promise<{ version: number; compiled: Compiled }> {
	const version = await policyVersion(db, projectId);
	return { version, compiled: await compiledPolicy(db, projectId, version) };
}

export type PolicyView = Policy & { version: number; by: string | null; at: string | null };

const view = (row: PolicyRow | undefined): PolicyView => ({
	...(row ? (row.document as unknown as Policy) : emptyPolicy),
	version: row?.version ?? 0,
	by: row?.actor ?? null,
	at: row ? new Date(row.createdAt).toISOString() : null
});

/** @throws Refusal not_found, forbidden */
export async function readPolicy(store: Store, actor: Actor, slug: string): Promise<PolicyView> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const [row] = await store.read
		.select()
		.from(policy)
		.where(eq(policy.projectId, project.id))
		.orderBy(desc(policy.version))
		.limit(1);
	return view(row);
}

/** All versions, the newest first. */
export async function policyHistory(store: Store, actor: Actor, slug: string): Promise<PolicyView[]> {
	const { project } = await authorizeRuntime(store, actor, 'decisions', slug);
	const rows = await store.read
		.select()
		.from(policy)
		.where(eq(policy.projectId, project.id))
		.orderBy(desc(policy.version))
		.limit(100);
	return rows.map(view);
}

/** A policy as its author wrote it. @throws Refusal invalid_policy with each mistake and its place */
export function parsePolicy(document: Json): Policy {
	const checked = checkPolicy(document);
	if ('policy' in checked) return checked.policy;
	const [first] = checked.mistakes;
	throw new Refusal(
		'invalid_policy',
		`${first?.path || 'The policy'}: ${first?.message ?? 'not as expected'}`,
		{
			errors: checked.mistakes
		}
	);
}

/** What a reader got may come back as it is: then `version` says on what it rests. */
function split(document: Json): { base: number | null; rest: Json } {
	if (!isObject(document)) return { base: null, rest: document };
	const { version, by: _by, at: _at, ...rest } = document;
	return { base: typeof version === 'number' ? version : null, rest };
}

/**
 * Writes the next version; nothing changed makes none.
 * @throws Refusal invalid_policy, forbidden, stale_policy
 */
export async function writePolicy(
	store: Store,
	actor: Actor,
	slug: string,
	document: Json,
	now = Date.now()
): Promise<PolicyView> {
	const { project, role } = await authorizeRuntime(store, actor, 'policy', slug);
	const { base, rest } = split(document);
	const next = parsePolicy(rest);
	await store.write(async (tx) => {
		await tx.query(`select id from project where id = $1${store.forUpdate}`, project.id);
		const version = await policyVersion(tx, project.id);
		if (base !== null && base !== version)
			throw new Refusal('stale_policy', `Policy ${version} was saved meanwhile. Read it, then save again.`);
		const standing = await compiledPolicy(tx, project.id, version);
		if (isGuarded(standing.policy) && role !== 'admin')
			throw new Refusal(
				'forbidden',
				'The standing policy denies something or asks for an admin: only an admin may change it.'
			);
		if (version > 0 && JSON.stringify(standing.policy) === JSON.stringify(next)) return;
		const eventId = await append(
			tx,
			{
				type: 'policy.changed',
				actor: actorName(actor),
				project,
				subject: { type: 'policy', id: `${project.id}/${version + 1}` },
				data: { version: version + 1, digest: `sha256:${digestOf(next)}` }
			},
			now
		);
		await tx.insert(policy).values({
			projectId: project.id,
			version: version + 1,
			document: next as unknown as Json,
			actor: actorName(actor),
			eventId,
			createdAt: now
		});
	});
	return readPolicy(store, actor, slug);
}

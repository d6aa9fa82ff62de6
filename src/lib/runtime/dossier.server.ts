/**
 * The dossier of a decision: everything that is known of it in one file, with receipt, proofs and keys, so that it
 * can be checked without us. The file is canonical JSON under one signature: each of its bytes counts.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { passkeyById } from '#lib/auth/assertion.server.ts';
import { jwkOf } from '#lib/auth/public-key.server.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import { jwksOf } from '#lib/auth/signing.server.ts';
import { signJws } from '#lib/log/jws.server.ts';
import { sealedColumns, type SealedRow } from '#lib/log/leaf.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { logName } from '#lib/log/keep-tree.server.ts';
import { growTree, inclusionProofs, readHead, type Head } from '#lib/log/tree.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { conclusionOf } from './conclusion.server.ts';
import { currentAction, decisionFor, type Found } from './decision.server.ts';
import {
	DOSSIER_FORMAT,
	type Dossier,
	type DossierEvent,
	type DossierGrant,
	type DossierPasskey,
	type DossierReview
} from './dossier.ts';
import { assertUnhidden } from './formed.server.ts';
import { emptyPolicy } from './policy.ts';
import { isOpen } from './lifecycle.ts';
import { isAsked } from './mask.ts';
import { proofsOf } from './proof.server.ts';
import { fresh } from './read.server.ts';
import { receiptFor } from './receipt.server.ts';
import { iso } from './show.server.ts';

export const DOSSIER = 'assent-dossier+jws';

const isoOr = (at: number | null): string | null => (at === null ? null : iso(Number(at)));
const marksFrom = (values: readonly unknown[], first: number): string =>
	values.map((_, i) => `$${i + first}`).join(', ');

async function policyOf(db: ReadDb, { row }: Found): Promise<Dossier['policy']> {
	const [found] = await db.query<{ document: string; actor: string; event_id: string; created_at: number }>(
		'select document, actor, event_id, created_at from policy where project_id = $1 and version = $2',
		row.projectId,
		row.policyVersion
	);
	return {
		version: row.policyVersion,
		document: found ? (JSON.parse(found.document) as Json) : (emptyPolicy as unknown as Json),
		by: found?.actor ?? null,
		at: isoOr(found?.created_at ?? null),
		event: found?.event_id ?? null
	};
}

type ReviewRow = {
	id: string;
	user_id: string | null;
	role: string | null;
	at: number;
	event_id: string;
	answers: string;
	assurance: string | null;
	action_digest: string | null;
};

/** By the judgment that each signed. */
async function passkeysOf(db: ReadDb, id: string): Promise<Map<string, DossierPasskey>> {
	const found = new Map<string, DossierPasskey>();
	for (const [judgment, proof] of await proofsOf(db, id)) {
		const held = await passkeyById(db, proof.passkey);
		const key = held && (await jwkOf(held.publicKey));
		if (key) found.set(judgment, { ...proof, key, enrolled: held.eventId });
	}
	return found;
}

async function reviewsOf(db: ReadDb, { row }: Found): Promise<DossierReview[]> {
	const rows = await db.query<ReviewRow>(
		`select judgment.id, judgment.user_id, judgment.role, judgment.at, judgment.event_id, judgment.answers,
			signature.assurance, signature.action_digest from judgment
		left join signature on signature.judgment_id = judgment.id and signature.decision_id = judgment.item_id
		where judgment.project_id = $1 and judgment.item_id = $2 order by judgment.id`,
		row.projectId,
		row.id
	);
	const passkeys = await passkeysOf(db, row.id);
	return rows.map(({ id, user_id, role, at, event_id, answers, assurance, action_digest }) => ({
		id,
		by: user_id === null ? null : `user:${user_id}`,
		role,
		at: iso(Number(at)),
		event: event_id,
		answers: JSON.parse(answers) as Json,
		signature: assurance === null || action_digest === null ? null : { assurance, action_digest },
		passkey: passkeys.get(id) ?? null
	}));
}

type PermitRow = {
	id: string;
	state: DossierGrant['state'];
	action_hash: string;
	created_at: number;
	expires_at: number;
	consumed_at: number | null;
};

async function grantsOf(db: ReadDb, { row }: Found): Promise<DossierGrant[]> {
	const rows = await db.query<PermitRow>(
		`select id, state, action_hash, created_at, expires_at, consumed_at from permit
		where decision_id = $1 order by id`,
		row.id
	);
	return rows.map(({ id, state, action_hash, created_at, expires_at, consumed_at }) => ({
		id,
		state,
		action_hash,
		created_at: iso(Number(created_at)),
		expires_at: iso(Number(expires_at)),
		consumed_at: isoOr(consumed_at)
	}));
}

/** Events about the decision and its grants, and those that it rests on: of the policy, of a halt. */
function eventsOf(db: ReadDb, subjects: string[], others: string[]): Promise<SealedRow[]> {
	return db.query<SealedRow>(
		`select ${sealedColumns} from event where position is not null and (subject_id in (${marksFrom(subjects, 1)})
			${others.length > 0 ? `or id in (${marksFrom(others, subjects.length + 1)})` : ''}) order by position`,
		...subjects,
		...others
	);
}

/** A head that covers a position, made now if need be. */
async function headOver(store: Store, secrets: Secrets, position: number): Promise<Head> {
	const head = await readHead(store.read);
	if (head && head.size >= position && head.checkpoint !== '') return head;
	return growTree(store, secrets.signer(), logName(secrets.issuer));
}

const eventOf = (row: SealedRow, proof: Buffer[]): DossierEvent => ({
	position: Number(row.position),
	id: row.id,
	at: Number(row.at),
	type: row.type,
	actor: row.actor,
	project: row.project,
	stage: row.stage,
	subject: { type: row.subject_type, id: row.subject_id },
	data: row.data === null ? null : (JSON.parse(row.data) as Json),
	salt: row.salt,
	data_hash: row.data_hash,
	proof: proof.map((hash) => hash.toString('base64'))
});

async function peopleOf(db: ReadDb, names: (string | null)[]): Promise<Record<string, string>> {
	const ids = [...new Set(names)].flatMap((name) => (name?.startsWith('user:') ? [name.slice(5)] : []));
	if (ids.length === 0) return {};
	const rows = await db.query<{ id: string; name: string }>(
		`select id, name from user_account where id in (${marksFrom(ids, 1)})`,
		...ids
	);
	return Object.fromEntries(rows.map(({ id, name }) => [`user:${id}`, name]));
}

function factsOf({ row, proposed, project }: Found): Dossier['decision'] {
	const kept = row.erasedAt === null;
	return {
		id: row.id,
		project: project.slug,
		agent: row.agent,
		status: row.status,
		action: kept ? currentAction(row, proposed) : null,
		action_hash: kept ? row.actionHash : null,
		edited: row.edited !== null,
		mode: row.mode,
		rule: row.rule,
		policy_version: row.policyVersion,
		gate: row.gate,
		confidence: row.confidence,
		confidence_min: row.threshold,
		risk: row.risk,
		reason: row.reason,
		response: row.response,
		created_at: iso(row.createdAt),
		settled_at: isoOr(row.settledAt),
		consumed_at: isoOr(row.consumedAt),
		reviewed_at: isoOr(row.reviewedAt),
		reversed: row.reversed,
		erased_at: isoOr(row.erasedAt),
		salt: row.salt
	};
}

/** A check has no dossier, so where there are checks, what is open has none for whoever may be checked by it. */
export const noDossierYet = () => new Refusal('still_open', 'Its dossier is there once it is answered.');

/** @throws Refusal not_found for whoever sees no decisions there; view_first, still_open */
export async function readDossier(
	store: Store,
	secrets: Secrets,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<Dossier> {
	const { access, ...seen } = await decisionFor(store, actor, 'decisions', id);
	const found = await fresh(store, seen, now);
	await assertUnhidden(store.read, found.row, actor, access.role);
	if (isOpen(found.row.status) && found.project.settings.check_rate > 0 && isAsked(actor.kind, access.role))
		throw noDossierYet();
	await seal(store);
	const db = store.read;
	const [policy, reviews, grants, conclusion] = await Promise.all([
		policyOf(db, found),
		reviewsOf(db, found),
		grantsOf(db, found),
		conclusionOf(db, found)
	]);
	const enrolled = reviews.flatMap(({ passkey }) => (passkey ? [passkey.enrolled] : []));
	const others = [policy.event, conclusion?.event ?? null, ...enrolled].filter((event) => event !== null);
	const events = await eventsOf(db, [id, ...grants.map((grant) => grant.id)], others);
	const { size, checkpoint } = await headOver(store, secrets, Number(events.at(-1)?.position ?? 0));
	const proofs = await inclusionProofs(
		db,
		events.map(({ position }) => Number(position)),
		size
	);
	const [receipt, keys, people] = await Promise.all([
		receiptFor(db, secrets, found),
		jwksOf(db),
		peopleOf(db, [policy.by, ...events.map(({ actor }) => actor), ...reviews.map(({ by }) => by)])
	]);
	const rest: Omit<Dossier, 'seal'> = {
		format: DOSSIER_FORMAT,
		issuer: secrets.issuer,
		made_at: iso(now),
		decision: factsOf(found),
		shown: found.row.erasedAt === null ? (found.proposed as unknown as Json) : null,
		policy,
		reviews,
		grants,
		outcome: found.row.outcome,
		events: events.map((row, i) => eventOf(row, proofs[i] ?? [])),
		checkpoint,
		receipt,
		keys,
		people
	};
	const dossier = `sha256:${sha256(canonical(rest))}`;
	const sealed = { iss: secrets.issuer, decision: id, made_at: rest.made_at, dossier };
	return { ...rest, seal: signJws(secrets.signer(), DOSSIER, sealed) };
}

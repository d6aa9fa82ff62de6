/**
 * What a reviewer does with what is in their list: decisions, and checks that look like them. Each verb takes an id and
 * finds out what it is; whoever else asks about somebody's check learns that there is no such decision.
 */
import { authorize } from '#lib/auth/access.server.ts';
import type { Actor, Person } from '#lib/auth/actor.ts';
import type { Secrets } from '#lib/auth/secrets.server.ts';
import type { RelyingParty } from '#lib/auth/relying-party.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { decisionsBefore, lookBefore } from './before.server.ts';
import type { BeforeView } from './before.ts';
import type { Challenge } from './challenge.ts';
import { asPerson, claimDecision, releaseDecision } from './claim.server.ts';
import { noDossierYet, readDossier } from './dossier.server.ts';
import type { Dossier } from './dossier.ts';
import { assertFormed } from './formed.server.ts';
import { formView } from './first-view.server.ts';
import { lineOf, listDecisions, type DecisionPage, type ListQuery } from './inbox.server.ts';
import type { ChallengeInput, ReviewInput, ViewInput } from './input.ts';
import { readAsOperator } from './read.server.ts';
import { reviewDecision } from './review.server.ts';
import {
	claimSeeding,
	releaseSeeding,
	reviewSeeding,
	seedingView,
	viewSeeding,
	type Own
} from './seeded-review.server.ts';
import { openSeedings, ownSeeding, plant, type Seeding } from './seeding.server.ts';
import { askAbout, askSignature, checkSignature } from './signing.server.ts';
import { vetoDecision } from './veto.server.ts';
import type { Claimed, DecisionLine, OperatorView } from './view.ts';

/** Only a signed-in person is ever checked. */
async function checkOf(
	store: Store,
	actor: Actor,
	id: string,
	now: number
): Promise<{ person: Person; own: Own } | null> {
	if (actor.kind !== 'person' || actor.via !== 'session') return null;
	const own = await ownSeeding(store, actor, id, now);
	return own && { person: actor, own };
}

/** A check as a line of the list, by the function that makes the lines of decisions. */
const lineOfCheck = (
	{ row, proposed, project, formed, epoch }: Seeding & { epoch: number },
	{ id, name }: Person,
	now: number
): DecisionLine =>
	lineOf(
		{
			id: row.id,
			slug: project.slug,
			agent: row.agent,
			payload: JSON.stringify(proposed),
			edited: null,
			status: 'pending',
			risk: row.risk,
			mode: row.mode,
			confidence: row.confidence,
			threshold: row.threshold,
			rule: row.rule,
			gate: JSON.stringify(row.gate),
			reason: JSON.stringify(row.reason),
			created_at: row.createdAt,
			expires_at: row.expiresAt,
			veto_until: null,
			settled_at: null,
			halt_epoch: row.haltEpoch,
			holder: row.holder,
			holder_name: name,
			leased_until: row.leasedUntil,
			sampled: false,
			signed: 0,
			formed: formed === null ? 0 : 1,
			epoch
		},
		id,
		now,
		true
	);

/** Where a line stands in its list: the time is of 16 digits, so that texts compare as numbers do. */
const placeOf = ({ id, expires_at }: DecisionLine, status: ListQuery['status']): string =>
	status === 'open' ? `${String(Date.parse(expires_at)).padStart(16, '0')}.${id}` : id;
const cursorOf = (cursor: string): string => {
	const [time, id] = cursor.split('.');
	return id === undefined ? cursor : `${String(time).padStart(16, '0')}.${id}`;
};

/** A page of decisions with the checks of whoever looks among them, each where its own time puts it. */
export async function list(
	store: Store,
	actor: Actor,
	query: ListQuery,
	now = Date.now()
): Promise<DecisionPage> {
	const page = await listDecisions(store, actor, query, now);
	if (query.status === 'sampled' || actor.kind !== 'person' || actor.via !== 'session') return page;
	const checks = await openSeedings(store, actor, query.project, now);
	if (checks.length === 0) return page;
	const { status, cursor, limit } = query;
	const isAfter = (place: string, than: string) => (status === 'open' ? place > than : place < than);
	const last = page.items.at(-1);
	const end = page.next_cursor !== null && last ? placeOf(last, status) : null;
	const among = checks
		.map((check) => lineOfCheck(check, actor, now))
		.filter((line) => {
			const place = placeOf(line, status);
			if (cursor !== undefined && !isAfter(place, cursorOf(cursor))) return false;
			return end === null || !isAfter(place, end);
		});
	const items = [...page.items, ...among].sort((a, b) =>
		isAfter(placeOf(a, status), placeOf(b, status)) ? 1 : -1
	);
	if (items.length <= limit) return { items, next_cursor: page.next_cursor };
	const kept = items.slice(0, limit);
	const final = kept.at(-1);
	return { items: kept, next_cursor: final ? placeOf(final, status).replace(/^0+(?=\d+\.)/, '') : null };
}

export async function read(store: Store, actor: Actor, id: string, now = Date.now()): Promise<OperatorView> {
	const check = await checkOf(store, actor, id, now);
	return check ? seedingView(check.own, check.person, now) : readAsOperator(store, actor, id, now);
}

export async function claim(store: Store, actor: Actor, id: string, now = Date.now()): Promise<Claimed> {
	const check = await checkOf(store, actor, id, now);
	return check ? claimSeeding(store, check.person, check.own, now) : claimDecision(store, actor, id, now);
}

export async function release(
	store: Store,
	actor: Actor,
	id: string,
	token: string,
	now = Date.now()
): Promise<void> {
	const check = await checkOf(store, actor, id, now);
	return check ? releaseSeeding(store, check.own, token) : releaseDecision(store, actor, id, token);
}

export async function sayFirst(
	store: Store,
	actor: Actor,
	id: string,
	input: ViewInput,
	now = Date.now()
): Promise<OperatorView> {
	const check = await checkOf(store, actor, id, now);
	return check
		? viewSeeding(store, check.person, check.own, input, now)
		: formView(store, actor, id, input, now);
}

export async function before(store: Store, actor: Actor, id: string, now = Date.now()): Promise<BeforeView> {
	const check = await checkOf(store, actor, id, now);
	if (!check) return decisionsBefore(store, actor, id);
	assertFormed(check.own.row, check.own.formed);
	return lookBefore(store, check.own, check.own.seed.sourceId);
}

export async function dossier(
	store: Store,
	secrets: Secrets,
	actor: Actor,
	id: string,
	now = Date.now()
): Promise<Dossier> {
	const check = await checkOf(store, actor, id, now);
	if (!check) return readDossier(store, secrets, actor, id, now);
	assertFormed(check.own.row, check.own.formed);
	throw noDossierYet();
}

export async function veto(
	store: Store,
	actor: Actor,
	id: string,
	reason?: { code: string; text: string },
	now = Date.now()
): Promise<OperatorView> {
	const check = await checkOf(store, actor, id, now);
	if (check) throw new Refusal('settled', 'It is pending.');
	return vetoDecision(store, actor, id, reason, now);
}

/** What a passkey is asked to sign, of a check as of a decision. */
export async function challenge(
	store: Store,
	rp: RelyingParty,
	actor: Actor,
	session: string | null,
	id: string,
	input: ChallengeInput,
	now = Date.now()
): Promise<Challenge> {
	const check = await checkOf(store, actor, id, now);
	if (!check) return askSignature(store, rp, actor, session, id, input, now);
	assertFormed(check.own.row, check.own.formed);
	return askAbout(store, rp, check.person, session, check.own, input, now);
}

/** A verdict; after one on a decision, a check may come among the next ones. */
export async function review(
	store: Store,
	actor: Actor,
	session: string | null,
	id: string,
	input: ReviewInput,
	now = Date.now(),
	random: () => number = Math.random,
	rp: RelyingParty | null = null
): Promise<OperatorView> {
	const check = await checkOf(store, actor, id, now);
	if (check) {
		const signed = await checkSignature(store, rp, check.person, session, check.own, input, now);
		return reviewSeeding(
			store,
			check.own,
			{ person: check.person, role: check.own.role, session, signed },
			input,
			now
		);
	}
	const answered = await reviewDecision(store, actor, session, id, input, now, rp);
	const { project, role } = await authorize(store, actor, 'review', answered.project);
	if (project.settings.check_rate > 0) await plant(store, asPerson(actor), role, project, now, random);
	return answered;
}

/**
 * Claim, view and verdict on a seed, under the same demands and with the same words as on a decision, so that nothing
 * tells it apart before the answer. After it the person is told; nothing else happens.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { actorName, type Person } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { canonical } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { seeding as seedingTable } from '#lib/schema/tables.ts';
import type { Answers, Role } from '#lib/schema/values.ts';
import type { Action } from './action.ts';
import { assertAssurance } from './assurance.server.ts';
import { assertLease, assertRole, assertWaiting, leased } from './claim.server.ts';
import { gateOf, noDecision, type DecisionRow } from './decision.server.ts';
import { judgeEdit } from './edit.server.ts';
import { assertAsked, assertFormed, assertRead, assertSame, shownFrom, viewOf } from './formed.server.ts';
import { maySign } from './gate.ts';
import type { ReviewInput, ViewInput } from './input.ts';
import { standingPolicy } from './policy.server.ts';
import { wordsOf } from './evidence.ts';
import type { SeedContent } from './seed.ts';
import { formedOf, ownSeeding, type Seeding, type SeedingRow } from './seeding.server.ts';
import { iso, shownTo } from './show.server.ts';
import { readSwitches } from './switches.server.ts';
import { answersOf, type Signer } from './verdict.server.ts';
import type { Claimed, OperatorView } from './view.ts';

export type Own = Seeding & { role: Role };

/** As whoever it waits for sees it. */
export function seedingView(of: Seeding, person: Person, now: number): OperatorView {
	const { leasedUntil } = of.row;
	const held = leasedUntil !== null && leasedUntil > now;
	return shownTo(
		of,
		{
			signatures: [],
			holder: held ? { name: person.name, until: iso(leasedUntil), mine: true } : null,
			formed: of.formed,
			asked: true
		},
		now
	);
}

async function again(store: Store, person: Person, id: string, now: number): Promise<Own> {
	const found = await ownSeeding(store, person, id, now);
	if (!found) throw noDecision();
	return found;
}

/** The row locked, as it would be a decision's. @throws Refusal not_found when it was answered meanwhile */
async function locked(store: Store, tx: Tx, of: Own): Promise<{ own: SeedingRow; row: DecisionRow }> {
	await tx.query(`select id from seeding where id = $1${store.forUpdate}`, of.row.id);
	const [own] = await tx
		.select()
		.from(seedingTable)
		.where(and(eq(seedingTable.id, of.row.id), isNull(seedingTable.answeredAt)));
	if (!own) throw new Refusal('settled', 'It is answered already.');
	const { version, leaseToken, leasedAt, leasedUntil } = own;
	const holder = leaseToken === null ? null : own.userId;
	return { own, row: { ...of.row, version, holder, leaseToken, leasedAt, leasedUntil } };
}

export async function claimSeeding(store: Store, person: Person, of: Own, now: number): Promise<Claimed> {
	const lease = of.project.settings.lease_minutes * 60_000;
	const held = await store.write(async (tx) => {
		const { epoch } = await readSwitches(tx, of.row);
		const { row } = await locked(store, tx, of);
		await assertWaiting(tx, row, epoch, now);
		assertRole(row, of.role, now);
		const next = leased(row, lease, now);
		await tx.update(seedingTable).set(next).where(eq(seedingTable.id, row.id));
		return next;
	});
	return {
		token: held.leaseToken,
		version: held.version,
		leased_until: iso(held.leasedUntil),
		decision: seedingView(await again(store, person, of.row.id, now), person, now)
	};
}

export async function releaseSeeding(store: Store, of: Own, token: string): Promise<void> {
	await store.write(async (tx) => {
		await tx.query(
			'update seeding set lease_token = null, leased_until = null where id = $1 and lease_token = $2',
			of.row.id,
			token
		);
	});
}

export async function viewSeeding(
	store: Store,
	person: Person,
	of: Own,
	input: ViewInput,
	now: number
): Promise<OperatorView> {
	await store.write(async (tx) => {
		const { epoch } = await readSwitches(tx, of.row);
		const { own, row } = await locked(store, tx, of);
		await assertWaiting(tx, row, epoch, now);
		assertLease(row, person, input, now);
		assertRole(row, of.role, row.leasedAt ?? now);
		assertAsked(row);
		const earlier = formedOf(own);
		if (earlier) return assertSame(earlier.view, input);
		await tx.query(
			'update seeding set first_view = $2, first_view_at = $3 where id = $1',
			row.id,
			canonical(viewOf(input)),
			now
		);
	});
	return seedingView(await again(store, person, of.row.id, now), person, now);
}

/** What a decision would ask of such an answer. @throws Refusal */
async function assertAnswer(
	store: Store,
	tx: Tx,
	of: Own,
	signer: Signer,
	row: DecisionRow,
	input: ReviewInput,
	now: number
) {
	const { proposed, project, formed } = of;
	if (!proposed.allowed.includes(input.verdict))
		throw new Refusal(
			'not_offered',
			`The agent cannot use “${input.verdict}”: ${proposed.allowed.join(', ')}.`
		);
	if (input.verdict !== 'approve' && input.verdict !== 'edit') return;
	const standing = await standingPolicy(tx, row.projectId);
	const gate =
		input.verdict === 'edit'
			? judgeEdit({ row, proposed, project, standing, now }, input.action as Action)
			: gateOf(row);
	if (!maySign(gate.roles, of.role))
		throw new Refusal('forbidden', `What you made of it asks for ${gate.roles.join(' or ')}.`);
	assertRead(gate, shownFrom(row, formed, now), now);
	await assertAssurance(store, tx, gate, signer, row, now);
}

/** Stores the answer and tells what was right. Nothing runs, whatever it was. */
export async function reviewSeeding(
	store: Store,
	of: Own,
	signer: Signer,
	input: ReviewInput,
	now: number
): Promise<OperatorView> {
	const { person } = signer;
	const caught = input.verdict !== 'approve';
	const words = wordsOf(of.proposed);
	await store.write(async (tx) => {
		const switches = await readSwitches(tx, of.row);
		const { own, row } = await locked(store, tx, of);
		await assertWaiting(tx, row, switches.epoch, now);
		if (switches.active > 0) throw new Refusal('halted', 'A halt stands: nothing can be approved.');
		assertLease(row, person, input, now);
		assertRole(row, of.role, row.leasedAt ?? now);
		const formed = formedOf(own);
		assertFormed(row, formed);
		await assertAnswer(store, tx, { ...of, formed }, signer, row, input, now);
		const said = answersOf(input, input.verdict === 'edit' ? (input.action as Action) : null, row);
		const answers: Answers = formed ? { ...said, first: formed.view } : said;
		const eventId = await append(
			tx,
			{
				type: 'check.answered',
				actor: actorName(person),
				project: of.project,
				subject: { type: 'check', id: of.seed.id },
				data: { verdict: input.verdict, caught }
			},
			now
		);
		await tx
			.update(seedingTable)
			.set({
				answers: JSON.parse(canonical(answers)) as Answers,
				caught,
				dwellMs: input.dwell_ms ?? null,
				words,
				answeredAt: now,
				eventId,
				leaseToken: null,
				leasedUntil: null
			})
			.where(eq(seedingTable.id, row.id));
	});
	const { right } = of.seed.proposal as unknown as SeedContent;
	return {
		...seedingView({ ...of, row: { ...of.row, leasedUntil: null } }, person, now),
		// Nobody waits for it any more, and nothing came of it.
		status: 'cancelled',
		check: {
			caught,
			wanted: of.seed.wanted,
			...(right ? { action: right } : {}),
			why: of.seed.why ?? ''
		}
	};
}

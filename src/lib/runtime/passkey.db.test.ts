import { beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { Authenticator } from '../../../test/setup/authenticator.ts';
import {
	asked,
	enrolWith,
	keyed,
	rp,
	send,
	signature,
	signedReview,
	type Keyed,
	type Saying
} from '../../../test/setup/keyed.ts';
import {
	acts,
	always,
	codeOf,
	eventsOf,
	newAgent,
	newRuntime,
	secrets,
	somebody
} from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Program } from '#lib/auth/actor.ts';
import { CHALLENGE_MS } from '#lib/auth/challenge.server.ts';
import { revokePasskey } from '#lib/auth/passkeys.server.ts';
import { sha256 } from '#lib/schema/digest.server.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { assertion, decision } from '#lib/schema/tables.ts';
import type { Challenge } from './challenge.ts';
import { claimDecision } from './claim.server.ts';
import { consumeGrant } from './grant.server.ts';
import type { ReviewInput } from './input.ts';
import { proofsOf } from './proof.server.ts';
import { readOwn } from './read.server.ts';
import { askSignature } from './signing.server.ts';

let store: Store;
let agent: Program;
let one: Keyed;
let two: Keyed;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	await somebody(store, 'admin');
	[one, two] = [await keyed(store), await keyed(store)];
});

const gated = (gate: { [name: string]: Json } = {}) =>
	newRuntime(store, always('in_the_loop', { gate: { assurance: 'passkey', ...gate } }));
const approve = { verdict: 'approve' } as const;
const edit = (amount: number): Saying => ({ verdict: 'edit', action: { name: 'pay', args: { amount } } });

describe('a gate that asks for a passkey', () => {
	it('is passed by one, and by nothing less', async () => {
		const { submit, approve: plainly, review, read } = acts(store, await gated());
		const made = await submit(agent);
		expect(await codeOf(plainly(one, made.id))).toBe('passkey_required');
		expect(await signedReview(store, one, made.id, approve)).toMatchObject({
			status: 'approved',
			signatures: [{ mine: true, assurance: 'passkey' }]
		});
		const { grant } = await read(agent, made.id);
		const used = await consumeGrant(store, secrets, agent, grant?.id ?? '', {
			action_hash: made.action_hash,
			token: grant?.token ?? ''
		});
		expect(used.action.args).toEqual({ amount: 5 });
		// What lets nothing run asks for nothing.
		const other = await submit(agent, { action: { name: 'pay', args: { amount: 6 } } });
		expect((await review(one, other.id, { verdict: 'reject' })).status).toBe('rejected');
	});

	it('is passed by edits and by rejections that are signed, and each keeps what was signed', async () => {
		const { submit } = acts(store, await gated());
		for (const [said, status] of [
			[edit(4), 'approved_with_edit'],
			[{ verdict: 'reject', reason: { code: 'wrong', text: 'Not this' } }, 'rejected'],
			[{ verdict: 'respond', response: 'Ask again' }, 'responded']
		] as const) {
			const made = await submit(agent, { action: { name: 'pay', args: { amount: 5, status } } });
			expect((await signedReview(store, one, made.id, said)).status).toBe(status);
			const [proof] = [...(await proofsOf(store.read, made.id)).values()];
			expect(proof?.statement).toMatchObject({ decision: made.id, verdict: said.verdict });
			expect(proof?.statement.words === null).toBe(said.verdict === 'edit');
		}
	});

	it('counts a quorum of different people, each of whom signs what stands', async () => {
		const { submit } = acts(store, await gated({ quorum: 2 }));
		const made = await submit(agent);
		await signedReview(store, one, made.id, edit(4));
		expect((await signedReview(store, two, made.id, approve)).status).toBe('approved_with_edit');
		const actions = [...(await proofsOf(store.read, made.id)).values()].map(
			({ statement }) => statement.action
		);
		expect(new Set(actions).size).toBe(1);
	});

	it('asks no one who has none that counts, and says why', async () => {
		const { submit } = acts(store, await gated());
		const made = await submit(agent);
		const [none, unsure] = [await somebody(store), await keyed(store, { confirmed: false })];
		expect(await codeOf(asked(store, none, made.id, approve))).toBe('passkey_required');
		const late = await submit(agent, { action: { name: 'pay', args: { amount: 7 } } });
		expect(await codeOf(asked(store, unsure, late.id, approve))).toBe('passkey_unconfirmed');
	});

	it('does not count one that waits for an admin’s yes, though its person has another', async () => {
		const { submit } = acts(store, await gated());
		const made = await submit(agent);
		const second = new Authenticator('EdDSA', rp.origin);
		await enrolWith(store, one, second, false);
		const { input, challenge } = await asked(store, one, made.id, approve);
		const given = signature(second, challenge);
		expect(await codeOf(send(store, one, made.id, { ...input, signature: given }))).toBe(
			'passkey_unconfirmed'
		);
	});

	it('takes no key’s word, and asks none', async () => {
		const { submit } = acts(store, await gated());
		const made = await submit(agent);
		const input = { token: '', version: 1, ...approve };
		expect(await codeOf(askSignature(store, rp, agent, null, made.id, input))).toBe('forbidden');
		const byKey = { ...one.actor, via: 'key' as const };
		expect(await codeOf(askSignature(store, rp, byKey, null, made.id, input))).toBe('forbidden');
	});

	it('refuses a passkey that was revoked after it signed', async () => {
		const { submit } = acts(store, await gated());
		const made = await submit(agent);
		const leaver = await keyed(store);
		const { input, challenge } = await asked(store, leaver, made.id, approve);
		const given = signature(leaver.key, challenge);
		await revokePasskey(store, leaver.actor, leaver.passkey);
		expect(await codeOf(send(store, leaver, made.id, { ...input, signature: given }))).toBe(
			'passkey_refused'
		);
	});

	it('stands for the password that another gate asks for', async () => {
		const { submit } = acts(
			store,
			await newRuntime(store, always('in_the_loop', { gate: { assurance: 'reauth' } }))
		);
		const now = Date.now() + 3_600_000;
		const made = await submit(agent, {}, now);
		expect((await signedReview(store, one, made.id, approve, now)).signatures).toMatchObject([
			{ assurance: 'passkey' }
		]);
	});
});

describe('what was signed', () => {
	it('is refused from another person’s passkey, unverified, twice, late, or from elsewhere', async () => {
		const { submit } = acts(store, await gated());
		const made = await submit(agent);
		const refusal = async (of: (challenge: Challenge) => ReviewInput['signature'], at = Date.now()) => {
			const { input, challenge } = await asked(store, one, made.id, approve);
			return codeOf(send(store, one, made.id, { ...input, signature: of(challenge) }, at));
		};
		expect(await refusal((challenge) => signature(two.key, challenge))).toBe('passkey_refused');
		expect(await refusal((challenge) => signature(one.key, challenge, { verified: false }))).toBe(
			'passkey_refused'
		);
		expect(
			await refusal((challenge) => signature(one.key, challenge, { origin: 'https://evil.example' }))
		).toBe('passkey_refused');
		expect(await refusal((challenge) => signature(one.key, challenge), Date.now() + CHALLENGE_MS)).toBe(
			'challenge_spent'
		);
		const { input, challenge } = await asked(store, one, made.id, approve);
		const given = signature(one.key, challenge);
		const session = { ...one, session: 'another' };
		expect(await codeOf(send(store, session, made.id, { ...input, signature: given }))).toBe(
			'challenge_spent'
		);
		expect((await send(store, one, made.id, { ...input, signature: given })).status).toBe('approved');
		// The same again, of the next decision with the same action.
		const next = await submit(agent);
		const { input: again } = await asked(store, one, next.id, approve);
		expect(await codeOf(send(store, one, next.id, { ...again, signature: given }))).toBe('challenge_spent');
		expect((await eventsOf(store, one.actor.id)).filter((type) => type === 'passkey.refused').length).toBe(2);
	});

	it('is for the version that was read', async () => {
		const { submit } = acts(store, await gated({ quorum: 2 }));
		const made = await submit(agent);
		const stale = await asked(store, one, made.id, approve);
		const given = signature(one.key, stale.challenge);
		await store.write(async (tx) => {
			await tx.update(decision).set({ leasedUntil: 0 }).where(eq(decision.id, made.id));
		});
		await signedReview(store, two, made.id, edit(4));
		const { token, version } = await claimDecision(store, one.actor, made.id);
		expect(await codeOf(send(store, one, made.id, { ...stale.input, signature: given }))).toBe('lease_lost');
		const again = await asked(store, one, made.id, approve);
		const late = signature(one.key, { ...again.challenge, options: stale.challenge.options });
		expect(
			await codeOf(send(store, one, made.id, { token, version, verdict: 'approve', signature: late }))
		).toBe('passkey_refused');
	});

	it('is nothing else than what is sent: any part that changes is refused', async () => {
		const { submit } = acts(store, await gated());
		const action = (args: { [name: string]: Json }, name = 'pay') => ({ name, args });
		const said = fc.oneof(
			fc.constant<Saying>({ verdict: 'approve' }),
			fc.record({ text: fc.string(), code: fc.constantFrom('wrong', 'unsafe') }).map((reason): Saying => ({
				verdict: 'reject',
				reason
			})),
			fc.string({ minLength: 1 }).map((text): Saying => ({ verdict: 'respond', response: `.${text}.` })),
			fc
				.dictionary(fc.constantFrom('amount', 'to', 'note'), fc.oneof(fc.integer(), fc.string()), {
					minKeys: 1
				})
				.map((args): Saying => ({ verdict: 'edit', action: action(args) }))
		);
		const made = await submit(agent);
		let pairs = 0;
		await fc.assert(
			fc.asyncProperty(said, said, async (a, b) => {
				const [x, y] = [a, b].map(({ verdict, action: edited, reason, response }) =>
					canonical({
						verdict,
						...(edited ? { edited } : {}),
						reason: reason ?? null,
						response: response ?? null
					} as Json)
				);
				fc.pre(x !== y);
				pairs++;
				const { input, challenge } = await asked(store, one, made.id, a);
				const given = signature(one.key, challenge);
				const { token, version } = input;
				expect(await codeOf(send(store, one, made.id, { token, version, ...b, signature: given }))).toBe(
					'passkey_refused'
				);
			}),
			{ numRuns: 40 }
		);
		expect(pairs).toBeGreaterThan(20);
		expect(await proofsOf(store.read, made.id)).toEqual(new Map());
		// And the same, sent as it was signed.
		expect((await signedReview(store, one, made.id, approve)).status).toBe('approved');
	});

	it('is of another decision refused, though the action is the same', async () => {
		const { submit } = acts(store, await gated());
		const [made, other] = [await submit(agent), await submit(agent)];
		const { input, challenge } = await asked(store, one, made.id, approve);
		const given = signature(one.key, challenge);
		const { token, version } = await claimDecision(store, one.actor, other.id);
		expect(await codeOf(send(store, one, other.id, { token, version, ...approve, signature: given }))).toBe(
			'challenge_spent'
		);
		expect((await send(store, one, made.id, { ...input, signature: given })).status).toBe('approved');
	});

	it('says exactly what was shown and what will run', async () => {
		const { submit } = acts(store, await gated());
		const made = await submit(agent, { context: [{ type: 'note', text: 'why' }], model: 'a-model' });
		const { challenge } = await asked(store, one, made.id, edit(3));
		const { statement, shown } = challenge;
		const edited = { name: 'pay', args: { amount: 3 } };
		expect(shown).toMatchObject({ action: made.action, context: [{ text: 'why' }], model: 'a-model' });
		expect(statement).toEqual({
			format: 'assent-review/1',
			decision: made.id,
			version: 2,
			verdict: 'edit',
			action: sha256(canonical(edited)),
			action_hash: `sha256:${sha256(canonical(edited))}`,
			edit: sha256(canonical(edited)),
			policy_version: 1,
			evidence: sha256(canonical(shown)),
			words: null
		});
		const text = `assent-review/1\n${challenge.nonce}\n${sha256(canonical(statement as unknown as Json))}\n`;
		expect(challenge.options).toMatchObject({
			challenge: Buffer.from(sha256(text), 'hex').toString('base64url'),
			rpId: 'localhost',
			userVerification: 'required',
			allowCredentials: [{ id: one.key.credentialId }]
		});
	});
});

describe('a grant under a passkey', () => {
	it('is not given for an action that nobody signed', async () => {
		const { submit } = acts(store, await gated());
		const made = await submit(agent);
		await signedReview(store, one, made.id, approve);
		const forged = { name: 'pay', args: { amount: 5_000_000 } };
		await store.write(async (tx) => {
			await tx
				.update(decision)
				.set({ edited: forged as unknown as Json, actionHash: `sha256:${sha256(canonical(forged))}` })
				.where(eq(decision.id, made.id));
		});
		expect(await codeOf(readOwn(store, secrets, agent, made.id))).toBe('action_mismatch');
	});

	it('is not used for one either, nor where the signature is gone', async () => {
		const { submit, read } = acts(store, await gated());
		for (const forge of ['action', 'assertion'] as const) {
			const made = await submit(agent, { action: { name: 'pay', args: { forge } } });
			await signedReview(store, one, made.id, approve);
			const { grant } = await read(agent, made.id);
			await store.write(async (tx) => {
				if (forge === 'assertion') await tx.delete(assertion).where(eq(assertion.decisionId, made.id));
				else
					await tx
						.update(decision)
						.set({ edited: { name: 'pay', args: {} } as unknown as Json })
						.where(eq(decision.id, made.id));
			});
			const input = { action_hash: made.action_hash, token: grant?.token ?? '' };
			expect(await codeOf(consumeGrant(store, secrets, agent, grant?.id ?? '', input))).toBe(
				'action_mismatch'
			);
		}
	});
});

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { keysOf, verifyDossier, verifyReceipt } from '../../../scripts/verify-dossier.mjs';
import {
	acts,
	always,
	codeOf,
	newAgent,
	newRuntime,
	secrets,
	somebody,
	type Somebody
} from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { seeded } from '../../../test/setup/seeded.ts';
import type { Program } from '#lib/auth/actor.ts';
import { console as consoleActor } from '#lib/auth/actor.ts';
import { jwksOf } from '#lib/auth/signing.server.ts';
import { signJws } from '#lib/log/jws.server.ts';
import { proveConsistency, readHead } from '#lib/log/tree.server.ts';
import { newId } from '#lib/schema/id.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { signingKey } from '#lib/schema/tables.ts';
import { reportOutcome } from './agent.server.ts';
import { readDossier } from './dossier.server.ts';
import type { Dossier } from './dossier.ts';
import { eraseDecision } from './erase.server.ts';
import { consumeGrant } from './grant.server.ts';
import { createHalt } from './halt.server.ts';
import { settleHalted } from './clock.server.ts';
import { liftHalt } from './lift.server.ts';

let store: Store;
let agent: Program;
let operator: Somebody;
let other: Somebody;
let admin: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[operator, other, admin] = [await somebody(store), await somebody(store), await somebody(store, 'admin')];
	const { kid, publicKey } = secrets.signer();
	await store.write(async (tx) => {
		const x = publicKey.toString('base64url');
		await tx.insert(signingKey).values({ kid, x, createdAt: 1, retiredAt: null });
	});
});

const action = { name: 'pay', args: { amount: 5, to: 'Zoë', note: 'for the “invoice”' } };
const context = [{ type: 'text', title: 'Invoice', text: 'Two lines.\nOf an invoice.' }];

/** Everything that a decision can have: a quorum with an edit, a grant that was used, an outcome. */
async function whole(): Promise<{ slug: string; id: string }> {
	const gate = { quorum: 2, timeout_seconds: 600 };
	const slug = await newRuntime(store, {
		...always('in_the_loop', { gate }),
		actions: { pay: { unbound_fields: ['args.note'] } }
	});
	const { submit, review, read } = acts(store, slug);
	// No two are about the same, so that what one leaves behind is found.
	const args = { ...action.args, ref: newId() };
	const { id } = await submit(agent, { action: { ...action, args }, context, confidence: 0.4, risk: 'low' });
	await review(other, id, { verdict: 'approve' });
	await review(operator, id, { verdict: 'edit', action: { ...action, args: { ...args, amount: 3 } } });
	await review(other, id, { verdict: 'approve', reason: { code: 'fine', text: 'As agreed.' } });
	const { grant } = await read(agent, id);
	if (!grant) throw new Error('It was approved.');
	await consumeGrant(store, secrets, agent, grant.id, grant);
	await reportOutcome(store, agent, id, { status: 'succeeded', detail: 'Paid.' });
	return { slug, id };
}

const dossierOf = (id: string): Promise<Dossier> => readDossier(store, secrets, operator.actor, id);
const bytesOf = (value: unknown): Buffer => Buffer.from(canonical(value));
const verified = (dossier: Dossier): string => verifyDossier(bytesOf(dossier)).join('\n');
/** As somebody would who has the key: everything is sealed anew after a change. */
function resealed(dossier: Dossier, change: (of: Dossier) => void): Buffer {
	const { seal: _seal, ...rest } = structuredClone(dossier);
	change(rest as Dossier);
	const digest = `sha256:${createHash('sha256').update(canonical(rest)).digest('hex')}`;
	const said = { iss: rest.issuer, decision: rest.decision.id, made_at: rest.made_at, dossier: digest };
	return bytesOf({ ...rest, seal: signJws(secrets.signer(), 'assent-dossier+jws', said as Json) });
}

describe('a dossier', () => {
	it('holds all that is known of a decision, and is verified without us', async () => {
		const { id } = await whole();
		const dossier = await dossierOf(id);
		expect(dossier.events.map(({ type }) => type)).toEqual([
			'policy.changed',
			'decision.submitted',
			'decision.signed',
			'decision.edited',
			'decision.approved_with_edit',
			'grant.minted',
			'grant.consumed',
			'decision.outcome_reported'
		]);
		expect(dossier.reviews.map(({ answers }) => (answers as { verdict: string }).verdict)).toEqual([
			'approve',
			'edit',
			'approve'
		]);
		expect(dossier.outcome).toEqual({ status: 'succeeded', detail: 'Paid.' });
		const said = verified(dossier);
		expect(said).toContain('All 8 events stand in that log');
		expect(said).toContain('What was shown is what the log bound when it came in');
		expect(said).toContain('3 review(s) of people are what the log holds of them');
		expect(said).toContain(`approved_with_edit, by ${operator.actor.name}`);
		expect(said).toContain(`and ${other.actor.name}`);
		expect(said).toContain('The outcome is what the log holds of it');
	});

	it('is verified whatever became of the decision', async () => {
		const alone = await newRuntime(store, always('out_of_the_loop', { sample: 1 }));
		const ran = await acts(store, alone).submit(agent, { action });
		await acts(store, alone).review(operator, ran.id, { verdict: 'approve' });
		const slug = await newRuntime(store);
		const { submit, review, read } = acts(store, slug);
		const now = Date.now();
		const open = await submit(agent);
		const rejected = await submit(agent, { action: { name: 'pay', args: { amount: 8 } } });
		await review(operator, rejected.id, { verdict: 'reject', reason: { code: 'wrong', text: 'No.' } });
		const repeated = await submit(agent, { action: { name: 'pay', args: { amount: 8 } } });
		const answered = await submit(agent);
		await review(operator, answered.id, { verdict: 'respond', response: 'Ask tomorrow.' });
		const late = await submit(agent, { expires_in: 60 }, now - 61_000);
		await read(agent, late.id);
		const stopped = await submit(agent);
		const halt = await createHalt(store, operator.actor, {
			scope: 'project',
			project: slug,
			reason: 'Stop.'
		});
		await settleHalted(store);
		const denied = await submit(agent);
		await liftHalt(store, operator.actor, halt.id);
		const said: [string, string][] = [
			[ran.id, 'auto_approved, by policy'],
			[open.id, 'halted, by halt'],
			[rejected.id, `rejected, by ${operator.actor.name}`],
			[repeated.id, 'rejected, by repeat'],
			[answered.id, `responded, by ${operator.actor.name}`],
			[late.id, 'expired, by time'],
			[stopped.id, 'halted, by halt'],
			[denied.id, 'halted, by halt']
		];
		for (const [id, words] of said) expect(verified(await dossierOf(id))).toContain(words);
		const waiting = await submit(agent, { action: { name: 'wait', args: {} } });
		expect(verified(await dossierOf(waiting.id))).toContain('It is open');
	});

	it('is refused after any of 200 changes of one byte, wherever in the file', async () => {
		const { id } = await whole();
		const bytes = bytesOf(await dossierOf(id));
		expect(verifyDossier(bytes).length).toBeGreaterThan(5);
		const next = seeded(7);
		const survived: number[] = [];
		for (let i = 0; i < 200; i++) {
			const changed = Buffer.from(bytes);
			// One in each two-hundredth of the file, and to any other byte.
			const at = Math.floor(((i + next()) * bytes.length) / 200);
			changed[at] = ((changed[at] ?? 0) + 1 + Math.floor(next() * 255)) % 256;
			if (await isVerified(changed)) survived.push(at);
		}
		expect(survived).toEqual([]);
	});

	it('is refused when a byte is left out, put in, or turned to one that means the same', async () => {
		const { id } = await whole();
		const bytes = bytesOf(await dossierOf(id));
		const next = seeded(11);
		const text = bytes.toString();
		for (let i = 0; i < 60; i++) {
			const at = Math.floor(next() * bytes.length);
			expect(await isVerified(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))).toBe(false);
			expect(
				await isVerified(Buffer.concat([bytes.subarray(0, at), Buffer.from(' '), bytes.subarray(at)]))
			).toBe(false);
		}
		for (const same of [`${text}\n`, ` ${text}`, `\ufeff${text}`, text.replace('"amount":3', '"amount":3.0')])
			expect(await isVerified(Buffer.from(same))).toBe(false);
		// The last character of a signature has bits that mean nothing.
		const last = text.lastIndexOf('"', text.indexOf('"shown"') - 2);
		const signature = text.slice(last - 1, last);
		for (const one of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
			if (one !== signature)
				expect(await isVerified(Buffer.from(text.slice(0, last - 1) + one + text.slice(last)))).toBe(false);
	});

	it('is refused when it was changed and sealed anew: each part is bound by more than the seal', async () => {
		const { id } = await whole();
		const dossier = await dossierOf(id);
		verifyDossier(resealed(dossier, () => {}));
		const changes: [string, (of: Dossier) => void, string][] = [
			[
				'the action',
				(of) => of.decision.action && (of.decision.action.args.amount = 4),
				'hash of the action'
			],
			[
				'what is free',
				(of) => of.decision.action && (of.decision.action.args.note = 'x'),
				'Nobody edited the action'
			],
			['what was shown', (of) => ((of.shown as { model: string }).model = 'other'), 'What was shown is not'],
			['the answer', (of) => (of.decision.status = 'approved'), 'The receipt is for another: the answer'],
			['the agent', (of) => (of.decision.agent = 'other'), 'another agent'],
			['the time', (of) => (of.decision.created_at = '2020-01-01T00:00:00.000Z'), 'another time'],
			['when it was settled', (of) => (of.decision.settled_at = of.decision.created_at), 'the time'],
			['the rule', (of) => (of.decision.rule = 'other'), 'the policy'],
			['the policy', (of) => (of.policy.document = { rules: [] }), 'The policy is not what the log'],
			[
				'a verdict',
				(of) => ((of.reviews[0]?.answers as { verdict: string }).verdict = 'reject'),
				'is not what the log'
			],
			[
				'who reviewed',
				(of) => of.reviews[0] && (of.reviews[0].by = of.reviews[1]?.by ?? null),
				'somebody else'
			],
			['a review left out', (of) => of.reviews.splice(1, 1), 'of the log is missing'],
			[
				'what was signed',
				(of) => of.reviews[2]?.signature && (of.reviews[2].signature.action_digest = 'a'.repeat(64)),
				'signed another action'
			],
			['a grant', (of) => of.grants[0] && (of.grants[0].state = 'void'), 'was not used as it says'],
			['an event’s actor', (of) => of.events[2] && (of.events[2].actor = 'system'), 'is not in the log'],
			[
				'an event’s data',
				(of) => of.events[2] && ((of.events[2].data as { agent: string }).agent = 'x'),
				'is not in the log'
			],
			['an event’s salt', (of) => of.events[2] && (of.events[2].salt = 'x'), 'is not in the log'],
			['an event’s place', (of) => of.events[7] && (of.events[7].position += 1), 'is not in the log'],
			['a proof', (of) => of.events[2]?.proof.pop(), 'is not in the log'],
			['the event of the answer', (of) => of.events.splice(4, 1), 'is not in the dossier'],
			['the outcome', (of) => (of.outcome = { status: 'failed' }), 'The outcome is not what the log'],
			[
				'the checkpoint',
				(of) => (of.checkpoint = of.checkpoint.replace(/\n\d+\n/, '\n9\n')),
				'does not hold'
			],
			['the receipt', (of) => (of.receipt = null), 'There is no receipt']
		];
		for (const [what, change, why] of changes) {
			const refusal = await Promise.resolve()
				.then(() => verifyDossier(resealed(dossier, change)).join('\n'))
				.catch((error: Error) => error.message);
			expect(refusal, what).toContain(why);
		}
	});

	it('is refused by other keys, and by a receipt of another decision', async () => {
		const { id } = await whole();
		const dossier = await dossierOf(id);
		const { generateKeyPairSync } = await import('node:crypto');
		const { signerOf } = await import('#lib/auth/signing.server.ts');
		const stranger = signerOf(generateKeyPairSync('ed25519').privateKey);
		const jwk = {
			kty: 'OKP',
			crv: 'Ed25519',
			x: stranger.publicKey.toString('base64url'),
			kid: stranger.kid,
			alg: 'EdDSA',
			use: 'sig'
		};
		expect(() => verifyDossier(bytesOf(dossier), { keys: { keys: [jwk] } })).toThrow('not known here');
		expect(() => keysOf({ keys: [{ ...jwk, kid: secrets.signer().kid }] })).toThrow('another name');
		const keys = (await jwksOf(store.read)) as unknown as Json;
		expect(verifyDossier(bytesOf(dossier), { keys }).join()).toContain('by the keys that you gave');
		expect(verifyReceipt(dossier.receipt ?? '', keys).join()).toContain(id);
		const { receipt } = await dossierOf((await whole()).id);
		expect(() => verifyDossier(resealed(dossier, (of) => (of.receipt = receipt)))).toThrow('for another');
		// A seal is no receipt, whoever signed it.
		expect(() => verifyReceipt(dossier.seal, keys)).toThrow('not of the kind');
	});

	it('shows that the log only grew since an earlier checkpoint', async () => {
		const earlier = await dossierOf((await whole()).id);
		const dossier = await dossierOf((await whole()).id);
		const [from, to] = [earlier, dossier].map(({ checkpoint }) => Number(checkpoint.split('\n')[1]));
		const proof = (await proveConsistency(store.read, from ?? 0, to ?? 0)).map((hash) =>
			hash.toString('base64')
		);
		const since = { earlier: earlier.checkpoint, consistency: { proof } };
		expect(verifyDossier(bytesOf(dossier), since).join()).toContain(`from ${from} to ${to} events`);
		expect(() =>
			verifyDossier(bytesOf(dossier), { ...since, consistency: { proof: proof.slice(1) } })
		).toThrow('did not only grow');
	});

	it('is for those who see decisions there, and for no agent', async () => {
		const { id } = await whole();
		for (const actor of [agent, (await somebody(store, 'rater')).actor])
			expect(await codeOf(readDossier(store, secrets, actor, id))).toBe('not_found');
	});
});

describe('an erasure', () => {
	const mistake = { reason: 'Asked for by whom it is about.', early: true };

	it('takes all words, and leaves log, receipt and dossier verifiable', async () => {
		const { id } = await whole();
		const before = await dossierOf(id);
		const { erased_at } = await eraseDecision(store, admin.actor, id, mistake);
		const after = await dossierOf(id);
		expect(verified(after)).toContain('Its content was erased');
		expect(after.decision).toMatchObject({
			status: 'approved_with_edit',
			action: null,
			salt: null,
			erased_at
		});
		expect(after.events.at(-1)).toMatchObject({ type: 'decision.erased', actor: `user:${admin.actor.id}` });
		for (const tables of ['item', 'decision', 'judgment', 'permit', 'signature', 'event', 'idempotency']) {
			const rows = JSON.stringify(await store.read.query(`select * from ${tables}`));
			const { salt, action_hash, action: run } = before.decision;
			for (const words of [salt, action_hash, run?.args.ref])
				expect(rows.includes(String(words)), `${tables}: ${String(words)}`).toBe(false);
		}
		const mine = JSON.stringify(after);
		for (const words of ['Zoë', 'invoice', 'As agreed', 'Paid.', before.decision.action_hash ?? 'x'])
			expect(mine.includes(words), words).toBe(false);
		expect(before.events.every(({ id: of }) => after.events.some((event) => event.id === of))).toBe(true);
		// What was handed out before still holds.
		expect(verified(before)).toContain('What was shown is what the log bound');
		const head = await readHead(store.read);
		const from = Number(before.checkpoint.split('\n')[1]);
		const proof = (await proveConsistency(store.read, from, head?.size ?? 0)).map((one) =>
			one.toString('base64')
		);
		expect(
			verifyDossier(bytesOf(after), { earlier: before.checkpoint, consistency: { proof } }).join()
		).toContain('only grew');
	});

	it('is an admin’s, of what is settled, once, and early only when that is said', async () => {
		const { id, slug } = await whole();
		for (const actor of [operator.actor, agent])
			expect(await codeOf(eraseDecision(store, actor, id, mistake))).toBe('forbidden');
		const open = await acts(store, slug).submit(agent);
		expect(await codeOf(eraseDecision(store, admin.actor, open.id, mistake))).toBe('settle_first');
		const patient = { ...mistake, early: false };
		expect(await codeOf(eraseDecision(store, admin.actor, id, patient))).toBe('retained');
		const later = Date.now() + 184 * 86_400_000;
		const first = await eraseDecision(store, admin.actor, id, patient, later);
		expect(await eraseDecision(store, admin.actor, id, mistake)).toEqual(first);
		const erasures = (await dossierOf(id)).events.filter(({ type }) => type === 'decision.erased');
		expect(erasures).toHaveLength(1);
	});

	it('lets nothing run any more', async () => {
		const slug = await newRuntime(store, always('out_of_the_loop'));
		const { grant, id } = await acts(store, slug).submit(agent, { action });
		await eraseDecision(store, consoleActor, id, mistake);
		expect(
			await codeOf(
				consumeGrant(store, secrets, agent, grant?.id ?? '', grant ?? { action_hash: '', token: '' })
			)
		).not.toBe('ok');
		const read = await acts(store, slug).read(agent, id);
		expect(read.grant).toBeUndefined();
		expect(read.action).toEqual({ name: 'pay', args: {} });
	});
});

const isVerified = (bytes: Buffer): Promise<boolean> =>
	Promise.resolve()
		.then(() => verifyDossier(bytes))
		.then(
			() => true,
			(error: Error) => {
				if (error.constructor.name !== 'Refused') throw error;
				return false;
			}
		);

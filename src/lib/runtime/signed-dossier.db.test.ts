import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyDossier } from '../../../scripts/verify-dossier.mjs';
import { algorithms, Authenticator } from '../../../test/setup/authenticator.ts';
import { keyed, signedReview, type Keyed } from '../../../test/setup/keyed.ts';
import { acts, always, newAgent, newRuntime, secrets, somebody } from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import type { Person, Program } from '#lib/auth/actor.ts';
import { console as consoleActor } from '#lib/auth/actor.ts';
import { revokePasskey } from '#lib/auth/passkeys.server.ts';
import { signJws } from '#lib/log/jws.server.ts';
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { signingKey } from '#lib/schema/tables.ts';
import { readDossier } from './dossier.server.ts';
import type { Dossier, DossierPasskey } from './dossier.ts';
import { eraseDecision } from './erase.server.ts';

let store: Store;
let agent: Program;
let admin: Person;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	admin = (await somebody(store, 'admin')).actor;
	const { kid, publicKey } = secrets.signer();
	await store.write(async (tx) => {
		const x = publicKey.toString('base64url');
		await tx.insert(signingKey).values({ kid, x, createdAt: 1, retiredAt: null });
	});
});

/** An edit and an approval, each signed, of two people with keys of one kind. */
async function signed(algorithm: (typeof algorithms)[number] = 'ES256') {
	const gate = { assurance: 'passkey', quorum: 2 };
	const slug = await newRuntime(store, {
		...always('in_the_loop', { gate }),
		actions: { pay: { unbound_fields: ['args.note'] } }
	});
	const action = { name: 'pay', args: { amount: 5, note: 'for Zoë' } };
	const { id } = await acts(store, slug).submit(agent, { action, context: [{ type: 'text', text: 'Why.' }] });
	const people: Keyed[] = [await keyed(store, { algorithm }), await keyed(store, { algorithm })];
	const [one, two] = people as [Keyed, Keyed];
	const edited = { ...action, args: { ...action.args, amount: 3 } };
	await signedReview(store, one, id, { verdict: 'edit', action: edited });
	await signedReview(store, two, id, { verdict: 'approve', reason: { code: 'fine', text: 'As agreed.' } });
	return { id, slug, one, two };
}
const dossierOf = (id: string): Promise<Dossier> => readDossier(store, secrets, admin, id);
const bytesOf = (value: unknown): Buffer => Buffer.from(canonical(value as Json));
const verified = (dossier: Dossier): string => verifyDossier(bytesOf(dossier)).join('\n');
const passkeyIn = (of: Dossier, at = 0): DossierPasskey => {
	const found = of.reviews[at]?.passkey;
	if (!found) throw new Error('It was signed.');
	return found;
};

/** As somebody would who has the instance's key: everything is sealed anew after a change. */
function resealed(dossier: Dossier, change: (of: Dossier) => unknown): Buffer {
	const { seal: _seal, ...rest } = structuredClone(dossier);
	change(rest as Dossier);
	const digest = `sha256:${createHash('sha256')
		.update(canonical(rest as unknown as Json))
		.digest('hex')}`;
	const said = { iss: rest.issuer, decision: rest.decision.id, made_at: rest.made_at, dossier: digest };
	return bytesOf({ ...rest, seal: signJws(secrets.signer(), 'assent-dossier+jws', said as Json) });
}

describe('a dossier of what passkeys signed', () => {
	it.each(algorithms)('is verified without us: %s', async (algorithm) => {
		const { id } = await signed(algorithm);
		const dossier = await dossierOf(id);
		expect(dossier.reviews.map(({ signature }) => signature?.assurance)).toEqual(['passkey', 'passkey']);
		expect(dossier.events.filter(({ type }) => type === 'passkey.enrolled')).toHaveLength(2);
		expect(verified(dossier)).toContain('2 review(s) were signed by passkeys whose devices verified');
	});

	it('is verified of rejections and answers too, and after the passkey was revoked', async () => {
		const { slug, one } = await signed();
		const { submit } = acts(store, slug);
		const said = [
			{ verdict: 'reject', reason: { code: 'wrong', text: 'No.' } },
			{ verdict: 'respond', response: 'Ask tomorrow.' }
		] as const;
		const ids: string[] = [];
		for (const [i, verdict] of said.entries()) {
			const { id } = await submit(agent, { action: { name: 'pay', args: { i } } });
			await signedReview(store, one, id, verdict);
			ids.push(id);
		}
		await revokePasskey(store, consoleActor, one.passkey);
		for (const id of ids)
			expect(verified(await dossierOf(id))).toContain('1 review(s) were signed by passkeys');
	});

	it('holds nothing of what was signed after an erasure, and is whole', async () => {
		const { id } = await signed();
		await eraseDecision(store, admin, id, { reason: 'asked', early: true });
		const dossier = await dossierOf(id);
		expect(dossier.reviews.map(({ passkey }) => passkey)).toEqual([null, null]);
		expect(await store.read.query('select * from assertion where decision_id = $1', id)).toEqual([]);
		expect(verified(dossier)).toContain('Its content was erased');
	});

	it('is refused when anything that was signed, or who signed it, is another', async () => {
		const { id } = await signed();
		const dossier = await dossierOf(id);
		const stranger = new Authenticator();
		const forged = (of: Dossier, manner: object) => {
			const proof = passkeyIn(of);
			const { response } = stranger.get({ challenge: challengeIn(proof) }, manner);
			Object.assign(proof, {
				client_data: response.clientDataJSON,
				authenticator_data: response.authenticatorData,
				signature: response.signature
			});
		};
		const changes: [string, (of: Dossier) => unknown, string][] = [
			['nobody signed', (of) => of.reviews[0] && (of.reviews[0].passkey = null), 'is missing'],
			['another statement', (of) => (passkeyIn(of).statement.version += 1), 'is not what the log holds'],
			['another signature', (of) => forged(of, {}), 'is not what the log holds'],
			['another key', (of) => (passkeyIn(of).key = passkeyIn(of, 1).key), 'by another key'],
			['another person', (of) => (passkeyIn(of).enrolled = passkeyIn(of, 1).enrolled), 'somebody else'],
			['no enrolment', (of) => (passkeyIn(of).enrolled = 'x'), 'is not in the dossier'],
			[
				'less assurance',
				(of) => of.reviews[0]?.signature && (of.reviews[0].signature.assurance = 'session'),
				'has no passkey, which its gate asks for'
			]
		];
		for (const [what, change, why] of changes) {
			const refusal = await Promise.resolve()
				.then(() => verifyDossier(resealed(dossier, change)).join('\n'))
				.catch((error: Error) => error.message);
			expect(refusal, what).toContain(why);
		}
	});
});

const challengeIn = ({ client_data }: DossierPasskey): string =>
	(JSON.parse(Buffer.from(client_data, 'base64url').toString()) as { challenge: string }).challenge;

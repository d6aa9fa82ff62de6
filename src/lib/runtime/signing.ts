/** What a passkey is to sign of a decision: asked of the server, and shown only where it is what stands on the page. */
import { call } from '#lib/http/client.ts';
import type { Problem } from '#lib/http/problem.ts';
import type { Challenge } from './challenge.ts';
import { signedHere, type Sent } from './signed-here.ts';
import type { OperatorView } from './view.ts';

/** What waits for a passkey: what is sent, what was asked of it, and the hash of that. */
export type Signing = { sent: Sent; challenge: Challenge; hash: string };

/** Refusals after which the same can be signed anew: what was asked is used up. */
const again = ['challenge_spent', 'passkey_refused', 'passkey_unknown'];
export const isSpent = ({ code }: Problem): boolean => again.includes(code);

const notShown: Problem = {
	type: 'about:blank',
	title: 'Not signed',
	status: 409,
	code: 'not_shown',
	detail: 'What the server asks you to sign is not what stands on this page. Take it anew and look again.'
};

/** @returns what is to be signed; why it cannot be; or null where it need not be, since nothing is let through by it */
export async function askToSign(
	decision: OperatorView,
	{ token, version }: { token: string; version: number },
	sent: Sent
): Promise<{ signing: Signing } | { problem: Problem } | null> {
	const asked = await call<Challenge>('POST', `/api/v1/decisions/${decision.id}/challenge`, {
		token,
		version,
		...sent
	});
	if (asked.ok) {
		const hash = await signedHere(asked.body, decision, version, sent);
		return hash === null ? { problem: notShown } : { signing: { sent, challenge: asked.body, hash } };
	}
	// Nobody needs a passkey to keep something from running.
	const lets = sent.verdict === 'approve' || sent.verdict === 'edit';
	return !lets && /^(?:passkey_|no_passkeys)/.test(asked.problem.code) ? null : { problem: asked.problem };
}

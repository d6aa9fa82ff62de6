/**
 * Before a passkey is asked, the page makes again, from what it shows, what would be signed. What the server asks must be
 * exactly that: nobody signs something else than they see.
 */
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Action } from './action.ts';
import { challengeText, statementOf, type Statement } from './statement.ts';
import type { Challenge } from './challenge.ts';
import type { VerdictName } from './input.ts';
import type { OperatorView } from './view.ts';

export type Sent = {
	verdict: VerdictName;
	action?: Action;
	reason?: { code: string; text: string };
	response?: string;
};

const bytesOf = async (text: string): Promise<Uint8Array> =>
	new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
const hex = (bytes: Uint8Array): string =>
	[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const base64url = (bytes: Uint8Array): string =>
	btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '');

const same = (a: unknown, b: unknown): boolean =>
	canonical((a ?? null) as Json) === canonical((b ?? null) as Json);

/** Whether what is hashed as evidence is what stands on the page. */
function isShown(shown: Json, decision: OperatorView): boolean {
	const of = shown as { [name: string]: Json };
	return (
		same(of.action, decision.proposed ?? decision.action) &&
		same(of.context ?? [], decision.context) &&
		same(of.prompt, decision.prompt) &&
		same(of.unbound, decision.unbound_fields) &&
		same(of.allowed, decision.allowed) &&
		same(of.agent, decision.label) &&
		same(of.model, decision.model)
	);
}

/** @returns the SHA-256 of what is signed, as hex; null: the server asks something else than is shown here */
export async function signedHere(
	{ nonce, statement, shown, options }: Challenge,
	decision: OperatorView,
	version: number,
	said: Sent
): Promise<string | null> {
	const own: Statement = await statementOf(
		{
			decision: decision.id,
			version,
			policyVersion: decision.policy.version,
			shown,
			current: decision.action,
			unbound: decision.unbound_fields,
			said
		},
		async (text) => hex(await bytesOf(text))
	);
	if (!same(own, statement) || !isShown(shown, decision)) return null;
	const hash = hex(await bytesOf(canonical(own as unknown as Json)));
	return base64url(await bytesOf(challengeText(nonce, hash))) === options.challenge ? hash : null;
}

/**
 * What a passkey signs of a verdict: exactly what is shown and, where it runs, what will run. Its hash and a nonce of
 * the server are the challenge, so an answer to one question is the answer to no other.
 */
import { canonical, type Json } from '#lib/schema/json.ts';
import { boundText, isSame, type Action } from './action.ts';
import type { VerdictName } from './input.ts';

export const STATEMENT_FORMAT = 'assent-review/1';

/** Hashes are the hex SHA-256 of canonical JSON (RFC 8785). */
export type Statement = {
	format: typeof STATEMENT_FORMAT;
	decision: string;
	/** of the decision, as it was read: each claim and each verdict raises it */
	version: number;
	verdict: VerdictName;
	/** the whole action as it stands after the verdict, bound arguments and free ones */
	action: string;
	/** `sha256:` and the hash of what it binds, as the grant will name it */
	action_hash: string;
	/** the whole action as the person changed it; null: it was not changed */
	edit: string | null;
	/** the policy that routed it */
	policy_version: number;
	/** all that was proposed and shown with it */
	evidence: string;
	/** of what the agent will read: reason and response */
	words: string | null;
};

/** Bytes are base64url; the log binds the hash of its canonical JSON. */
export type Proof = {
	passkey: string;
	nonce: string;
	statement: Statement;
	/** `clientDataJSON`, `authenticatorData` and `signature` of Web Authentication, section 5.2.2 */
	client_data: string;
	authenticator_data: string;
	signature: string;
};

/** What a statement is made of, wherever it is made. */
export type Facts = {
	decision: string;
	version: number;
	policyVersion: number;
	/** what was proposed, as it is stored and as a dossier shows it */
	shown: Json;
	/** as it stands before the verdict */
	current: Action;
	unbound: readonly string[];
	said: {
		verdict: VerdictName;
		action?: Action | undefined;
		reason?: { code: string; text: string } | undefined;
		response?: string | undefined;
	};
};

/** @param sha256 of a text, as hex: the browser's is another one than the server's */
export async function statementOf(
	{ decision, version, policyVersion, shown, current, unbound, said }: Facts,
	sha256: (text: string) => string | Promise<string>
): Promise<Statement> {
	const { verdict, action, reason, response } = said;
	const stands = verdict === 'edit' && action ? action : current;
	const words = {
		...(reason ? { reason } : {}),
		...(response === undefined ? {} : { response })
	};
	const isEdit = verdict === 'edit' && !isSame(stands, current);
	return {
		format: STATEMENT_FORMAT,
		decision,
		version,
		verdict,
		action: await sha256(canonical(stands)),
		action_hash: `sha256:${await sha256(boundText(stands, unbound))}`,
		edit: isEdit ? await sha256(canonical(stands)) : null,
		policy_version: policyVersion,
		evidence: await sha256(canonical(shown)),
		words: Object.keys(words).length === 0 ? null : await sha256(canonical(words))
	};
}

/**
 * The text whose SHA-256, base64url, is the challenge. The first line sets it apart from all else that is ever hashed
 * here; the nonce is the server's.
 */
export const challengeText = (nonce: string, statementHash: string): string =>
	`${STATEMENT_FORMAT}\n${nonce}\n${statementHash}\n`;

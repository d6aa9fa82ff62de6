/** The shape of a dossier: all that is known of one decision, with what proves it. Times are ISO 8601 in UTC. */
import type { Jwk, PublicJwk } from '#lib/schema/jwk.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Action } from './action.ts';
import type { Proof } from './statement.ts';

export const DOSSIER_FORMAT = 'assent-dossier/1';

export type DossierEvent = {
	position: number;
	id: string;
	/** epoch milliseconds, as the leaf binds it */
	at: number;
	type: string;
	actor: string;
	project: string | null;
	stage: string | null;
	subject: { type: string; id: string };
	data: Json;
	/** the leaf binds `data` by HMAC-SHA256 under it; null where there is no data, or where it was erased */
	salt: string | null;
	/** that hash, where the data was erased */
	data_hash: string | null;
	/** RFC 6962 inclusion proof to the checkpoint's root, base64 */
	proof: string[];
};

export type DossierReview = {
	id: string;
	/** as the log names them */
	by: string | null;
	role: string | null;
	at: string;
	event: string;
	answers: Json;
	/** an approval that counts for a quorum; a digest of the action that its giver saw */
	signature: { assurance: string; action_digest: string } | null;
	/** what a passkey signed of it, whatever the verdict; null: none did, or it was erased */
	passkey: DossierPasskey | null;
};

export type DossierPasskey = Proof & {
	key: PublicJwk;
	/** the event that says whose it is; it holds the SHA-256 of the key's canonical JSON */
	enrolled: string;
};

export type DossierGrant = {
	id: string;
	state: 'live' | 'void' | 'consumed';
	action_hash: string;
	created_at: string;
	expires_at: string;
	consumed_at: string | null;
};

export type Dossier = {
	format: typeof DOSSIER_FORMAT;
	issuer: string;
	made_at: string;
	decision: {
		id: string;
		project: string;
		agent: string;
		status: string;
		/** as it may run, after an edit the edited one; null: erased */
		action: Action | null;
		action_hash: string | null;
		edited: boolean;
		mode: string;
		rule: string;
		policy_version: number;
		gate: Json;
		confidence: number | null;
		confidence_min: number | null;
		risk: string;
		reason: Json;
		response: string | null;
		created_at: string;
		settled_at: string | null;
		consumed_at: string | null;
		reviewed_at: string | null;
		reversed: boolean;
		erased_at: string | null;
		/** under it events bind what was shown, answered and reported; null: erased, or made before there was one */
		salt: string | null;
	};
	/** what was proposed, with its context, as it was shown; null: erased */
	shown: Json;
	policy: { version: number; document: Json; by: string | null; at: string | null; event: string | null };
	reviews: DossierReview[];
	grants: DossierGrant[];
	outcome: Json;
	events: DossierEvent[];
	/** a signed tree head (c2sp.org/tlog-checkpoint) that covers the events */
	checkpoint: string;
	receipt: string | null;
	keys: { keys: Jwk[] };
	/** how people are called, by their name in the log */
	people: Record<string, string>;
	/** a JWS over the SHA-256 of the canonical JSON of all the rest */
	seal: string;
};

/** What the server asks a passkey to sign of a review, as it stands on the wire. */
import type { Json } from '#lib/schema/json.ts';
import type { Statement } from './statement.ts';

export type Challenge = {
	nonce: string;
	/** what will be signed; its parts can be made again from what is on screen */
	statement: Statement;
	/** all that was proposed and shown with it: the statement's `evidence` is its hash */
	shown: Json;
	expires_at: string;
	/** PublicKeyCredentialRequestOptionsJSON of Web Authentication */
	options: {
		challenge: string;
		rpId: string;
		timeout: number;
		userVerification: 'required';
		allowCredentials: { type: 'public-key'; id: string; transports: string[] }[];
	};
};

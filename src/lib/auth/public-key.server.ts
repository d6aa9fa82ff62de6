/** The public half of a passkey as anybody can read it: a COSE_Key (RFC 9052, 9053) as a JSON Web Key. */
import { digestOf } from '#lib/schema/digest.server.ts';
import type { PublicJwk } from '#lib/schema/jwk.ts';

/** Algorithms of COSE that passkeys here are made with: ES256, EdDSA over Ed25519, RS256 (RFC 9053, RFC 8230). */
export const ALGORITHMS = [-7, -8, -257];

const KTY = 1;
const [OKP, EC2, RSA] = [1, 2, 3];
const P256 = 1;
const ED25519 = 6;

/** The members of a COSE_Key by their labels. */
export type CoseMembers = { get(label: number): unknown };

const text = (value: unknown): string => {
	if (!(value instanceof Uint8Array)) throw new Error('A stored public key cannot be read.');
	return Buffer.from(value).toString('base64url');
};

/** @returns null for a key of another kind */
export function jwkFrom(key: CoseMembers): PublicJwk | null {
	const kty = key.get(KTY);
	if (kty === EC2 && key.get(-1) === P256)
		return { kty: 'EC', crv: 'P-256', x: text(key.get(-2)), y: text(key.get(-3)) };
	if (kty === OKP && key.get(-1) === ED25519) return { kty: 'OKP', crv: 'Ed25519', x: text(key.get(-2)) };
	if (kty === RSA) return { kty: 'RSA', n: text(key.get(-1)), e: text(key.get(-2)) };
	return null;
}

/** @param cose as the authenticator gave it. @returns null for a key of another kind */
export async function jwkOf(cose: Uint8Array): Promise<PublicJwk | null> {
	const { decodeCredentialPublicKey } = await import('@simplewebauthn/server/helpers');
	return jwkFrom(decodeCredentialPublicKey(new Uint8Array(cose)) as unknown as CoseMembers);
}

/** RFC 7638: SHA-256, in hex, of the canonical JSON of the members that make the key. */
export const thumbprintOf = (jwk: PublicJwk): string => digestOf(jwk);

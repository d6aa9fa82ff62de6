/** Opens a compact JWS with the keys that an instance publishes; a signature that does not hold is an error. */
import { createPublicKey, verify } from 'node:crypto';
import type { Jwk } from '#lib/schema/jwk.ts';

export type Opened = { header: { alg: string; kid: string; typ: string }; payload: Record<string, unknown> };

export function openJws(jws: string, keys: Pick<Jwk, 'kid' | 'x'>[]): Opened {
	const [head = '', body = '', signature = ''] = jws.split('.');
	const parse = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
	const header = parse(head) as Opened['header'];
	const x = keys.find(({ kid }) => kid === header.kid)?.x;
	if (x === undefined) throw new Error('No such key.');
	const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
	if (!verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')))
		throw new Error('The signature does not hold.');
	return { header, payload: parse(body) as Opened['payload'] };
}

/** The key that a signer of a test signs with. */
export const keyOf = ({ kid, publicKey }: { kid: string; publicKey: Buffer }): Pick<Jwk, 'kid' | 'x'> => ({
	kid,
	x: publicKey.toString('base64url')
});

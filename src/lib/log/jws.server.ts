/** Statements that the instance signs: JWS in the compact form (RFC 7515) with Ed25519 (RFC 8037). */
import { canonical, type Json } from '#lib/schema/json.ts';
import type { Signer } from './note.server.ts';

const encoded = (value: unknown): string => Buffer.from(canonical(value)).toString('base64url');

/** The head of each kind, written once a key. */
const heads = new WeakMap<Signer, Map<string, string>>();

function headOf(signer: Signer, typ: string): string {
	const known = heads.get(signer) ?? new Map<string, string>();
	heads.set(signer, known);
	const head = known.get(typ) ?? encoded({ alg: 'EdDSA', kid: signer.kid, typ });
	known.set(typ, head);
	return head;
}

/** @param typ says what it is, so that one kind of statement never passes for another */
export function signJws(signer: Signer, typ: string, payload: Json): string {
	const signed = `${headOf(signer, typ)}.${encoded(payload)}`;
	return `${signed}.${signer.sign(Buffer.from(signed)).toString('base64url')}`;
}

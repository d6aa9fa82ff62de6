/**
 * Signed tree heads in the form that witnesses and monitors read: a checkpoint (c2sp.org/tlog-checkpoint) as a signed
 * note (c2sp.org/signed-note).
 */
import { sha256 } from '#lib/schema/digest.server.ts';

/** What signs for the instance; the private key stays in its own file. */
export type Signer = {
	/** RFC 7638 thumbprint of the public key */
	readonly kid: string;
	/** 32 bytes */
	readonly publicKey: Buffer;
	/** 64 bytes, Ed25519 (RFC 8032) */
	sign(message: Uint8Array): Buffer;
};

const ED25519 = 0x01;

/** The first four bytes of SHA-256(name || 0x0A || 0x01 || public key). */
export const keyIdOf = (name: string, publicKey: Uint8Array): Buffer =>
	Buffer.from(
		sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), publicKey])),
		'hex'
	).subarray(0, 4);

/** @param text ends with a line feed, which the signature covers */
export function signNote(text: string, name: string, signer: Signer): string {
	const signature = Buffer.concat([keyIdOf(name, signer.publicKey), signer.sign(Buffer.from(text))]);
	return `${text}\n— ${name} ${signature.toString('base64')}\n`;
}

/** Of a tree of so many events; the log's name is the key's, too. */
export const checkpointOf = (origin: string, size: number, root: Buffer, signer: Signer): string =>
	signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, origin, signer);

/** What a checkpoint of ours says. */
export function readCheckpoint(checkpoint: string): { origin: string; size: number; root: Buffer } {
	const [origin = '', size = '', root = ''] = checkpoint.split('\n');
	return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

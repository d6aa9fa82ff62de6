/**
 * Signatures of messages, as the Standard Webhooks specification has them. A secret is an HMAC of the webhook's id and
 * generation under the instance's own secret, so it is stored nowhere: no database, backup or log holds one.
 */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** 32 bytes: the specification asks for 24 to 64. */
export const secretOf = (hmac: Buffer, id: string, generation: number): Buffer =>
	createHmac('sha256', hmac).update(`assent webhook ${id} ${generation}`).digest();

/** As it is shown, once. */
export const secretText = (secret: Buffer): string => PREFIX + secret.toString('base64');

/** @param text what secretText gave, with its prefix or without */
export const secretIn = (text: string): Buffer =>
	Buffer.from(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text, 'base64');

/** `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`. @param seconds since the epoch, whole */
export const signature = (secret: Buffer, id: string, seconds: number, body: string): string =>
	`v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`;

/** The headers of one attempt; each secret that is good now signs. */
export const headersOf = (
	secrets: Buffer[],
	id: string,
	seconds: number,
	body: string
): Record<string, string> => ({
	'webhook-id': id,
	'webhook-timestamp': String(seconds),
	'webhook-signature': secrets.map((secret) => signature(secret, id, seconds, body)).join(' ')
});

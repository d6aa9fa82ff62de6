/** Binding a text so that it can be erased: the hash stays, and says nothing of the text once the salt is gone. */
import { createHmac } from 'node:crypto';
import { newToken } from '#lib/schema/id.ts';

/** 160 unguessable bits: nobody tries all texts against a hash made with it. */
export const newSalt = newToken;

/** @returns hex HMAC-SHA256 (RFC 2104) of the text, keyed by the salt's own characters */
export const bind = (salt: string, text: string): string =>
	createHmac('sha256', salt).update(text).digest('hex');

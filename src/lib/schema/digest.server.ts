/** Hashes, as hex. */
import { createHash } from 'node:crypto';
import { canonical } from './json.ts';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
/** SHA-256 of the canonical JSON of a value. */
export const digestOf = (value: unknown): string => sha256(canonical(value));

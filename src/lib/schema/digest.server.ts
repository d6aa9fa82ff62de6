/** Hashes, as hex. */
import { hash } from 'node:crypto';
import { canonical } from './json.ts';

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data);
/** SHA-256 of the canonical JSON of a value. */
export const digestOf = (value: unknown): string => sha256(canonical(value));

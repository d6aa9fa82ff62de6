/** A signing key that lives as long as a test. */
import { generateKeyPairSync } from 'node:crypto';
import { signerOf } from '#lib/auth/signing.server.ts';
import type { Signer } from '#lib/log/note.server.ts';

export const newSigner = (): Signer => signerOf(generateKeyPairSync('ed25519').privateKey);

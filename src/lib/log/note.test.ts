import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newSigner } from '../../../test/setup/signer.ts';
import { checkpointOf, keyIdOf, readCheckpoint } from './note.server.ts';

describe('a checkpoint', () => {
	it('names keys as the published example of signed notes does', () => {
		// c2sp.org/signed-note: example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
		const key = Buffer.from('AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k', 'base64').subarray(1);
		expect(keyIdOf('example.com/foo', key).toString('hex')).toBe('530d903a');
	});

	it('is a signed note: text, an empty line, one signature of the text with its last line feed', () => {
		const signer = newSigner();
		const root = Buffer.alloc(32, 7);
		const note = checkpointOf('log.example/log', 12_345, root, signer);
		const [text = '', line = ''] = note.split('\n\n');
		expect(text).toBe(`log.example/log\n12345\n${root.toString('base64')}`);
		expect(line).toMatch(/^— log\.example\/log [A-Za-z0-9+/=]+\n$/);
		const signed = Buffer.from(line.split(' ')[2] ?? '', 'base64');
		expect(signed).toHaveLength(68);
		expect(signed.subarray(0, 4)).toEqual(keyIdOf('log.example/log', signer.publicKey));
		const x = signer.publicKey.toString('base64url');
		const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
		expect(verify(null, Buffer.from(`${text}\n`), key, signed.subarray(4))).toBe(true);
		expect(readCheckpoint(note)).toEqual({ origin: 'log.example/log', size: 12_345, root });
	});
});

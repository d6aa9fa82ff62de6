import { describe, expect, it } from 'vitest';
import { hashPassword, isOutdated, verifyPassword } from './password.server.ts';

describe('passwords', () => {
	it('are verified as the reference implementation made them', async () => {
		// phc-winner-argon2, src/test.c: version 0x13, t=2, m=2^16, p=1, "password", "somesalt".
		const reference =
			'$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
		expect(await verifyPassword(reference, 'password')).toBe(true);
		expect(await verifyPassword(reference, 'passwore')).toBe(false);
		expect(isOutdated(reference)).toBe(true);
	});

	it('are salted, and kept with the parameters of today', async () => {
		const [one, two] = await Promise.all([
			hashPassword('seven blue chairs'),
			hashPassword('seven blue chairs')
		]);
		expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
		expect(one).not.toBe(two);
		expect(isOutdated(one)).toBe(false);
		expect(await verifyPassword(one, 'seven blue chairs')).toBe(true);
		expect(await verifyPassword(one, 'seven blue chair')).toBe(false);
	});

	it('are the same however a keyboard composes them', async () => {
		const hash = await hashPassword('caf\u00e9 caf\u00e9 caf\u00e9');
		expect(await verifyPassword(hash, 'cafe\u0301 cafe\u0301 cafe\u0301')).toBe(true);
	});

	it('of nobody are never right and cost what a known one does', async () => {
		const hash = await hashPassword('seven blue chairs');
		const timed = async (of: string | null) => {
			const started = performance.now();
			expect(await verifyPassword(of, 'another password')).toBe(false);
			return performance.now() - started;
		};
		await timed(hash);
		const median = (all: number[]) => all.toSorted((a, b) => a - b)[2] ?? 0;
		const known: number[] = [];
		const unknown: number[] = [];
		for (let i = 0; i < 5; i++) {
			known.push(await timed(hash));
			unknown.push(await timed(null));
		}
		// A look-up without work would take a hundredth.
		expect(median(unknown)).toBeGreaterThan(median(known) / 4);
	});

	it('are never verified against what is no hash', async () => {
		await expect(verifyPassword('plain', 'plain')).rejects.toThrow('cannot be read');
	});
});

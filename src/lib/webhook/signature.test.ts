import { describe, expect, it } from 'vitest';
import { headersOf, secretIn, secretOf, secretText, signature } from './signature.server.ts';

describe('a signature', () => {
	it('is the one that the specification’s own library is tested with', () => {
		// standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts, “sign function works”
		const secret = secretIn('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
		expect(signature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe(
			'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
		);
	});

	it('is made with every secret that is good, the latest first', () => {
		const [a, b] = [secretIn('whsec_QUFB'), secretIn('QkJC')];
		expect(headersOf([a, b], 'msg_1', 5, '{}')).toEqual({
			'webhook-id': 'msg_1',
			'webhook-timestamp': '5',
			'webhook-signature': `${signature(a, 'msg_1', 5, '{}')} ${signature(b, 'msg_1', 5, '{}')}`
		});
	});

	it('is by a secret of 32 bytes, another one for each webhook, generation and instance', () => {
		const hmac = Buffer.alloc(32, 1);
		const secrets = [
			secretOf(hmac, 'a', 1),
			secretOf(hmac, 'a', 2),
			secretOf(hmac, 'b', 1),
			secretOf(Buffer.alloc(32, 2), 'a', 1)
		].map(secretText);
		expect(new Set(secrets).size).toBe(4);
		for (const text of secrets) {
			expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
			expect(secretIn(text)).toHaveLength(32);
		}
	});
});

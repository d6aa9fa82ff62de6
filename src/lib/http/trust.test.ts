import { describe, expect, it } from 'vitest';
import { inLanes, TRUST_MS, trusting } from './trust.ts';

/** Somebody who listens, a clock that we turn, and questions that we answer. */
function listener({ random = 0 } = {}) {
	const clock = { at: 1_000 };
	const asked: { answer: (may: boolean) => void; fail: () => void }[] = [];
	const lost = { times: 0 };
	const may = trusting({
		ask: () =>
			new Promise((resolve, reject) =>
				asked.push({ answer: resolve, fail: () => reject(new Error('refused')) })
			),
		lose: () => void lost.times++,
		now: () => clock.at,
		random: () => random
	});
	return { clock, asked, lost, may };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('trust in somebody who stays', () => {
	it('asks nobody while it is fresh, and asks once, in passing, when it is older', async () => {
		const { clock, asked, may } = listener();
		clock.at += TRUST_MS * 0.59;
		expect(may()).toBe(true);
		expect(asked).toHaveLength(0);
		clock.at += TRUST_MS * 0.02;
		expect([may(), may(), may()]).toEqual([true, true, true]);
		expect(asked).toHaveLength(1);
		asked[0]?.answer(true);
		await settled();
		clock.at += TRUST_MS * 0.59;
		expect(may()).toBe(true);
		expect(asked).toHaveLength(1);
	});

	it('is lost as soon as the answer is no, or a refusal', async () => {
		for (const say of ['answer', 'fail'] as const) {
			const { clock, asked, lost, may } = listener();
			clock.at += TRUST_MS * 0.7;
			expect(may()).toBe(true);
			asked[0]?.[say](false);
			await settled();
			expect(lost.times).toBe(1);
			clock.at += TRUST_MS;
			const waiting = may();
			asked[1]?.answer(false);
			expect(await waiting).toBe(false);
		}
	});

	it('is never older than the limit: then the answer is waited for', async () => {
		const { clock, asked, may } = listener();
		clock.at += TRUST_MS * 0.7;
		expect(may()).toBe(true);
		clock.at += TRUST_MS * 0.3;
		const waiting = may();
		expect(waiting).not.toBe(true);
		expect(asked).toHaveLength(1);
		asked[0]?.answer(true);
		expect(await waiting).toBe(true);
	});

	it('counts from when it was asked, not from when the answer came', async () => {
		const { clock, asked, may } = listener();
		clock.at += TRUST_MS * 0.7;
		void may();
		clock.at += TRUST_MS * 0.25;
		asked[0]?.answer(true);
		await settled();
		clock.at += TRUST_MS * 0.75;
		expect(may()).not.toBe(true);
		asked[1]?.answer(true);
	});

	it('is renewed at another moment by each', () => {
		const [early, late] = [listener({ random: 0 }), listener({ random: 0.99 })];
		for (const { clock, may } of [early, late]) {
			clock.at += TRUST_MS * 0.7;
			void may();
		}
		expect([early.asked.length, late.asked.length]).toEqual([1, 0]);
	});
});

describe('lanes', () => {
	it('let so many run at a time, and the others in the order in which they came', async () => {
		const lanes = inLanes(2);
		const order: number[] = [];
		let running = 0;
		let most = 0;
		await Promise.all(
			[1, 2, 3, 4, 5].map((n) =>
				lanes(async () => {
					most = Math.max(most, ++running);
					await settled();
					order.push(n);
					running--;
				})
			)
		);
		expect(most).toBe(2);
		expect(order).toEqual([1, 2, 3, 4, 5]);
	});

	it('are free again after one that broke off', async () => {
		const lanes = inLanes(1);
		const broken = lanes(() => Promise.reject(new Error('broken')));
		const next = lanes(() => Promise.resolve('next'));
		await expect(broken).rejects.toThrow('broken');
		expect(await next).toBe('next');
		expect(await lanes(() => Promise.resolve('again'))).toBe('again');
	});
});

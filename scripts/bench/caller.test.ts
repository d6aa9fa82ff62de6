import { describe, expect, it } from 'vitest';
import { Callers } from './caller.ts';

const connections = (most: number) => {
	const made: number[] = [];
	const callers = new Callers(most, (i) => {
		made.push(i);
		return { i, leave: () => {} };
	});
	return { callers, made };
};

describe('connections for whoever comes', () => {
	it('are made when all are busy, and used again when one is free', async () => {
		const { callers, made } = connections(10);
		await callers.with(() => Promise.resolve());
		await callers.with(() => Promise.resolve());
		expect(made).toEqual([0]);
		await Promise.all([1, 2, 3].map(() => callers.with(() => Promise.resolve())));
		expect(made).toEqual([0, 1, 2]);
	});

	it('are never more than that many: the next waits, in the order in which they came', async () => {
		const { callers, made } = connections(2);
		const order: number[] = [];
		let busy = 0;
		let most = 0;
		await Promise.all(
			[1, 2, 3, 4, 5].map((n) =>
				callers.with(async () => {
					most = Math.max(most, ++busy);
					await new Promise((resolve) => setImmediate(resolve));
					order.push(n);
					busy--;
				})
			)
		);
		expect(most).toBe(2);
		expect(made).toHaveLength(2);
		expect(order).toEqual([1, 2, 3, 4, 5]);
	});

	it('go on to the next when one breaks off', async () => {
		const { callers } = connections(1);
		const broken = callers.with(() => Promise.reject(new Error('broken')));
		const next = callers.with(() => Promise.resolve('next'));
		await expect(broken).rejects.toThrow('broken');
		expect(await next).toBe('next');
	});
});

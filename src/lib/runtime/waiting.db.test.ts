import { expect, it } from 'vitest';
import { freshStore } from '../../../test/setup/store.ts';
import { append } from '#lib/log/append.server.ts';
import { openLog } from '#lib/log/follow.server.ts';
import { waitingOn } from './waiting.server.ts';

it('whoever is woken and waits again at once is woken again, by each event', async () => {
	const store = await freshStore();
	const log = await openLog(store, () => {});
	const room = waitingOn(log);
	const never = new AbortController().signal;
	const far = Date.now() + 600_000;
	let woken = 0;
	const waiter = (async () => {
		for (; woken < 20; woken++) await room.next('d', far, never);
	})();
	for (let i = 0; i < 20; i++) {
		await store.write(async (tx) => {
			await append(tx, { type: 'decision.x', actor: 'system', subject: { type: 'decision', id: 'd' } });
		});
		await expect.poll(() => woken, { timeout: 5_000, interval: 5 }).toBe(i + 1);
	}
	await waiter;
	await log.stop();
});

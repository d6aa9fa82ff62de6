import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { append } from './append.server.ts';
import { eventsAfter, openLog, type Log, type LogEvent } from './follow.server.ts';
import { lastPosition, seal } from './seal.server.ts';

let store: Store;
let second: Store;
beforeAll(async () => {
	store = await freshStore();
	second = await joinStore(store.url);
});

const act = (by: Store, id: string, pause = 0) =>
	by.write(async (tx) => {
		await append(tx, { type: 'thing.done', actor: 'system', subject: { type: 'thing', id } });
		if (pause) await sleep(pause);
	});
const take = async (log: Log, after: number, many: number, signal = AbortSignal.timeout(5000)) => {
	const seen: LogEvent[] = [];
	for await (const event of log.follow(after, signal)) if (seen.push(event) === many) break;
	return seen;
};

describe('the log', () => {
	it('gives consecutive positions to what is committed, whoever seals and however many at once', async () => {
		const before = await lastPosition(store);
		await Promise.all(
			Array.from({ length: 40 }, async (_, i) => {
				await act(i % 2 ? store : second, `n${i}`, i % 5);
				await seal(i % 3 ? store : second);
			})
		);
		await Promise.all([seal(store), seal(second)]);
		const events = await eventsAfter(store, before);
		expect(events.map((e) => e.position)).toEqual(Array.from({ length: 40 }, (_, i) => before + 1 + i));
		expect(new Set(events.map((e) => e.subject.id)).size).toBe(40);
	});

	it('tells whoever seals the last position, also when somebody else was faster', async () => {
		for (let round = 0; round < 10; round++) {
			const before = await seal(store);
			await act(round % 2 ? store : second, `raced${round}`);
			const told = await Promise.all([store, second, store, second].map(seal));
			expect(told).toEqual([1, 1, 1, 1].map((one) => before + one));
		}
	});

	it('holds no event of an act that was rolled back', async () => {
		await store
			.write(async (tx) => {
				await append(tx, { type: 'thing.failed', actor: 'system', subject: { type: 'thing', id: 'x' } });
				throw new Error('no');
			})
			.catch(() => {});
		await seal(store);
		expect((await eventsAfter(store, 0)).filter((e) => e.type === 'thing.failed')).toEqual([]);
	});

	it('replays from a position and goes on live, with nothing missed or seen twice', async () => {
		const log = await openLog(store, () => {});
		const from = await seal(store);
		await act(store, 'before');
		await seal(store);
		const following = take(log, from, 31);
		for (let i = 0; i < 30; i++) await act(i % 2 ? store : second, `live${i}`);
		const seen = await following;
		await log.stop();
		expect(seen.map((e) => e.position)).toEqual(Array.from({ length: 31 }, (_, i) => from + 1 + i));
		expect(seen[0]?.subject.id).toBe('before');
	});

	it('hears what another process commits, without being woken', async () => {
		const log = await openLog(store, () => {});
		const from = await seal(store);
		const following = take(log, from, 1);
		await sleep(20);
		await act(second, 'from elsewhere');
		expect((await following)[0]?.subject.id).toBe('from elsewhere');
		await log.stop();
	});

	it('tells very many who listen, each once', async () => {
		const log = await openLog(store, () => {});
		const from = await seal(store);
		const following = Array.from({ length: 150 }, () => take(log, from, 2));
		await sleep(10);
		await act(store, 'first');
		await act(store, 'second');
		for (const seen of await Promise.all(following))
			expect(seen.map((e) => e.subject.id)).toEqual(['first', 'second']);
		await log.stop();
	});

	it('lets go of a listener that leaves', async () => {
		const log = await openLog(store, () => {});
		const leaving = new AbortController();
		const following = take(log, await seal(store), 1, leaving.signal);
		await sleep(10);
		leaving.abort();
		expect(await following).toEqual([]);
		await log.stop();
	});

	it('ends every listener when it stops', async () => {
		const log = await openLog(store, () => {});
		const following = take(log, await seal(store), 1);
		await sleep(10);
		await log.stop();
		expect(await following).toEqual([]);
	});
});

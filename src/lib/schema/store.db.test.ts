import { setTimeout as sleep } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../../../test/setup/engines.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Store } from './store.server.ts';
import { faultOf, isTaken, pages, WRITE_LIMIT_MS } from './store.server.ts';
import { setting } from './tables.ts';

let store: Store;
beforeAll(async () => {
	store = await freshStore();
});

const put = (name: string, value: number | string | object) =>
	store.write(async (tx) => {
		await tx.insert(setting).values({ name, value: value as number });
	});
const get = async (name: string) =>
	(await store.read.select().from(setting).where(eq(setting.name, name)))[0]?.value;

describe('a write', () => {
	it('is invisible to others until it commits, however long it waits inside', async () => {
		let seen: unknown = 'not looked';
		await store.write(async (tx) => {
			await tx.insert(setting).values({ name: 'isolated', value: 1 });
			await sleep(20);
			seen = await get('isolated');
		});
		expect(seen).toBeUndefined();
		expect(await get('isolated')).toBe(1);
	});

	it('never takes the statements of a concurrent request into its own transaction', async () => {
		const failing = store.write(async (tx) => {
			await tx.insert(setting).values({ name: 'doomed', value: 1 });
			await sleep(30);
			throw new Error('no');
		});
		const other = put('bystander', 2);
		await expect(failing).rejects.toThrow('no');
		await other;
		expect(await get('doomed')).toBeUndefined();
		expect(await get('bystander')).toBe(2);
	});

	it('leaves nothing behind when it throws', async () => {
		await expect(
			store.write(async (tx) => {
				await tx.insert(setting).values({ name: 'half', value: 1 });
				await tx.insert(setting).values({ name: 'half', value: 2 });
			})
		).rejects.toSatisfy(isTaken);
		expect(await get('half')).toBeUndefined();
		await put('after', 1);
		expect(await get('after')).toBe(1);
	});

	it('that fails takes nothing from those that were committed together with it', async () => {
		const all = await Promise.allSettled(
			Array.from({ length: 20 }, (_, i) =>
				store.write(async (tx) => {
					await tx.insert(setting).values({ name: `together-${i}`, value: i });
					if (i % 3 === 0) await sleep(1);
					if (i % 2 === 1) throw new Error('no');
					return i;
				})
			)
		);
		for (const [i, outcome] of all.entries()) {
			expect(outcome.status).toBe(i % 2 === 1 ? 'rejected' : 'fulfilled');
			expect(await get(`together-${i}`)).toBe(i % 2 === 1 ? undefined : i);
		}
	});

	it('waits for the disk, unless it is one step of many that nobody is told of', async () => {
		const setting = engine === 'sqlite' ? 'pragma synchronous' : 'show synchronous_commit';
		const [yes, no] = engine === 'sqlite' ? [2, 1] : ['on', 'off'];
		const says = (how?: { durable: boolean }) =>
			store.write(
				async (tx) => Object.values((await tx.query<Record<string, unknown>>(setting))[0] ?? {})[0],
				how
			);
		expect(await says()).toBe(yes);
		expect(await says({ durable: false })).toBe(no);
		expect(await says()).toBe(yes);
		// Whoever waits for the disk does so whatever comes along.
		const [relaxed, durable] = await Promise.all([
			says({ durable: false }),
			says(),
			says({ durable: false })
		]);
		expect(durable).toBe(yes);
		expect([yes, no]).toContain(relaxed);
		let late: Promise<unknown> = Promise.resolve();
		const first = store.write(
			async (tx) => {
				late = says();
				await tx.query('select 1');
			},
			{ durable: false }
		);
		await first;
		expect(await late).toBe(yes);
	});

	it('is never forgotten, however soon after another it comes', async () => {
		for (let microtasks = 0; microtasks < 20; microtasks++) {
			await put(`soon-${microtasks}`, 1);
			for (let i = 0; i < microtasks; i++) await Promise.resolve();
		}
		expect(await get('soon-19')).toBe(1);
	});

	it('shares its commit with those that wait at the same time, where there is one writer', async () => {
		let commits = 0;
		const silence = store.onCommit(() => commits++);
		await Promise.all(Array.from({ length: 40 }, (_, i) => put(`shared-${i}`, i)));
		await sleep(1);
		silence();
		expect(commits).toBeLessThan(engine === 'sqlite' ? 20 : 41);
	});

	it('loses no update among fifty at once from two stores', async () => {
		await put('counter', 0);
		// A second SQLite process on the same file is what a command beside a running server is.
		const second = await joinStore(store.url);
		const add = (by: Store) =>
			by.write(async (tx) => {
				const [row] = await tx.query<{ value: string }>(
					`select value from setting where name = $1${by.forUpdate}`,
					'counter'
				);
				await tx
					.update(setting)
					.set({ value: Number(row?.value) + 1 })
					.where(eq(setting.name, 'counter'));
			});
		await Promise.all(Array.from({ length: 50 }, (_, i) => add(i % 2 ? store : second)));
		expect(await get('counter')).toBe(50);
	});

	it('cannot be used once it has ended', async () => {
		let kept: Parameters<Parameters<Store['write']>[0]>[0] | undefined;
		await store.write(async (tx) => {
			kept = tx;
		});
		await expect(kept?.query('select 1 as one')).rejects.toThrow('has ended');
		await expect(kept?.select().from(setting)).rejects.toSatisfy(
			(error) => faultOf(error).message === 'This transaction has ended.'
		);
	});

	it('is rolled back when it stays open, and the others go on', async () => {
		let woke = false;
		const stuck = store.write(async (tx) => {
			await tx.insert(setting).values({ name: 'stuck', value: 1 });
			await sleep(WRITE_LIMIT_MS + 1500);
			woke = true;
			await tx.insert(setting).values({ name: 'stuck-too', value: 1 });
		});
		const next = put('next', 1);
		await expect(stuck).rejects.toThrow('was rolled back');
		await next;
		expect(woke).toBe(false);
		await sleep(1600);
		expect(await get('stuck')).toBeUndefined();
		expect(await get('stuck-too')).toBeUndefined();
	});

	it('lets short ones through between the chunks of a long piece of work', async () => {
		const order: string[] = [];
		const long = (async () => {
			for (let chunk = 0; chunk < 20; chunk++) {
				await put(`chunk-${chunk}`, chunk);
				order.push('chunk');
				await new Promise((resolve) => setImmediate(resolve));
			}
		})();
		const short = (async () => {
			for (let i = 0; i < 5; i++) {
				await put(`short-${i}`, i);
				order.push('short');
			}
		})();
		await Promise.all([long, short]);
		expect(order.lastIndexOf('short')).toBeLessThan(order.length - 5);
	});

	it('rings the bell after the commit, and not for what was rolled back or is told to nobody', async () => {
		let rings = 0;
		const silence = store.onCommit(() => rings++);
		await put('rung', 1);
		await store.write(async () => {}, { durable: false });
		await store.write(() => Promise.reject(new Error('no'))).catch(() => {});
		await sleep(1);
		silence();
		expect(rings).toBe(1);
	});
});

describe('what is stored', () => {
	it('reads back as it was written, with its names in canonical order', async () => {
		const value = { z: 1, a: [0.1, 1e21, -5, 'é', '\u2028'], ä: { y: true, x: null }, 10: 1, 9: 2 };
		await put('json', value);
		expect(await get('json')).toEqual(value);
		const [row] = await store.read.query<{ value: string }>(
			'select value from setting where name = $1',
			'json'
		);
		expect(row?.value).toBe('{"10":1,"9":2,"a":[0.1,1e+21,-5,"é","\u2028"],"z":1,"ä":{"x":null,"y":true}}');
	});

	it('keeps times to the millisecond and numbers up to 2^53', async () => {
		const [row] = await store.read
			.select({ big: sql<number>`cast(9007199254740991 as bigint)`.mapWith(Number) })
			.from(setting)
			.limit(1);
		expect(row?.big).toBe(9007199254740991);
		const [raw] = await store.read.query<{ big: number }>('select cast($1 as bigint) as big', 1790000000123);
		expect(raw?.big).toBe(1790000000123);
	});

	it('never shows a parameter in an error that may be logged', async () => {
		const error = await put('after', 'a secret answer').catch((e: unknown) => e);
		const fault = faultOf(error);
		expect(`${fault.message} ${fault.stack}`).not.toContain('a secret answer');
		expect(isTaken(error)).toBe(true);
	});
});

describe('a long read', () => {
	it('goes page by page and ends', async () => {
		for (let i = 0; i < 7; i++) await put(`page-${i}`, i);
		const seen: string[] = [];
		for await (const rows of pages<{ name: string }>((last) =>
			store.read.query(
				`select name from setting where name like 'page-%' and name > $1 order by name limit 3`,
				last?.name ?? ''
			)
		))
			seen.push(...rows.map((row) => row.name));
		expect(seen).toEqual(['page-0', 'page-1', 'page-2', 'page-3', 'page-4', 'page-5', 'page-6']);
	});
});

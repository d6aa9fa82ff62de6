import { beforeAll, expect, it } from 'vitest';
import { codeOf, eventsOf, somebody, type Somebody } from '../../../test/setup/runtime.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { changeInstance, readInstance, retentionDays } from './instance.server.ts';
import { InstancePatch } from './instance.ts';

let store: Store;
let admin: Somebody;
beforeAll(async () => {
	store = await freshStore();
	admin = await somebody(store, 'admin');
});

it('decisions are kept for 183 days, for longer where an admin says so, and never for less', async () => {
	expect(await readInstance(store, admin.actor)).toEqual({ halt_second_person: false, retention_days: 183 });
	const days = (retention_days: number) => changeInstance(store, admin.actor, { retention_days });
	expect(await days(400)).toEqual({ halt_second_person: false, retention_days: 400 });
	expect(await retentionDays(store.read)).toBe(400);
	for (const few of [182, 0, -1, 183.5, Number.NaN]) {
		expect(InstancePatch.safeParse({ retention_days: few }).success).toBe(false);
		expect(await codeOf(days(few))).not.toBe('ok');
	}
	expect(await retentionDays(store.read)).toBe(400);
	expect((await days(183)).retention_days).toBe(183);
});

it('is one event a change, however many change it at once', async () => {
	const second = await joinStore(store.url);
	const before = await eventsOf(store, 'retention_days');
	await Promise.all(
		[store, second, store].map((by) => changeInstance(by, admin.actor, { retention_days: 500 }))
	);
	await changeInstance(store, admin.actor, { halt_second_person: false });
	expect(await eventsOf(store, 'retention_days')).toEqual([...before, 'instance.changed']);
});

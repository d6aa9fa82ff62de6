import { beforeAll, describe, expect, it } from 'vitest';
import { personIn, wholeLog } from '../../../test/setup/actors.ts';
import { freshStore, joinStore } from '../../../test/setup/store.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { project } from '#lib/schema/tables.ts';
import { defaultSettings } from '#lib/schema/values.ts';
import { console as onTheMachine, type Person } from './actor.ts';
import { actorOfKey, createKey, listKeys, revokeKey } from './keys.server.ts';
import { changeUser } from './people.server.ts';

let store: Store;
let admin: Person;
let rater: Person;
beforeAll(async () => {
	store = await freshStore();
	admin = await personIn(store, 'admin@example.org', 'admin');
	rater = await personIn(store, 'rater@example.org', 'rater');
	await store.write(async (tx) => {
		await tx.insert(project).values({
			id: 'project-one',
			slug: 'one',
			name: 'One',
			stage: 'alignment',
			state: 'active',
			settings: defaultSettings,
			formVersion: 1,
			guidelineVersion: 1,
			demo: false,
			createdBy: null,
			createdAt: 0
		});
	});
});

const refused = (code: string) => expect.objectContaining({ name: 'Refusal', code });

describe('an API key', () => {
	it('has a role of its own, everywhere or in one project', async () => {
		const agent = await createKey(store, admin, { name: 'agent', role: 'agent' });
		expect(agent.key).toMatch(/^as_[0-9a-z]{32}$/);
		expect(await actorOfKey(store, agent.key)).toEqual({
			...{ kind: 'program', id: agent.id, name: 'agent', role: 'agent', via: 'key', only: null }
		});
		const bound = await createKey(store, admin, { name: 'bound', role: 'researcher', project: 'one' });
		expect(bound.project).toBe('one');
		expect(await actorOfKey(store, bound.key)).toMatchObject({ role: 'researcher', only: 'project-one' });
	});

	it('or acts as a person, with the roles they have today, until they are disabled', async () => {
		const leaver = await personIn(store, 'leaver@example.org', 'rater');
		const made = await createKey(store, admin, { name: 'for leaver', user: 'leaver@example.org' });
		expect(await actorOfKey(store, made.key)).toMatchObject({
			...{ kind: 'person', id: leaver.id, via: 'key', only: null, keyId: made.id, roles: ['rater'] }
		});
		await changeUser(store, admin, leaver.id, { roles: ['annotator'] });
		expect(await actorOfKey(store, made.key)).toMatchObject({ roles: ['annotator'] });
		await changeUser(store, admin, leaver.id, { disabled: true });
		expect(await actorOfKey(store, made.key)).toBeNull();
	});

	it('is kept as a hash that opens nothing, and is in no list and no log', async () => {
		const made = await createKey(store, admin, { name: 'secret', role: 'admin' });
		const rows = await store.read.query<{ hash: string }>('select * from api_key');
		expect(JSON.stringify(rows)).not.toContain(made.key);
		for (const { hash } of rows) {
			expect(await actorOfKey(store, hash)).toBeNull();
			expect(await actorOfKey(store, `as_${hash}`)).toBeNull();
		}
		const seen = JSON.stringify(await listKeys(store, admin)) + (await wholeLog(store));
		expect(seen).not.toContain(made.key.slice(3));
		expect(seen).not.toContain(rows[0]?.hash ?? 'none');
	});

	it('ends with its revocation at the very next look, on every server', async () => {
		const second = await joinStore(store.url);
		const made = await createKey(store, admin, { name: 'short', role: 'admin' });
		expect(await actorOfKey(second, made.key)).not.toBeNull();
		await revokeKey(store, admin, made.id);
		expect(await actorOfKey(second, made.key)).toBeNull();
		expect(await actorOfKey(store, made.key)).toBeNull();
		await revokeKey(store, admin, made.id);
		await expect(revokeKey(store, admin, 'nothing')).rejects.toEqual(refused('not_found'));
		const log = await store.read.query(
			`select 1 from event where type = 'key.revoked' and subject_id = $1`,
			made.id
		);
		expect(log).toHaveLength(1);
	});

	it('keeps its name for good: no other key is ever called so', async () => {
		const made = await createKey(store, admin, { name: 'name', role: 'agent' });
		const again = () => createKey(store, admin, { name: 'name', role: 'admin' });
		await expect(again()).rejects.toEqual(refused('conflict'));
		await revokeKey(store, admin, made.id);
		await expect(again()).rejects.toEqual(refused('conflict'));
	});

	it('is made for people and projects that are there', async () => {
		await expect(createKey(store, admin, { name: 'x', user: 'nobody@example.org' })).rejects.toEqual(
			refused('not_found')
		);
		await expect(createKey(store, admin, { name: 'x', role: 'agent', project: 'none' })).rejects.toEqual(
			refused('not_found')
		);
	});

	it('is made, listed and revoked by an admin alone, and not through a key for one', async () => {
		for (const actor of [rater, { ...admin, via: 'key' as const }])
			for (const act of [
				() => createKey(store, actor, { name: 'x', role: 'admin' }),
				() => listKeys(store, actor),
				() => revokeKey(store, actor, 'x')
			])
				await expect(act()).rejects.toEqual(refused('forbidden'));
		await createKey(store, onTheMachine, { name: 'by command', role: 'admin' });
	});

	it('is not anything else that a header may hold', async () => {
		for (const text of ['', 'as_', 'Bearer', "as_' or 1=1 --", 'as_\u0000', 'as_'.padEnd(100_000, 'x')])
			expect(await actorOfKey(store, text)).toBeNull();
	});
});

/** The settings of the instance: an admin reads and changes them; each change is one event, no change is none. */
import { eq, inArray } from 'drizzle-orm';
import { authorizeInstance } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { setting } from '#lib/schema/tables.ts';
import { InstancePatch, InstanceSettings, LEAST_RETENTION_DAYS } from './instance.ts';
import { isSameHands } from './second-person.server.ts';

const usual: InstanceSettings = { halt_second_person: false, retention_days: LEAST_RETENTION_DAYS };
const names = Object.keys(usual) as (keyof InstanceSettings)[];

async function settings(db: ReadDb | Tx): Promise<InstanceSettings> {
	const rows = await db.select().from(setting).where(inArray(setting.name, names));
	return InstanceSettings.parse({
		...usual,
		...Object.fromEntries(rows.map(({ name, value }) => [name, value]))
	});
}

/** Whether somebody else must lift a halt than who made it. */
export const needsSecondPerson = async (db: ReadDb | Tx): Promise<boolean> =>
	(await settings(db)).halt_second_person;

/** For how many days what decisions hold is kept at least. */
export const retentionDays = async (db: ReadDb | Tx): Promise<number> => (await settings(db)).retention_days;

/** @throws Refusal forbidden */
export async function readInstance(store: Store, actor: Actor): Promise<InstanceSettings> {
	authorizeInstance(actor, 'instance');
	return settings(store.read);
}

/** Whoever made a halt that stands would lift it alone by taking the setting away. */
async function assertNoneStands(tx: Tx, actor: Actor): Promise<void> {
	const makers = await tx.query<{ actor: string }>('select distinct actor from halt where lifted_at is null');
	for (const { actor: maker } of makers)
		if (await isSameHands(tx, maker, actor))
			throw new Refusal(
				'separation_of_duties',
				'A halt that you made stands. Somebody else must lift it, or change this setting.'
			);
}

/** @throws Refusal forbidden, separation_of_duties */
export async function changeInstance(
	store: Store,
	actor: Actor,
	patch: InstancePatch,
	now = Date.now()
): Promise<InstanceSettings> {
	authorizeInstance(actor, 'instance');
	const asked = InstancePatch.parse(patch);
	return store.write(async (tx) => {
		for (const name of names)
			await tx.insert(setting).values({ name, value: usual[name] }).onConflictDoNothing();
		const [first = ''] = names;
		await tx.query(`select name from setting where name = $1${store.forUpdate}`, first);
		const before = await settings(tx);
		const changed = names.filter((name) => asked[name] !== undefined && asked[name] !== before[name]);
		if (changed.includes('halt_second_person') && asked.halt_second_person === false)
			await assertNoneStands(tx, actor);
		for (const name of changed) {
			const value = asked[name] ?? usual[name];
			await tx.update(setting).set({ value }).where(eq(setting.name, name));
			await append(
				tx,
				{
					type: 'instance.changed',
					actor: actorName(actor),
					subject: { type: 'instance', id: name },
					data: { [name]: value }
				},
				now
			);
		}
		return settings(tx);
	});
}

/** The settings of the instance: an admin reads and changes them; each change is one event, no change is none. */
import { eq } from 'drizzle-orm';
import { authorizeInstance } from '#lib/auth/access.server.ts';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { append } from '#lib/log/append.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store, Tx } from '#lib/schema/store.server.ts';
import { setting } from '#lib/schema/tables.ts';
import type { InstancePatch, InstanceSettings } from './instance.ts';
import { isSameHands } from './second-person.server.ts';

const SECOND_PERSON = 'halt_second_person';

/** Whether somebody else must lift a halt than who made it. */
export async function needsSecondPerson(db: ReadDb | Tx): Promise<boolean> {
	const [row] = await db.select().from(setting).where(eq(setting.name, SECOND_PERSON));
	return row?.value === true;
}

/** @throws Refusal forbidden */
export async function readInstance(store: Store, actor: Actor): Promise<InstanceSettings> {
	authorizeInstance(actor, 'instance');
	return { halt_second_person: await needsSecondPerson(store.read) };
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
	{ halt_second_person: next }: InstancePatch,
	now = Date.now()
): Promise<InstanceSettings> {
	authorizeInstance(actor, 'instance');
	return store.write(async (tx) => {
		await tx.insert(setting).values({ name: SECOND_PERSON, value: false }).onConflictDoNothing();
		await tx.query(`select name from setting where name = $1${store.forUpdate}`, SECOND_PERSON);
		const before = await needsSecondPerson(tx);
		if (next === undefined || next === before) return { halt_second_person: before };
		if (!next) await assertNoneStands(tx, actor);
		await tx.update(setting).set({ value: next }).where(eq(setting.name, SECOND_PERSON));
		await append(
			tx,
			{
				type: 'instance.changed',
				actor: actorName(actor),
				subject: { type: 'instance', id: SECOND_PERSON },
				data: { halt_second_person: next }
			},
			now
		);
		return { halt_second_person: next };
	});
}

/**
 * Adjudication: a lead gives the final answer of an item, which then stands for all its judgments, or takes it back. Two
 * leads never answer the same item unknowingly: whoever says what they saw is refused when it is so no more.
 */
import { z } from 'zod';
import { actorName, type Actor, type Person } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { checkAnswers } from '#lib/form/check.ts';
import { append } from '#lib/log/append.server.ts';
import { endRounds, lockItem, rule } from '#lib/queue/ruling.server.ts';
import { canonical } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import { NamedErrors } from './errors.ts';
import { itemOf } from './items.server.ts';
import { overrule, restoreFormer } from './overruled.server.ts';
import { assertAsSeen, rulingOn, type Standing } from './ruled.server.ts';
import { formOf } from './version.server.ts';

/** What a lead saw of an item: the `id` of its final answer or of what sent it back, or null for neither. */
export const Seen = z.string().max(64).nullable();

export const ResolveInput = z.strictObject({
	answers: z.record(z.string(), z.json()),
	/** what kind of error it was, of judgments that say something else */
	errors: NamedErrors,
	/** refused with 409 where something else stands by now; left out, whatever stands is replaced */
	seen: Seen.optional()
});
export type ResolveInput = z.input<typeof ResolveInput>;

export type Resolution = {
	/** names this final answer, as `seen` */
	id: string;
	item_id: string;
	answers: Answers;
	method: 'adjudication';
	by: string;
	at: string;
	/** judgments that said something else */
	overruled: number;
};

/** @throws Refusal forbidden */
export function assertPerson(actor: Actor): asserts actor is Person {
	if (actor.kind !== 'person') throw new Refusal('forbidden', 'A final answer comes from a person.');
}

const isSame = ({ final }: Standing, actor: Person, answers: Answers): boolean =>
	final?.userId === actor.id && canonical(final.answers) === canonical(answers);

async function write(
	tx: Tx,
	project: ProjectRow,
	actor: Person,
	itemId: string,
	answers: Answers,
	now: number
): Promise<string> {
	const eventId = await append(
		tx,
		{
			type: 'item.resolved',
			actor: actorName(actor),
			project,
			subject: { type: 'item', id: itemId }
		},
		now
	);
	await tx.query(
		`insert into former_resolution (item_id, project_id, answers, event_id, at)
		select item_id, project_id, answers, event_id, at from resolution where item_id = $1`,
		itemId
	);
	await tx.query(
		`insert into resolution (item_id, project_id, answers, user_id, event_id, at) values ($1, $2, $3, $4, $5, $6)
		on conflict (item_id) do update set answers = excluded.answers, user_id = excluded.user_id,
			event_id = excluded.event_id, at = excluded.at`,
		itemId,
		project.id,
		canonical(answers),
		actor.id,
		eventId,
		now
	);
	return eventId;
}

/** The same answers by the same person again change nothing. @throws Refusal not_found, forbidden, invalid_answers, span_mismatch, invalid_errors, settled */
export async function resolveItem(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	input: ResolveInput,
	now = Date.now()
): Promise<Resolution> {
	const { project } = await authorize(store, actor, 'judge', slug);
	assertPerson(actor);
	const { errors, seen } = ResolveInput.parse(input);
	const item = await itemOf(store, project.id, itemId);
	const form = await formOf(store.read, project);
	const answers = checkAnswers(form, JSON.parse(item.payload) as Payload, input.answers);
	const { id, at, overruled } = await store.write(async (tx) => {
		await lockItem(store, tx, item.id);
		const standing = await rulingOn(tx, item.id);
		const again = standing.final && isSame(standing, actor, answers) ? standing.final : null;
		if (!again) assertAsSeen(standing, seen);
		const eventId = again?.id ?? (await write(tx, project, actor, item.id, answers, now));
		const said = { id: eventId, at: again?.at ?? now };
		const many = await overrule(tx, project, actor, item.id, answers, errors, said);
		if (again) return { ...said, overruled: many };
		await endRounds(tx, item.id, eventId, now);
		await rule(tx, project.id, item.id, 'final');
		return { ...said, overruled: many };
	});
	return {
		id,
		item_id: item.id,
		answers,
		method: 'adjudication',
		by: actor.email,
		at: new Date(at).toISOString(),
		overruled
	};
}

export type TakenBack = { item_id: string; resolved: boolean };

/**
 * The final answer stands no more: the one that it replaced does again, or none, and what it ended goes on.
 * @throws Refusal not_found, forbidden; settled where another final answer stands by now
 */
export async function takeBack(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	{ seen }: { seen: string },
	now = Date.now()
): Promise<TakenBack> {
	const { project } = await authorize(store, actor, 'judge', slug);
	assertPerson(actor);
	const item = await itemOf(store, project.id, itemId);
	const resolved = await store.write(async (tx) => {
		await lockItem(store, tx, item.id);
		const standing = await rulingOn(tx, item.id);
		if (!standing.final) return false;
		assertAsSeen(standing, seen);
		const eventId = await append(
			tx,
			{
				type: 'item.unresolved',
				actor: actorName(actor),
				project,
				subject: { type: 'item', id: item.id }
			},
			now
		);
		const former = await restoreFormer(tx, project.id, item.id, seen, eventId, now);
		await rule(tx, project.id, item.id, former);
		return former === 'final';
	});
	return { item_id: item.id, resolved };
}

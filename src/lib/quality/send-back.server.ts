/**
 * Sending back: an item goes to its raters once more, or to others, with what the lead says. Until all of them have
 * answered or skipped it, nothing of it stands: a final answer that it had is taken back in the same transaction.
 */
import { z } from 'zod';
import { actorName, type Actor, type Person } from '#lib/auth/actor.ts';
import { may } from '#lib/auth/access.ts';
import { authorize, standing as standingIn, type ProjectRow } from '#lib/auth/access.server.ts';
import { append } from '#lib/log/append.server.ts';
import { setAside, standingOn } from '#lib/project/overruled.server.ts';
import { assertPerson, Seen } from '#lib/project/resolve.server.ts';
import { assertAsSeen, rulingOn } from '#lib/project/ruled.server.ts';
import { itemOf } from '#lib/project/items.server.ts';
import { byChance } from '#lib/queue/check.server.ts';
import type { Desk } from '#lib/queue/desk.server.ts';
import { askAgain } from '#lib/queue/review.server.ts';
import { endRounds, lockItem, rule } from '#lib/queue/ruling.server.ts';
import { assertStorable } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store, Tx } from '#lib/schema/store.server.ts';
import { Email, type Payload, type Role, type Stage } from '#lib/schema/values.ts';

export const MOST_COMMENT = 2_000;

export const SendBackInput = z.strictObject({
	/** shown to whoever looks again */
	comment: z.string().trim().min(1, 'Say what to look at.').max(MOST_COMMENT),
	/** who looks again, by e-mail; left out: everybody whose judgment counts */
	to: z.array(Email).min(1).max(20).optional(),
	/** refused with 409 where something else stands by now; left out, whatever stands is taken back */
	seen: Seen.optional()
});
export type SendBackInput = z.infer<typeof SendBackInput>;

export type SentBack = {
	/** names it, as `seen` */
	id: string;
	item_id: string;
	round: number;
	comment: string;
	/** who is asked */
	to: string[];
	by: string;
	at: string;
};

type Asked = { id: string; email: string };
type Account = Asked & { name: string; roles: string };

/** Whoever has this address and works in the project; null for anybody else. */
async function workerOf(store: Store, tx: Tx, project: ProjectRow, email: string): Promise<Asked | null> {
	const [known] = await tx.query<Account>(
		'select id, email, name, roles from user_account where email = $1 and disabled_at is null',
		email
	);
	if (!known) return null;
	const person: Person = {
		...known,
		kind: 'person',
		roles: JSON.parse(known.roles) as Role[],
		via: 'session',
		only: null
	};
	return may(person, 'work', await standingIn(store.read, person, project)) ? known : null;
}

/** Those who judged it here and whose judgment counts, or those who are named. @throws Refusal no_raters, not_found */
async function askedOf(
	store: Store,
	tx: Tx,
	project: ProjectRow,
	itemId: string,
	to: string[] | undefined
): Promise<Asked[]> {
	const emails = to ?? (await standingOn(tx, project.id, itemId)).map(({ rater }) => rater);
	const found: Asked[] = [];
	for (const email of [...new Set(emails)].toSorted()) {
		const known = await workerOf(store, tx, project, email);
		if (known) found.push(known);
		else if (to) throw new Refusal('not_found', `Nobody with the address ${email} works in this project.`);
	}
	if (found.length === 0)
		throw new Refusal(
			'no_raters',
			'Nobody who judged this item works here now, as after an import. Name who shall look at it in “to”.'
		);
	return found;
}

/** In the order in which they saw the responses before; else as gold is arranged, which takes nobody's turn. */
async function shownTo(
	tx: Tx,
	project: ProjectRow,
	desk: Desk,
	itemId: string,
	payload: Payload,
	userId: string
) {
	if (!desk.arrange) return null;
	const [before] = await tx.query<{ shown: string | null }>(
		`select shown from assignment where item_id = $1 and user_id = $2 and purpose = 'work'`,
		itemId,
		userId
	);
	if (before?.shown) return JSON.parse(before.shown) as string[];
	const first = byChance({ userId }, itemId);
	return desk.arrange(payload, { person: `${project.id}/${userId}`, itemId, first });
}

async function waitingIn(tx: Tx, itemId: string, round: number): Promise<string[]> {
	const rows = await tx.query<{ email: string }>(
		`select u.email from assignment a join user_account u on u.id = a.user_id
		where a.item_id = $1 and a.purpose = 'review' and a.round = $2 order by u.email`,
		itemId,
		round
	);
	return rows.map(({ email }) => email);
}

/**
 * The same comment again, while people still look at it, changes nothing.
 * @throws Refusal not_found, forbidden, no_raters, gold; settled where something else stands than was seen
 */
export async function sendBack(
	store: Store,
	actor: Actor,
	slug: string,
	itemId: string,
	{ comment, to, seen }: SendBackInput,
	deskOf: (stage: Stage) => Desk,
	now = Date.now()
): Promise<{ sentBack: SentBack; created: boolean }> {
	const { project } = await authorize(store, actor, 'judge', slug);
	assertPerson(actor);
	assertStorable(comment, 'comment');
	const item = await itemOf(store, project.id, itemId);
	const payload = JSON.parse(item.payload) as Payload;
	const desk = deskOf(project.stage);
	return store.write(async (tx) => {
		await lockItem(store, tx, item.id);
		const standing = await rulingOn(tx, item.id);
		const { sentBack: open } = standing;
		const view = (round: Omit<SentBack, 'item_id' | 'comment' | 'at'> & { at: number }): SentBack => ({
			...round,
			item_id: item.id,
			comment,
			at: new Date(round.at).toISOString()
		});
		if (open && open.comment === comment) {
			const { id, round, by, at } = open;
			return {
				sentBack: view({ id, round, by, at, to: await waitingIn(tx, item.id, round) }),
				created: false
			};
		}
		assertAsSeen(standing, seen ?? (open ? null : undefined));
		const people = await askedOf(store, tx, project, item.id, to);
		const [last] = await tx.query<{ round: number | null }>(
			'select max(round) as round from send_back where item_id = $1',
			item.id
		);
		const round = Number(last?.round ?? 0) + 1;
		const id = await append(
			tx,
			{
				type: 'item.sent_back',
				actor: actorName(actor),
				project,
				subject: { type: 'item', id: item.id },
				data: { round, people: people.length }
			},
			now
		);
		await setAside(tx, project.id, item.id, id);
		await endRounds(tx, item.id, id, now);
		await tx.query(
			`insert into send_back (item_id, round, project_id, user_id, comment, event_id, at)
			values ($1, $2, $3, $4, $5, $6, $7)`,
			item.id,
			round,
			project.id,
			actor.id,
			comment,
			id,
			now
		);
		for (const { id: userId } of people) {
			const shown = await shownTo(tx, project, desk, item.id, payload, userId);
			await askAgain(tx, project, { itemId: item.id, round, userId, shown }, now);
		}
		await rule(tx, project.id, item.id, 'sent_back');
		const made = { id, round, to: people.map(({ email }) => email), by: actor.email, at: now };
		return { sentBack: view(made), created: true };
	});
}

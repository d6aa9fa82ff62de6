/** Whether two names of the log are one pair of hands: a key stands for whoever made it, or whom it acts for. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import type { Tx } from '#lib/schema/store.server.ts';

/** Keys may have been made by keys; longer chains than this end as themselves. */
const MOST_LINKS = 10;

async function handsOf(tx: Tx, name: string): Promise<string> {
	let hands = name;
	for (let link = 0; link < MOST_LINKS && hands.startsWith('key:'); link++) {
		const [key] = await tx.query<{ user_id: string | null; actor: string | null }>(
			`select user_id, (select actor from event where subject_id = api_key.id and type = 'key.created') as actor
			from api_key where name = $1`,
			hands.slice('key:'.length)
		);
		if (!key) break;
		hands = key.user_id === null ? (key.actor ?? 'system') : `user:${key.user_id}`;
	}
	return hands;
}

/** Whether the actor is who did it, by a name of the log, or acts by the same hands. */
export const isSameHands = async (tx: Tx, name: string, actor: Actor): Promise<boolean> =>
	(await handsOf(tx, name)) === (await handsOf(tx, actorName(actor)));

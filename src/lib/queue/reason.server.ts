/** Why a claim comes back empty, in a sentence for a person: an empty queue explains itself. */
import type { Access } from '#lib/auth/access.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { standingOf } from './seat.server.ts';
import { attemptsOf, trains } from './training.server.ts';

export type Reason = {
	code:
		'paused' | 'no_items' | 'all_held' | 'queue_done' | 'you_are_paused' | 'training_failed' | 'no_training';
	message: string;
	/** when the first of the held items comes back at the latest */
	back_at?: string;
	/** how many items others hold that could still come to this person */
	held?: number;
	/** who holds them, and until when at the latest; whose lease ends first comes first */
	holders?: Holder[];
};
export type Holder = { name: string; items: number; until: string };

/** More would be a list of everybody. */
const MOST_HOLDERS = 6;

const many = (n: number, one: string, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;

function wait(milliseconds: number): string {
	const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
	return seconds < 90 ? many(seconds, 'second') : many(Math.ceil(seconds / 60), 'minute');
}

/** Leases of others, on what this person did not finish. */
const OTHERS = `from assignment a join user_account u on u.id = a.user_id
	where a.project_id = $1 and a.state = 'leased' and a.user_id <> $2 and not exists (
		select 1 from assignment mine where mine.item_id = a.item_id and mine.user_id = $2
			and mine.purpose = 'work' and mine.state in ('submitted', 'skipped'))`;

async function holdersOf(store: Store, projectId: string, userId: string, now: number): Promise<Holder[]> {
	const rows = await store.read.query<{ name: string; items: number; until: number }>(
		`select coalesce(nullif(u.name, ''), u.email) as name, count(distinct a.item_id) as items,
			max(a.due_at) as until
		${OTHERS} group by u.id, u.name, u.email order by min(a.due_at), u.id limit ${MOST_HOLDERS}`,
		projectId,
		userId
	);
	return rows.map(({ name, items, until }) => ({
		name,
		items: Number(items),
		until: new Date(Math.max(now, Number(until))).toISOString()
	}));
}

/** What stands between this person and the work: a pause, or the training. */
async function ownReason(store: Store, project: Access['project'], userId: string): Promise<Reason | null> {
	const seat = await standingOf(store.read, project.id, userId);
	if (seat.paused_at !== null)
		return {
			code: 'you_are_paused',
			message:
				'Your work here is paused, so that you can look at the guidelines again and talk to whoever leads the project. They can let you go on. All that you answered is kept, and what you hold you can still answer.'
		};
	if (!trains(project, seat)) return null;
	if (seat.attempt > attemptsOf(project, seat))
		return {
			code: 'training_failed',
			message:
				'The training did not come out as it must before real work. That happens, often because guidelines are not clear. Ask whoever leads the project: they can explain, and let you try again.'
		};
	return {
		code: 'no_training',
		message:
			'Work begins with a training here, and there are no items for it yet. Whoever leads the project can add some.'
	};
}

export async function reasonFor(
	store: Store,
	project: Access['project'],
	userId: string,
	now: number
): Promise<Reason> {
	if (project.state === 'paused')
		return { code: 'paused', message: `“${project.name}” is paused. Whoever leads it can start it again.` };
	const own = await ownReason(store, project, userId);
	if (own) return own;
	const [any] = await store.read.query('select 1 from item where project_id = $1 limit 1', project.id);
	if (!any) return { code: 'no_items', message: `There are no items in “${project.name}” yet.` };
	const [others] = await store.read.query<{ items: number; people: number; back: number | null }>(
		`select count(distinct a.item_id) as items, count(distinct a.user_id) as people, min(a.due_at) as back ${OTHERS}`,
		project.id,
		userId
	);
	if (!others || others.back === null)
		return {
			code: 'queue_done',
			message: 'Nothing is left for you here: every item is finished, or you answered or skipped it.'
		};
	const backAt = Math.max(now, others.back);
	const holders = await holdersOf(store, project.id, userId, now);
	const [only] = holders;
	const who = others.people === 1 && only ? `${only.name} holds` : `${others.people} others hold`;
	return {
		code: 'all_held',
		message: `${who} ${others.items === 1 ? 'the last item' : `the last ${others.items} items`}. What they leave unanswered comes back by itself, the first in ${wait(backAt - now)} at the latest.`,
		back_at: new Date(backAt).toISOString(),
		held: others.items,
		holders
	};
}

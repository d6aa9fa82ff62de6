/**
 * Recreates what is derived: places from items, assignments and judgments, and people's counts from what they
 * did, their training aside. In short writes under the locks that claims and submits take, so it may run while people
 * work. Cursors are kept: one that lags costs a walk, one that runs ahead would strand items. Turns are kept too: what
 * was shown was shown.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { LAST_BAND } from './band.ts';
import type { Disputed } from './overlap.ts';
import { enter, takeRanks, type Entering } from './place.server.ts';
import { itemPages, recount } from './recount.server.ts';
import { takeSeat } from './seat.server.ts';

/** Items that lost their place get one at the tail; the recount that follows gives it its band and leaves out what is left out. */
async function placeMissing(store: Store, project: ProjectRow): Promise<number> {
	let made = 0;
	await store.write((tx) =>
		tx.query(
			`insert into tail (project_id, next) values ($1, 1 + coalesce((select max(rank) from place where project_id = $1), 0))
			on conflict (project_id) do nothing`,
			project.id
		)
	);
	for await (const page of itemPages(store, project.id)) {
		const [first, last] = [page[0], page.at(-1)];
		if (!first || !last) continue;
		const find = `select id, priority, 0 as score from item where project_id = $1 and id >= $2 and id <= $3
			and not exists (select 1 from place where place.item_id = item.id) order by id`;
		const [missing] = await store.read.query(find, project.id, first.id, last.id);
		if (!missing) continue;
		made += await store.write(async (tx) => {
			await takeRanks(tx, project.id, 0); // two rebuilds at once come one after the other
			const items = await tx.query<Entering>(find, project.id, first.id, last.id);
			await enter(tx, project, items);
			return items.length;
		});
	}
	return made;
}

/** Under the seat's lock: a submit that is not committed yet waits for it, and adds itself afterwards. */
const recountSeat = (store: Store, projectId: string, userId: string): Promise<void> =>
	store.write(async (tx) => {
		await takeSeat(store, tx, projectId, userId);
		await tx.query(
			`update seat set served = 0, gold = 0, repeats = 0, submitted = 0, counted = 0, skipped = 0, dwell_ms = 0
			where project_id = $1 and user_id = $2 and band <> ${LAST_BAND}`,
			projectId,
			userId
		);
		await tx.query(
			`update seat set served = done.served, gold = done.gold, repeats = done.repeats, submitted = done.submitted, counted = done.counted,
				skipped = done.skipped, dwell_ms = done.dwell_ms
			from (
				select coalesce(sum(case when a.purpose = 'work' then 1 else 0 end), 0) as served,
					coalesce(sum(case when a.purpose = 'gold' then 1 else 0 end), 0) as gold,
					coalesce(sum(case when a.purpose = 'repeat' then 1 else 0 end), 0) as repeats,
					coalesce(sum(case when a.state = 'submitted' then 1 else 0 end), 0) as submitted,
					coalesce(sum(case when j.counted and j.supersedes is null then 1 else 0 end), 0) as counted,
					coalesce(sum(case when a.state = 'skipped' then 1 else 0 end), 0) as skipped,
					coalesce(sum(j.dwell_ms), 0) as dwell_ms
				from assignment a left join judgment j on j.assignment_id = a.id and (select s.assignment_id
					from judgment s where s.id = j.supersedes) is distinct from a.id
				where a.project_id = $1 and a.user_id = $2 and a.round > 0
			) as done
			where seat.project_id = $1 and seat.user_id = $2 and seat.band = ${LAST_BAND}`,
			projectId,
			userId
		);
	});

export type Rebuilt = { items: number; placesMade: number; people: number };

/** @param disputed by the project's form */
export async function rebuildQueue(
	store: Store,
	project: ProjectRow,
	disputed: Disputed,
	progress: (items: number) => void = () => {}
): Promise<Rebuilt> {
	const placesMade = await placeMissing(store, project);
	let items = 0;
	await recount(store, project.id, {
		source: 'rows',
		disputed,
		progress: (n) => progress((items = n))
	});
	const people = await store.read.query<{ user_id: string }>(
		`select user_id from seat where project_id = $1
		union select user_id from assignment where project_id = $1 order by user_id`,
		project.id
	);
	for (const { user_id: userId } of people) await recountSeat(store, project.id, userId);
	return { items, placesMade, people: people.length };
}

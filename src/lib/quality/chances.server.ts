/** How probable it was that the pair of a vote was drawn, read from the judgments that were drawn: see queue/walk.server.ts. */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { hashOfItem, hashOfRater } from '#lib/queue/comparison.ts';
import { pages, type ReadDb } from '#lib/schema/store.server.ts';
import type { Contests } from './contests.ts';
import type { Votes } from './votes.ts';

/** Judgments that are read at once. */
const PAGE = 2_000;

/** By item and rater, of the latest judgment that was drawn: a revision is of the same draw. */
export type Chances = Map<string, number>;
const keyOf = (item: number, rater: number): string => `${item} ${rater}`;

export async function readChances(db: ReadDb, project: string, pause: Question['pause']): Promise<Chances> {
	const found: Chances = new Map();
	const drawn = pages<{ id: string; item_id: string; rater: string; probability: number }>((last) =>
		db.query(
			`select id, item_id, rater, probability from judgment
			where project_id = $1 and id > $2 and probability is not null order by id limit ${PAGE}`,
			project,
			last?.id ?? ''
		)
	);
	for await (const page of drawn) {
		for (const { item_id, rater, probability } of page)
			if (probability > 0) found.set(keyOf(hashOfItem(item_id), hashOfRater(rater)), probability);
		await pause();
	}
	return found;
}

/** By vote, of those that were drawn. */
export function chancesOf(
	{ item, rater, raters }: Votes,
	{ vote }: Contests,
	chances: Chances
): Map<number, number> {
	const found = new Map<number, number>();
	for (const own of new Set(vote)) {
		const chance = chances.get(keyOf(item[own] ?? 0, raters.hashOf(rater[own] ?? 0)));
		if (chance !== undefined) found.set(own, chance);
	}
	return found;
}

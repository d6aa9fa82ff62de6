/** Reads the votes of a project, thousands of them as one text, with the names of the models that they are of. */
import { hashOfModel, modelsIn } from '#lib/queue/comparison.ts';
import type { Question } from '#lib/job/answering-thread.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import { Votes } from './votes.ts';

/** Votes that are read at once: of pairs 70 kB, since V8 looks through all that lives for texts of over 128. */
const PAGE = 1_024;

type Page = { words: string | null; last: string | null };
type Asked = { project: string; question: string };

/** Models are known by hashes: an item of the page says what each is called. */
async function nameIn(
	db: ReadDb,
	{ project, question }: Asked,
	after: string,
	skip: number,
	names: Map<number, string>
): Promise<void> {
	const [row] = await db.query<{ payload: string }>(
		`select item.payload from (select judgment_id from comparison
			where project_id = $1 and judgment_id > $3 and question = $2 order by judgment_id limit 1 offset ${skip}) as one
		join judgment on judgment.id = one.judgment_id join item on item.id = judgment.item_id`,
		project,
		question,
		after
	);
	if (!row) return;
	for (const name of modelsIn(JSON.parse(row.payload) as Payload).values())
		if (name !== null) names.set(hashOfModel(name), name);
}

export type Read = {
	votes: Votes;
	names: Map<number, string>;
	/** of each page: the last judgment in it, and how many votes there were by its end */
	ends: { id: string; size: number }[];
};
export const nothingRead = (): Read => ({ votes: new Votes(), names: new Map(), ends: [] });

/** Reads on behind what was read, into the same columns; where it breaks off it may go on another time. */
export async function readVotes(
	db: ReadDb,
	asked: Asked,
	pause: Question['pause'],
	{ votes, names, ends }: Read,
	size = PAGE
): Promise<void> {
	votes.cut(ends.at(-1)?.size ?? 0);
	for (let after = ends.at(-1)?.id ?? ''; ;) {
		const [page] = await db.query<Page>(
			`select string_agg(word, '') as words, max(judgment_id) as last from (
				select judgment_id, word from comparison
				where project_id = $1 and judgment_id > $3 and question = $2 order by judgment_id limit ${size}
			) as page`,
			asked.project,
			asked.question,
			after
		);
		if (!page?.words || page.last === null) return;
		const begin = votes.size;
		const known = votes.models.size;
		votes.add(page.words);
		for (let m = known; m < votes.models.size; m++) {
			if (names.has(votes.models.hashOf(m))) continue;
			let i = begin;
			while (!has(votes, i, m)) i++;
			await nameIn(db, asked, after, i - begin, names);
		}
		after = page.last;
		ends.push({ id: after, size: votes.size });
		await pause();
	}
}

function has(votes: Votes, vote: number, model: number): boolean {
	for (let r = votes.from[vote] ?? 0; r < (votes.from[vote + 1] ?? 0); r++)
		if (votes.model[r] === model) return true;
	return vote >= votes.size;
}

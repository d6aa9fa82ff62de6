/** What the thread of statistics answers of leaderboards. It keeps votes as columns, and numbers as long as nothing came since. */
import type { Question as Asked } from '#lib/job/answering-thread.server.ts';
import { hashOfItem } from '#lib/queue/comparison.ts';
import { idsSince } from '#lib/schema/id.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { pages, type ReadDb } from '#lib/schema/store.server.ts';
import type { BoardQuery } from './board.ts';
import { contestsOf } from './contests.ts';
import { fit, type Fit } from './fit.ts';
import type { Answers } from './statistics.server.ts';
import { taggedBy } from './tags.ts';
import { readVotes, type Read } from './votes.server.ts';
import { standingVotes } from './votes.ts';

export type BoardAsk = {
	asks: 'leaderboard';
	project: string;
	slug: string;
	question: string;
	as_of: number;
	query: BoardQuery;
	/** votes that came before the table still come into it, without an event */
	incomplete: boolean;
};
export type BoardAnswer = Fit & { fitted_ms: number; fitted_at: string };

/** Votes that are kept, of all projects together; what was asked of longest ago goes first. */
const MOST_VOTES = 5_000_000;

type Kept = Read & {
	standing: Uint8Array;
	revised: number;
	asOf: number;
	known: Map<string, BoardAnswer>;
};

/** Items whose metadata is read at once. */
const PAGE = 2_000;

async function tagged(
	db: ReadDb,
	project: string,
	tag: string,
	pause: Asked['pause']
): Promise<(item: number) => boolean> {
	const isMeant = taggedBy(tag);
	const found = new Set<number>();
	const items = pages<{ id: string; metadata: string }>((last) =>
		db.query(
			`select id, metadata from item where project_id = $1 and id > $2 and metadata is not null order by id limit ${PAGE}`,
			project,
			last?.id ?? ''
		)
	);
	for await (const page of items) {
		for (const { id, metadata } of page)
			if (isMeant(JSON.parse(metadata) as JsonObject)) found.add(hashOfItem(id));
		await pause();
	}
	return (item) => found.has(item);
}

/** What was written may have been begun so long before its event, in milliseconds. */
const LATE_MS = 600_000;
/** Acts after which votes that were read still stand as they were. */
const ADDING = ['judgment.submitted', 'judgments.imported', 'items.imported'];

/**
 * What came to a project between two positions: nothing, votes of judgments that are not older than `since`, or such as
 * changes what was read before.
 */
async function newsOf(
	db: ReadDb,
	{ project, slug, as_of }: BoardAsk,
	from: number
): Promise<'none' | 'anything' | { since: string }> {
	const rows = await db.query<{ type: string; first: string }>(
		`select type, min(id) as first from event where project = $1 and position > $2 and position <= $3 group by type`,
		slug,
		from,
		as_of
	);
	const first = rows.map((row) => row.first).toSorted()[0];
	if (first === undefined) return 'none';
	if (rows.some(({ type }) => !ADDING.includes(type))) return 'anything';
	const since = idsSince(first, LATE_MS);
	const [revised] = await db.query(
		'select 1 from judgment where project_id = $1 and id >= $2 and supersedes is not null limit 1',
		project,
		since
	);
	return revised ? 'anything' : { since };
}

export function openBoard(): Answers {
	const memory = new Map<string, Kept>();
	/** one reading at a time: two pages of one project read it once */
	let line: Promise<unknown> = Promise.resolve();

	const keptFor = async ({ read, pause }: Asked, ask: BoardAsk): Promise<Kept> => {
		const name = `${ask.project} ${ask.question}`;
		const known = memory.get(name);
		memory.delete(name);
		const news = known && !ask.incomplete ? await newsOf(read, ask, known.asOf) : 'anything';
		const asOf = Math.max(known?.asOf ?? 0, ask.as_of);
		const bringUp = async (): Promise<Kept> => {
			if (known && news === 'none') return { ...known, asOf };
			const found =
				known && news !== 'anything' && news !== 'none'
					? await readVotes(read, ask, pause, known, news)
					: await readVotes(read, ask, pause);
			return { ...found, ...standingVotes(found.votes), asOf, known: new Map<string, BoardAnswer>() };
		};
		const kept = await bringUp();
		memory.set(name, kept);
		for (const [other, { votes }] of memory) {
			const sum = [...memory.values()].reduce((all, one) => all + one.votes.size, 0);
			if (sum <= MOST_VOTES || other === name) break;
			if (votes.size > 0) memory.delete(other);
		}
		return kept;
	};

	return async (asked) => {
		const ask = asked.question as unknown as BoardAsk;
		const { query } = ask;
		const began = performance.now();
		const prepare = async () => {
			const kept = await keptFor(asked, ask);
			const before = kept.known.get(JSON.stringify(query));
			if (before) return { kept, before };
			const isTagged =
				query.tag === undefined ? null : await tagged(asked.read, ask.project, query.tag, asked.pause);
			const of = (judges: 'person' | 'model') =>
				contestsOf(kept.votes, kept.standing, { ...query, judges }, isTagged);
			return { kept, given: of(query.judges), other: of(query.judges === 'person' ? 'model' : 'person') };
		};
		// In line until the pairs are taken out: the next reading goes on in the same columns.
		const own = line.then(prepare, prepare);
		line = own.catch(() => {});
		const { kept, before, given, other } = await own;
		if (before) return { ...before, fitted_ms: 0 } as unknown as Json;
		await asked.pause();
		const { votes, names, revised } = kept;
		const nameOf = (model: number): string => names.get(votes.models.hashes[model] ?? 0) ?? 'unknown';
		const found = fit(given, other, query, nameOf, revised);
		const answer: BoardAnswer = {
			...found,
			fitted_ms: Math.round(performance.now() - began),
			fitted_at: new Date().toISOString()
		};
		kept.known.set(JSON.stringify(query), answer);
		return answer as unknown as Json;
	};
}

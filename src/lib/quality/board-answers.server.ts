/** What the thread of statistics answers of leaderboards. It keeps votes as columns, and numbers as long as nothing came since. */
import type { Question as Asked } from '#lib/job/answering-thread.server.ts';
import { hashOfItem } from '#lib/queue/comparison.ts';
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

/** Whether anything was written in a project between two positions. */
const isNews = async (db: ReadDb, slug: string, from: number, to: number): Promise<boolean> =>
	(
		await db.query(
			'select 1 from event where project = $1 and position > $2 and position <= $3 limit 1',
			slug,
			from,
			to
		)
	).length > 0;

export function openBoard(): Answers {
	const memory = new Map<string, Kept>();
	/** one reading at a time: two pages of one project read it once */
	let line: Promise<unknown> = Promise.resolve();

	const keptFor = async ({ read, pause }: Asked, ask: BoardAsk): Promise<Kept> => {
		const name = `${ask.project} ${ask.question}`;
		const known = memory.get(name);
		memory.delete(name);
		const fresh = known && !(await isNews(read, ask.slug, known.asOf, ask.as_of));
		const kept =
			known && fresh
				? { ...known, asOf: Math.max(known.asOf, ask.as_of) }
				: await readVotes(read, ask, pause).then((found) => ({
						...found,
						...standingVotes(found.votes),
						asOf: ask.as_of,
						known: new Map<string, BoardAnswer>()
					}));
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
		const own = line.then(
			() => keptFor(asked, ask),
			() => keptFor(asked, ask)
		);
		line = own.catch(() => {});
		const kept = await own;
		const name = JSON.stringify(query);
		const before = kept.known.get(name);
		if (before) return { ...before, fitted_ms: 0 } as unknown as Json;
		const { votes, names, standing, revised } = kept;
		const isTagged =
			query.tag === undefined ? null : await tagged(asked.read, ask.project, query.tag, asked.pause);
		const of = (judges: 'person' | 'model') => contestsOf(votes, standing, { ...query, judges }, isTagged);
		const given = of(query.judges);
		await asked.pause();
		const nameOf = (model: number): string => names.get(votes.models.hashes[model] ?? 0) ?? 'unknown';
		const other = of(query.judges === 'person' ? 'model' : 'person');
		const found = fit(given, other, query, nameOf, revised);
		const answer: BoardAnswer = {
			...found,
			fitted_ms: Math.round(performance.now() - began),
			fitted_at: new Date().toISOString()
		};
		kept.known.set(name, answer);
		return answer as unknown as Json;
	};
}

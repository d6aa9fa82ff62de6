/** What the thread of statistics answers of leaderboards. It keeps votes as columns, and numbers as long as nothing came since. */
import type { Question as Asked } from '#lib/job/answering-thread.server.ts';
import { hashOfItem } from '#lib/queue/comparison.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { pages, type ReadDb } from '#lib/schema/store.server.ts';
import type { BoardQuery } from './board.ts';
import { chancesOf, readChances, type Chances } from './chances.server.ts';
import { contestsOf, type Contests } from './contests.ts';
import { fit, type Fit, type Taken } from './fit.ts';
import { modelOf, rankingsOf } from './rankings.ts';
import type { Answers } from './statistics.server.ts';
import { taggedBy } from '#lib/project/tags.ts';
import { VotesKept } from './votes-kept.server.ts';

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
/** Answers that are kept of one project's votes; the oldest goes first. */
const MOST_ANSWERS = 50;

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

type Kept = {
	votes: VotesKept;
	version: number;
	answers: Map<string, BoardAnswer>;
	/** read where votes are asked for weighed */
	chances?: Chances | undefined;
};

export function openBoard(): Answers {
	const memory = new Map<string, Kept>();
	/** one at a time: two pages of one project read it once, and columns stand still while something is fitted */
	let line: Promise<unknown> = Promise.resolve();

	const keptFor = async ({ read, pause }: Asked, ask: BoardAsk): Promise<Kept> => {
		const name = `${ask.project} ${ask.question}`;
		const kept: Kept = memory.get(name) ?? { votes: new VotesKept(), version: 0, answers: new Map() };
		memory.delete(name);
		memory.set(name, kept);
		await kept.votes.bringUp(read, ask, pause);
		if (kept.version !== kept.votes.version) {
			kept.answers.clear();
			kept.chances = undefined;
		}
		kept.version = kept.votes.version;
		for (const other of memory.keys()) {
			const sum = [...memory.values()].reduce((all, one) => all + one.votes.votes.size, 0);
			if (sum <= MOST_VOTES || other === name) break;
			memory.delete(other);
		}
		return kept;
	};

	const answer = async (asked: Asked): Promise<BoardAnswer> => {
		const ask = asked.question as unknown as BoardAsk;
		const { query } = ask;
		const began = performance.now();
		const own = await keptFor(asked, ask);
		const { votes: kept, answers } = own;
		const before = answers.get(JSON.stringify(query));
		if (before) return { ...before, fitted_ms: 0 };
		const isTagged =
			query.tag === undefined ? null : await tagged(asked.read, ask.project, query.tag, asked.pause);
		if (query.weights === 'alike') own.chances ??= await readChances(asked.read, ask.project, asked.pause);
		await asked.pause();
		// Rankings that are taken whole have every pair in the picture of who beats whom.
		const rankings = query.model === 'plackett-luce' ? 'pairs' : query.rankings;
		const of = (judges: 'person' | 'model') =>
			contestsOf(kept.votes, kept.standing.of, { ...query, rankings, judges }, isTagged);
		const given = of(query.judges);
		const isWhole = modelOf(query, given) === 'plackett-luce';
		const taken = (contests: Contests): Taken => ({
			contests,
			ranked: isWhole ? rankingsOf(kept.votes, contests) : null
		});
		const chances =
			query.weights === 'alike' && own.chances ? chancesOf(kept.votes, given, own.chances) : null;
		const other = taken(of(query.judges === 'person' ? 'model' : 'person'));
		const found = fit(taken(given), other, query, {
			chances,
			nameOf: kept.nameOf,
			revised: kept.standing.revised
		});
		const made: BoardAnswer = {
			...found,
			fitted_ms: Math.round(performance.now() - began),
			fitted_at: new Date().toISOString()
		};
		const [oldest] = answers.keys();
		if (answers.size >= MOST_ANSWERS && oldest !== undefined) answers.delete(oldest);
		answers.set(JSON.stringify(query), made);
		return made;
	};

	return (asked) => {
		const own = line.then(() => answer(asked));
		line = own.catch(() => {});
		return own as unknown as Promise<Json>;
	};
}

/**
 * Votes of a project that are kept and brought up to a position of the log: read once, and then only what came or went.
 * An act that neither adds nor takes a vote changes nothing, and whatever way they came to be, they are what reading all
 * of them anew gives.
 */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { flags, hashOfItem, hashOfRater } from '#lib/queue/comparison.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { Standing } from './standing.ts';
import { nothingRead, readVotes, type Read } from './votes.server.ts';

/** @property incomplete votes that came before the table still come into it, without an event */
export type Of = { project: string; slug: string; question: string; as_of: number; incomplete: boolean };

/** The judgment itself is the subject of what a person says; the rows of an import follow their event's id. */
const SAID = ['judgment.submitted', 'judgment.revised'];
const IMPORTED = ['judgments.imported', 'items.imported'];
const ERASED = 'item.erased';
const REBUILT = 'comparisons.rebuilt';
const listed = (types: string[]): string => types.map((type) => `'${type}'`).join(', ');

type News = { rebuilt: boolean; erased: boolean; since: string | null };

/** What came between two positions: the least id that a new vote may have, and whether old ones went. */
async function newsOf(db: ReadDb, { slug, as_of }: Of, from: number): Promise<News> {
	const rows = await db.query<{ type: string; event: string; subject: string }>(
		`select type, min(id) as event, min(subject_id) as subject from event
		where project = $1 and position > $2 and position <= $3
			and type in (${listed([...SAID, ...IMPORTED, ERASED, REBUILT])}) group by type`,
		slug,
		from,
		as_of
	);
	const firsts = rows.flatMap(({ type, event, subject }) =>
		SAID.includes(type) ? [subject] : IMPORTED.includes(type) ? [event] : []
	);
	const came = (type: string) => rows.some((row) => row.type === type);
	return { rebuilt: came(REBUILT), erased: came(ERASED), since: firsts.toSorted()[0] ?? null };
}

type Revised = { id: string; item_id: string; rater: string; kind: 'person' | 'model'; at: number };

export class VotesKept {
	#read: Read = nothingRead();
	standing = new Standing(this.#read.votes);
	/** how often something came or went: numbers that were made before are old */
	version = 0;
	#asOf: number | null = null;
	#isWhole = false;
	#isIncomplete = false;

	get votes(): Read['votes'] {
		return this.#read.votes;
	}

	nameOf = (model: number): string => this.#read.names.get(this.votes.models.hashOf(model)) ?? 'unknown';

	/** @param pause where it throws, what was read by then is not read again */
	async bringUp(db: ReadDb, of: Of, pause: Question['pause'], size?: number): Promise<void> {
		const [from, isAnew] = [this.#asOf, this.#isIncomplete || of.incomplete];
		if (from === null || isAnew) this.#forget();
		else if (of.as_of > from) await this.#hear(db, of, from);
		this.#asOf = Math.max(of.as_of, from ?? 0);
		this.#isIncomplete = of.incomplete;
		if (this.#isWhole) return;
		this.version++;
		await readVotes(db, of, pause, this.#read, size);
		this.standing.goOn();
		this.#isWhole = true;
	}

	#forget(): void {
		this.#read = nothingRead();
		this.standing = new Standing(this.#read.votes);
		this.#isWhole = false;
	}

	/** Takes away what went, and what may come again with what came. */
	async #hear(db: ReadDb, of: Of, from: number): Promise<void> {
		const { rebuilt, erased, since } = await newsOf(db, of, from);
		if (rebuilt) return this.#forget();
		const items = erased ? await erasedItems(db, of, from) : [];
		const revised = since === null ? [] : await revisedSince(db, of, since);
		if (since !== null) this.#cut(since);
		const gone = [...this.#ofItems(items)];
		for (const one of revised) {
			const found = this.#like(one);
			// Two that nothing tells apart: all is read anew.
			if (found.length > 1) return this.#forget();
			gone.push(...found);
		}
		this.standing.drop(gone);
		if (gone.length > 0 || since !== null) this.#isWhole = false;
	}

	#cut(since: string): void {
		const { ends, votes } = this.#read;
		while (ends.length > 0 && (ends.at(-1)?.id ?? '') >= since) ends.pop();
		votes.cut(ends.at(-1)?.size ?? 0);
		this.standing.cut(votes.size);
	}

	*#ofItems(items: string[]): Generator<number> {
		if (items.length === 0) return;
		const meant = new Set(items.map(hashOfItem));
		const { item, size } = this.votes;
		for (let i = 0; i < size; i++) if (meant.has(item[i] ?? 0)) yield i;
	}

	/** The votes, in the page in which a judgment was, that are as it was. */
	#like({ id, item_id, rater: name, kind, at }: Revised): number[] {
		const { ends, votes } = this.#read;
		const page = ends.findIndex((end) => end.id >= id);
		if (page < 0) return [];
		const { item, rater, flag, moment } = votes;
		const own = { item: hashOfItem(item_id), rater: votes.raters.find(hashOfRater(name)) };
		const found: number[] = [];
		for (let i = ends[page - 1]?.size ?? 0; i < (ends[page]?.size ?? 0); i++)
			if (item[i] === own.item && rater[i] === own.rater && moment[i] === Math.max(0, at))
				if (
					((flag[i] ?? 0) & flags.model) === (kind === 'model' ? flags.model : 0) &&
					!this.standing.isGone(i)
				)
					found.push(i);
		return found;
	}
}

const erasedItems = async (db: ReadDb, { slug, as_of }: Of, from: number): Promise<string[]> => {
	const rows = await db.query<{ id: string }>(
		`select subject_id as id from event where project = $1 and position > $2 and position <= $3 and type = '${ERASED}'`,
		slug,
		from,
		as_of
	);
	return rows.map(({ id }) => id);
};

/** What judgments from an id on say in the place of. */
const revisedSince = (db: ReadDb, { project }: Of, since: string): Promise<Revised[]> =>
	db.query<Revised>(
		`select old.id, old.item_id, old.rater, old.kind, old.at from judgment own
		join judgment old on old.id = own.supersedes
		where own.project_id = $1 and own.id >= $2 and own.supersedes is not null`,
		project,
		since
	);

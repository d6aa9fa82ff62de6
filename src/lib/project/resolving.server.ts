/**
 * Which items of a project are resolved at a position of the log, and by which votes: no place left to fill, or
 * judgments that were imported, or a person's final answer, which then stands for all votes. None is that went back to
 * people and was not looked at again yet. Gold is left out: what is right of it was known before.
 */
import { readRanking, type Ranking } from '#lib/form/ranking.ts';
import type { Form } from '#lib/form/form.ts';
import { grows, placesOf, type Disputed } from '#lib/queue/overlap.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers, Payload, ProjectSettings } from '#lib/schema/values.ts';
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { seenAt } from './as-of.server.ts';
import { latestOfEach, type Vote } from './consensus.ts';
import { goldAt } from './gold-at.server.ts';
import { readOnce } from './hearing.ts';
import { inList } from './insert.server.ts';
import { breathe, politely, sizedPages } from './pages.server.ts';
import { isResolved } from './resolved.server.ts';
import { disputedIn } from './version.server.ts';

/** An item and what people say of it, as `T` reads their answers. */
export type Judged<T> = {
	id: string;
	key: string;
	payload: Payload;
	resolved: boolean;
	/** whether a person gave the final answer */
	final: boolean;
	/** one a person: the latest; or the final answer alone */
	votes: T[];
	/** whose each vote is; none of a final answer */
	raters: string[];
};

/** What a judgment's answers say; null when they say nothing that counts. */
export type Reading<T> = (answers: Answers) => T | null;

/** The question that a ranking answers. */
export const rankingQuestion = (form: Form): string | null =>
	form.questions.find(({ type }) => type === 'ranking')?.name ?? null;

/** Reads what stands for one question as a ranking, without its text. */
export const rankingIn =
	(question: string): Reading<Ranking> =>
	(answers) => {
		const ranking = readRanking(answers[question]);
		return ranking && { ...ranking, written: null };
	};

type ItemRow = {
	id: string;
	key: string;
	payload: string;
	metadata: string | null;
	gold: boolean | number;
	gold_event_id: string | null;
	erased_at: number | null;
};
type Final = { item_id: string; answers: string; event_id: string; at: number; voided: string | null };
type Round = { item_id: string; event_id: string; ended_event_id: string | null };
type JudgmentRow = {
	id: string;
	item_id: string;
	rater: string;
	answers: string;
	supersedes: string | null;
	via: string;
	at: number;
	event_id: string;
};

/** A judgment that says something, with all that it answers. */
export type Said<T> = Vote & { said: T; answers: Answers };

/** What an item's judgments come to. */
type Tally<T> = {
	votes: Said<T>[];
	counted: number;
	/** by the judgment that stands: the answers that fill places; null where nobody asks whether they disagree */
	filling: Map<string, Answers> | null;
	imported: boolean;
	final: { said: T | null } | null;
	/** people look at it again */
	sentBack: boolean;
};

/** The last item that anybody judged by now: what comes later need not be read. */
async function lastJudged(db: ReadDb, projectId: string): Promise<string> {
	const last = (table: string) =>
		db.query<{ id: string }>(
			`select item_id as id from ${table} where project_id = $1 order by project_id desc, item_id desc limit 1`,
			projectId
		);
	const found = await Promise.all([last('judgment'), last('resolution'), last('former_resolution')]);
	return (
		found
			.map(([one]) => one?.id ?? '')
			.toSorted()
			.at(-1) ?? ''
	);
}

const COLUMNS = 'id, item_id, rater, answers, supersedes, via, at, event_id';
const COUNTS = `kind = 'person' and (counted = $2 or via = 'import')`;

/** Gathers what is seen of items at a position. */
function gathering<T>(db: ReadDb, project: ProjectRow, read: Reading<T>, asOf: number) {
	const seen = seenAt(db, asOf);
	const heard = readOnce((text) => {
		const answers = JSON.parse(text) as Answers;
		return { answers, said: read(answers) };
	});
	const filling = grows(project.settings);
	const open = new Map<string, Tally<T>>();
	const of = (item: string): Tally<T> => {
		let found = open.get(item);
		if (!found)
			open.set(
				item,
				(found = {
					votes: [],
					counted: 0,
					filling: filling ? new Map() : null,
					imported: false,
					final: null,
					sentBack: false
				})
			);
		return found;
	};
	/** Of some events those that the position sees. */
	const endedBy = async (ids: (string | null)[]): Promise<Set<string | null>> =>
		new Set(
			(await seen(ids.flatMap((id) => (id === null ? [] : [{ event_id: id }])))).map((row) => row.event_id)
		);
	return {
		open,
		async judgments(rows: JudgmentRow[]): Promise<void> {
			for (const row of await seen(rows)) {
				const tally = of(row.item_id);
				const { id, rater, at, supersedes } = row;
				if (row.via === 'import') tally.imported = true;
				// A revision fills the place that its first judgment filled.
				else if (supersedes === null) tally.counted++;
				const { answers, said } = heard(row.answers);
				if (tally.filling && row.via !== 'import') {
					if (supersedes !== null) tally.filling.delete(supersedes);
					tally.filling.set(id, answers);
				}
				if (said !== null) tally.votes.push({ id, rater, at, supersedes, said, answers });
			}
		},
		/** @param where which items, by places from $2 on */
		async finals(where: string, ...values: string[]): Promise<void> {
			// A final answer that was replaced or taken back later still stands at an earlier position; the latest comes last.
			const finals = await db.query<Final>(
				`select item_id, answers, event_id, at, voided_event_id as voided from former_resolution
				where project_id = $1 and ${where}
				union all select item_id, answers, event_id, at, null as voided from resolution where project_id = $1 and ${where}`,
				project.id,
				...values
			);
			const ended = await endedBy(finals.map(({ voided }) => voided));
			const byTime = (a: Final, b: Final) => a.at - b.at || (a.event_id < b.event_id ? -1 : 1);
			for (const { item_id, answers, voided } of (await seen(finals)).toSorted(byTime))
				if (!ended.has(voided)) of(item_id).final = { said: read(JSON.parse(answers) as Answers) };
			const rounds = await db.query<Round>(
				`select item_id, event_id, ended_event_id from send_back where project_id = $1 and ${where}`,
				project.id,
				...values
			);
			const over = await endedBy(rounds.map(({ ended_event_id: id }) => id));
			for (const { item_id, ended_event_id: id } of await seen(rounds))
				if (!over.has(id) && open.has(item_id)) of(item_id).sentBack = true;
		}
	};
}

/** Tallies in the order of items, a page of judgments at a time; an item's judgments may go over several pages. */
async function* tallies<T>(
	db: ReadDb,
	project: ProjectRow,
	read: Reading<T>,
	asOf: number
): AsyncGenerator<Map<string, Tally<T>>> {
	const end = await lastJudged(db, project.id);
	const { open, ...gather } = gathering(db, project, read, asOf);
	const between = 'item_id > $2 and item_id <= $3';
	const judgments = sizedPages<JudgmentRow>(
		(after, limit) =>
			db.query<JudgmentRow>(
				`select ${COLUMNS} from judgment
				where project_id = $1 and (item_id, id) > ($3, $4) and item_id <= $5 and ${COUNTS}
				order by project_id, item_id, id limit $6`,
				project.id,
				true,
				after?.item_id ?? '',
				after?.id ?? '',
				end,
				limit
			),
		(row) => row.answers.length
	);
	let done = '';
	for await (const rows of judgments) {
		await gather.judgments(rows);
		const last = rows.at(-1)?.item_id ?? '';
		const unfinished = open.get(last);
		open.delete(last);
		const before = [...open.keys()].reduce((most, id) => (id > most ? id : most), done);
		await gather.finals(between, done, before);
		yield new Map(open);
		open.clear();
		if (unfinished) open.set(last, unfinished);
		done = before;
	}
	await gather.finals(between, done, end);
	yield open;
}

/** Items whose judgments are read at once, where they are named. */
const NAMED = 200;

/** The same of some items alone. @param ids sorted */
async function* talliesOf<T>(
	db: ReadDb,
	project: ProjectRow,
	read: Reading<T>,
	asOf: number,
	ids: string[]
): AsyncGenerator<Map<string, Tally<T>>> {
	for (let at = 0; at < ids.length; at += NAMED) {
		const some = ids.slice(at, at + NAMED);
		const gather = gathering(db, project, read, asOf);
		const { marks, values } = inList(some, 3);
		const rows = await db.query<JudgmentRow>(
			`select ${COLUMNS} from judgment where project_id = $1 and item_id in (${marks}) and ${COUNTS}
			order by project_id, item_id, id`,
			project.id,
			true,
			...values
		);
		await gather.judgments(rows);
		const named = inList(some, 2);
		await gather.finals(`item_id in (${named.marks})`, ...named.values.map(String));
		yield gather.open;
	}
}

/** Items read at once: few as long as nobody knows how long their payloads are. */
const FEW = 64;
const MANY = 256;
/** characters */
const TOGETHER = 2 * 1024 * 1024;

/** Reads items by id, so many at a time that their payloads stay small together; the next while these are worked on. */
function itemReader(db: ReadDb, withMetadata: boolean) {
	let size = FEW;
	const metadata = withMetadata ? 'metadata' : 'null as metadata';
	const read = (ids: string[]): Promise<ItemRow[]> => {
		const { marks, values } = inList(ids, 1);
		const rows = db.query<ItemRow>(
			`select id, key, payload, ${metadata}, gold is not null as gold, gold_event_id, erased_at from item where id in (${marks}) order by id`,
			...values
		);
		// Whoever breaks off asks for them no more.
		rows.catch(() => {});
		return rows;
	};
	return async function* (ids: string[]): AsyncGenerator<ItemRow[]> {
		const ask = (at: number) => {
			const some = ids.slice(at, at + politely(size));
			return some.length > 0 ? { to: at + some.length, rows: read(some) } : null;
		};
		for (let asked = ask(0); asked !== null;) {
			const rows = await asked.rows;
			const longest = rows.reduce((most, { payload }) => Math.max(most, payload.length), 1);
			size = Math.min(MANY, size * 4, Math.max(1, Math.floor(TOGETHER / longest)));
			asked = ask(asked.to);
			yield rows;
			await breathe();
		}
	};
}

/** An item with all that stands of it, before anybody chose whose judgments are votes. */
export type Standing<T> = {
	id: string;
	key: string;
	/** JSON */
	payload: string;
	/** JSON; null where it has none, or where it was not asked for */
	metadata: string | null;
	/** judgments that fill a place, fewer than the overlap as long as one more is wanted, and whether any were imported;
	 * none of either while people look at it again */
	counted: number;
	imported: boolean;
	final: { said: T | null } | null;
	/** one a person: the latest */
	said: Said<T>[];
};
/** Of the places that an item has by what people say, as many as are filled, counted from the overlap downwards. */
function filledOf(
	settings: ProjectSettings,
	{ counted, filling }: Pick<Tally<unknown>, 'counted' | 'filling'>,
	disputed: Disputed
): number {
	if (!filling || counted < settings.overlap) return counted;
	const missing = placesOf(settings, counted, disputed([...filling.values()])) - counted;
	return missing > 0 ? settings.overlap - missing : counted;
}
type Asked = { ids?: string[]; withMetadata?: boolean };

/**
 * Every item that somebody judged, in the order of ids, with the judgments that stand: page by page, since handing over
 * a million of them one by one costs as much as reading them.
 * @param asOf the last position of the log that is read
 * @param asked of some items alone, by sorted ids
 */
export async function* standingItems<T>(
	db: ReadDb,
	project: ProjectRow,
	read: Reading<T>,
	asOf: number,
	{ ids, withMetadata = false }: Asked = {}
): AsyncGenerator<Standing<T>[]> {
	const disputed = grows(project.settings) ? await disputedIn(db, project) : () => false;
	const items = itemReader(db, withMetadata);
	const found = ids ? talliesOf(db, project, read, asOf, ids) : tallies(db, project, read, asOf);
	for await (const page of found)
		for await (const rows of items([...page.keys()].sort())) {
			// What is known is not what people found: gold makes no file.
			const gold = await goldAt(db, rows, asOf);
			yield rows.flatMap(({ id, key, payload, metadata, erased_at }) => {
				const tally = page.get(id);
				// What was erased is in no file, whatever the position.
				if (!tally || gold.has(id) || erased_at !== null) return [];
				const { votes, final, sentBack } = tally;
				const [counted, imported] = sentBack
					? [0, false]
					: [filledOf(project.settings, tally, disputed), tally.imported];
				return { id, key, payload, metadata, counted, imported, final, said: latestOfEach(votes) };
			});
		}
}

/**
 * The same items with the votes that count.
 * @param counts whose judgments are votes, and which; an item is resolved whether they are or not
 * @param picks which items are read, by their metadata; all where it is left out
 */
export async function* judgedItems<T>(
	db: ReadDb,
	project: ProjectRow,
	read: Reading<T>,
	asOf: number,
	counts: (said: Said<T>) => boolean = () => true,
	picks?: (metadata: JsonObject) => boolean
): AsyncGenerator<Judged<T>[]> {
	const { overlap } = project.settings;
	for await (const page of standingItems(db, project, read, asOf, { withMetadata: picks !== undefined }))
		yield page.flatMap(({ id, key, payload, metadata, counted, imported, final, said }) => {
			if (picks && !picks(metadata === null ? {} : (JSON.parse(metadata) as JsonObject))) return [];
			const standing = final ? [] : said.filter(counts);
			return {
				id,
				key,
				payload: JSON.parse(payload) as Payload,
				resolved: isResolved({ counted, overlap, imported, final: final !== null }),
				final: final !== null,
				votes: final ? (final.said === null ? [] : [final.said]) : standing.map((vote) => vote.said),
				raters: standing.map(({ rater }) => rater)
			};
		});
}

/**
 * Adjudication as a lead works through it: which items need them, the most disputed first, and all that was said of one,
 * equal answers together with who gave them.
 */
import { z } from 'zod';
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { report } from '#lib/http/report.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { kindsOf } from '#lib/project/errors.ts';
import { addressesOf } from '#lib/project/files.server.ts';
import { itemOf } from '#lib/project/items.server.ts';
import { hasMajority, outcomesOf } from '#lib/project/majority.ts';
import { nameOf, rulingOn } from '#lib/project/ruled.server.ts';
import { standingOn } from '#lib/project/overruled.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { notesOn } from '#lib/queue/note.server.ts';
import { canonical, isObject, type Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';
import type { Competence } from './likely.ts';
import type { Disputes, DisputesAsked } from './disputes.ts';

export const QueueQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });

const ask = async (
	statistics: Answering,
	actor: Actor,
	page: string,
	question: Omit<DisputesAsked, 'asks'>
): Promise<Disputes> =>
	(await statistics.ask({ person: actorName(actor), page }, {
		asks: 'disputes',
		...question
	} as unknown as Json)) as unknown as Disputes;

const none: Disputes = { total: 0, items: [], item: null };

async function judging(store: Store, actor: Actor, slug: string): Promise<ProjectRow> {
	const { project } = await authorize(store, actor, 'judge', slug);
	if (project.stage === 'runtime')
		throw new Refusal('wrong_stage', 'A decision has its own reviewers: nothing is adjudicated here.');
	return project;
}

export type Queue = { to_adjudicate: number; items: Disputes['items'] };

/**
 * Items that need a lead, the most disputed first.
 * @param page whoever asks again on the same one gives up what they asked before
 * @throws Refusal not_found, forbidden, wrong_stage
 */
export async function adjudicationQueue(
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	{ limit }: z.infer<typeof QueueQuery>,
	page = 'adjudicate'
): Promise<Queue> {
	await judging(store, actor, slug);
	const asOf = await seal(store);
	const found = await ask(statistics, actor, `${page} ${slug}`, {
		project: slug,
		as_of: asOf,
		limit,
		item: null
	});
	return { to_adjudicate: found.total, items: found.items };
}

/**
 * How many items of a project need a lead, for a page that shows it beside other things. It asks under a name of its own,
 * so that nobody who looks there takes the queue from who adjudicates.
 * @throws Refusal as above, superseded
 */
export const countToAdjudicate = async (
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	page: string
): Promise<number> =>
	(await adjudicationQueue(store, statistics, actor, slug, { limit: 1 }, `to adjudicate, ${page}`))
		.to_adjudicate;

export type Voice = {
	judgment: string;
	rater: string;
	/** the account's name, or the rater's */
	name: string;
	at: string;
	seconds: number | null;
	competence: Competence | null;
};
export type Given = {
	answers: Answers;
	people: Voice[];
	models: { source: string; score: number | null }[];
};
export type Adjudicated = {
	item: { id: string; key: string; payload: Payload };
	form: Form;
	/** names what stands, for whoever answers */
	seen: string | null;
	final: { answers: Answers; by: string; at: string } | null;
	sent_back: { comment: string | null; by: string; at: string; waiting: string[] } | null;
	/** what was said, equal answers together: most people first, then what models say alone */
	given: Given[];
	consensus: {
		method: ProjectRow['settings']['consensus'] | 'final';
		/** by question; null where there is none */
		answers: Answers;
		/** by question: the share of people who say so */
		agreement: Record<string, number | null>;
		/** how likely it is, by Dawid-Skene, of the question that is least so */
		certainty: number | null;
		from: string[];
	};
	notes: { kind: string; text: string | null; by: string; at: string }[];
	error_kinds: string[];
};

/** Names that form and payload use for files, as addresses. */
async function withAddresses(db: ReadDb, projectId: string, form: Form, payload: Payload): Promise<Payload> {
	const fields = form.fields.filter(({ type }) => type === 'image').map(({ name }) => name);
	const named = fields.flatMap((name) => {
		const value = payload[name];
		return typeof value === 'string' ? [value] : [];
	});
	const addresses = await addressesOf(db, projectId, named);
	return Object.fromEntries(
		Object.entries(payload).map(([name, value]) => [
			name,
			fields.includes(name) && typeof value === 'string' ? (addresses.get(value) ?? value) : value
		])
	);
}

type Row = { id: string; email: string | null; name: string | null; dwell_ms: number | null };

function grouped(
	rows: { answers: Answers; voice: Voice }[],
	models: Given['models'][number][],
	said: Answers[]
): Given[] {
	const groups = new Map<string, Given>();
	const of = (answers: Answers): Given => {
		const key = canonical(answers);
		let found = groups.get(key);
		if (!found) groups.set(key, (found = { answers, people: [], models: [] }));
		return found;
	};
	for (const { answers, voice } of rows) of(answers).people.push(voice);
	for (const [i, model] of models.entries()) of(said[i] ?? {}).models.push(model);
	return [...groups.values()].sort((a, b) => b.people.length - a.people.length);
}

/** All that was said of an item. @throws Refusal not_found, forbidden, wrong_stage */
export async function readAdjudicated(
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	itemId: string
): Promise<Adjudicated> {
	const project = await judging(store, actor, slug);
	const item = await itemOf(store, project.id, itemId);
	const [form, asOf, given, standing, notes] = await Promise.all([
		formOf(store.read, project),
		seal(store),
		standingOn(store.read, project.id, item.id),
		rulingOn(store.read, item.id),
		notesOn(store.read, project.id, [item.id])
	]);
	const raters = given.map(({ rater }) => rater);
	const [known, rows, suggested] = await Promise.all([
		ask(statistics, actor, `item ${item.id}`, {
			project: slug,
			as_of: asOf,
			limit: 0,
			item: { id: item.id, raters }
		}).catch((error: unknown) => {
			// A newer question of the same page, or the thread failed: what is shown of the item does without.
			if (!(error instanceof Refusal)) report(error, 'who is right of an item');
			return none;
		}),
		store.read.query<Row>(
			`select j.id, u.email, u.name, j.dwell_ms from judgment j left join user_account u on u.id = j.user_id
			where j.project_id = $1 and j.item_id = $2`,
			project.id,
			item.id
		),
		store.read.query<{ source: string; answers: string; score: number | null }>(
			'select source, answers, score from suggestion where item_id = $1 order by source',
			item.id
		)
	]);
	const judges = await store.read.query<{ rater: string; answers: string }>(
		`select rater, answers from judgment where project_id = $1 and item_id = $2 and kind = 'model' order by id`,
		project.id,
		item.id
	);
	const row = new Map(rows.map((one) => [one.id, one]));
	const competence = known.item?.competence ?? {};
	const voices = given.map(({ id, rater, answers, at }) => ({
		answers: JSON.parse(answers) as Answers,
		voice: {
			judgment: id,
			rater,
			name: row.get(id)?.name || rater,
			at: new Date(at).toISOString(),
			seconds: typeof row.get(id)?.dwell_ms === 'number' ? (row.get(id)?.dwell_ms ?? 0) / 1000 : null,
			competence: Object.hasOwn(competence, rater) ? (competence[rater] ?? null) : null
		}
	}));
	const models = [
		...suggested.map(({ source, score, answers }) => ({ source, score, answers })),
		...judges.map(({ rater, answers }) => ({ source: rater, score: null, answers }))
	];
	const questions = form.questions.filter(hasMajority);
	const votes = standing.final ? [standing.final.answers] : voices.map(({ answers }) => answers);
	const outcomes = outcomesOf(questions, votes);
	const likely =
		project.settings.consensus === 'dawid_skene' && !standing.final ? (known.item?.truth ?? {}) : {};
	const consensus = Object.fromEntries(
		questions.flatMap(({ name }, i) => {
			const answer = Object.hasOwn(likely, name) ? (likely[name] ?? null) : (outcomes[i]?.answer ?? null);
			return answer === null ? [] : [[name, answer] as const];
		})
	);
	const waiting = standing.sentBack
		? await store.read.query<{ name: string }>(
				`select coalesce(nullif(u.name, ''), u.email) as name from assignment a join user_account u on u.id = a.user_id
				where a.item_id = $1 and a.purpose = 'review' and a.round = $2 and a.state not in ('submitted', 'skipped')
				order by u.email`,
				item.id,
				standing.sentBack.round
			)
		: [];
	const time = (at: number) => new Date(at).toISOString();
	const payload = JSON.parse(item.payload) as Payload;
	return {
		item: {
			id: item.id,
			key: item.key,
			payload: await withAddresses(store.read, project.id, form, isObject(payload) ? payload : {})
		},
		form,
		seen: nameOf(standing),
		final: standing.final && {
			answers: standing.final.answers,
			by: standing.final.by,
			at: time(standing.final.at)
		},
		sent_back: standing.sentBack && {
			comment: standing.sentBack.comment,
			by: standing.sentBack.by,
			at: time(standing.sentBack.at),
			waiting: waiting.map(({ name }) => name)
		},
		given: grouped(
			voices,
			models.map(({ source, score }) => ({ source, score })),
			models.map(({ answers }) => JSON.parse(answers) as Answers)
		),
		consensus: {
			method: standing.final ? 'final' : project.settings.consensus,
			answers: consensus,
			agreement: Object.fromEntries(questions.map(({ name }, i) => [name, outcomes[i]?.agreement ?? null])),
			certainty: standing.final ? null : (known.item?.certainty ?? null),
			from: standing.final ? [standing.final.by] : raters
		},
		notes: notes.map(({ kind, text, by, at }) => ({ kind, text, by, at })),
		error_kinds: kindsOf(project.settings)
	};
}

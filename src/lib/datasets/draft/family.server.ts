/**
 * What a thread remembers of a project: the picture of its judgments at a position of the log, brought up to date by
 * what came since, and what it learnt of their texts.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/job/answering-thread.server.ts';
import { rankingQuestion } from '#lib/project/resolving.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { idsSince } from '#lib/schema/id.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Stage as StageName } from '#lib/schema/values.ts';
import type { ExampleKind } from '../example.ts';
import { judgingQuestion } from '../rated-responses.ts';
import type { Target } from '../targets/target.ts';
import { answerStage } from './answers.server.ts';
import { judgedStage } from './judged.server.ts';
import type { Likelihoods } from './likely.server.ts';
import type { Names } from './names.ts';
import type { Kept } from '#lib/stats/growing.ts';
import { drawing, newStock, type Picture, type Stock, type Unit } from './picture.ts';
import { rankingStage } from './rankings.server.ts';
import { responseStage } from './responses.server.ts';
import type { Stage } from './stage.server.ts';
import { newFacts, newPrompts, type Facts, type Prompts } from './texts.ts';
import { verdictStage } from './verdicts.server.ts';

/** A family of any stage: nobody outside asks what an answer is. */
export type Family = {
	project: ProjectRow;
	/** null at runtime */
	form: Form | null;
	stage: Stage<unknown>;
	stock: Stock<unknown>;
	picture: Picture | null;
	/** once it was found so */
	isTooMuch: boolean;
	facts: Map<string, Facts>;
	texts: Texts;
	/** choices under which all texts of a picture are known already */
	studied: { of: Int32Array | null; names: Set<string> };
	/** by what of ballots is read: what each of them says of that, as a number */
	reads: Map<string, { texts: Kept<null>; known: number[] }>;
	/** what Dawid-Skene learnt of the votes of a picture, by which of them counted */
	learnt: { of: Int32Array | null; known: Map<string, Promise<Likelihoods>> };
	/** one reading at a time; each waits for the one before */
	line: Promise<unknown>;
};

/** What is known of a project's texts, whatever of its judgments is read. */
export type Texts = { serials: Map<string, number>; prompts: Map<ExampleKind, Prompts>; names: Names };
export const newTexts = (names: Names): Texts => ({ serials: new Map(), prompts: new Map(), names });

/** What of a project's judgments is read: what they are for, what they say of responses, or all as they are. */
export type Reads = 'usual' | 'responses' | 'judged';
export const readsOf = ({ from }: Target, stage: StageName): Reads =>
	from === 'judged' ? 'judged' : from === 'rated' && stage === 'alignment' ? 'responses' : 'usual';

/** @returns null where a project asks for nothing that rows are made of */
export async function newFamily(
	db: ReadDb,
	project: ProjectRow,
	reads: Reads,
	texts: Texts
): Promise<Family | null> {
	const form = project.stage === 'runtime' ? null : await formOf(db, project);
	const stage = stageOf(project, form, reads);
	if (stage === null) return null;
	return {
		project,
		form,
		stage,
		stock: newStock(texts.serials),
		picture: null,
		isTooMuch: false,
		facts: new Map(),
		texts,
		studied: { of: null, names: new Set() },
		reads: new Map(),
		learnt: { of: null, known: new Map() },
		line: Promise.resolve()
	};
}

/** Nobody outside asks what an answer or a text is: each stage is given back what it gave. */
const anyStage = <T, M extends { id: string }>(stage: Stage<T, M>): Stage<unknown> =>
	stage as unknown as Stage<unknown>;

function stageOf(project: ProjectRow, form: Form | null, reads: Reads): Stage<unknown> | null {
	if (reads === 'judged') return anyStage(judgedStage(project));
	if (form === null) return anyStage(verdictStage(project));
	if (project.stage === 'annotation') return anyStage(answerStage(project, form));
	if (reads === 'responses') {
		const judging = judgingQuestion(form);
		return judging === null ? null : anyStage(responseStage(project, form, judging));
	}
	const question = rankingQuestion(form);
	return question === null ? null : anyStage(rankingStage(project, question));
}

/** Thrown where a project is more than a thread may remember. */
export class TooMuch extends Error {}

export type Bounds = {
	/** bytes of a picture */
	most: number;
	/** what was written may have been begun so many milliseconds before its event */
	lateMs: number;
};
/** So many units are read again by their ids; where more changed, all are. */
const MOST_CHANGED = 5_000;

/**
 * Whoever hears a project being read, and may learn of its texts while they are at hand.
 * @param soFar grows by the units that are told of next
 */
export type Hear = (soFar: Picture) => (u: number, material: Unit<unknown>['material']) => void;

/** Draws units as they are read. */
function hearing(family: Family, hear: Hear | null) {
	const drawn = drawing(family.stock);
	const tell = hear?.(drawn.soFar());
	return {
		...drawn,
		add(page: Unit<unknown>[]): void {
			for (const unit of page) drawn.add(unit);
			if (!tell) return;
			const { ids } = drawn.soFar();
			for (const [i, { material }] of page.entries()) tell(ids.length - page.length + i, material);
		}
	};
}

type Reading = { bounds: Bounds; hear: Hear | null; pause: Question['pause'] };

async function whole(db: ReadDb, family: Family, asOf: number, { bounds, hear, pause }: Reading) {
	const drawn = hearing(family, hear);
	for await (const page of family.stage.read(db, asOf)) {
		drawn.add(page);
		if (drawn.weight() > bounds.most) {
			family.isTooMuch = true;
			// What was learnt of it by now is of no use.
			family.facts.clear();
			family.texts.prompts.clear();
			throw new TooMuch();
		}
		await pause();
	}
	return drawn.done(asOf);
}

/** The units that may have changed between two positions; null where nothing was written at all. */
async function changedSince(
	db: ReadDb,
	{ project, stage }: Family,
	from: number,
	to: number,
	{ lateMs }: Bounds
): Promise<{ since: string; ids: string[] } | null> {
	const [first] = await db.query<{ id: string | null }>(
		'select min(id) as id from event where position > $1 and position <= $2',
		from,
		to
	);
	if (first?.id === undefined || first.id === null) return null;
	const since = idsSince(first.id, lateMs);
	if (stage.appends) return { since, ids: [] };
	const own = (text: string, ...more: (string | number)[]) =>
		db.query<{ id: string }>(text, project.id, since, ...more);
	const found = await Promise.all([
		own(
			`select distinct item_id as id from judgment where project_id = $1 and id >= $2 limit ${MOST_CHANGED + 1}`
		),
		own('select item_id as id from resolution where project_id = $1 and event_id >= $2'),
		own('select item_id as id from former_resolution where project_id = $1 and event_id >= $2'),
		own(
			`select item.id from event join item on item.id = event.subject_id
			where item.project_id = $1 and event.id >= $2 and event.position > $3 and (event.type like 'item.gold%'
				or event.type in ('item.erased', 'item.unresolved', 'item.sent_back', 'item.reviewed'))`,
			from
		)
	]);
	return { since, ids: [...new Set(found.flat().map(({ id }) => id))].sort() };
}

/** The picture with some units drawn anew. */
async function redrawn(
	db: ReadDb,
	family: Family,
	picture: Picture,
	asOf: number,
	{ since, ids }: { since: string; ids: string[] },
	hear: Hear | null
): Promise<Picture> {
	const { stage } = family;
	const drawn = hearing(family, hear);
	const { ids: all } = picture;
	let u = 0;
	if (stage.appends) {
		for (; u < all.length && (all[u] ?? '') < since; u++) drawn.copy(picture, u);
		for await (const page of stage.read(db, asOf, { after: since })) drawn.add(page);
		return drawn.done(asOf);
	}
	const changed = new Set(ids);
	const copyUpTo = (id: string | null) => {
		for (; u < all.length && (id === null || (all[u] ?? '') < id); u++)
			if (!changed.has(all[u] ?? '')) drawn.copy(picture, u);
	};
	for await (const page of stage.read(db, asOf, { ids }))
		for (const unit of page) {
			copyUpTo(unit.id);
			drawn.add([unit]);
		}
	copyUpTo(null);
	return drawn.done(asOf);
}

/**
 * The picture of a project at a position, or at a later one where it was read since.
 * @throws TooMuch
 */
export function pictureAt(db: ReadDb, family: Family, asOf: number, reading: Reading): Promise<Picture> {
	const read = async (): Promise<Picture> => {
		const { picture } = family;
		if (family.isTooMuch) throw new TooMuch();
		if (picture && picture.position >= asOf) return picture;
		const changed = picture && (await changedSince(db, family, picture.position, asOf, reading.bounds));
		if (picture && !changed) return (family.picture = { ...picture, position: asOf });
		family.picture =
			picture && changed && changed.ids.length <= MOST_CHANGED
				? await redrawn(db, family, picture, asOf, changed, reading.hear)
				: await whole(db, family, asOf, reading);
		return family.picture;
	};
	const own = family.line.then(read, read);
	family.line = own.catch(() => {});
	return own;
}

export const factsOf = ({ facts }: Family, name: string): Facts => {
	let own = facts.get(name);
	if (!own) facts.set(name, (own = newFacts()));
	return own;
};
export const promptsOf = ({ stage, texts }: Family, kind: ExampleKind): Prompts => {
	const as = stage.promptsAs(kind);
	let own = texts.prompts.get(as);
	if (!own) texts.prompts.set(as, (own = newPrompts(texts.names)));
	return own;
};

/** About how many bytes it takes, without what is known of its prompts. */
export function weightOf({ picture, stock, facts }: Family): number {
	const units = picture?.ids.length ?? 0;
	const votes = picture?.first[units] ?? 0;
	const known = [...facts.values()].reduce((sum, own) => sum + own.bytes(), 0);
	return (
		units * 110 +
		votes * 28 +
		3 * (stock.ballots.size() + stock.metadata.size()) +
		100 * (stock.ballots.all.length + stock.metadata.all.length) +
		known
	);
}

export const weightOfTexts = ({ prompts }: Texts): number =>
	[...prompts.values()].reduce((sum, own) => sum + own.bytes(), 0);

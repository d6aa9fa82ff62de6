/**
 * What the thread of statistics says of people. It keeps what it read of the projects that were asked about last, so
 * that a question costs what is new, and the answer itself where nothing is.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question as Asked } from '#lib/form/kind.ts';
import type { Question } from '#lib/job/answering-thread.server.ts';
import { checkedOf } from '#lib/project/raters.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { LAST_BAND } from '#lib/queue/band.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { isCompared } from './ballot.ts';
import { changedSince, listen, newListening, type Listening } from './listening.server.ts';
import {
	agreementIn,
	compared,
	fastOf,
	latestTimes,
	peopleOf,
	sideIn,
	stepped,
	timeOf,
	typicalTime,
	type Checks,
	type PersonView
} from './measures.ts';
import type { OwnFound, PeopleFound } from '../people-view.ts';
import type { PeopleQuestion } from '../people.server.ts';
import { readWords } from './words.server.ts';

/** Projects whose judgments are remembered at a time. */
const MOST_PROJECTS = 8;
/** Items of a person that are listed where they differ from others. */
const MOST_APART = 24;

type Known = {
	listening: Listening;
	words: Map<string, number | null>;
	/** by person: what checked them when they had so many answers */
	checks: Map<string, { submitted: number; found: Checks }>;
	answered: { changes: number; week: number; people: PersonView[] } | null;
	/** one reading at a time */
	line: Promise<unknown>;
};

const comparedIn = ({ questions }: Form, name: string | undefined): Asked | null =>
	questions.find((one) => isCompared(one) && (name === undefined || one.name === name)) ?? null;

async function checksIn(db: ReadDb, project: ProjectRow, known: Known): Promise<void> {
	const seats = await db.query<{ user_id: string; email: string; submitted: number }>(
		`select s.user_id, u.email, s.submitted from seat s join user_account u on u.id = s.user_id
		where s.project_id = $1 and s.band = ${LAST_BAND} and s.submitted > 0`,
		project.id
	);
	for (const { user_id: user, email, submitted } of seats) {
		if (known.checks.get(email)?.submitted === submitted) continue;
		known.checks.set(email, { submitted, found: await checkedOf(db, project, user) });
		known.listening.changes++;
	}
}

/** Words of what people were timed at, those alone that are not known yet. */
async function wordsFor(
	db: ReadDb,
	project: ProjectRow,
	form: Form,
	known: Known,
	raters: Listening['heard']['people'],
	pause: Question['pause']
): Promise<(item: number) => number | null> {
	const { items } = known.listening.heard;
	const idOf = (item: number): string => items[item]?.id ?? '';
	const ids = raters
		.flatMap((own) => latestTimes(own).map(({ item }) => idOf(item)))
		.filter((id) => !known.words.has(id));
	const unknown = [...new Set(ids)];
	const found = await readWords(db, project, form, unknown, pause);
	for (const id of unknown) known.words.set(id, found.get(id) ?? null);
	return (item) => known.words.get(idOf(item)) ?? null;
}

/** Items on which somebody said something else than most, those that others agree on first. */
async function apartOf(db: ReadDb, { heard }: Listening, rater: string): Promise<PeopleFound['apart']> {
	const own = heard.personOf(rater);
	if (!own) return [];
	const found = compared(own)
		.filter(({ beside }) => beside !== null && beside.agreed < 0.5)
		.sort(
			(a, b) =>
				(b.beside?.among ?? 0) - (a.beside?.among ?? 0) || (a.beside?.agreed ?? 0) - (b.beside?.agreed ?? 0)
		)
		.slice(0, MOST_APART);
	const keys: PeopleFound['apart'] = [];
	for (const { item, beside } of found) {
		const id = heard.items[item]?.id ?? '';
		const [row] = await db.query<{ key: string }>('select key from item where id = $1', id);
		if (row && beside) keys.push({ id, key: row.key, ...beside });
	}
	return keys;
}

/** What somebody may know of themselves: whole steps of their work, and of others the middle half of their times. */
function ownOf(known: Known, rater: string, wordsOf: (item: number) => number | null): OwnFound {
	const { heard } = known.listening;
	const own = heard.personOf(rater);
	if (!own) return { agreement: null, side: null, time: null, fast: null, typical: null };
	const byTime = (list: typeof own.entries) => stepped(list.toSorted((a, b) => a.at - b.at));
	const decided = own.entries.filter(({ said }) => {
		const sides = heard.ballots[said]?.sides;
		return sides !== undefined && sides !== null && sides.first + sides.last > 0;
	});
	return {
		agreement: agreementIn(byTime(compared(own))),
		side: sideIn(heard, byTime(decided)),
		time: timeOf(own),
		fast: fastOf(own, wordsOf),
		typical: typicalTime(heard.people.filter((one) => one !== own))
	};
}

export function openPeople(): (question: Question) => Promise<Json> {
	const all = new Map<string, Known>();

	async function knownOf(db: ReadDb, project: ProjectRow, question: Asked | null): Promise<Known> {
		const key = `${project.id} ${project.formVersion} ${question?.name ?? ''}`;
		let known = all.get(key);
		if (known) {
			const { position, erased, gold } = await changedSince(db, project, known.listening.position);
			known.listening.position = position;
			if (gold) known.checks.clear();
			if (erased) known = undefined;
		}
		known ??= {
			listening: await newListening(db, project, question),
			words: new Map(),
			checks: new Map(),
			answered: null,
			line: Promise.resolve()
		};
		all.delete(key);
		all.set(key, known);
		for (const oldest of [...all.keys()].slice(0, Math.max(0, all.size - MOST_PROJECTS))) all.delete(oldest);
		return known;
	}

	return async ({ read, question: asked, pause }) => {
		const { project, question: name, person, own, now } = asked as unknown as PeopleQuestion;
		const form = await formOf(read, project);
		const question = comparedIn(form, name ?? undefined);
		const known = await knownOf(read, project, question);
		const { listening } = known;
		const hear = () => listen(read, project, question, listening, pause);
		const heard = known.line.then(hear, hear);
		known.line = heard.catch(() => {});
		await heard;
		const names = form.questions.filter(isCompared).map((one) => one.name);
		if (own) {
			const me = listening.heard.personOf(person ?? '');
			const wordsOf = await wordsFor(read, project, form, known, me ? [me] : [], pause);
			return ownOf(known, person ?? '', wordsOf) as unknown as Json;
		}
		await checksIn(read, project, known);
		const week = Math.floor(now / 86_400_000);
		if (known.answered?.changes !== listening.changes || known.answered.week !== week) {
			const { people } = listening.heard;
			const wordsOf = await wordsFor(read, project, form, known, people, pause);
			known.answered = {
				changes: listening.changes,
				week,
				people: peopleOf({
					heard: listening.heard,
					wordsOf,
					checksOf: (rater) => known.checks.get(rater)?.found ?? null,
					now
				})
			};
		}
		const found: PeopleFound = {
			question: question?.name ?? null,
			type: question?.type ?? null,
			questions: names,
			people: known.answered.people,
			side: sideIn(
				listening.heard,
				listening.heard.people.flatMap(({ entries }) => entries)
			),
			typical: typicalTime(listening.heard.people),
			apart: person === null ? [] : await apartOf(read, listening, person)
		};
		return found as unknown as Json;
	};
}

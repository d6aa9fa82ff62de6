/**
 * What the thread of statistics says of people. It keeps what it read of the projects that were asked about last, so
 * that a question costs what is new, and the answer itself where nothing is.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question as Asked } from '#lib/form/kind.ts';
import type { Question } from '#lib/job/answering-thread.server.ts';
import { checkedOf } from '#lib/project/raters.server.ts';
import { LAST_BAND } from '#lib/queue/band.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import { isCompared } from './ballot.ts';
import type { Columns } from '../columns.ts';
import { openReading, type Reading } from '../columns.server.ts';
import { hearing, type Heard, type Own } from './heard.ts';
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
	type Checks
} from './measures.ts';
import type { OwnFound, PeopleFound } from '../people-view.ts';
import type { PeopleQuestion } from '../people.server.ts';
import { readWords } from './words.server.ts';

/** Questions of a project whose answers are remembered beside each other. */
const MOST_QUESTIONS = 2;
/** Items of a person that are listed where they differ from others. */
const MOST_APART = 24;

type Known = {
	heard: Heard;
	/** as the columns had it: what is erased, and what is gold, is so from the beginning */
	turns: number;
	words: Map<string, number | null>;
	/** by person: what checked them when they had so many answers */
	checks: Map<string, { submitted: number; found: Checks }>;
	answered: ({ of: string } & Pick<PeopleFound, 'people' | 'side' | 'typical'>) | null;
	/** grows with what checked somebody */
	checked: number;
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
		known.checked++;
	}
}

/** Words of what people were timed at, those alone that are not known yet. */
async function wordsFor(
	db: ReadDb,
	project: ProjectRow,
	form: Form,
	known: Known,
	raters: readonly Own[],
	pause: Question['pause']
): Promise<(item: number) => number | null> {
	const { idOf } = known.heard;
	const ids = raters
		.flatMap((own) => latestTimes(own).map(({ item }) => idOf(item)))
		.filter((id) => !known.words.has(id));
	const unknown = [...new Set(ids)];
	const found = await readWords(db, project, form, unknown, pause);
	for (const id of unknown) known.words.set(id, found.get(id) ?? null);
	return (item) => known.words.get(idOf(item)) ?? null;
}

/** Items on which somebody said something else than most, those that others agree on first. */
async function apartOf(db: ReadDb, heard: Heard, rater: string): Promise<PeopleFound['apart']> {
	const own = heard.personOf(rater);
	if (!own) return [];
	const found = compared(own.entries())
		.filter(({ beside }) => beside !== null && beside.agreed < 0.5)
		.sort(
			(a, b) =>
				(b.beside?.among ?? 0) - (a.beside?.among ?? 0) || (a.beside?.agreed ?? 0) - (b.beside?.agreed ?? 0)
		)
		.slice(0, MOST_APART);
	const keys: PeopleFound['apart'] = [];
	for (const { item, beside } of found) {
		const id = heard.idOf(item);
		const [row] = await db.query<{ key: string }>('select key from item where id = $1', id);
		if (row && beside) keys.push({ id, key: row.key, ...beside });
	}
	return keys;
}

/** What somebody may know of themselves: whole steps of their work, and of others the middle half of their times. */
function ownOf({ heard }: Known, rater: string, wordsOf: (item: number) => number | null): OwnFound {
	const own = heard.personOf(rater);
	if (!own) return { agreement: null, side: null, time: null, fast: null, typical: null };
	const entries = own.entries();
	const byTime = (list: typeof entries) => stepped(list.toSorted((a, b) => a.at - b.at));
	const decided = entries.filter(({ said }) => {
		const sides = heard.ballots[said]?.sides;
		return sides !== undefined && sides !== null && sides.first + sides.last > 0;
	});
	return {
		agreement: agreementIn(byTime(compared(entries))),
		side: sideIn(heard, byTime(decided)),
		time: timeOf(own),
		fast: fastOf(own, wordsOf),
		typical: typicalTime(heard.everybody().filter((one) => one !== own))
	};
}

/** @param reading of judgments, which others may read by too */
export function openPeople(reading: Reading = openReading()): (question: Question) => Promise<Json> {
	/** of each project its questions, in the order in which they were last asked about */
	const all = new WeakMap<Columns, Map<string, Known>>();

	const knownOf = (columns: Columns, question: Asked | null): Known => {
		const own: Map<string, Known> = all.get(columns) ?? new Map();
		all.set(columns, own);
		const name = question?.name ?? '';
		const found = own.get(name);
		const ear = columns.ears.find((one) => one.question.name === name) ?? null;
		const known: Known =
			found && found.turns === columns.turns
				? found
				: {
						heard: hearing(columns, ear),
						turns: columns.turns,
						words: new Map(),
						checks: new Map(),
						answered: null,
						checked: 0
					};
		own.delete(name);
		own.set(name, known);
		for (const oldest of [...own.keys()].slice(0, -MOST_QUESTIONS)) own.delete(oldest);
		return known;
	};

	return async ({ read, question: asked, pause }) => {
		const ask = asked as unknown as PeopleQuestion;
		const { project, question: name, person, own, now, as_of: asOf } = ask;
		const { id, stage, formVersion } = project;
		const wanted = { project: id, stage, formVersion, asOf, withItems: false };
		return reading({ read, pause }, wanted, async (columns, form) => {
			const question = comparedIn(form, name ?? undefined);
			const known = knownOf(columns, question);
			const { heard } = known;
			await heard.bringUp(pause);
			const names = form.questions.filter(isCompared).map((one) => one.name);
			if (own) {
				const me = heard.personOf(person ?? '');
				const wordsOf = await wordsFor(read, project, form, known, me ? [me] : [], pause);
				return ownOf(known, person ?? '', wordsOf) as unknown as Json;
			}
			await checksIn(read, project, known);
			const people = heard.everybody();
			const of = [columns.item.length, known.checked, Math.floor(now / 86_400_000)].join(' ');
			if (known.answered?.of !== of) {
				const wordsOf = await wordsFor(read, project, form, known, people, pause);
				const checksOf = (rater: string) => known.checks.get(rater)?.found ?? null;
				known.answered = {
					of,
					people: peopleOf({ heard, wordsOf, checksOf, now }),
					side: sideIn(
						heard,
						people.flatMap((one) => one.entries())
					),
					typical: typicalTime(people)
				};
			}
			const { people: told, side, typical } = known.answered;
			const found: PeopleFound = {
				question: question?.name ?? null,
				type: question?.type ?? null,
				questions: names,
				people: told,
				side,
				typical,
				apart: person === null ? [] : await apartOf(read, heard, person)
			};
			return found as unknown as Json;
		});
	};
}

/** How people judge in a project: of everybody for those who lead it, and of themselves for anybody who works there. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { inList } from '#lib/project/insert.server.ts';
import type { Accuracy, Consistency } from '#lib/project/accuracy.ts';
import { ownRater, type RaterView } from '#lib/project/raters.server.ts';
import type { Json } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { OwnErrors } from './errors.ts';
import { ownErrors } from './errors.server.ts';
import type { OwnFound, PeopleFound, PeopleQuery, PeopleView } from './people-view.ts';

/** From the server to the thread. */
export type PeopleQuestion = {
	asks: 'people';
	project: ProjectRow;
	question: string | null;
	person: string | null;
	/** the last position of the log that is read */
	as_of: number;
	/** whether the person asks about themselves */
	own: boolean;
	now: number;
};

/** What somebody may know of how they do, and nothing of anybody else. */
export type OwnView = {
	project: string;
	/** null before they began */
	given: { judgments: number; skipped: number; seconds: number } | null;
	training: RaterView['training'] | null;
	gold: Accuracy | null;
	again: Consistency | null;
	paused: RaterView['paused'];
	/** answers that a final one overruled, in whole steps; null where there is too little to say */
	errors: OwnErrors | null;
} & OwnFound;

/** Names that are looked up at once. */
const TOGETHER = 500;

async function namesOf(store: Store, emails: string[]): Promise<Map<string, string>> {
	const names = new Map<string, string>();
	for (let at = 0; at < emails.length; at += TOGETHER) {
		const { marks, values } = inList(emails.slice(at, at + TOGETHER), 1);
		const rows = await store.read.query<{ email: string; name: string }>(
			`select email, name from user_account where email in (${marks})`,
			...values
		);
		for (const { email, name } of rows) names.set(email, name || email);
	}
	return names;
}

const askingOf = async (store: Store, project: ProjectRow, more: Partial<PeopleQuestion>): Promise<Json> =>
	({
		asks: 'people',
		project,
		question: null,
		person: null,
		as_of: await seal(store),
		own: false,
		now: Date.now(),
		...more
	}) as unknown as Json;

const assertJudged = ({ stage }: ProjectRow): void => {
	if (stage === 'runtime')
		throw new Refusal(
			'wrong_stage',
			'At runtime people approve decisions: see the reviewers of the project.'
		);
};

/**
 * @param page names the page that asks: a newer question of it gives up the one before
 * @throws Refusal not_found, forbidden, wrong_stage; superseded
 */
export async function people(
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	{ question, person }: PeopleQuery,
	page = 'people'
): Promise<PeopleView> {
	const { project } = await authorize(store, actor, 'judge', slug);
	assertJudged(project);
	const found = (await statistics.ask(
		{ person: actorName(actor), page: `${page} ${slug}` },
		await askingOf(store, project, { question: question ?? null, person: person ?? null })
	)) as unknown as PeopleFound;
	const names = await namesOf(
		store,
		found.people.map(({ rater }) => rater)
	);
	return {
		project: slug,
		...found,
		people: found.people.map((one) => ({ ...one, name: names.get(one.rater) ?? null }))
	};
}

const NOTHING: OwnFound = { agreement: null, side: null, time: null, fast: null, typical: null };

/** @throws Refusal not_found, forbidden, wrong_stage; superseded */
export async function ownPeople(
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	page = 'me'
): Promise<OwnView> {
	const { project } = await authorize(store, actor, 'work', slug);
	assertJudged(project);
	const me = await ownRater(store, project, actor);
	const found =
		me && me.submitted > 0
			? ((await statistics.ask(
					{ person: actorName(actor), page: `${page} ${slug}` },
					await askingOf(store, project, { person: me.email, own: true })
				)) as unknown as OwnFound)
			: NOTHING;
	return {
		project: slug,
		given: me && { judgments: me.submitted, skipped: me.skipped, seconds: me.seconds },
		training: me && me.training,
		gold: me && me.gold,
		again: me && me.repeats,
		paused: me && me.paused,
		errors: me && (await ownErrors(store, project, me.email)),
		...found
	};
}

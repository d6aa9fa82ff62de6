import { authorize } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { page } from '#lib/http/page.server.ts';
import { problemOf } from '#lib/http/problem.ts';
import { BoardQuery } from '#lib/quality/board.ts';
import { leaderboardOf } from '#lib/quality/board.server.ts';
import { uncounted } from '#lib/quality/counted.server.ts';
import { soon } from '#lib/quality/soon.ts';
import { people } from '#lib/quality/people.server.ts';
import { newId } from '#lib/schema/id.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { askedIn, narrows } from './filters.ts';
import type { Told } from './showing.svelte.ts';

/** An answer that the page does not wait for; what went wrong is told in its place. */
const later = <T>(answer: Promise<T>): Promise<Told<T>> =>
	answer.then(
		(view) => ({ ok: true, view }),
		(error: unknown) => ({
			ok: false,
			problem:
				error instanceof Refusal
					? problemOf(error)
					: { code: 'internal', ...uncounted(error, 'leaderboard page') }
		})
	);

/** So long a page that is opened waits for its numbers. */
const SOON_MS = 800;

/** What an answer is by now, or what follows. */
type Answer<T> = { now: Told<T>; later: null } | { now: null; later: Promise<Told<T>> };

/**
 * A page that is opened has what is counted soon in it, so that it says it without scripts; what takes longer follows. A
 * page that is there already shows what it has meanwhile.
 */
async function answered<T>(answer: Promise<Told<T>>, isOpened: boolean): Promise<Answer<T>> {
	const now = isOpened ? await soon(answer, SOON_MS) : null;
	return now ? { now, later: null } : { now: null, later: answer };
}

export const load = page(async ({ store, actor, slug, url, event }) => {
	event.depends('quality:votes');
	await authorize(store, actor, 'judge', slug);
	const asked = parseAs(BoardQuery, askedIn(url.searchParams), 'invalid_query');
	const { statistics } = event.locals.app;
	// Each look is a page of its own: another tab of the same person takes no answer away.
	const look = `leaderboard ${newId()}`;
	const isOpened = !event.isDataRequest;
	const answers = {
		board: later(leaderboardOf(store, statistics, actor, slug, asked, look)),
		people: later(people(store, statistics, actor, slug, {}, look))
	};
	const [board, judged] = await Promise.all([
		answered(answers.board, isOpened),
		answered(answers.people, isOpened)
	]);
	return { asked, narrowed: narrows(asked), board, people: judged };
});

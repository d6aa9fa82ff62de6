import { authorize } from '#lib/auth/access.server.ts';
import { parseAs } from '#lib/http/body.ts';
import { page } from '#lib/http/page.server.ts';
import { brokenProblem, problemOf } from '#lib/http/problem.ts';
import { report } from '#lib/http/report.server.ts';
import { BoardQuery } from '#lib/quality/board.ts';
import { leaderboardOf } from '#lib/quality/board.server.ts';
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
			problem: error instanceof Refusal ? problemOf(error) : brokenProblem(report(error, 'leaderboard page'))
		})
	);

export const load = page(async ({ store, actor, slug, url, event }) => {
	event.depends('quality:votes');
	await authorize(store, actor, 'judge', slug);
	const asked = parseAs(BoardQuery, askedIn(url.searchParams), 'invalid_query');
	const { statistics } = event.locals.app;
	// Each look is a page of its own: another tab of the same person takes no answer away.
	const look = `leaderboard ${newId()}`;
	return {
		asked,
		narrowed: narrows(asked),
		board: later(leaderboardOf(store, statistics, actor, slug, asked, look)),
		people: later(people(store, statistics, actor, slug, {}, look))
	};
});

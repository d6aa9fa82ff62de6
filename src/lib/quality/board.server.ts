/** The leaderboard of a project's models, for whoever leads it. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { isIncomplete } from '#lib/queue/comparison.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { BoardAnswer, BoardAsk } from './board-answers.server.ts';
import type { BoardQuery, BoardView } from './board.ts';

/**
 * @param page which of the actor's pages asks: a newer question of the same one takes the place of the older
 * @throws Refusal not_found, forbidden, wrong_stage, unknown_question; superseded
 */
export async function leaderboardOf(
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	query: BoardQuery,
	page = 'leaderboard'
): Promise<BoardView> {
	const { project } = await authorize(store, actor, 'judge', slug);
	if (project.stage !== 'alignment')
		throw new Refusal(
			'wrong_stage',
			'A leaderboard is of models whose responses are ranked: of an alignment project.'
		);
	const form = await formOf(store.read, project);
	const questions = form.questions.filter(({ type }) => type === 'ranking').map(({ name }) => name);
	const question = query.question ?? questions[0];
	if (question === undefined || !questions.includes(question))
		throw new Refusal(
			'unknown_question',
			questions.length === 0
				? 'The form asks for no ranking, so there is nothing to compare models by.'
				: `“${question ?? ''}” is no ranking question of the form. It asks: ${questions.join(', ')}.`
		);
	const incomplete = await isIncomplete(store.read);
	const ask: BoardAsk = {
		asks: 'leaderboard',
		project: project.id,
		slug,
		question,
		as_of: await seal(store),
		query,
		incomplete
	};
	const answer = (await statistics.ask(
		{ person: actorName(actor), page },
		{ ...ask }
	)) as unknown as BoardAnswer;
	return { project: slug, question, questions, asked: query, as_of: ask.as_of, incomplete, ...answer };
}

/** How much people agree on each question of a form, for whoever leads the project. */
import { actorName, type Actor } from '#lib/auth/actor.ts';
import { authorize } from '#lib/auth/access.server.ts';
import type { Answering } from '#lib/job/answering.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { inList } from '#lib/project/insert.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import type { AgreementAnswer, AgreementAsk, AgreementQuery, AgreementView, CellView } from './agreement.ts';

async function named(
	db: ReadDb,
	{ first, ...cell }: NonNullable<AgreementAnswer['cell']>
): Promise<CellView> {
	if (first.length === 0) return { ...cell, first: [] };
	const { marks, values } = inList(first, 1);
	const rows = await db.query<{ id: string; key: string }>(
		`select id, key from item where id in (${marks})`,
		...values
	);
	const keys = new Map(rows.map(({ id, key }) => [id, key]));
	return { ...cell, first: first.flatMap((id) => ({ id, key: keys.get(id) ?? '' })) };
}

/**
 * @param page which of the actor's pages asks: a newer question of the same one takes the place of the older
 * @throws Refusal not_found, forbidden, wrong_stage, unknown_question; superseded
 */
export async function agreement(
	store: Store,
	statistics: Answering,
	actor: Actor,
	slug: string,
	query: AgreementQuery,
	page = 'agreement'
): Promise<AgreementView> {
	const { project } = await authorize(store, actor, 'judge', slug);
	if (project.stage === 'runtime')
		throw new Refusal(
			'wrong_stage',
			'Agreement is of what several people judge. At runtime look at the reviewers.'
		);
	const { questions } = await formOf(store.read, project);
	if (query.question !== undefined && !questions.some(({ name }) => name === query.question))
		throw new Refusal(
			'unknown_question',
			`The form has no question “${query.question}”. It asks: ${questions.map(({ name }) => name).join(', ')}.`
		);
	const ask: AgreementAsk = {
		asks: 'agreement',
		project: project.id,
		stage: project.stage,
		form_version: project.formVersion,
		as_of: await seal(store),
		query
	};
	const answer = (await statistics.ask(
		{ person: actorName(actor), page },
		{ ...ask }
	)) as unknown as AgreementAnswer;
	const guidelines = await store.read.query<{ version: number; at: number }>(
		'select version, created_at as at from guideline_version where project_id = $1 order by version',
		project.id
	);
	return {
		project: slug,
		asked: query,
		as_of: ask.as_of,
		questions: answer.questions,
		guidelines: guidelines.map(({ version, at }) => ({ version, at: new Date(at).toISOString() })),
		cell: answer.cell && (await named(store.read, answer.cell))
	};
}

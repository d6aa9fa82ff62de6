/** Files of answers: of every resolved item of an annotation project, what most people say of it. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import { countAt } from '#lib/project/as-of.server.ts';
import { judgedItems } from '#lib/project/resolving.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { annotatedIn, ratedIn, stepsIn } from './annotated.ts';
import type { Annotated, Example, Rated, Steps, Voted } from './example.ts';
import type { ExportQuery, ItemsReport } from './export.ts';
import { likeliestAnswers } from './likeliest.server.ts';
import { reviewOf } from './policy-answers.ts';
import { counts, picking, usual, type Policies } from './policy.ts';
import { chosenOf } from './policy-query.ts';
import { optionsOf } from './rankings.server.ts';
import type { Target } from './targets/target.ts';
import { zeros } from './zeros.ts';

export type FromAnswers = { target: Target; form: Form; query: ExportQuery; policies?: Policies };

const all = (answers: Answers): Answers => answers;

export type LikelyAnswer = (item: string, question: string) => Json;

/** What an item comes to. @param likely of Dawid-Skene: what is likeliest of a question */
export function exampleOfAnswers(
	project: string,
	item: Voted<Answers>,
	{ target, form, policies = usual }: Pick<FromAnswers, 'target' | 'form' | 'policies'>,
	likely: LikelyAnswer
): Annotated | Steps | Rated {
	const made = { steps: stepsIn, rated: ratedIn }[String(target.from)] ?? annotatedIn;
	// A final answer stands as it is.
	const review = item.final ? undefined : reviewOf(policies, (question) => likely(item.id, question));
	return made(project, form, item, review);
}

export async function* answerExamples(
	db: ReadDb,
	project: ProjectRow,
	{ target, form, policies = usual }: FromAnswers,
	asOf: number
): AsyncGenerator<Example[]> {
	const pages = () => judgedItems(db, project, all, asOf, counts(policies), picking(policies));
	const likely = policies.disagreement === 'dawid_skene' ? await likeliestAnswers(pages(), form) : () => null;
	for await (const items of pages())
		yield items
			.filter((item) => item.resolved)
			.map((item) => exampleOfAnswers(project.slug, item, { target, form, policies }, likely));
}

export async function answerReport(
	db: ReadDb,
	project: ProjectRow,
	from: FromAnswers,
	asOf: number
): Promise<ItemsReport> {
	const { target, query, policies = usual } = from;
	const everything = await countAt(db, 'item', project.id, asOf);
	const report: ItemsReport = {
		format: target.name,
		source: 'items',
		per: query.per,
		tools: query.tools,
		as_of: asOf,
		policies: chosenOf(policies),
		items: { all: everything, resolved: 0, unresolved: 0 },
		judgments: 0,
		examples: 0,
		rows: 0,
		dropped: zeros(target.drops)
	};
	for await (const examples of answerExamples(db, project, from, asOf))
		for (const example of examples) {
			report.items.resolved++;
			report.examples++;
			report.judgments += example.meta.raters.length;
			const row = target.row(example, optionsOf(query));
			if (typeof row === 'string') report.dropped[row] = (report.dropped[row] ?? 0) + 1;
			else report.rows++;
		}
	report.items.unresolved = report.items.all - report.items.resolved;
	return report;
}

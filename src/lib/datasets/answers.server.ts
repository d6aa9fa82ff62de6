/** Files of answers: of every resolved item what most people say of it, or of each of its responses by itself. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { countAt } from '#lib/project/as-of.server.ts';
import { hasMajority, unanswered } from '#lib/project/majority.ts';
import { judgedItems, type Judged } from '#lib/project/resolving.server.ts';
import type { Json } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import { annotatedIn, ratedIn, stepsIn } from './annotated.ts';
import type { Annotated, Example, Rated, Steps, Voted } from './example.ts';
import type { ExportQuery, ItemsReport, LabelsReport } from './export.ts';
import { likeliestAnswers } from './likeliest.server.ts';
import { awaitsLead, reviewOf } from './policy-answers.ts';
import { counts, picking, usual, type Policies, type Unfitting } from './policy.ts';
import { chosenOf } from './policy-query.ts';
import { responseIds } from './messages.ts';
import { aloneIn, judgingQuestion, ofResponse, ratedResponsesIn } from './rated-responses.ts';
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

type Item = Judged<Answers>;

/** Who speaks together: all of an item, or each by themselves where a row is what one judgment says. */
const spoken = (item: Item, { target, query }: FromAnswers): Item[] =>
	target.from === 'rated' && query.per === 'judgment' && !item.final
		? item.votes.map((vote, i) => ({ ...item, votes: [vote], raters: item.raters.slice(i, i + 1) }))
		: [item];

/** What is decided by itself: an item, or of one with responses each of them. */
function* unitsOf(question: Question | null, items: Item[]) {
	for (const item of items)
		if (question) for (const id of responseIds(item.payload)) yield ofResponse(question, item, id);
		else yield item;
}

async function likelyOf(
	pages: AsyncIterable<Item[]>,
	form: Form,
	question: Question | null
): Promise<LikelyAnswer> {
	const units = async function* () {
		for await (const items of pages) yield [...unitsOf(question, items)];
	};
	return likeliestAnswers(units(), question ? aloneIn(form) : form);
}

/** @param drop hears of each item that is no example, why, and whose judgments it has */
export async function* answerExamples(
	db: ReadDb,
	project: ProjectRow,
	from: FromAnswers,
	asOf: number,
	drop: (why: Unfitting, item: string, raters: string[]) => void = () => {}
): AsyncGenerator<Example[]> {
	const { target, form, query } = from;
	const given = from.policies ?? usual;
	// What one person says stands as it is, whatever is likeliest of all.
	const policies: Policies = query.per === 'judgment' ? { ...given, disagreement: 'majority' } : given;
	const question = project.stage === 'alignment' ? judgingQuestion(form) : null;
	const pages = () => judgedItems(db, project, all, asOf, counts(policies), picking(policies));
	const asks = policies.disagreement === 'dawid_skene';
	const likely: LikelyAnswer = asks ? await likelyOf(pages(), form, question) : () => null;
	const made = (item: Item): Example[] =>
		question
			? ratedResponsesIn(project.slug, form, item, (unit) =>
					item.final ? undefined : reviewOf(policies, (name) => likely(unit, name))
				)
			: [exampleOfAnswers(project.slug, item, { target, form, policies }, likely)];
	for await (const items of pages()) {
		const page: Example[] = [];
		for (const item of items.filter(({ resolved }) => resolved))
			if (awaitsLead(policies, item)) drop('adjudication', item.id, item.raters);
			else page.push(...spoken(item, from).flatMap(made));
		yield page;
	}
}

/** What became of each question. */
function countOutcomes(counts: LabelsReport['questions'], { questions, outcomes }: Annotated): void {
	outcomes.forEach(({ status }, i) => {
		const own = counts[questions[i]?.name ?? ''];
		if (own) own[status]++;
	});
}

export async function answerReport(
	db: ReadDb,
	project: ProjectRow,
	from: FromAnswers,
	asOf: number,
	pause: () => Promise<void>
): Promise<ItemsReport | LabelsReport> {
	const { target, query, policies = usual } = from;
	const questions = Object.fromEntries(
		from.form.questions.filter(hasMajority).map(({ name }) => [name, zeros(['decided', ...unanswered])])
	);
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
	let item = '';
	let people = new Set<string>();
	const drop = (why: Unfitting, _item: string, raters: string[]): void => {
		report.items.resolved++;
		report.judgments += raters.length;
		report.examples++;
		report.dropped[why] = (report.dropped[why] ?? 0) + 1;
	};
	for await (const examples of answerExamples(db, project, from, asOf, drop)) {
		await pause();
		for (const example of examples) {
			// Examples of one item stand together.
			if (example.group !== item) {
				report.items.resolved++;
				[item, people] = [example.group, new Set()];
			}
			for (const rater of example.meta.raters) if (!people.has(rater)) report.judgments++;
			for (const rater of example.meta.raters) people.add(rater);
			report.examples++;
			if (example.kind === 'annotated') countOutcomes(questions, example);
			const row = target.row(example, optionsOf(query));
			if (typeof row === 'string') report.dropped[row] = (report.dropped[row] ?? 0) + 1;
			else report.rows++;
		}
	}
	report.items.unresolved = report.items.all - report.items.resolved;
	return target.from === 'annotated' ? { ...report, questions } : report;
}

/**
 * The one way out: files of a project as they are at one position of the log. Pages are short reads and rows are
 * made one by one, so memory stays flat and nobody waits; the report counts what a file leaves out, and why.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import type { Answering, Asker } from '#lib/job/answering.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { countAt } from '#lib/project/as-of.server.ts';
import { rankingQuestion } from '#lib/project/resolving.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { jsonLine, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { ReadDb, Store } from '#lib/schema/store.server.ts';
import { answerExamples, answerReport, type FromAnswers } from './answers.server.ts';
import type { Example } from './example.ts';
import { lackOfForm, teaches, type ExportQuery, type ExportReport } from './export.ts';
import { judgmentExamples, type FromJudgments } from './judgments.server.ts';
import { chosenOf, ownRule, policiesOf, policyParts, unfittingPolicy } from './policy-query.ts';
import type { Policies } from './policy.ts';
import { optionsOf, rankingExamples, rankingReport, type FromRankings } from './rankings.server.ts';
import type { Column } from './targets/columns.ts';
import { targetOf } from './targets/list.ts';
import type { Target } from './targets/target.ts';
import { inTexts, written, writtenAs, type Piece } from './targets/written.ts';
import { verdictExamples, verdictReport, type FromVerdicts } from './verdicts.server.ts';

/** What a file is made of. */
type Source = { query: ExportQuery; columns: Column[]; policies: Policies } & (
	| ({ of: 'rankings' } & FromRankings)
	| ({ of: 'verdicts' } & FromVerdicts)
	| ({ of: 'answers' } & FromAnswers)
	| ({ of: 'judgments'; target: Target } & FromJudgments)
);

const madeOf: Record<Target['from'], string> = {
	pair: 'rankings and of verdicts, which alignment and runtime projects ask for. Export labels or judgments instead',
	ranked: 'rankings, which alignment projects ask for',
	prompt: 'the prompts of alignment and runtime projects',
	rated:
		'verdicts on decisions, which runtime projects ask for, of ratings of conversations in annotation projects and of ratings of responses in alignment projects',
	demonstration: 'verdicts on decisions, which runtime projects ask for',
	steps: 'the answers of annotation projects. Export trl-dpo or judgments instead',
	annotated: 'the answers of annotation projects. Export trl-dpo or judgments instead',
	judged: 'the judgments of any project'
};

const wrongStage = (format: string, from: Target['from']): Refusal =>
	new Refusal('wrong_stage', `${format} is made of ${madeOf[from]}.`);

const slowConsensus =
	'The consensus of this project is Dawid-Skene, which reads all judgments before the first row, and a download begins at once. Make a version of a dataset, or choose disagreement=majority.';

/** @throws Refusal wrong_stage, invalid_query for a policy that means nothing here, or that only a version can follow */
async function sourceOf(db: ReadDb, project: ProjectRow, query: ExportQuery): Promise<Source> {
	const { stage } = project;
	const target = targetOf(query.format);
	if (!target) throw new Refusal('invalid', `There is no format named ${query.format}.`);
	if (!teaches(stage, target.from)) throw wrongStage(target.name, target.from);
	const unfitting = unfittingPolicy(query, query.format, target.from, stage);
	if (unfitting !== null) throw new Refusal('invalid_query', unfitting);
	const { consensus } = project.settings;
	const policies = policiesOf(query, ownRule({ from: target.from, stage, per: query.per, consensus }));
	if (policies.disagreement === 'dawid_skene') throw new Refusal('invalid_query', slowConsensus);
	const { columns } = target;
	if (target.from === 'judged') return { of: 'judgments', target, query, columns, policies, payloads: false };
	if (stage === 'runtime') return { of: 'verdicts', target, query, columns, policies };
	const form = await formOf(db, project);
	const lack = lackOfForm(target, stage, form);
	if (lack !== null) throw new Refusal('wrong_stage', lack);
	const question = rankingQuestion(form);
	if (stage === 'annotation' || target.from === 'rated' || question === null)
		return { of: 'answers', target, form, query, policies, columns: target.columnsIn?.(form) ?? columns };
	return { of: 'rankings', target, question, query, columns, policies };
}

function examplesOf(db: ReadDb, project: ProjectRow, source: Source, asOf: number): AsyncIterable<Example[]> {
	switch (source.of) {
		case 'rankings':
			return rankingExamples(db, project, source, asOf);
		case 'verdicts':
			return verdictExamples(db, project, source, asOf);
		case 'answers':
			return answerExamples(db, project, source, asOf);
		case 'judgments':
			return judgmentExamples(db, project, source, asOf);
	}
}

type Fitting = { row: JsonObject; example: Example };

/** What of an example fits its target, a page at a time. */
async function* rowsOf<T>(
	pages: AsyncIterable<Example[]>,
	{ target, query }: Source,
	pick: (one: Fitting) => T
): AsyncGenerator<T[]> {
	const options = optionsOf(query);
	for await (const examples of pages) {
		const page: T[] = [];
		for (const example of examples) {
			const row = target.row(example, options);
			if (typeof row !== 'string') page.push(pick({ row, example }));
		}
		yield page;
	}
}

/** What a file is made of, as it can be told to a thread that makes it. */
export type ExportOrder = { project: ProjectRow; query: ExportQuery; asOf: number };

export type ExportFile = {
	name: string;
	type: string;
	asOf: number;
	/** the policies that it is made by, as an address has them, where they are not that more than half of all say it */
	policies: string;
	lines: AsyncIterable<Piece>;
	/** of whoever makes the same lines elsewhere */
	order: ExportOrder;
};
type Written = Pick<ExportFile, 'name' | 'type' | 'lines'>;

/** The file of rows, the file beside it that says where each comes from, or what a trainer finds the rows by. */
function fileOf(db: ReadDb, project: ProjectRow, source: Source, asOf: number): Written {
	const { target, query, columns } = source;
	const { extension, type } = writtenAs(target, query.as);
	const base = `${project.slug}-${target.name}`;
	if (query.file === 'setup' && target.setup) {
		const { name, type, text } = target.setup(`${base}.${extension}`, project.slug);
		return { name, type, lines: atOnce(text) };
	}
	const examples = examplesOf(db, project, source, asOf);
	if (query.file === 'meta')
		return {
			name: `${base}.meta.jsonl`,
			type: writtenAs({}).type,
			lines: inTexts(
				rowsOf(examples, source, ({ example: { meta } }) => meta),
				jsonLine
			)
		};
	return {
		name: `${base}.${extension}`,
		type,
		lines: written(
			target,
			rowsOf(examples, source, ({ row }) => row),
			query.as,
			optionsOf(query),
			columns
		)
	};
}

async function* atOnce(text: string): AsyncGenerator<string> {
	yield await Promise.resolve(text);
}

/**
 * Everything that is committed now belongs to the file; what comes later does not.
 * @throws Refusal not_found, forbidden, wrong_stage, invalid_query before the first line
 */
export async function exportFile(
	store: Store,
	actor: Actor,
	slug: string,
	query: ExportQuery
): Promise<ExportFile> {
	const { project } = await authorize(store, actor, 'manage', slug);
	const source = await sourceOf(store.read, project, query);
	const asOf = await seal(store);
	const policies = new URLSearchParams(policyParts(chosenOf(source.policies))).toString();
	const order = { project, query, asOf };
	return { ...fileOf(store.read, project, source, asOf), asOf, policies, order };
}

/** The lines of a file that was asked for elsewhere, by whoever may. */
export async function* exportLines(db: ReadDb, { project, query, asOf }: ExportOrder): AsyncGenerator<Piece> {
	yield* fileOf(db, project, await sourceOf(db, project, query), asOf).lines;
}

/** Who counts beside the server, and who asks for it. */
export type Beside = { counting: Answering; asker: Asker };

/**
 * What the file of the same query holds and leaves out.
 * @param upTo the position that a file was read at, to tell of that very file; default now
 * @param beside who counts; where nobody is given, it is counted here
 * @throws Refusal not_found, forbidden, wrong_stage, invalid_query; superseded where the asker asks for too much at once
 */
export async function exportReport(
	store: Store,
	actor: Actor,
	slug: string,
	query: ExportQuery,
	{ upTo, beside }: { upTo?: number; beside?: Beside } = {}
): Promise<ExportReport> {
	const { project } = await authorize(store, actor, 'manage', slug);
	await sourceOf(store.read, project, query);
	const order: ExportOrder = { project, query, asOf: upTo ?? (await seal(store)) };
	if (!beside) return reportOf(store.read, order, () => Promise.resolve());
	const counted = await beside.counting.ask(beside.asker, { report: order } as unknown as Json);
	return counted as unknown as ExportReport;
}

/** @param pause called after each page: throws where nobody waits any more */
export async function reportOf(
	db: ReadDb,
	{ project, query, asOf }: ExportOrder,
	pause: () => Promise<void>
): Promise<ExportReport> {
	const source = await sourceOf(db, project, query);
	switch (source.of) {
		case 'rankings':
			return rankingReport(db, project, source, asOf, pause);
		case 'verdicts':
			return verdictReport(db, project, source, asOf, pause);
		case 'answers':
			return answerReport(db, project, source, asOf, pause);
		case 'judgments':
			return {
				format: 'judgments',
				as_of: asOf,
				rows: await countAt(db, 'judgment', project.id, asOf)
			};
	}
}

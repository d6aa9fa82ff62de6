/**
 * The one way out: files of a project as they are at one position of the log. Pages are short reads and rows are
 * made one by one, so memory stays flat and nobody waits; the report counts what a file leaves out, and why.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import { seal } from '#lib/log/seal.server.ts';
import { countAt } from '#lib/project/as-of.server.ts';
import { judgmentsOf } from '#lib/project/judgments.server.ts';
import { rankingQuestion } from '#lib/project/resolving.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { jsonLine, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { answerExamples, answerReport, type FromAnswers } from './answers.server.ts';
import type { Example, Meta } from './example.ts';
import { lackOfForm, teaches, type ExportQuery, type ExportReport } from './export.ts';
import { labelLines, labelReport, type FromLabels } from './labels.server.ts';
import { policiesOf, policyParts, unfittingPolicy } from './policy-query.ts';
import { optionsOf, rankingExamples, rankingReport, type FromRankings } from './rankings.server.ts';
import { targetOf } from './targets/list.ts';
import type { Target } from './targets/target.ts';
import { written, writtenAs, type Piece } from './targets/written.ts';
import { verdictExamples, verdictReport, type FromVerdicts } from './verdicts.server.ts';

/** What a file is made of. */
type Source =
	| ({ of: 'rankings' } & FromRankings)
	| ({ of: 'verdicts' } & FromVerdicts)
	| ({ of: 'answers' } & FromAnswers)
	| ({ of: 'labels' } & FromLabels)
	| { of: 'judgments' };

const madeOf: Record<Target['from'], string> = {
	pair: 'rankings and of verdicts, which alignment and runtime projects ask for. Export labels or judgments instead',
	ranked: 'rankings, which alignment projects ask for',
	prompt: 'the prompts of alignment and runtime projects',
	rated:
		'verdicts on decisions, which runtime projects ask for, of ratings of conversations in annotation projects and of ratings of responses in alignment projects',
	demonstration: 'verdicts on decisions, which runtime projects ask for',
	steps: 'the answers of annotation projects. Export trl-dpo or judgments instead',
	annotated: 'the answers of annotation projects. Export trl-dpo or judgments instead'
};

const wrongStage = (format: string, from: Target['from']): Refusal =>
	new Refusal('wrong_stage', `${format} is made of ${madeOf[from]}.`);

/** @throws Refusal wrong_stage, invalid_query for a policy that means nothing here */
async function sourceOf(store: Store, project: ProjectRow, query: ExportQuery): Promise<Source> {
	const { stage } = project;
	const target = targetOf(query.format);
	const from = target?.from ?? (query.format === 'labels' ? 'labels' : 'judgments');
	if (from === 'labels' && stage !== 'annotation') throw wrongStage('labels', 'annotated');
	if (target && !teaches(stage, target.from)) throw wrongStage(target.name, target.from);
	const unfitting = unfittingPolicy(query, query.format, from, stage);
	if (unfitting !== null) throw new Refusal('invalid_query', unfitting);
	const policies = policiesOf(query);
	if (from === 'labels') return { of: 'labels', form: await formOf(store.read, project), query, policies };
	if (!target) return { of: 'judgments' };
	if (stage === 'runtime') return { of: 'verdicts', target, query, policies };
	const form = await formOf(store.read, project);
	const lack = lackOfForm(target, stage, form);
	if (lack !== null) throw new Refusal('wrong_stage', lack);
	const question = rankingQuestion(form);
	if (stage === 'annotation' || target.from === 'rated' || question === null)
		return { of: 'answers', target, form, query, policies };
	return { of: 'rankings', target, question, query, policies };
}

type Made = Extract<Source, { target: Target }>;

function examplesOf(store: Store, project: ProjectRow, source: Made, asOf: number): AsyncIterable<Example[]> {
	switch (source.of) {
		case 'rankings':
			return rankingExamples(store.read, project, source, asOf);
		case 'verdicts':
			return verdictExamples(store.read, project, source, asOf);
		case 'answers':
			return answerExamples(store.read, project, source, asOf);
	}
}

type Fitting = { row: JsonObject; example: Example };

/** What of an example fits its target, a page at a time. */
async function* rowsOf<T>(
	pages: AsyncIterable<Example[]>,
	{ target, query }: Made,
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

async function* metaLines(pages: AsyncIterable<Meta[]>): AsyncGenerator<string> {
	for await (const page of pages) for (const meta of page) yield jsonLine(meta);
}

async function* judgmentLines(store: Store, project: ProjectRow, asOf: number): AsyncGenerator<string> {
	for await (const views of judgmentsOf(store.read, project, asOf)) yield* views.map(jsonLine);
}

export type ExportFile = {
	name: string;
	type: string;
	asOf: number;
	/** the policies that differ from the usual ones, as an address has them; empty where none does */
	policies: string;
	lines: AsyncIterable<Piece>;
};
type Written = Omit<ExportFile, 'asOf' | 'policies'>;

const tables = { jsonl: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' };

/** The file of rows, the file beside it that says where each comes from, or what a trainer finds the rows by. */
function targetFile(store: Store, project: ProjectRow, source: Made, asOf: number): Written {
	const { target, query } = source;
	const { extension, type } = writtenAs(target, query.as);
	const base = `${project.slug}-${target.name}`;
	if (query.file === 'setup' && target.setup) {
		const { name, type, text } = target.setup(`${base}.${extension}`, project.slug);
		return { name, type, lines: lineByLine(text) };
	}
	const examples = examplesOf(store, project, source, asOf);
	if (query.file === 'meta')
		return {
			name: `${base}.meta.jsonl`,
			type: tables.jsonl,
			lines: metaLines(rowsOf(examples, source, ({ example: { meta } }) => meta))
		};
	return {
		name: `${base}.${extension}`,
		type,
		lines: written(
			target,
			rowsOf(examples, source, ({ row }) => row),
			query.as,
			optionsOf(query)
		)
	};
}

async function* lineByLine(text: string): AsyncGenerator<string> {
	yield* await Promise.resolve(text.split(/(?<=\n)/));
}

function fileOf(
	store: Store,
	project: ProjectRow,
	source: Source,
	query: ExportQuery,
	asOf: number
): Written {
	if (source.of !== 'judgments' && source.of !== 'labels') return targetFile(store, project, source, asOf);
	return {
		name: `${project.slug}-${query.format}.${query.as}`,
		type: tables[query.as === 'csv' ? 'csv' : 'jsonl'],
		lines:
			source.of === 'judgments'
				? judgmentLines(store, project, asOf)
				: labelLines(store.read, project, source, asOf)
	};
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
	const source = await sourceOf(store, project, query);
	const asOf = await seal(store);
	const policies = new URLSearchParams(policyParts(query)).toString();
	return { ...fileOf(store, project, source, query, asOf), asOf, policies };
}

/**
 * What the file of the same query holds and leaves out.
 * @param upTo the position that a file was read at, to tell of that very file; default now
 * @throws Refusal not_found, forbidden, wrong_stage, invalid_query
 */
export async function exportReport(
	store: Store,
	actor: Actor,
	slug: string,
	query: ExportQuery,
	upTo?: number
): Promise<ExportReport> {
	const { project } = await authorize(store, actor, 'manage', slug);
	const source = await sourceOf(store, project, query);
	const asOf = upTo ?? (await seal(store));
	switch (source.of) {
		case 'rankings':
			return rankingReport(store.read, project, source, asOf);
		case 'verdicts':
			return verdictReport(store.read, project, source, asOf);
		case 'answers':
			return answerReport(store.read, project, source, asOf);
		case 'labels':
			return labelReport(store.read, project, source, asOf);
		case 'judgments':
			return {
				format: 'judgments',
				as_of: asOf,
				rows: await countAt(store.read, 'judgment', project.id, asOf)
			};
	}
}

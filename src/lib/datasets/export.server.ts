/**
 * The one way out: files of a project as they are at one position of the log. Pages are short reads and rows are
 * made one by one, so memory stays flat and nobody waits; the report counts what a file leaves out, and why.
 */
import type { Actor } from '#lib/auth/actor.ts';
import { authorize, type ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import type { Ranking } from '#lib/form/ranking.ts';
import { responseIds } from '#lib/form/responses.ts';
import { seal } from '#lib/log/seal.server.ts';
import { countAt } from '#lib/project/as-of.server.ts';
import { verdictsOn, type Verdict } from '#lib/project/consensus.ts';
import { judgmentsOf } from '#lib/project/judgments.server.ts';
import { judgedItems, rankingIn, rankingQuestion, type Judged } from '#lib/project/resolving.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { jsonLine } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Store } from '#lib/schema/store.server.ts';
import type { DpoReport, ExportQuery, ExportReport } from './export.ts';
import { labelLines, labelReport } from './labels.server.ts';
import { dpoRow, type DpoRow, type Unusable } from './trl-dpo.ts';
import { verdictFormats, type VerdictFormat } from './verdict-rows.ts';
import { verdictLines, verdictReport } from './verdicts.server.ts';

type Pair = { verdict: Verdict; row: DpoRow | Unusable | null };

function* pairsOf(
	{ payload, votes: rankings }: Judged<Ranking>,
	{ per, tools }: ExportQuery
): Generator<Pair> {
	const ids = responseIds(payload);
	const electorates: Ranking[][] = per === 'item' ? [rankings] : rankings.map((ranking) => [ranking]);
	for (const votes of electorates)
		for (const verdict of verdictsOn(votes, ids))
			yield {
				verdict,
				row:
					typeof verdict === 'string'
						? null
						: dpoRow(payload, verdict.better, verdict.worse, tools === 'include')
			};
}

/** What a file is made of. */
type Source =
	| { of: 'rankings'; question: string; query: ExportQuery }
	| { of: 'verdicts'; query: ExportQuery & { format: VerdictFormat } }
	| { of: 'labels'; form: Form; query: ExportQuery }
	| { of: 'judgments' };

const isVerdictFormat = (query: ExportQuery): query is ExportQuery & { format: VerdictFormat } =>
	(verdictFormats as readonly string[]).includes(query.format);

/** @throws Refusal wrong_stage */
async function sourceOf(store: Store, project: ProjectRow, query: ExportQuery): Promise<Source> {
	if (query.format === 'labels') {
		if (project.stage === 'annotation')
			return { of: 'labels', form: await formOf(store.read, project), query };
		throw new Refusal(
			'wrong_stage',
			'labels is made of the answers of annotation projects. Export trl-dpo or judgments instead.'
		);
	}
	if (!isVerdictFormat(query)) return { of: 'judgments' };
	if (project.stage === 'runtime') return { of: 'verdicts', query };
	const question = rankingQuestion(await formOf(store.read, project));
	if (query.format !== 'trl-dpo')
		throw new Refusal(
			'wrong_stage',
			`${query.format} is made of verdicts on decisions, which runtime projects ask for.`
		);
	if (project.stage !== 'alignment' || question === null)
		throw new Refusal(
			'wrong_stage',
			'trl-dpo is made of rankings and of verdicts, which alignment and runtime projects ask for. Export labels or judgments instead.'
		);
	return { of: 'rankings', question, query };
}

function linesOf(store: Store, project: ProjectRow, source: Source, asOf: number): AsyncIterable<string> {
	switch (source.of) {
		case 'judgments':
			return judgmentLines(store, project, asOf);
		case 'verdicts':
			return verdictLines(store.read, project, asOf, source.query);
		case 'labels':
			return labelLines(store.read, project, source.form, asOf, source.query);
		case 'rankings':
			return dpoLines(store, project, source.question, asOf, source.query);
	}
}

async function* dpoLines(
	store: Store,
	project: ProjectRow,
	question: string,
	asOf: number,
	query: ExportQuery
): AsyncGenerator<string> {
	for await (const items of judgedItems(store.read, project, rankingIn(question), asOf))
		for (const item of items) {
			if (!item.resolved) continue;
			for (const { row } of pairsOf(item, query))
				if (row !== null && typeof row !== 'string') yield jsonLine(row);
		}
}

async function* judgmentLines(store: Store, project: ProjectRow, asOf: number): AsyncGenerator<string> {
	for await (const views of judgmentsOf(store.read, project, asOf)) yield* views.map(jsonLine);
}

export type ExportFile = { name: string; type: string; asOf: number; lines: AsyncIterable<string> };

const contentTypes = { jsonl: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' };

/**
 * Everything that is committed now belongs to the file; what comes later does not.
 * @throws Refusal not_found, forbidden, wrong_stage before the first line
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
	return {
		name: `${slug}-${query.format}.${query.as}`,
		type: contentTypes[query.as],
		asOf,
		lines: linesOf(store, project, source, asOf)
	};
}

const texts = ({ payload }: Judged<Ranking>): string[] =>
	(Array.isArray(payload.responses) ? payload.responses : []).flatMap((r) =>
		typeof r === 'object' && r !== null && 'text' in r && typeof r.text === 'string' ? [r.text] : []
	);

/** Pairs of responses that hold one for which `is` is true. */
const pairsWith = (all: string[], is: (text: string) => boolean): number => {
	const others = all.filter((t) => !is(t)).length;
	return (all.length * (all.length - 1) - others * (others - 1)) / 2;
};

async function dpoReport(
	store: Store,
	project: ProjectRow,
	question: string,
	asOf: number,
	query: ExportQuery
): Promise<DpoReport> {
	const all = await countAt(store.read, 'item', project.id, asOf);
	const report: DpoReport = {
		format: 'trl-dpo',
		per: query.per,
		tools: query.tools,
		as_of: asOf,
		items: { all, resolved: 0, unresolved: 0 },
		judgments: 0,
		pairs: 0,
		decided: 0,
		rows: 0,
		dropped: { split: 0, tie: 0, all_bad: 0, unranked: 0, tool_calls: 0, blank: 0, identical: 0 },
		blank_pairs: { all: 0, empty: 0 }
	};
	for await (const items of judgedItems(store.read, project, rankingIn(question), asOf))
		for (const item of items) {
			if (!item.resolved) continue;
			report.items.resolved++;
			report.judgments += item.votes.length;
			report.blank_pairs.all += pairsWith(texts(item), (t) => t.trim() === '');
			report.blank_pairs.empty += pairsWith(texts(item), (t) => t === '');
			for (const { verdict, row } of pairsOf(item, query)) {
				report.pairs++;
				if (typeof verdict === 'string') report.dropped[verdict]++;
				else {
					report.decided++;
					if (typeof row === 'string') report.dropped[row]++;
					else report.rows++;
				}
			}
		}
	report.items.unresolved = report.items.all - report.items.resolved;
	return report;
}

/**
 * What the file of the same query holds and leaves out.
 * @param upTo the position that a file was read at, to tell of that very file; default now
 * @throws Refusal not_found, forbidden, wrong_stage
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
	if (source.of === 'rankings') return dpoReport(store, project, source.question, asOf, query);
	if (source.of === 'verdicts') return verdictReport(store.read, project, asOf, source.query);
	if (source.of === 'labels') return labelReport(store.read, project, source.form, asOf, source.query);
	return { format: 'judgments', as_of: asOf, rows: await countAt(store.read, 'judgment', project.id, asOf) };
}

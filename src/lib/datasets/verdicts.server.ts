/**
 * Training files from people's verdicts on decisions, as they are at a position of the log. Only the verdict that
 * concluded counts: not a time-out, not a halt, not a policy, and not a signature that others did not join.
 */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import { sizedPages } from '#lib/project/pages.server.ts';
import { isObject, jsonLine, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { VerdictReport } from './export.ts';
import { leftOut, verdictRow, type Concluded, type LeftOut, type VerdictFormat } from './verdict-rows.ts';

/** Events with which a person's verdict ends a decision, or passes judgment on one that ran alone. */
const concluding = [
	'approved',
	'approved_with_edit',
	'rejected',
	'responded',
	'vetoed',
	'confirmed',
	'reversed'
];

type Row = { id: string; answers: string; payload: string };
type Query = { format: VerdictFormat; tools: 'include' | 'drop' };

async function* concludedOf(db: ReadDb, project: ProjectRow, asOf: number): AsyncGenerator<Concluded> {
	const types = concluding.map((type) => `'decision.${type}'`).join(', ');
	const found = sizedPages<Row>(
		(last, limit) =>
			db.query<Row>(
				`select judgment.id, judgment.answers, item.payload from judgment
				join item on item.id = judgment.item_id
				join event on event.id = judgment.event_id and event.position <= $3 and event.type in (${types})
				where judgment.project_id = $1 and judgment.id > $2 and judgment.kind = 'person'
				order by judgment.id limit $4`,
				project.id,
				last?.id ?? '',
				asOf,
				limit
			),
		({ answers, payload }) => answers.length + payload.length
	);
	for await (const rows of found)
		for (const { answers, payload } of rows) {
			const { prompt, action } = JSON.parse(payload) as { prompt?: Json; action?: Json };
			if (isObject(action)) yield { prompt, proposed: action, answers: JSON.parse(answers) as JsonObject };
		}
}

const optionsOf = (project: ProjectRow, { tools }: Query) => ({
	tools: tools === 'include',
	outputField: project.settings.output_field
});

export async function* verdictLines(
	db: ReadDb,
	project: ProjectRow,
	asOf: number,
	query: Query
): AsyncGenerator<string> {
	for await (const concluded of concludedOf(db, project, asOf)) {
		const row = verdictRow(concluded, query.format, optionsOf(project, query));
		if (typeof row !== 'string') yield jsonLine(row);
	}
}

export async function verdictReport(
	db: ReadDb,
	project: ProjectRow,
	asOf: number,
	query: Query
): Promise<VerdictReport> {
	const report: VerdictReport = {
		format: query.format,
		source: 'verdicts',
		tools: query.tools,
		as_of: asOf,
		verdicts: 0,
		rows: 0,
		dropped: Object.fromEntries(leftOut.map((why) => [why, 0])) as Record<LeftOut, number>
	};
	for await (const concluded of concludedOf(db, project, asOf)) {
		const row = verdictRow(concluded, query.format, optionsOf(project, query));
		report.verdicts++;
		if (typeof row === 'string') report.dropped[row]++;
		else report.rows++;
	}
	return report;
}

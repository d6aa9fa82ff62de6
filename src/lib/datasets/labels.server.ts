/** Labels as they are at a position of the log: the lines of the file, and what it leaves out. */
import type { ProjectRow } from '#lib/auth/access.server.ts';
import type { Form } from '#lib/form/form.ts';
import { unanswered } from '#lib/project/majority.ts';
import { countAt } from '#lib/project/as-of.server.ts';
import { judgedItems } from '#lib/project/resolving.server.ts';
import type { ReadDb } from '#lib/schema/store.server.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { ExportQuery, LabelsReport } from './export.ts';
import { labelShape, unfit, type LabelRow } from './labels.ts';
import { reviewOf } from './policy-answers.ts';
import { counts, picking, usual, type Policies } from './policy.ts';
import { chosenOf } from './policy-query.ts';
import { zeros } from './zeros.ts';

const all = (answers: Answers): Answers => answers;

export type FromLabels = { form: Form; query: ExportQuery; policies?: Policies };

/** More than half decide, unless the policies say what else. */
const shapeUnder = (form: Form, query: ExportQuery, policies: Policies) =>
	labelShape(form, {
		...query,
		as: query.as === 'csv' ? 'csv' : 'jsonl',
		review: reviewOf(policies, () => null)
	});

const itemsOf = (db: ReadDb, project: ProjectRow, policies: Policies, asOf: number) =>
	judgedItems(db, project, all, asOf, counts(policies), picking(policies));

export async function* labelLines(
	db: ReadDb,
	project: ProjectRow,
	{ form, query, policies = usual }: FromLabels,
	asOf: number
): AsyncGenerator<string> {
	const shape = shapeUnder(form, query, policies);
	if (shape.head) yield shape.head;
	for await (const items of itemsOf(db, project, policies, asOf))
		for (const item of items) {
			if (!item.resolved) continue;
			const { cells } = shape.row(item);
			if (typeof cells !== 'string') yield shape.line(cells);
		}
}

function tell(report: LabelsReport, questions: string[], { cells, outcomes }: LabelRow): void {
	if (typeof cells === 'string') report.dropped[cells]++;
	else report.rows++;
	outcomes.forEach(({ status }, i) => {
		const counts = report.questions[questions[i] ?? ''];
		if (counts) counts[status]++;
	});
}

export async function labelReport(
	db: ReadDb,
	project: ProjectRow,
	{ form, query, policies = usual }: FromLabels,
	asOf: number
): Promise<LabelsReport> {
	const shape = shapeUnder(form, query, policies);
	const everything = await countAt(db, 'item', project.id, asOf);
	const report: LabelsReport = {
		format: 'labels',
		as: query.as === 'csv' ? 'csv' : 'jsonl',
		tools: query.tools,
		undecided: query.undecided,
		as_of: asOf,
		policies: chosenOf(policies),
		items: { all: everything, resolved: 0, unresolved: 0 },
		judgments: 0,
		rows: 0,
		dropped: zeros(unfit),
		questions: Object.fromEntries(shape.questions.map((name) => [name, zeros(['decided', ...unanswered])]))
	};
	for await (const page of itemsOf(db, project, policies, asOf))
		for (const item of page) {
			if (!item.resolved) continue;
			report.items.resolved++;
			report.judgments += item.votes.length;
			tell(report, shape.questions, shape.row(item));
		}
	report.items.unresolved = report.items.all - report.items.resolved;
	return report;
}

/** The finding of an export: what the file will hold, in a sentence. */
import type {
	ExportReport,
	ItemsReport,
	LabelsReport,
	PairsReport,
	VerdictReport
} from '#lib/datasets/export.ts';
import { plural } from '#lib/ui/words.ts';

const isEmpty = (why: string): string => `${why}, so the file is empty`;

/** A filter may be why: then nobody is told to go on judging. */
const unresolved = (policies: PairsReport['policies']): string =>
	isFiltered(policies) ? 'No resolved item passes the filter' : 'No item is resolved yet';
export const isFiltered = ({ metadata }: PairsReport['policies']): boolean => metadata !== undefined;

function ofPairs({ rows, items, policies }: PairsReport): string {
	if (rows > 0) return `${plural(rows, 'row')}, each with a chosen and a rejected answer`;
	return isEmpty(items.resolved === 0 ? unresolved(policies) : 'Nothing is decided');
}

function ofVerdicts({ rows, verdicts }: VerdictReport): string {
	if (rows > 0) return `${plural(rows, 'row')} of what people made of it`;
	return isEmpty(verdicts === 0 ? 'Nobody concluded a decision yet' : 'No verdict fits this format');
}

/** Of items, by a format that is made of no pairs. */
function ofItems({ rows, items, policies }: ItemsReport): string {
	if (rows > 0) return `${plural(rows, 'row')} of ${plural(items.resolved, 'resolved item')}`;
	return isEmpty(items.resolved === 0 ? unresolved(policies) : 'No item fits this format');
}

function ofLabels({ rows, items, policies }: LabelsReport): string {
	if (rows > 0) return `${plural(rows, 'row')}, each with what most people say of an item`;
	return isEmpty(items.resolved === 0 ? unresolved(policies) : 'No row is left');
}

/** Labels are told question by question. */
export const labelsOf = (report: ExportReport): LabelsReport | null =>
	report.format === 'labels' && 'examples' in report && 'questions' in report ? report : null;

export function foundIn(report: ExportReport): string {
	const labels = labelsOf(report);
	if ('verdicts' in report) return ofVerdicts(report);
	if (labels) return ofLabels(labels);
	if ('examples' in report) return ofItems(report);
	if ('pairs' in report) return ofPairs(report);
	return report.rows === 0 ? isEmpty('Nobody judged yet') : plural(report.rows, 'judgment');
}

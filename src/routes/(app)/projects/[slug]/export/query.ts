/** An export in an address and in a command: what is asked for, without what is the default or means nothing here. */
import type { ExportFormat, ExportQuery } from '#lib/datasets/export.ts';
import { policyParts, type PolicyName } from '#lib/datasets/policy-query.ts';

type Option = Exclude<keyof ExportQuery, 'format' | PolicyName>;

const defaults: Pick<ExportQuery, Option> = {
	per: 'item',
	tools: 'drop',
	as: 'jsonl',
	undecided: 'include',
	file: 'rows'
};
const ofLabels: Option[] = ['as', 'undecided', 'tools'];
const ofTargets: Option[] = ['as', 'per', 'tools', 'file'];

/** What can be said of a format. */
const optionsOf = (format: ExportFormat): Option[] =>
	format === 'labels' ? ofLabels : format === 'judgments' ? ['as'] : ofTargets;

/** A value as a shell takes it. */
export const quoted = (value: string): string =>
	/^[\w.:@,+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;

export const partsOf = (query: ExportQuery): [string, string][] => [
	['format', query.format],
	...optionsOf(query.format).flatMap((name): [string, string][] =>
		query[name] === defaults[name] ? [] : [[name, query[name]]]
	),
	...policyParts(query)
];

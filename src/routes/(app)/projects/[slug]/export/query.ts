/** An export in an address and in a command: what is asked for, without what is the default or means nothing here. */
import type { ExportFormat, ExportQuery } from '#lib/datasets/export.ts';

type Option = Exclude<keyof ExportQuery, 'format'>;

const defaults: Pick<ExportQuery, Option> = {
	per: 'item',
	tools: 'drop',
	as: 'jsonl',
	undecided: 'include'
};
const options: Record<ExportFormat, Option[]> = {
	'trl-dpo': ['per', 'tools'],
	'trl-kto': ['tools'],
	'trl-sft': ['tools'],
	labels: ['as', 'undecided', 'tools'],
	judgments: []
};

export const partsOf = (query: ExportQuery): [string, string][] => [
	['format', query.format],
	...options[query.format].flatMap((name): [string, string][] =>
		query[name] === defaults[name] ? [] : [[name, query[name]]]
	)
];

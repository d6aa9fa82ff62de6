/** What a version holds, and what was chosen for it, in words: the same on the page of the builder and of a version. */
import type { ExampleKind } from '#lib/datasets/example.ts';
import { ruleOf, usual } from '#lib/datasets/policy.ts';
import type { ProjectSettings } from '#lib/schema/values.ts';
import { list, plural } from '#lib/ui/words.ts';

const eachHolds: Record<ExampleKind, string> = {
	pair: 'each with a chosen and a rejected answer',
	ranked: 'each with its answers in order',
	rated: 'each with an answer that is good or is not',
	demonstration: 'each to be imitated',
	prompt: 'each a prompt',
	annotated: 'each with what most say of an item',
	steps: 'each judged step by step',
	judged: 'each a judgment as it was given'
};

/** The finding: what the files will hold. */
export const rowsFinding = (rows: number, kind: ExampleKind): string =>
	rows === 0 ? 'No row is left' : `${plural(rows, 'row')}, ${eachHolds[kind]}`;

type Options = [value: string, said: string][];
export const policyWords = {
	disagreement: [
		['majority', 'what more than half say'],
		['plurality', 'what more say than anything else'],
		['unanimous', 'what all say'],
		['dawid_skene', 'what is likeliest, by how each errs'],
		['adjudication', 'what a lead decided, and nothing else']
	],
	ties: [
		['count', 'count among all'],
		['ignore', 'do not count']
	],
	all_bad: [
		['count', 'counts among all'],
		['ignore', 'does not count']
	],
	pairs: [
		['all', 'every pair'],
		['extremes', 'best against worst'],
		['adjacent', 'each against the next']
	],
	per: [
		['item', 'what an item comes to'],
		['judgment', 'what each judgment says']
	],
	undecided: [
		['include', 'keep, saying why'],
		['drop', 'leave out']
	],
	tools: [
		['drop', 'leave such rows out'],
		['include', 'keep them']
	],
	as: [
		['jsonl', 'JSON, as its readers take it'],
		['csv', 'CSV'],
		['parquet', 'Parquet']
	],
	people: [
		['all', 'everybody'],
		['only', 'only some, by name'],
		['except', 'all but some, by name']
	],
	near: [
		['0.8', 'from 80 % of the text alike'],
		['0.7', 'from 70 % of the text alike'],
		['0.9', 'from 90 % of the text alike'],
		['none', 'are not looked for']
	]
} satisfies Record<string, Options>;

export const saidOf = (field: keyof typeof policyWords, value: string): string =>
	policyWords[field].find(([own]) => own === value)?.[1] ?? value;

/** What a version follows where no rule is named: the rule of each project, which is said where all have the same. */
export function ownWords(consensuses: (ProjectSettings['consensus'] | undefined)[]): string {
	const rules = [...new Set(consensuses.map((consensus) => ruleOf(consensus)))];
	const [only = usual.disagreement] = rules;
	return rules.length > 1
		? list(rules.map((rule) => saidOf('disagreement', rule)))
		: saidOf('disagreement', only);
}

/** `18.4 MB`, as disks are sold. */
export function bytesOf(bytes: number): string {
	const units = ['B', 'kB', 'MB', 'GB'];
	const at = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
	const value = bytes / 1000 ** at;
	return `${at === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[at] ?? ''}`;
}

export const percentOf = (share: number): string => `${(share * 100).toFixed(1)} %`;

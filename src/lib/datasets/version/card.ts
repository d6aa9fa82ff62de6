/**
 * The dataset card: README.md with the block of metadata that hubs read, then what somebody wants to know who trains
 * on it or reviews a paper about it. Format: https://github.com/huggingface/hub-docs/blob/main/datasetcard.md.
 */
import type { Share } from '#lib/stats/wilson.ts';
import { usual, type Rule } from '../policy.ts';
import type { Column } from '../targets/columns.ts';
import type { Target } from '../targets/target.ts';
import { writtenAs } from '../targets/written.ts';
import { builderOf, fromFolder, fromServer } from './loading.ts';
import type { Manifest, SourceCounts } from './manifest.ts';
import type { Recipe } from './recipe.ts';

const sizes: [limit: number, name: string][] = [
	[1_000, 'n<1K'],
	[10_000, '1K<n<10K'],
	[100_000, '10K<n<100K'],
	[1_000_000, '100K<n<1M'],
	[10_000_000, '1M<n<10M'],
	[Infinity, '10M<n<100M']
];

const tasks: Record<string, string[]> = {
	preference: ['text-generation'],
	verdict: ['text-generation'],
	prompt: ['text-generation'],
	annotation: []
};

const number = (value: number) => value.toLocaleString('en-GB');
const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
const words = (name: string) => name.replaceAll('_', ' ');
/** A name of ours or a person's, where Markdown would read marks. */
const plain = (text: string) => text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');

/** JSON is YAML: quoted so, no text can be read as anything else. */
const yaml = (value: string) => JSON.stringify(value);

/** `datasets` refuses all of a dataset of which a split has no row, so such a one is not named. */
const filledSplits = ({ splits, files }: Manifest): { name: string; file: string }[] =>
	splits
		.map(({ name, rows }, i) => ({ name, rows, file: files[i * 2]?.name ?? '' }))
		.filter(({ rows }) => rows > 0)
		.map(({ name, file }) => ({ name, file }));

function metadata(manifest: Manifest, { options }: Recipe, target: Target): string[] {
	const size = sizes.find(([limit]) => manifest.rows < limit)?.[1] ?? '';
	const list = (name: string, values: string[]) =>
		values.length > 0 ? [`${name}:`, ...values.map((value) => `- ${yaml(value)}`)] : [];
	return [
		'---',
		`pretty_name: ${yaml(`${manifest.dataset} v${manifest.version}`)}`,
		...(options.licence === null ? [] : [`license: ${yaml(options.licence)}`]),
		...list('task_categories', tasks[target.group] ?? []),
		...list('size_categories', [size]),
		...list('tags', ['human-feedback', target.name]),
		'configs:',
		'- config_name: default',
		'  data_files:',
		...filledSplits(manifest).flatMap(({ name, file }) => [
			`  - split: ${yaml(name)}`,
			`    path: ${yaml(file)}`
		]),
		'---'
	];
}

const share = (what: string, found: Share | null): string =>
	found === null
		? `- ${what}: nothing can be said, for no judgment tells.`
		: `- ${what}: ${percent(found.share)} of ${number(found.of)} (95 % interval ${percent(found.low)} to ${percent(found.high)}).`;

const reasons: Record<string, string> = {
	no_pairs: 'no two people judged the same',
	one_value: 'all judgments are the same'
};

function sourceLines({ project, stage, findings, ...counts }: SourceCounts, name: string): string[] {
	const dropped = Object.entries(counts.dropped);
	return [
		`### ${plain(name)}`,
		'',
		`Project \`${project}\`, ${stage}: ${number(counts.rows)} rows of ${number(counts.examples)} examples, from ${number(counts.people)} people.`,
		'',
		...(dropped.length > 0
			? [
					'| left out for | count |',
					'|---|---:|',
					...dropped.map(([why, many]) => `| ${words(why)} | ${number(many)} |`),
					''
				]
			: ['Nothing was left out.', '']),
		'Agreement of the judgments that stand, whether they became rows or not:',
		'',
		...findings.measures.map(({ question, metric, alpha, reason, agreement, judgments }) => {
			const agreed = agreement === null ? '' : `, percent agreement ${percent(agreement)}`;
			return alpha === null
				? `- ${plain(question)}: Krippendorff's alpha is undefined, for ${reasons[reason ?? ''] ?? reason}${agreed}.`
				: `- ${plain(question)}: Krippendorff's alpha ${alpha.toFixed(3)} (${metric})${agreed}, over ${number(judgments)} judgments.`;
		}),
		...(findings.measures.length === 0 ? ['- nothing was asked whose answers can be compared.'] : []),
		'',
		'Bias:',
		'',
		share('the response that was shown first is preferred', findings.first_wins),
		share('the longer response is preferred, of rows', findings.longer_wins),
		''
	];
}

const disagreements: Record<Rule, string> = {
	majority: 'more than half of all who judged',
	plurality: 'more people than anything else',
	unanimous: 'all who judged',
	dawid_skene: 'what is likeliest after Dawid and Skene (1979), given how each person errs',
	adjudication: 'the final answer of a lead; an item without one is left out'
};

/** The rule that the recipe names, or that of each project, once where all have the same. */
function ruleLines({ options }: Recipe, { sources }: Manifest): string[] {
	const line = (where: string, rule: Rule): string =>
		`- A row for what an item comes to${where}: ${disagreements[rule]}. A final answer that a lead gave stands for all.`;
	const named = options.policies.disagreement;
	const stated = sources.flatMap(({ project, disagreement }) =>
		disagreement ? [{ project, disagreement }] : []
	);
	const [first] = stated;
	if (named || !first || stated.every(({ disagreement }) => disagreement === first.disagreement))
		return [line('', named ?? first?.disagreement ?? usual.disagreement)];
	return stated.map(({ project, disagreement }) => line(` in \`${project}\``, disagreement));
}

function policyLines(recipe: Recipe, manifest: Manifest): string[] {
	const { options } = recipe;
	const { policies } = options;
	const { only, except, since, until, answered = [], metadata = {} } = policies;
	const ignored = [
		...(policies.ties === 'ignore' ? ['ties'] : []),
		...(policies.all_bad === 'ignore' ? ['“all bad”'] : [])
	];
	const pairs = { all: 'every pair', extremes: 'best against worst', adjacent: 'each against the next' };
	return [
		...(options.per === 'judgment' ? ['- A row for what each judgment says.'] : ruleLines(recipe, manifest)),
		ignored.length > 0
			? `- ${ignored.join(' and ')} do not count among all.`
			: '- Ties and “all bad” count among all.',
		`- Of rankings of more than two responses: ${pairs[policies.pairs]}.`,
		...(policies.min_judgments > 1 ? [`- At least ${policies.min_judgments} judgments that count.`] : []),
		...(policies.min_agreement > 0 ? [`- At least ${percent(policies.min_agreement)} of them agree.`] : []),
		...(policies.min_strength > 0 ? [`- A mean strength of at least ${policies.min_strength} of 3.`] : []),
		only
			? `- People whose judgments count, by name: ${only.length}.`
			: except
				? `- People whose judgments do not count, by name: ${except.length}.`
				: '- The judgments of all people.',
		...(since === undefined ? [] : [`- Judgments from ${since} on.`]),
		...(until === undefined ? [] : [`- Judgments before ${until}.`]),
		...(answered.length > 0
			? [`- Judgments that answer ${answered.map((name) => `\`${plain(name)}\``).join(' and ')}.`]
			: []),
		...Object.entries(metadata).map(
			([name, values]) =>
				`- Items whose \`${plain(name)}\` is ${values.map((value) => plain(JSON.stringify(value))).join(' or ')}.`
		),
		`- Tool calls are ${options.tools === 'include' ? 'kept, as text in every message' : 'left out: rows that have any are dropped'}.`
	];
}

function splitLines({ splits, leakage }: Manifest, { options }: Recipe): string[] {
	const near =
		options.near === null
			? 'Near-duplicates were not looked for.'
			: `Prompts that share at least ${percent(options.near)} of their text (MinHash over runs of five characters) were kept together: ${number(leakage.near_joined)} were joined to others so.`;
	return [
		'| split | rows | groups | share asked for |',
		'|---|---:|---:|---:|',
		...splits.map(
			({ name, rows, groups, share: asked }) =>
				`| ${name} | ${number(rows)} | ${number(groups)} | ${percent(asked)} |`
		),
		'',
		`Rows of one item, of one prompt however it is written, and of one conversation are in one split. Seed ${options.seed}. ${splits.length > 1 ? near : 'There is one split.'} Prompts in the largest group: ${number(leakage.largest_group)}.`,
		'',
		`Checked row by row when the files were written: of ${number(leakage.items)} items, ${number(leakage.prompts)} prompts and ${number(leakage.roots)} beginnings of conversations, ${leakage.across} are in more than one split.`
	];
}

function loadingLines(manifest: Manifest, recipe: Recipe, target: Target): string[] {
	const { dataset, version } = manifest;
	const { as } = recipe.options;
	const builder = builderOf(writtenAs(target, as).extension);
	if (builder === null)
		return [`These are files of ${target.title.toLowerCase()}, which \`datasets\` does not read.`];
	const own = { dataset, version, splits: filledSplits(manifest) };
	return [
		'From the folder of this card:',
		'',
		'```python',
		...fromFolder(builder, own),
		'```',
		'',
		'Straight from the server that made it, with a key of whoever may read it:',
		'',
		'```python',
		...fromServer(builder, own, 'os.environ["ASSENT_URL"]'),
		'```',
		...(as === 'csv'
			? [
					'',
					'A reader of CSV takes an empty text for nothing, and a text of digits for a number. Train on JSONL or Parquet.'
				]
			: [])
	];
}

/** What a trainer weighs verdicts by. */
const askedLines = ({ sources }: Manifest): string[] =>
	sources.some(({ stage }) => stage === 'runtime')
		? [
				'`asked` in a sidecar is how probable it was that a person was asked, 0 to 1: 1 where a decision had to wait for one, the sample where it ran alone and was drawn for review, null where a person stepped in by themselves. A verdict that was asked for in one of ten stands for ten like it.',
				''
			]
		: [];

const namesIn = ({ names }: Target): string =>
	names === undefined
		? 'Rows hold no names of people or models; who judged and which models wrote stand in the sidecars, line by line in the same order.'
		: `**Every row names who judged, in \`${names}\`**: these are data about people. Replace the names before you hand the files on, unless those people agreed to be named.`;

/** @param columns all of them, where they follow from a form */
export function cardOf(manifest: Manifest, recipe: Recipe, target: Target, columns: Column[]): string {
	return [
		...metadata(manifest, recipe, target),
		'',
		`# ${manifest.dataset}, version ${manifest.version}`,
		'',
		`${target.title}. ${target.about}`,
		'',
		`${number(manifest.rows)} rows from the judgments of ${number(manifest.people)} people. ${namesIn(target)}`,
		'',
		...askedLines(manifest),
		'| column | type |',
		'|---|---|',
		...columns.map(
			({ name, type, about }) =>
				`| \`${name}\` | ${plain(about === undefined ? type : `${type}: ${about}`)} |`
		),
		'',
		'## Load it',
		'',
		...loadingLines(manifest, recipe, target),
		'',
		'## Splits',
		'',
		...splitLines(manifest, recipe),
		'',
		'## Policies',
		'',
		...policyLines(recipe, manifest),
		'',
		'## Where it comes from',
		'',
		...manifest.sources.flatMap((source, i) =>
			sourceLines(source, recipe.sources[i]?.name ?? source.project)
		),
		'## Licence',
		'',
		options(recipe),
		'',
		'## Recipe',
		'',
		`Made of the log up to position ${number(manifest.as_of)}. SHA-256 of the recipe: \`${manifest.recipe}\`. \`assent verify ${manifest.dataset} ${manifest.version}\` makes the files again and compares each digest.`,
		'',
		'```json',
		JSON.stringify(nameless(recipe), null, '\t'),
		'```',
		''
	].join('\n');
}

/** A card is published: people whom a policy names are counted in it, and stand in the recipe alone. */
function nameless(recipe: Recipe): object {
	const { only, except, ...policies } = recipe.options.policies;
	const counted = {
		...policies,
		...(only && { only: only.length }),
		...(except && { except: except.length })
	};
	return { ...recipe, options: { ...recipe.options, policies: counted } };
}

const options = ({ options: { licence } }: Recipe): string =>
	licence === null ? 'None was named: ask who made this dataset before you use it.' : licence;

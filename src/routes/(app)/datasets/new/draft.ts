/**
 * What somebody is choosing for a version, as it stands in the address, in the form and in the recipe: an address is a
 * draft that can be passed on, and a recipe that was used once can be opened again.
 */
import type { PolicyName } from '#lib/datasets/policy-query.ts';
import type { DatasetInput, Recipe } from '#lib/datasets/version/recipe.ts';
import type { Choice } from '../choices.ts';
import { whereOf, whereText } from '../where.ts';

/** All as text, as fields have it; shares in percent. */
export type Draft = {
	name: string;
	projects: string[];
	splits: Record<string, string>;
} & Record<Single, string>;

const usual = {
	format: 'trl-dpo',
	per: 'item',
	as: 'jsonl',
	undecided: 'include',
	tools: 'drop',
	/** as each project says */
	disagreement: 'own',
	ties: 'count',
	all_bad: 'count',
	pairs: 'all',
	least: '1',
	agreement: '0',
	strength: '0',
	people: 'all',
	names: '',
	since: '',
	until: '',
	/** questions, with commas between them */
	answered: '',
	/** lines, as where.ts reads them */
	where: '',
	seed: '0',
	near: '0.8',
	licence: '',
	/** the number whose items are looked at; no part of the recipe */
	show: ''
};
type Single = keyof typeof usual;
const singles = Object.keys(usual) as Single[];
export const usualSplits: Record<string, string> = { train: '80', validation: '10', test: '10' };
const SPLIT = 'split.';
const known = Object.keys(usualSplits);
const placeOf = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
/** As files are listed: a recipe has its names in another order. */
const inOrder = (splits: [name: string, share: string][]): Draft['splits'] =>
	Object.fromEntries(splits.toSorted(([a], [b]) => placeOf(a) - placeOf(b)));

/** What means something for a target; whatever else stands in a draft is as usual there. */
export type Fits = Pick<Choice, 'per' | 'undecided' | 'policies'> & { as: readonly { value: string }[] };

const policyOf: Partial<Record<Single, PolicyName>> = {
	disagreement: 'disagreement',
	ties: 'ties',
	all_bad: 'all_bad',
	pairs: 'pairs',
	least: 'min_judgments',
	agreement: 'min_agreement',
	strength: 'min_strength',
	people: 'only',
	names: 'only',
	since: 'since',
	until: 'until',
	answered: 'answered',
	where: 'metadata'
};

/** Whether a field means something for a target, by what is a row of it. */
export function asks({ per: mayPer, undecided, policies }: Fits, per: string, field: Single): boolean {
	if (field === 'per') return mayPer;
	if (field === 'undecided') return undecided;
	const policy = policyOf[field];
	return (
		policy === undefined || policies[mayPer && per === 'judgment' ? 'judgment' : 'item'].includes(policy)
	);
}

/** Fields of a form, or of an address: what is not named is as usual. */
export function draftOf(params: URLSearchParams): Draft {
	const named = [...params.keys()].filter((key) => key.startsWith(SPLIT));
	const splits = inOrder(
		named.map((key): [string, string] => [key.slice(SPLIT.length), params.get(key)?.trim() ?? ''])
	);
	return {
		...Object.fromEntries(singles.map((key) => [key, params.get(key) ?? usual[key]])),
		name: params.get('name') ?? '',
		// A box is ticked for each, or an address names all of them.
		answered: params.getAll('answered').join(','),
		projects: [...new Set(params.getAll('project'))],
		splits: named.length === 0 ? usualSplits : splits
	} as Draft;
}

const same = (a: Record<string, string>, b: Record<string, string>) =>
	JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));

/** As an address, without what is as usual. */
export function searchOf(draft: Draft): string {
	const params = new URLSearchParams();
	if (draft.name !== '') params.set('name', draft.name);
	for (const slug of draft.projects) params.append('project', slug);
	for (const key of singles) if (draft[key] !== usual[key]) params.set(key, draft[key]);
	if (!same(draft.splits, usualSplits))
		for (const [name, share] of Object.entries(draft.splits)) params.set(SPLIT + name, share);
	return params.toString();
}

/** A field that is empty is no number, and is refused where it stands. */
const number = (text: string): number => (text.trim() === '' ? NaN : Number(text));

/** A day begins at midnight, UTC; whoever wrote a moment meant it. */
const momentOf = (text: string): string | undefined =>
	text === '' ? undefined : /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
const fieldOf = (moment = ''): string => moment.replace(/T00:00:00(\.0+)?Z$/, '');

export const namesIn = (text: string): string[] => [
	...new Set(
		text
			.split(/[\n,;]/)
			.map((name) => name.trim())
			.filter(Boolean)
	)
];

/** Shares of nothing are no file. */
const sharesIn = (splits: Draft['splits']): Record<string, number> =>
	Object.fromEntries(
		Object.entries(splits)
			.map(([name, share]) => [name, number(share) / 100] as const)
			.filter(([, share]) => share !== 0)
	);

/** What can be asked of the API; it checks what nobody can know from here. */
export type Asked = Omit<DatasetInput, 'options'> & { options: Record<string, unknown> };

/**
 * @param fits what means something for the chosen target
 * @param lacking projects that have nothing for it: they stay chosen, and are not asked for
 */
export function askedBy(draft: Draft, fits: Fits, lacking: ReadonlySet<string> = new Set()): Asked {
	const own = (field: Single): string => (asks(fits, draft.per, field) ? draft[field] : usual[field]);
	const names = namesIn(own('names'));
	const where = whereOf(own('where'));
	const [people, since, until, answered] = [own('people'), own('since'), own('until'), own('answered')];
	return {
		name: draft.name.trim(),
		projects: draft.projects.filter((slug) => !lacking.has(slug)),
		format: draft.format,
		options: {
			per: own('per'),
			tools: draft.tools,
			undecided: own('undecided'),
			as: fits.as.some(({ value }) => value === draft.as) ? draft.as : usual.as,
			splits: sharesIn(draft.splits),
			seed: number(draft.seed),
			near: draft.near === 'none' ? null : number(draft.near),
			licence: draft.licence.trim() || null,
			policies: {
				...(own('disagreement') === usual.disagreement ? {} : { disagreement: own('disagreement') }),
				ties: own('ties'),
				all_bad: own('all_bad'),
				pairs: own('pairs'),
				min_judgments: number(own('least')),
				min_agreement: number(own('agreement')) / 100,
				min_strength: number(own('strength')),
				...(people === 'all' ? {} : { [people === 'except' ? 'except' : 'only']: names }),
				...(since === '' ? {} : { since: momentOf(since) }),
				...(until === '' ? {} : { until: momentOf(until) }),
				...(answered === '' ? {} : { answered: namesIn(answered) }),
				...(where ? { metadata: where } : {})
			}
		}
	};
}

const percent = (share: number): string => String(Math.round(share * 1e8) / 1e6);

/** The draft that gives the same recipe again, of the judgments that there are by now. */
export function draftFrom({ dataset, format, sources, options }: Recipe): Draft {
	const { policies: own } = options;
	return {
		name: dataset,
		projects: sources.map(({ slug }) => slug),
		format,
		per: options.per,
		tools: options.tools,
		undecided: options.undecided,
		as: options.as,
		disagreement: own.disagreement ?? usual.disagreement,
		ties: own.ties,
		all_bad: own.all_bad,
		pairs: own.pairs,
		least: String(own.min_judgments),
		agreement: percent(own.min_agreement),
		strength: String(own.min_strength),
		people: own.only ? 'only' : own.except ? 'except' : 'all',
		names: (own.only ?? own.except ?? []).join('\n'),
		since: fieldOf(own.since),
		until: fieldOf(own.until),
		answered: (own.answered ?? []).join(','),
		where: whereText(own.metadata),
		seed: String(options.seed),
		near: options.near === null ? 'none' : String(options.near),
		licence: options.licence ?? '',
		show: '',
		splits: inOrder(
			Object.entries(options.splits).map(([name, share]): [string, string] => [name, percent(share)])
		)
	};
}

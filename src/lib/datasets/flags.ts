/** A mapping as flags of the command line, and back: what the page makes by clicks, the terminal takes by flags. */
import { Refusal } from '#lib/schema/refusal.ts';
import { formatOfName, type Format } from './format.ts';
import {
	parseMapping,
	type ItemMapping,
	type JudgmentMapping,
	type Kind,
	type Mapping,
	type Source,
	type SuggestionMapping
} from './mapping.ts';

type Flag = { many: boolean; kinds: Kind[]; about: string };
const votes: Kind[] = ['judgments', 'suggestions'];

/** `T` is a template such as `{id}` or `{prompt_id}-{a}-{b}`; `NAME` alone is short for `NAME={NAME}`. */
export const mappingFlags = {
	key: { many: false, kinds: ['items'], about: 'T: the item’s own id, such as {id} or {prompt}-{a}-{b}' },
	prompt: { many: false, kinds: ['items'], about: 'T: what the responses answer (alignment)' },
	response: {
		many: true,
		kinds: ['items'],
		about: 'ID=T: a response, its id and its text, such as a={answer_a}; repeat'
	},
	model: {
		many: true,
		kinds: ['items'],
		about: 'ID=T: the model of the response whose id is written ID; may repeat'
	},
	payload: {
		many: true,
		kinds: ['items'],
		about: 'NAME=T: a field of the payload; may repeat. Default: every other column'
	},
	metadata: {
		many: true,
		kinds: ['items'],
		about: 'NAME=T: kept beside the payload, never shown to raters; may repeat'
	},
	priority: { many: false, kinds: ['items'], about: 'T: 0 to 9, 9 first' },
	gold: { many: true, kinds: ['items'], about: 'QUESTION=T: the known right answer; may repeat' },
	judgment: {
		many: true,
		kinds: ['items'],
		about: 'QUESTION:RATER=T: what a rater answered, where raters are columns of the item’s row; repeat'
	},
	item: { many: false, kinds: votes, about: 'T: the key of the item that a judgment is about' },
	rater: { many: false, kinds: ['judgments'], about: 'T: who judged' },
	source: { many: false, kinds: ['suggestions'], about: 'T: the model that suggests, with its version' },
	answer: {
		many: true,
		kinds: votes,
		about: 'QUESTION=T: an answer; may repeat. A ranking is written best first: a>b, a=b for a tie'
	},
	case: {
		many: true,
		kinds: ['items', ...votes],
		about: 'VALUE=T: what a value of --answer, --judgment or --gold means, such as left={x}>{y}; repeat'
	},
	shown: {
		many: true,
		kinds: ['judgments'],
		about: 'T: a response id, in the order in which they were shown; repeat'
	},
	'shown-case': { many: true, kinds: ['judgments'], about: 'VALUE=T: what a value of --shown means; repeat' },
	at: { many: false, kinds: ['judgments'], about: 'T: when, in ISO 8601' },
	id: { many: false, kinds: ['judgments'], about: 'T: the judgment’s own id' },
	judge: { many: false, kinds: ['judgments'], about: 'T: person (the default) or model' },
	score: { many: false, kinds: ['suggestions'], about: 'T: the confidence, 0 to 1' }
} satisfies Record<string, Flag>;
export type FlagName = keyof typeof mappingFlags;
export type Flags = Partial<Record<FlagName, string | string[]>>;

/** The first `=` outside braces parts a name from its template. */
function pairOf(flag: FlagName, text: string): [string, string] {
	let inside = false;
	for (let i = 0; i < text.length; i++) {
		if (text[i] === '{') inside = true;
		else if (text[i] === '}') inside = false;
		else if (text[i] === '=' && !inside && i > 0) return [text.slice(0, i), text.slice(i + 1)];
	}
	const { about } = mappingFlags[flag];
	if (/^(response|model|case|shown-case)$/.test(flag) || text === '')
		throw new Refusal('invalid_mapping', `--${flag} ${text}: write ${about.split(':', 1)[0] ?? ''}.`);
	return [text, `{${text}}`];
}

const some = <T extends object>(value: T): T | undefined =>
	Object.keys(value).length > 0 ? value : undefined;

/** @returns null when no flag says anything about columns @throws Refusal invalid_mapping */
export function mappingOfFlags(kind: Kind, flags: Flags): Mapping | null {
	const given = (Object.keys(flags) as FlagName[]).filter((name) => [flags[name] ?? []].flat().length > 0);
	if (given.length === 0) return null;
	for (const name of given) {
		const { kinds }: Flag = mappingFlags[name];
		if (!kinds.includes(kind))
			throw new Refusal('invalid_mapping', `--${name} is for ${kinds.join(' and ')}; this imports ${kind}.`);
	}
	const one = (name: FlagName): string | undefined => [flags[name] ?? []].flat()[0];
	const pairs = (name: FlagName): [string, string][] =>
		[flags[name] ?? []].flat().map((text) => pairOf(name, text));
	const sources = (name: FlagName, caseName: FlagName): Record<string, Source> => {
		const cases = pairs(caseName);
		return Object.fromEntries(
			pairs(name).map(([question, from]) => [question, cases.length > 0 ? { from, cases } : from])
		);
	};
	/** One judgment a rater, in the order in which raters are first named. */
	const judgments = (): ItemMapping['judgments'] => {
		const cases = pairs('case');
		const raters = new Map<string, Record<string, Source>>();
		for (const text of [flags.judgment ?? []].flat()) {
			const colon = text.indexOf(':');
			if (colon < 1) throw new Refusal('invalid_mapping', `--judgment ${text}: write QUESTION:RATER=T.`);
			const [rater, from] = pairOf('judgment', text.slice(colon + 1));
			const answers = raters.get(rater) ?? {};
			answers[text.slice(0, colon)] = cases.length > 0 ? { from, cases } : from;
			raters.set(rater, answers);
		}
		return raters.size > 0 ? [...raters].map(([rater, answers]) => ({ rater, answers })) : undefined;
	};
	const models = new Map(pairs('model'));
	const responses = pairs('response').map(([id, text]) => {
		const model = models.get(id);
		models.delete(id);
		return { id, text, ...(model === undefined ? {} : { model }) };
	});
	if (
		kind === 'items' &&
		flags.case !== undefined &&
		flags.judgment === undefined &&
		flags.gold === undefined
	)
		throw new Refusal(
			'invalid_mapping',
			'--case says what values of --judgment or --gold mean; add one of them.'
		);
	const [stray] = models.keys();
	if (stray !== undefined)
		throw new Refusal('invalid_mapping', `--model ${stray}=…: no --response is written ${stray}=….`);
	const shownCases = pairs('shown-case');
	const shown = [flags.shown ?? []]
		.flat()
		.map((from) => (shownCases.length > 0 ? { from, cases: shownCases } : from));
	const document: Record<string, unknown> =
		kind === 'items'
			? {
					key: one('key'),
					prompt: one('prompt'),
					priority: one('priority'),
					responses: responses.length > 0 ? responses : undefined,
					payload: some(Object.fromEntries(pairs('payload'))),
					metadata: some(Object.fromEntries(pairs('metadata'))),
					gold: some(sources('gold', 'case')),
					judgments: judgments()
				}
			: {
					item: one('item'),
					rater: one('rater'),
					source: one('source'),
					answers: some(sources('answer', 'case')),
					shown: shown.length > 0 ? shown : undefined,
					at: one('at'),
					id: one('id'),
					kind: one('judge'),
					score: one('score')
				};
	for (const [name, flag] of needed[kind])
		if (document[name] === undefined)
			throw new Refusal('invalid_mapping', `Add --${flag}, or none of its kin.`);
	return parseMapping(
		kind,
		Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined))
	);
}

const needed: Record<Kind, [string, FlagName][]> = {
	items: [],
	judgments: [
		['item', 'item'],
		['rater', 'rater'],
		['answers', 'answer']
	],
	suggestions: [
		['item', 'item'],
		['source', 'source'],
		['answers', 'answer']
	]
};

const pair = ([name, template]: [string, string]): string =>
	template === `{${name}}` ? name : `${name}=${template}`;

/** The flags that say the same; null when only the document itself can. */
export function flagsOfMapping(kind: Kind, mapping: Mapping): Flags | null {
	const flags: Flags = {};
	const put = (name: FlagName, value: string | string[] | undefined) => {
		if (value !== undefined && value.length > 0) flags[name] = value;
	};
	const putSources = (name: FlagName, caseName: FlagName, sources: [string | null, Source][]) => {
		put(
			name,
			sources.map(([question, source]) => {
				const from = typeof source === 'string' ? source : source.from;
				return question === null ? from : pair([question, from]);
			})
		);
		const [first] = sources.map(([, source]) => source);
		if (first !== undefined && typeof first !== 'string')
			put(
				caseName,
				first.cases.map(([when, then]) => `${when}=${then}`)
			);
	};
	if (kind === 'items') {
		const {
			key,
			prompt,
			priority,
			responses = [],
			payload,
			metadata,
			gold,
			judgments = []
		} = mapping as ItemMapping;
		put('key', key);
		put('prompt', prompt);
		put(
			'response',
			responses.map(({ id, text }) => `${id}=${text}`)
		);
		put(
			'model',
			responses.flatMap(({ id, model }) => (model === undefined ? [] : [`${id}=${model}`]))
		);
		put('payload', Object.entries(payload ?? {}).map(pair));
		put('metadata', Object.entries(metadata ?? {}).map(pair));
		put('priority', priority);
		putSources('gold', 'case', Object.entries(gold ?? {}));
		const judged = judgments.flatMap(({ rater, answers }) =>
			Object.entries(answers).map(([question, source]) => ({ question, rater, source }))
		);
		putSources(
			'judgment',
			'case',
			judged.map(({ source }) => [null, source])
		);
		put(
			'judgment',
			judged.map(({ question, rater, source }) => {
				const from = typeof source === 'string' ? source : source.from;
				return `${question}:${pair([rater, from])}`;
			})
		);
	} else {
		const { item, answers } = mapping as JudgmentMapping | SuggestionMapping;
		const { rater, shown, at, id, kind: judge } = mapping as JudgmentMapping;
		const { source, score } = mapping as SuggestionMapping;
		put('item', item);
		put('rater', rater);
		put('source', source);
		putSources('answer', 'case', Object.entries(answers));
		putSources(
			'shown',
			'shown-case',
			(shown ?? []).map((s) => [null, s])
		);
		put('at', at);
		put('id', id);
		put('judge', judge);
		put('score', score);
	}
	return says(kind, flags, mapping) ? flags : null;
}

/** Cases that differ from answer to answer, or an `=` in a name, do not survive the way there and back. */
function says(kind: Kind, flags: Flags, mapping: Mapping): boolean {
	try {
		const again = mappingOfFlags(kind, flags) ?? {};
		return sorted(again) === sorted(parseMapping(kind, mapping));
	} catch (error) {
		if (error instanceof Refusal) return false;
		throw error;
	}
}

const sorted = (value: unknown): string =>
	JSON.stringify(value, (_, inner: unknown) =>
		typeof inner === 'object' && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner
	);

const quoted = (text: string): string =>
	/^[A-Za-z0-9_./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The command that imports as this mapping says, ready for a shell.
 * @param format named where the file's ending does not say it
 * @param judgments whether what rows of a known format say of their items comes with them
 */
export function commandLine(
	project: string,
	kind: Kind,
	mapping: Mapping | null,
	file: string,
	format: Format | null = null,
	judgments = true
): string {
	const flags = mapping ? flagsOfMapping(kind, mapping) : {};
	const parts = [`--project ${quoted(project)}`, ...(kind === 'items' ? [] : [`--kind ${kind}`])];
	if (format !== null && formatOfName(file) !== format) parts.push(`--format ${format}`);
	if (!judgments) parts.push('--without-judgments');
	if (flags === null) parts.push(`--map ${quoted(JSON.stringify(mapping))}`);
	else
		for (const [name, value] of Object.entries(flags))
			for (const text of [value].flat()) parts.push(`--${name} ${quoted(text)}`);
	return [`npm run -s assent -- import`, ...parts, quoted(file)].join(' \\\n  ');
}

/** A mapping while it is being made by hand: every field is there, and empty until somebody fills it. */
import type { Form } from '#lib/form/form.ts';
import type { JsonObject } from '#lib/schema/json.ts';
import type { Stage } from '#lib/schema/values.ts';
import { valuesOf } from '#lib/datasets/guess.ts';
import type {
	ItemMapping,
	JudgmentMapping,
	Kind,
	Mapping,
	Source,
	SuggestionMapping
} from '#lib/datasets/mapping.ts';
import { columnsOf, literal } from '#lib/datasets/template.ts';

export type Response = { id: string; text: string; model: string };
export type Answer = { question: string; from: string; cases: [string, string][] };

export type Draft = {
	key: string;
	prompt: string;
	priority: string;
	responses: Response[];
	/** the fields that the form shows */
	payload: { name: string; from: string }[];
	/** columns that are kept beside the payload */
	metadata: string[];
	/** raters whose answers to one question stand in columns of the item's row */
	judged: { raters: { rater: string; from: string }[]; cases: [string, string][] };
	item: string;
	rater: string;
	source: string;
	answers: Answer[];
	shown: [string, string];
	at: string;
	id: string;
	score: string;
};

const answerOf = (question: string, source: Source | undefined): Answer =>
	source === undefined || typeof source === 'string'
		? { question, from: source ?? '', cases: [] }
		: { question, from: source.from, cases: source.cases };

/** The question that columns of raters answer: the ranking where there is one, else the first. */
export const judgedQuestion = ({ questions }: Form): string | null =>
	(questions.find(({ type }) => type === 'ranking') ?? questions[0])?.name ?? null;

function judgedOf(judgments: ItemMapping['judgments'], question: string | null): Draft['judged'] {
	const found = (judgments ?? []).flatMap(({ rater, answers }) => {
		const source = question === null ? undefined : answers[question];
		return source === undefined ? [] : [{ rater, answer: answerOf(question ?? '', source) }];
	});
	return {
		raters: found.map(({ rater, answer }) => ({ rater, from: answer.from })),
		cases: found[0]?.answer.cases ?? []
	};
}

export function draftOf(mapping: Mapping, form: Form): Draft {
	const item = mapping as ItemMapping;
	const vote = mapping as JudgmentMapping & SuggestionMapping;
	const responses = (item.responses ?? []).map(({ id, text, model = '' }) => ({ id, text, model }));
	while (responses.length < 2)
		responses.push({ id: responses.length === 0 ? 'a' : 'b', text: '', model: '' });
	const answers = vote.answers as Record<string, Source> | undefined;
	const [first, second] = vote.shown ?? [];
	return {
		key: item.key ?? '',
		prompt: item.prompt ?? '',
		priority: item.priority ?? '',
		responses,
		payload: form.fields.map(({ name }) => ({ name, from: item.payload?.[name] ?? '' })),
		metadata: [],
		judged: judgedOf(item.judgments, judgedQuestion(form)),
		item: vote.item ?? '',
		rater: vote.rater ?? '',
		source: vote.source ?? '',
		answers: form.questions.map(({ name }) => answerOf(name, answers?.[name])),
		shown: [typeof first === 'string' ? first : '', typeof second === 'string' ? second : ''],
		at: vote.at ?? '',
		id: vote.id ?? '',
		score: vote.score ?? ''
	};
}

const filled = <T extends Record<string, unknown>>(document: T): Partial<T> =>
	Object.fromEntries(
		Object.entries(document).filter(([, value]) => value !== '' && value !== undefined)
	) as Partial<T>;

const some = <T extends object>(value: T): T | undefined =>
	Object.keys(value).length > 0 ? value : undefined;

function sourcesOf(answers: Answer[]): Record<string, Source> {
	return Object.fromEntries(
		answers.flatMap(({ question, from, cases }) => {
			if (from === '') return [];
			const meant = cases.filter(([, meaning]) => meaning !== '');
			return [[question, meant.length > 0 ? { from, cases: meant } : from]];
		})
	);
}

function judgmentsOf({ raters, cases }: Draft['judged'], question: string | null) {
	return raters.flatMap(({ rater, from }) => {
		if (question === null || from === '') return [];
		return [{ rater, answers: sourcesOf([{ question, from, cases }]) }];
	});
}

/** What has been filled in, as a document that may still lack something. */
export function mappingOf(kind: Kind, stage: Stage, form: Form, draft: Draft): unknown {
	if (kind === 'items') {
		const { key, prompt, priority, responses, payload, metadata } = draft;
		const judgments = judgmentsOf(draft.judged, judgedQuestion(form));
		const pairs = stage === 'alignment';
		const texts = responses.filter(({ text }) => text !== '').map((r) => filled(r));
		return filled({
			key,
			priority,
			prompt: pairs ? prompt : '',
			responses: pairs && texts.length > 0 ? texts : undefined,
			payload: pairs
				? undefined
				: some(
						Object.fromEntries(
							payload.filter(({ from }) => from !== '').map(({ name, from }) => [name, from])
						)
					),
			metadata: some(Object.fromEntries(metadata.map((name) => [name, `{${name}}`]))),
			judgments: judgments.length > 0 ? judgments : undefined
		});
	}
	const { item, rater, source, answers, shown, at, id, score } = draft;
	const common = { item, answers: sourcesOf(answers) };
	return kind === 'judgments'
		? filled({ ...common, rater, shown: shown.every((s) => s !== '') ? shown : undefined, at, id })
		: filled({ ...common, source, score });
}

/** The values that a question's column has, each with what was said of it so far. */
export function casesFor({ from, cases }: Answer, rows: JsonObject[]): [string, string][] {
	const [only] = columnsOf(from);
	if (only === undefined || from !== `{${only}}`) return cases;
	const said = new Map(cases);
	return valuesOf(rows, only)
		.filter((value) => !/[>={]/.test(value))
		.map((value) => [literal(value), said.get(literal(value)) ?? '']);
}

/** The values that all columns of raters have together, each with what was said of it so far. */
export function casesForRaters({ raters, cases }: Draft['judged'], rows: JsonObject[]): [string, string][] {
	const found = raters.flatMap(({ from }) => casesFor({ question: '', from, cases }, rows));
	return [...new Map(found)].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** One record of Argilla, whichever of its four shapes it stands in. */
import { isObject, parseJson, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { listIn, textIn } from './brought.ts';

/** One answer: by whom, or by which agent; empty where nobody is named. */
export type Said = { question: string; by: string; value: Json; score?: Json };
export type ArgillaRecord = {
	id: string | null;
	fields: JsonObject;
	metadata: Json;
	responses: Said[];
	suggestions: Said[];
};

/** Cells of a CSV and columns of version 1 hold lists and objects as JSON text. */
export function opened(value: Json | undefined): Json {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value ?? null;
	try {
		return parseJson(value);
	} catch (error) {
		if (error instanceof Refusal) return value;
		throw error;
	}
}

const there = (said: Said[]): Said[] => said.filter(({ value }) => value !== null);
/** Where no status is told, as in nested records, what was given counts. */
const isGiven = (status: Json | undefined): boolean => (status ?? 'submitted') === 'submitted';

/** `{id, fields, responses: {question: [{value, user_id}]}, suggestions: {question: {value, score, agent}}}` */
function nested(row: JsonObject): ArgillaRecord | null {
	const { id, fields, responses, suggestions, metadata } = row;
	if (!isObject(fields) || !isObject(responses) || !isObject(suggestions)) return null;
	return {
		id: textIn(id),
		fields,
		metadata: metadata ?? null,
		responses: there(
			Object.entries(responses).flatMap(([question, all]) =>
				listIn(all)
					.filter(isObject)
					.filter(({ status }) => isGiven(status))
					.map((one) => ({ question, by: textIn(one.user_id) ?? '', value: one.value ?? null }))
			)
		),
		suggestions: there(
			Object.entries(suggestions).flatMap(([question, one]) =>
				isObject(one)
					? [{ question, by: textIn(one.agent) ?? '', value: one.value ?? null, score: one.score ?? null }]
					: []
			)
		)
	};
}

/** Version 1: `{fields, responses: [{user_id, status, values: {question: {value}}}], suggestions: [{question_name, …}]}` */
function listed(row: JsonObject): ArgillaRecord | null {
	const { fields, responses, suggestions, metadata } = row;
	if (!isObject(fields) || !Array.isArray(responses) || !Array.isArray(suggestions)) return null;
	return {
		id: textIn(row.external_id) ?? textIn(row.id),
		fields,
		metadata: metadata ?? null,
		responses: there(
			responses
				.filter(isObject)
				.filter(({ status }) => isGiven(status))
				.flatMap(({ user_id: user, values }) =>
					Object.entries(isObject(values) ? values : {}).map(([question, one]) => ({
						question,
						by: textIn(user) ?? '',
						value: isObject(one) ? (one.value ?? null) : null
					}))
				)
		),
		suggestions: there(
			suggestions.filter(isObject).map((one) => ({
				question: textIn(one.question_name) ?? '',
				by: textIn(one.agent) ?? '',
				value: one.value ?? null,
				score: one.score ?? null
			}))
		)
	};
}

const SUFFIXES = [
	'.responses',
	'.responses.users',
	'.responses.status',
	'.suggestion',
	'.suggestion.score',
	'.suggestion.agent'
];

/** Columns `question.responses` and `question.suggestion` with theirs; every other one is a field or metadata. */
function flat(row: JsonObject): ArgillaRecord | null {
	const names = Object.keys(row);
	const questions = [
		...new Set(names.flatMap((name) => /^(.+)\.(?:responses|suggestion)$/.exec(name)?.[1] ?? []))
	];
	const isOwn = (name: string) =>
		questions.some((question) => SUFFIXES.some((suffix) => name === question + suffix));
	const isPaired = questions.every(
		(name) => names.includes(`${name}.responses.users`) || names.includes(`${name}.suggestion.score`)
	);
	if (questions.length === 0 || !isPaired) return null;
	const of = (question: string, suffix: string) => opened(row[question + suffix]);
	return {
		id: textIn(row.id),
		fields: Object.fromEntries(
			Object.entries(row).filter(
				([name]) => !isOwn(name) && !['id', '_server_id', 'status', 'score'].includes(name)
			)
		),
		metadata: null,
		responses: questions.flatMap((question) =>
			listIn(of(question, '.responses')).flatMap((value, i): Said[] =>
				value !== null && isGiven(listIn(of(question, '.responses.status'))[i])
					? [{ question, by: textIn(listIn(of(question, '.responses.users'))[i]) ?? '', value }]
					: []
			)
		),
		suggestions: there(
			questions.map((question) => ({
				question,
				by: textIn(of(question, '.suggestion.agent')) ?? '',
				value: row[`${question}.suggestion`] ?? null,
				score: of(question, '.suggestion.score')
			}))
		)
	};
}

/** Version 1 as a table: a column a question, `question-suggestion` and `question-suggestion-metadata` beside it. */
function dashed(row: JsonObject): ArgillaRecord | null {
	const names = Object.keys(row);
	const questions = names.flatMap((name) => {
		const question = /^(.+)-suggestion-metadata$/.exec(name)?.[1] ?? '';
		return names.includes(question) && names.includes(`${question}-suggestion`) ? [question] : [];
	});
	if (questions.length === 0) return null;
	const isOwn = (name: string) =>
		questions.some((question) =>
			[question, `${question}-suggestion`, `${question}-suggestion-metadata`].includes(name)
		);
	return {
		id: textIn(row.external_id),
		fields: Object.fromEntries(
			Object.entries(row).filter(
				([name]) => !isOwn(name) && !['external_id', 'metadata', 'vectors'].includes(name)
			)
		),
		metadata: opened(row.metadata),
		responses: there(
			questions.flatMap((question) =>
				listIn(opened(row[question]))
					.filter(isObject)
					.filter(({ status }) => isGiven(status))
					.map((one) => ({ question, by: textIn(one.user_id) ?? '', value: one.value ?? null }))
			)
		),
		suggestions: there(
			questions.map((question) => {
				const about = opened(row[`${question}-suggestion-metadata`]);
				const { agent, score } = isObject(about) ? about : {};
				return {
					question,
					by: textIn(agent) ?? '',
					value: row[`${question}-suggestion`] ?? null,
					score: score ?? null
				};
			})
		)
	};
}

/** @returns null for what is no record of Argilla */
export const recordIn = (row: JsonObject): ArgillaRecord | null =>
	nested(row) ?? listed(row) ?? flat(row) ?? dashed(row);

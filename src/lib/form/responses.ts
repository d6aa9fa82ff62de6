/** What is asked of each response of an item: answers by response id. */
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Payload } from '#lib/schema/values.ts';
import { wrong, type Kind, type Problem, type Question } from './kind.ts';
import { hint } from './near.ts';

/** The ids of an item's responses, in the order in which they stand there. */
export const responseIds = (payload: Payload): string[] =>
	Array.isArray(payload.responses)
		? payload.responses.flatMap((r) => (isObject(r) && typeof r.id === 'string' ? [r.id] : []))
		: [];

/** The models whose responses an item holds, where it says so. */
export const modelsIn = (payload: Payload): string[] =>
	Array.isArray(payload.responses)
		? payload.responses.flatMap((r) => (isObject(r) && typeof r.model === 'string' ? [r.model] : []))
		: [];

/** Whether a question is asked of every response by itself. */
export const isOfResponses = ({ of }: Pick<Question, 'of'>): boolean => of === 'responses';

/** An answer by response with its ids renamed, as between the caller's and the assignment's own. */
export const renameKeys = (answer: Json, names: ReadonlyMap<string, string>): Json =>
	isObject(answer)
		? Object.fromEntries(Object.entries(answer).map(([id, own]) => [names.get(id) ?? id, own]))
		: answer;

/** @param needed whether every response needs an answer, or any of them may have one */
export function checkOfResponses(
	kind: Kind,
	question: Question,
	answer: Json,
	payload: Payload,
	needed: boolean
): Problem[] {
	if (!isObject(answer)) return wrong('Send an answer for each response, such as {"a": …, "b": …}.');
	const ids = responseIds(payload);
	const given: JsonObject = answer;
	const problems = Object.keys(given).flatMap((id): Problem[] =>
		ids.includes(id)
			? kind
					.check(question, given[id] ?? null, payload)
					.map(({ path, ...problem }) => ({ ...problem, path: `/${id}${path}` }))
			: wrong(`“${id}” is no response of this item.${hint(id, ids)}`, `/${id}`)
	);
	const missing = needed ? ids.filter((id) => !Object.hasOwn(given, id)) : [];
	return problems.concat(missing.flatMap((id) => wrong('This response needs an answer.', `/${id}`)));
}

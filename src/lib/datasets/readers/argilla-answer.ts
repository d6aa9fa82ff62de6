/** What Argilla stores as the value of a response, as the answer to a question of ours. */
import type { Question } from '#lib/form/kind.ts';
import { isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import { opened } from './argilla-record.ts';
import { leftOut, listIn, numberIn } from './brought.ts';
import { spanIn } from './spans.ts';

/** A list of objects; tables keep it as an object of lists, one a column. */
function objectsIn(value: Json): JsonObject[] {
	if (!isObject(value)) return listIn(value).filter(isObject);
	const names = Object.keys(value);
	const many = Math.max(0, ...names.map((name) => listIn(value[name]).length));
	return Array.from({ length: many }, (_, i) =>
		Object.fromEntries(names.map((name) => [name, listIn(value[name])[i] ?? null]))
	);
}

/** The best first: names in their order, or each with a rank, where the same rank ties. */
export function tiersIn(value: Json): string[][] {
	if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
		return value.map((name) => [name]);
	const ranked = objectsIn(value).map(({ rank, value: name }) => ({
		rank: Number(rank),
		name: String(name)
	}));
	return [...Map.groupBy(ranked, ({ rank }) => rank)]
		.toSorted(([a], [b]) => a - b)
		.map(([, tied]) => tied.map(({ name }) => name));
}

/** @throws Refusal left_out where a span marks no text */
export function answerIn(question: Question, value: Json, payload: JsonObject): Json {
	switch (question.type) {
		case 'ranking':
			return { tiers: tiersIn(opened(value)) };
		case 'spans': {
			const text = payload[question.field ?? ''];
			return objectsIn(opened(value)).map((span) => spanIn(text, span));
		}
		case 'labels':
			return [opened(value)].flat();
		case 'rating':
			return numberIn(value);
		case 'boxes':
			throw leftOut('what are no boxes');
		default:
			return value;
	}
}

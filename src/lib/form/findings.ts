/** What an item's responses tell of themselves as they come in: that they are all the same, or who wrote them. */
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { Payload } from '#lib/schema/values.ts';
import { selfNaming } from './self-naming.ts';

const objectsIn = (value: Json | undefined): JsonObject[] =>
	Array.isArray(value) ? value.filter(isObject) : [];

const textIn = (content: Json | undefined): string => {
	if (typeof content === 'string') return content;
	return (Array.isArray(content) ? content : [])
		.map((part) => (isObject(part) ? textIn(part.text) : textIn(part)))
		.join('\n');
};

const normal = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Calls without the ids that tie results to them: they differ each time. */
const callsIn = (calls: Json | undefined): Json => objectsIn(calls).map(({ id: _, ...call }) => call);

/** What a reader sees of a response, white space and Unicode forms aside. */
const read = (response: JsonObject): string =>
	Array.isArray(response.messages)
		? canonical(
				objectsIn(response.messages).map(({ role = null, content, tool_calls: calls }) => [
					role,
					normal(textIn(content)),
					callsIn(calls)
				])
			)
		: canonical([['assistant', normal(textIn(response.text)), []]]);

/** The ids of responses that read the same, each group in the order of the file; nothing where all differ. */
export function sameResponses(payload: Payload): string[][] {
	const groups = Map.groupBy(objectsIn(payload.responses), read);
	return [...groups.values()]
		.filter((group) => group.length > 1)
		.map((group) => group.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
}

const promptIn = ({ prompt }: Payload): string =>
	Array.isArray(prompt)
		? objectsIn(prompt)
				.map(({ content }) => textIn(content))
				.join('\n')
		: textIn(prompt);

/** What the model itself says: not what a user or a tool says within the response. */
const spokenIn = (response: JsonObject): string =>
	Array.isArray(response.messages)
		? objectsIn(response.messages)
				.filter(({ role }) => role !== 'user' && role !== 'system' && role !== 'tool')
				.map(({ content }) => textIn(content))
				.join('\n\n')
		: textIn(response.text);

export type Findings = {
	/** whether fewer than two responses differ: there is nothing to compare */
	identical: boolean;
	/** by the id of a response that says which model it is, the names as it writes them; null where none does */
	selfNaming: Record<string, string[]> | null;
};

export const nothingFound: Findings = { identical: false, selfNaming: null };

/** @param payload of an item to rank */
export function findingsIn(payload: Payload): Findings {
	const responses = objectsIn(payload.responses);
	const prompt = promptIn(payload);
	const named = responses.flatMap((response): [string, string[]][] => {
		const model = typeof response.model === 'string' ? response.model : undefined;
		const names = selfNaming(spokenIn(response), { model, prompt });
		return names.length > 0 && typeof response.id === 'string' ? [[response.id, names]] : [];
	});
	return {
		identical: new Set(responses.map(read)).size < 2,
		selfNaming: named.length > 0 ? Object.fromEntries(named) : null
	};
}

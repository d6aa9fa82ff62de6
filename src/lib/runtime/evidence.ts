/** How many words stand before whoever decides; how long reading them takes is in stats/reading.ts. */
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { wordsIn } from '#lib/stats/reading.ts';
import type { Action } from './action.ts';

/** Words among the texts and numbers of a value; names of fields are read too. */
function wordsOfValue(value: Json | undefined): number {
	if (value === undefined || value === null) return 0;
	if (typeof value === 'string') return wordsIn(value);
	if (typeof value !== 'object') return 1;
	if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + wordsOfValue(one), 0);
	return Object.values(value).reduce<number>((sum, one) => sum + 1 + wordsOfValue(one), 0);
}

type Evidence = {
	action: Action;
	context?: { title?: string; text?: string }[];
	prompt?: JsonObject[];
};

/** What stands before whoever decides: the action, what the agent says of it, the conversation before it. */
export const wordsOf = ({ action, context, prompt }: Evidence): number =>
	1 +
	wordsOfValue(action.args) +
	(context ?? []).reduce((sum, { title = '', text = '' }) => sum + wordsIn(title) + wordsIn(text), 0) +
	(prompt ?? []).reduce((sum, { content }) => sum + wordsOfValue(content), 0);

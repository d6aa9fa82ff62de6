/**
 * What people's verdicts on decisions teach: an edit is a pair and a demonstration, an approval or a rejection is a
 * rating. A corrected tool call is a pair of assistant `tool_calls`.
 */
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { ExampleOf, Meta } from './example.ts';
import { say, type Message } from './messages.ts';

/** A decision that a person concluded, with the verdict that did. */
export type Concluded = {
	id: string;
	prompt: Json | undefined;
	proposed: JsonObject;
	answers: JsonObject;
	meta: Meta;
};

export const verdictKinds = ['pair', 'rated', 'demonstration', 'prompt'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

/** Why a concluded decision is no example of a kind. */
export const noExample = ['other_verdict', 'no_prompt'] as const;
export type NoExample = (typeof noExample)[number];

const text = (value: Json | undefined): string =>
	typeof value === 'string' ? value : value === undefined || value === null ? '' : canonical(value);

const callsOf = (value: Json | undefined): string =>
	value === undefined || value === null || (Array.isArray(value) && value.length === 0)
		? '[]'
		: typeof value === 'string'
			? value
			: canonical(value);

const promptOf = (prompt: Json | undefined): Message[] =>
	(Array.isArray(prompt) ? prompt : []).filter(isObject).map(({ role, content, tool_calls }) => ({
		role: text(role),
		content: text(content),
		tool_calls: callsOf(tool_calls)
	}));

/** An argument by its dotted path. */
const argumentAt = (action: JsonObject, path: string): Json | undefined =>
	path
		.split('.')
		.reduce<Json | undefined>(
			(value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
			action.args
		);

/** A call as chat templates take it: the arguments are an object, the whole is JSON as text. */
const call = ({ name, args }: JsonObject): Message => ({
	role: 'assistant',
	content: '',
	tool_calls: canonical([{ type: 'function', function: { name, arguments: args } }])
});

/** What the model wrote: the text of the output field, or the call. */
const completion = (action: JsonObject, outputField: string | null): Message => {
	const written = outputField === null ? undefined : argumentAt(action, outputField);
	return typeof written === 'string' ? say('assistant', written) : call(action);
};

/** Of a correction: texts, when what changed is the text; else the two calls. */
function pairOf(proposed: JsonObject, edited: JsonObject, outputField: string | null): [Message, Message] {
	const [before, after] = [completion(proposed, outputField), completion(edited, outputField)];
	const same = before.tool_calls === '[]' && before.content === after.content;
	return same || (before.tool_calls === '[]') !== (after.tool_calls === '[]')
		? [call(edited), call(proposed)]
		: [after, before];
}

/** The action as a person made it, when the verdict that concluded was for an edited one. */
const editedOf = ({ answers }: Concluded): JsonObject | null =>
	(answers.verdict === 'edit' || answers.verdict === 'approve') && isObject(answers.action)
		? answers.action
		: null;

/**
 * @param outputField the argument whose text is what the model writes; without one, the call itself is
 * @returns the example of a kind, or why there is none
 */
export function exampleOf(
	kind: VerdictKind,
	of: Concluded,
	outputField: string | null
): ExampleOf<VerdictKind> | NoExample {
	const prompt = promptOf(of.prompt);
	const edited = editedOf(of);
	const { verdict } = of.answers;
	const labelled = edited === null && (verdict === 'approve' || verdict === 'reject');
	if (kind === 'rated' ? !labelled : kind !== 'prompt' && edited === null) return 'other_verdict';
	if (prompt.length === 0) return 'no_prompt';
	const common = { group: of.id, prompt, meta: of.meta };
	if (kind === 'prompt') return { kind, ...common };
	if (edited === null)
		return {
			kind: 'rated',
			...common,
			completion: [completion(of.proposed, outputField)],
			label: verdict === 'approve'
		};
	const [good, bad] = pairOf(of.proposed, edited, outputField);
	if (kind === 'demonstration') return { kind, ...common, completion: [good] };
	return {
		kind: 'pair',
		...common,
		chosen: [good],
		rejected: [bad],
		strength: 1,
		shares: { chosen: 1, rejected: 0 }
	};
}

/**
 * What people's verdicts on decisions teach, as TRL's trainers load it: an edit is a preference pair and an example
 * to imitate, an approval or a rejection is a label. A corrected tool call is a pair of assistant `tool_calls`.
 */
import { canonical, isObject, type Json, type JsonObject } from '#lib/schema/json.ts';
import type { DpoRow, Message } from './trl-dpo.ts';

/** `{"prompt":[messages],"completion":[message],"label":true|false}`: KTOTrainer, conversational. */
export type KtoRow = { prompt: Message[]; completion: Message[]; label: boolean };
/** `{"messages":[messages]}`: SFTTrainer, conversational. */
export type SftRow = { messages: Message[] };
export const verdictFormats = ['trl-dpo', 'trl-kto', 'trl-sft'] as const;
export type VerdictFormat = (typeof verdictFormats)[number];

/** A decision that a person concluded, with the verdict that did. */
export type Concluded = {
	prompt: Json | undefined;
	proposed: JsonObject;
	answers: JsonObject;
};

/** Why a concluded decision is no row. */
export const leftOut = ['other_verdict', 'no_prompt', 'tool_calls', 'blank', 'identical'] as const;
export type LeftOut = (typeof leftOut)[number];

type Options = {
	/** whether messages keep their tool calls; else rows that have any are left out */
	tools: boolean;
	/** the argument whose text is what the model writes; without one, the call itself is */
	outputField: string | null;
};

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

const say = (content: string): Message => ({ role: 'assistant', content, tool_calls: '[]' });

/** A call as chat templates take it: the arguments are an object, the whole is JSON as text. */
const call = ({ name, args }: JsonObject): Message => ({
	role: 'assistant',
	content: '',
	tool_calls: canonical([{ type: 'function', function: { name, arguments: args } }])
});

/** What the model wrote: the text of the output field, or the call. */
const completion = (action: JsonObject, outputField: string | null): Message => {
	const written = outputField === null ? undefined : argumentAt(action, outputField);
	return typeof written === 'string' ? say(written) : call(action);
};

/** Of a correction: texts, when what changed is the text; else the two calls. */
function pairOf(proposed: JsonObject, edited: JsonObject, outputField: string | null): [Message, Message] {
	const [before, after] = [completion(proposed, outputField), completion(edited, outputField)];
	const same = before.tool_calls === '[]' && before.content === after.content;
	return same || (before.tool_calls === '[]') !== (after.tool_calls === '[]')
		? [call(edited), call(proposed)]
		: [after, before];
}

const plain = (messages: Message[]): Message[] => messages.map(({ role, content }) => ({ role, content }));
const hasCalls = (messages: Message[]): boolean => messages.some(({ tool_calls }) => tool_calls !== '[]');
const isBlank = (messages: Message[]): boolean =>
	!hasCalls(messages) && messages.every(({ content }) => content.trim() === '');

/** The action as a person made it, when the verdict that concluded was for an edited one. */
const editedOf = ({ answers }: Concluded): JsonObject | null =>
	(answers.verdict === 'edit' || answers.verdict === 'approve') && isObject(answers.action)
		? answers.action
		: null;

/** @returns the row of a format, or why there is none */
export function verdictRow(
	of: Concluded,
	format: VerdictFormat,
	{ tools, outputField }: Options
): DpoRow | KtoRow | SftRow | LeftOut {
	const prompt = promptOf(of.prompt);
	const edited = editedOf(of);
	const labelled = edited === null && (of.answers.verdict === 'approve' || of.answers.verdict === 'reject');
	if (format === 'trl-kto' ? !labelled : edited === null) return 'other_verdict';
	if (prompt.length === 0) return 'no_prompt';
	const [good, bad] = edited
		? pairOf(of.proposed, edited, outputField)
		: [completion(of.proposed, outputField), null];
	const written = format === 'trl-dpo' && bad ? [good, bad] : [good];
	if (!tools && hasCalls([...prompt, ...written])) return 'tool_calls';
	if (written.some((message) => isBlank([message]))) return 'blank';
	if (format === 'trl-dpo' && bad && canonical(good) === canonical(bad)) return 'identical';
	const shown = tools ? (messages: Message[]) => messages : plain;
	switch (format) {
		case 'trl-dpo':
			return { prompt: shown(prompt), chosen: shown([good]), rejected: shown(bad ? [bad] : []) };
		case 'trl-kto':
			return { prompt: shown(prompt), completion: shown([good]), label: of.answers.verdict === 'approve' };
		case 'trl-sft':
			return { messages: shown([...prompt, good]) };
	}
}

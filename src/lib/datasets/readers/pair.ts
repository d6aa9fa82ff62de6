/**
 * Responses to a prompt and their order, as an item of an alignment project with a judgment of the crowd. The two
 * sides of a pair are sorted by what they say: which was preferred cannot be told from where it stands, and the same
 * pair is the same item whoever won.
 */
import type { Form } from '#lib/form/form.ts';
import { canonical, isObject, parseJson, type Json, type JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { isBlank, isSame, messagesOf } from '../messages.ts';
import { CROWD, itemWith, type Item } from './brought.ts';

export type Messages = JsonObject[];

export const isMessages = (value: Json | undefined): value is Messages =>
	Array.isArray(value) &&
	value.length > 0 &&
	value.every((one) => isObject(one) && typeof one.role === 'string');

/** Calls that a file keeps as text are a list again; none at all are not mentioned, nor what a table left empty. */
function unpacked(turn: JsonObject): JsonObject {
	const { tool_calls: calls, ...message } = Object.fromEntries(
		Object.entries(turn).filter(([, value]) => value !== null)
	);
	if (calls === undefined) return message;
	const made = typeof calls === 'string' ? parseJson(calls) : calls;
	return Array.isArray(made) && made.length === 0 ? message : { ...message, tool_calls: made };
}

/** @throws Refusal invalid_json where calls are no JSON */
export const unpack = (messages: Messages): Messages => messages.map(unpacked);

export const say = (role: string, content: string): JsonObject => ({ role, content });

/** The ranking that a project asks for. */
export const rankingOf = (form: Form): string | null =>
	form.questions.find(({ type }) => type === 'ranking')?.name ?? null;

export const asksNoRanking = (what: string): Refusal =>
	new Refusal(
		'wrong_stage',
		`${what}, and this project asks for no ranking. Bring it into an alignment project.`
	);

/** @throws Refusal wrong_stage where responses are ranked, and a row labels something else */
export function assertLabels(form: Form, what: string): void {
	if (rankingOf(form) !== null)
		throw new Refusal(
			'wrong_stage',
			`This row is ${what}, and this project ranks responses. Bring it into an annotation project.`
		);
}

/** One plain answer is text; anything longer, or with calls, stays a list of messages. */
function responseOf(id: string, messages: Messages): JsonObject {
	const [only, ...more] = messages;
	const names = Object.keys(only ?? {});
	return more.length === 0 &&
		only?.role === 'assistant' &&
		typeof only.content === 'string' &&
		names.every((name) => name === 'role' || name === 'content')
		? { id, text: only.content }
		: { id, messages };
}

export type Ranked = {
	prompt: string | Messages;
	responses: Messages[];
	/** of each response, the lowest number for the best; the same number is a tie. Null where nobody ranked */
	ranks: number[] | null;
	/** 0 to 3: how much better the best is than the next */
	strength?: number | undefined;
} & Omit<Item, 'payload'>;

/** Responses in the order given, each with an id by its place. */
export function responded(
	prompt: string | Messages,
	responses: Messages[]
): { ids: string[]; payload: JsonObject } {
	const ids = responses.map((_, i) => `r${i + 1}`);
	return { ids, payload: { prompt, responses: responses.map((own, i) => responseOf(ids[i] ?? '', own)) } };
}

/** @throws Refusal wrong_stage */
export function rankedItem(
	form: Form,
	{ prompt, responses, ranks, strength, ...item }: Ranked
): (JsonObject | Refusal)[] {
	const question = rankingOf(form);
	if (question === null) throw asksNoRanking('This row holds ranked responses');
	const { ids, payload } = responded(prompt, responses);
	if (ranks === null) return itemWith(form, { ...item, payload });
	const places = [...new Set(ranks)].toSorted((a, b) => a - b);
	const tiers = places.map((place) => ids.filter((_, i) => ranks[i] === place));
	const answer = { tiers, ...(strength === undefined ? {} : { strength }) };
	return itemWith(form, { ...item, payload }, [{ rater: CROWD, answers: { [question]: answer } }]);
}

export type Pair = {
	prompt: string | Messages;
	better: Messages;
	worse: Messages;
	/** 1 to 3; what is no such number is not told */
	strength?: Json | undefined;
} & Omit<Item, 'payload'>;

/** A margin as one of three strengths; null for what can be none. */
const strengthOf = (margin: Json | undefined): number | undefined =>
	typeof margin === 'number' && margin >= 1 && margin <= 3 ? Math.round(margin) : undefined;

const wordsOf = (messages: Messages): string =>
	messages.map(({ content }) => (typeof content === 'string' ? content : canonical(content))).join('\n');

/** By what they say; sides that differ in calls alone, by those. */
function standsBefore(a: Messages, b: Messages): boolean {
	const [own, other] = [wordsOf(a), wordsOf(b)];
	return own === other ? canonical(a) < canonical(b) : own < other;
}

const sameSides = () =>
	new Refusal(
		'same_sides',
		'Both sides say the same, so neither can be preferred. Leave the row out, or give one its own text.'
	);

/** @throws Refusal empty_side, same_sides, wrong_stage */
export function pairItem(
	form: Form,
	{ prompt, better, worse, strength, ...item }: Pair
): (JsonObject | Refusal)[] {
	if (rankingOf(form) === null) throw asksNoRanking('This row holds a preference');
	const [chosen, rejected] = [messagesOf(better), messagesOf(worse)];
	if (isBlank(chosen) || isBlank(rejected))
		throw new Refusal('empty_side', 'One of the two sides is empty. Give it a text, or leave the row out.');
	if (isSame(chosen, rejected)) throw sameSides();
	const isFirst = standsBefore(better, worse);
	return rankedItem(form, {
		...item,
		prompt,
		responses: isFirst ? [better, worse] : [worse, better],
		ranks: isFirst ? [0, 1] : [1, 0],
		strength: strengthOf(strength)
	});
}

/** Most turns are told apart by their words, which costs less than their canonical text. */
const isSameTurn = (a: JsonObject, b: JsonObject | undefined): boolean =>
	b !== undefined &&
	(typeof a.content !== 'string' || a.content === b.content) &&
	canonical(a) === canonical(b);

/** The turns that two conversations share at their beginning, and what follows on each side. */
function part(a: Messages, b: Messages): { shared: Messages; a: Messages; b: Messages } {
	const at = a.findIndex((turn, i) => !isSameTurn(turn, b[i]));
	const end = at === -1 ? a.length : at;
	return { shared: a.slice(0, end), a: a.slice(end), b: b.slice(end) };
}

/** @throws Refusal where whole conversations are no two answers to one prompt */
export function parted(a: Messages, b: Messages): { prompt: Messages; better: Messages; worse: Messages } {
	const { shared, a: better, b: worse } = part(a, b);
	if (shared.length === 0)
		throw new Refusal(
			'no_prompt',
			'The two sides share no first turn, so there is no prompt. Let both begin with the same one.'
		);
	if (better.length === 0 && worse.length === 0) throw sameSides();
	if (better.length === 0 || worse.length === 0)
		throw new Refusal(
			'one_sided',
			'One side is the beginning of the other, so it answers nothing. Add what it lacks, or leave the row out.'
		);
	return { prompt: shared, better, worse };
}

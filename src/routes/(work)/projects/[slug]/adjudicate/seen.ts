/** What several people said of an item, as it is looked at: where their marks lie, and each answer in words. */
import { choicesOf, flatChoices, type Colour } from '#lib/form/choice.ts';
import { offsetsOf } from '#lib/form/marks.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { readRanking } from '#lib/form/ranking.ts';
import { isOfResponses, responseIds } from '#lib/form/responses.ts';
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Answers, Payload } from '#lib/schema/values.ts';

export type Span = { start: number; end: number; label: string; quote: string };

const plain: Colour = { mark: 'var(--ink)', wash: 'var(--well)' };

/** An option as the form has it; one that it no longer has, by its value. */
export function optionOf(question: Question, value: string): { title: string; colour: Colour } {
	const choice = flatChoices(choicesOf(question)).find((one) => one.value === value);
	return choice ? { title: choice.title, colour: choice.colour } : { title: value, colour: plain };
}

const list = (answer: Json | undefined) => (Array.isArray(answer) ? answer.filter(isObject) : []);

export const spansIn = (answer: Json | undefined): Span[] =>
	list(answer).map(({ start, end, label, quote }) => ({
		start: Number(start),
		end: Number(end),
		label: String(label),
		quote: String(quote)
	}));

export type Stretch = { text: string; marked: boolean };

/** A text in stretches: what anybody marked, and what nobody did. Spans count code points. */
export function stretches(text: string, spans: Span[]): Stretch[] {
	const { toUnits } = offsetsOf(text);
	const cuts = new Set([0, text.length]);
	const ranges = spans.map(({ start, end }) => ({ from: toUnits(start), to: toUnits(end) }));
	for (const { from, to } of ranges) cuts.add(from).add(to);
	const at = [...cuts].filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b);
	const found: Stretch[] = [];
	for (const [i, from] of at.entries()) {
		const to = at[i + 1];
		if (to === undefined || to === from) continue;
		const marked = ranges.some((range) => range.from <= from && range.to >= to);
		const last = found.at(-1);
		if (last && last.marked === marked) last.text += text.slice(from, to);
		else found.push({ text: text.slice(from, to), marked });
	}
	return found;
}

/** Every span that anybody gave about a field. */
export const spansOn = (form: Form, field: string, answers: Answers[]): Span[] =>
	form.questions
		.filter((question) => question.type === 'spans' && question.field === field)
		.flatMap(({ name }) => answers.flatMap((one) => spansIn(one[name])));

/** What a response is called here: by its place in the file, the number that it has where the final answer is written. */
export const numbersOf = (payload: Payload): Map<string, string> =>
	new Map(responseIds(payload).map((id, i) => [id, String(i + 1)]));

/** A ranking as tiers of numbers, best first; all-bad, or null when it is none. */
export function tiersOf(
	answer: Json | undefined,
	numbers: Map<string, string>
): string[][] | 'all bad' | null {
	const ranking = readRanking(answer);
	if (!ranking) return null;
	if (ranking.allBad) return 'all bad';
	return ranking.tiers.map((tier) => tier.map((id) => numbers.get(id) ?? id));
}

const strengths = ['', 'slightly', '', 'much'];

/** How strongly the first of two is above the other, where it is not as usual; empty otherwise. */
export function strengthOf(answer: Json | undefined): string {
	const ranking = readRanking(answer);
	return ranking && !ranking.allBad && ranking.tiers.length === 2 ? (strengths[ranking.strength] ?? '') : '';
}

/** The response of their own that a rater wrote, above all others. */
export const writtenIn = (answer: Json | undefined): string => readRanking(answer)?.written ?? '';

/**
 * A plain answer in words.
 * @param numbers what responses are called, where it is asked of each
 */
export function wordsOf(
	question: Question,
	answer: Json | undefined,
	numbers: ReadonlyMap<string, string> = new Map()
): string {
	if (answer === undefined || answer === null) return 'left out';
	if (isOfResponses(question) && isObject(answer))
		return Object.entries(answer)
			.map(([of, own]) => `${numbers.get(of) ?? of}: ${wordsOf({ ...question, of: undefined }, own)}`)
			.join(', ');
	if (question.type === 'label') return optionOf(question, String(answer)).title;
	if (question.type === 'labels' && Array.isArray(answer))
		return answer.map((value) => optionOf(question, String(value)).title).join(', ') || 'none';
	if (typeof answer === 'string' || typeof answer === 'number') return String(answer);
	return JSON.stringify(answer);
}

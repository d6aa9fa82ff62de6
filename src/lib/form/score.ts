/**
 * How right an answer is beside the known one, 0 to 1, by the kind of its question. Words of one's own are not
 * marked: nobody can say by a rule whether they are right.
 */
import { isObject, type Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import type { Form } from './form.ts';
import type { Question } from './kind.ts';
import { compare, readRanking } from './ranking.ts';
import { isOfResponses } from './responses.ts';

/**
 * F1: twice the shared ones in the sum of both; 1 when neither has any.
 * @see van Rijsbergen, Information Retrieval (1979), chapter 7
 */
export const f1 = (shared: number, given: number, known: number): number =>
	given + known === 0 ? 1 : (2 * shared) / (given + known);

const list = (answer: Json | undefined): Json[] => (Array.isArray(answer) ? answer : []);

/** Of two lists the elements that agree, each taken once. */
function shared(given: Json[], known: Json[], agree: (a: Json, b: Json) => boolean): number {
	const left = [...known];
	return given.filter((a) => {
		const at = left.findIndex((b) => agree(a, b));
		if (at !== -1) left.splice(at, 1);
		return at !== -1;
	}).length;
}

const listScore = (given: Json | undefined, known: Json, agree: (a: Json, b: Json) => boolean): number =>
	f1(shared(list(given), list(known), agree), list(given).length, list(known).length);

/** The same stretch under the same label. */
const sameSpan = (a: Json, b: Json): boolean =>
	isObject(a) && isObject(b) && a.start === b.start && a.end === b.end && a.label === b.label;

const number = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

/** What two rectangles share, of what they cover together. */
function overlapOf(a: { [name: string]: Json }, b: { [name: string]: Json }): number {
	const side = (from: 'x' | 'y', size: 'width' | 'height') =>
		Math.max(
			0,
			Math.min(number(a[from]) + number(a[size]), number(b[from]) + number(b[size])) -
				Math.max(number(a[from]), number(b[from]))
		);
	const both = side('x', 'width') * side('y', 'height');
	const either = number(a.width) * number(a.height) + number(b.width) * number(b.height) - both;
	return either === 0 ? 0 : both / either;
}

/** Two boxes are the same when they share half of what they cover (intersection over union, as PASCAL VOC has it). */
const sameBox = (a: Json, b: Json): boolean =>
	isObject(a) && isObject(b) && a.label === b.label && overlapOf(a, b) >= 0.5;

/** Right within a fifth of the scale, rounded down: 1 to 5 asks for the very number, 0 to 10 for two around it. */
function ratingScore({ min = 1, max = 5 }: Question, given: Json | undefined, known: Json): number {
	if (typeof given !== 'number' || typeof known !== 'number') return 0;
	const away = Math.abs(given - known);
	return away <= Math.floor((max - min) / 5) ? 1 : Math.max(0, 1 - away / (max - min));
}

/** The ids that a ranking ranks. */
const ranked = (tiers: string[][]): string[] => tiers.flat();

/** Of the pairs that the known ranking orders or ties, how many stand so; that all are bad is one more to agree on. */
function rankingScore(given: Json | undefined, known: Json): number | null {
	const right = readRanking(known);
	if (!right) return null;
	const said = readRanking(given);
	if (!said) return 0;
	const ids = ranked(right.tiers);
	const pairs = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b] as const));
	const same = pairs.filter(([a, b]) => compare(said.tiers, a, b) === compare(right.tiers, a, b)).length;
	if (!right.allBad && !said.allBad) return pairs.length === 0 ? null : same / pairs.length;
	return (same + (right.allBad === said.allBad ? 1 : 0)) / (pairs.length + 1);
}

const mean = (scores: number[]): number | null =>
	scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;

function scoreOfOne(question: Question, given: Json | undefined, known: Json): number | null {
	if (question.type === 'label') return given === known ? 1 : 0;
	if (question.type === 'labels') return listScore(given, known, (a, b) => a === b);
	if (question.type === 'spans') return listScore(given, known, sameSpan);
	if (question.type === 'boxes') return listScore(given, known, sameBox);
	if (question.type === 'rating') return ratingScore(question, given, known);
	return question.type === 'ranking' ? rankingScore(given, known) : null;
}

/** Asked of each response: the mean over those that the known answer names. @returns null where the kind is not marked */
export function scoreOfQuestion(question: Question, given: Json | undefined, known: Json): number | null {
	if (!isOfResponses(question)) return scoreOfOne(question, given, known);
	const said = isObject(given) ? given : {};
	return mean(
		Object.entries(isObject(known) ? known : {}).flatMap(
			([id, one]) => scoreOfOne(question, said[id], one) ?? []
		)
	);
}

/** The mean over the questions that the known answers answer; null when none of them can be marked. */
export const scoreOf = (form: Pick<Form, 'questions'>, answers: Answers, gold: Answers): number | null =>
	mean(
		form.questions.flatMap((question) => {
			const known = gold[question.name];
			return known === undefined ? [] : (scoreOfQuestion(question, answers[question.name], known) ?? []);
		})
	);

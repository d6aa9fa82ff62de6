/**
 * How right a person's answers to gold are, and how much their answers to repeats agree with themselves. Pure: what was
 * said comes as arguments.
 */
import type { Form } from '#lib/form/form.ts';
import { compare, readRanking } from '#lib/form/ranking.ts';
import { scoreOf, scoreOfQuestion } from '#lib/form/score.ts';
import { isRight } from '#lib/queue/right.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import { wilson } from '#lib/stats/wilson.ts';

/** Fewer answers say nothing of a person. */
export const ENOUGH = 5;

export type Share = {
	/** of so many */
	answers: number;
	right: number;
	/** null of none */
	share: number | null;
	/** 95 %, see wilson.ts */
	low: number;
	high: number;
	/** whether they are enough to say anything */
	enough: boolean;
};
export type QuestionShare = Share & {
	question: string;
	type: string;
	/** mean, 0 to 1 */ score: number | null;
};
export type Accuracy = Share & { questions: QuestionShare[] };

export function shareOf(right: number, answers: number): Share {
	const { share = null, low = 0, high = 1 } = wilson(right, answers) ?? {};
	return { answers, right, share, low, high, enough: answers >= ENOUGH };
}

/** An answer to gold, under the form that it was given under. */
export type Marked = { form: Pick<Form, 'questions'>; answers: Answers; gold: Answers };

const mean = (list: number[]): number | null =>
	list.length === 0 ? null : list.reduce((sum, n) => sum + n, 0) / list.length;

/** Of answers that can be marked: how many are right, whole and by question. */
export function accuracyOf(marked: Marked[]): Accuracy {
	const scores = marked.flatMap(({ form, answers, gold }) => scoreOf(form, answers, gold) ?? []);
	const byQuestion = new Map<string, { type: string; scores: number[] }>();
	for (const { form, answers, gold } of marked)
		for (const question of form.questions) {
			const known = gold[question.name];
			const score = known === undefined ? null : scoreOfQuestion(question, answers[question.name], known);
			if (score === null) continue;
			const found = byQuestion.get(question.name) ?? { type: question.type, scores: [] };
			found.scores.push(score);
			byQuestion.set(question.name, found);
		}
	return {
		...shareOf(scores.filter(isRight).length, scores.length),
		questions: [...byQuestion].map(([question, { type, scores: own }]) => ({
			question,
			type,
			score: mean(own),
			...shareOf(own.filter(isRight).length, own.length)
		}))
	};
}

/** What was said of an item at first, and again with its responses in the opposite order. */
export type Repeated = { shown: string[]; first: Json | undefined; again: Json | undefined };

export type Consistency = Share & {
	/** pairs that came out the other way: how often what stood first won both times, and what stood last */
	toFirst: number;
	toLast: number;
};

/**
 * Pairs of responses that were compared twice: how many came out alike. A pair whose winner changed with the sides went
 * to a side and not to a response.
 */
export function consistencyOf(repeats: Repeated[]): Consistency {
	const count = { pairs: 0, same: 0, toFirst: 0, toLast: 0 };
	for (const { shown, first, again } of repeats) {
		const [before, after] = [readRanking(first), readRanking(again)];
		if (!before || !after) continue;
		for (const [i, a] of shown.entries())
			for (const b of shown.slice(i + 1)) {
				const [was, is] = [compare(before.tiers, a, b), compare(after.tiers, a, b)];
				if (was === null || is === null) continue;
				count.pairs++;
				if (was === is) count.same++;
				// At first `a` stood before `b`, then behind it.
				else if (was === 1 && is === -1) count.toFirst++;
				else if (was === -1 && is === 1) count.toLast++;
			}
	}
	return { ...shareOf(count.same, count.pairs), toFirst: count.toFirst, toLast: count.toLast };
}

/**
 * Whether an item needs a lead, and how much: where people did not agree, where what is likeliest is not sure, where
 * somebody flagged it, or where the project wants every answer from a lead. Pure: what people said comes as arguments.
 */
import { isAsked } from '#lib/form/check.ts';
import type { Form } from '#lib/form/form.ts';
import type { Question } from '#lib/form/kind.ts';
import { readRanking, type Ranking } from '#lib/form/ranking.ts';
import { sideOf } from '#lib/project/consensus.ts';
import { hasMajority, outcomesOf } from '#lib/project/majority.ts';
import { canonical, isObject, type Json } from '#lib/schema/json.ts';
import type { Answers, ProjectSettings } from '#lib/schema/values.ts';

export const reasons = ['no_majority', 'low_agreement', 'unsure', 'adjudication', 'flagged'] as const;
export type Reason = (typeof reasons)[number];

export type Dispute = {
	reasons: Reason[];
	/** 0 to 1, of the question that people agree on least: the order of the queue; null where one person spoke */
	agreement: number | null;
	/** the questions that people did not agree on */
	questions: string[];
};

/** Below this share of the same answers people did not agree, though most said the same. */
export const LOW = 0.6;
/** Below this what Dawid-Skene holds to be true is not sure. */
export const SURE = 0.8;

/** The share of the most frequent of some. */
function most(all: string[]): number {
	const counts = new Map<string, number>();
	for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
	return all.length === 0 ? 1 : Math.max(...counts.values()) / all.length;
}

/** Of marks that anybody made, the mean share of people who made each. */
function sharedMarks(answers: Json[]): number {
	const counts = new Map<string, number>();
	for (const answer of answers)
		for (const mark of new Set((Array.isArray(answer) ? answer : []).map((one) => canonical(one))))
			counts.set(mark, (counts.get(mark) ?? 0) + 1);
	if (counts.size === 0) return 1;
	return [...counts.values()].reduce((sum, n) => sum + n, 0) / counts.size / answers.length;
}

/** 1 where all say the same; 0 where they stand at both ends of the scale. */
function nearness(answers: Json[], { min = 1, max = 5 }: Question): number {
	const numbers = answers.flatMap((answer) => (typeof answer === 'number' ? [answer] : []));
	if (numbers.length < 2 || max <= min) return 1;
	const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
	const apart = numbers.reduce((sum, n) => sum + Math.abs(n - mean), 0) / numbers.length;
	return 1 - (2 * apart) / (max - min);
}

/** Over every two responses, the share of people who say what most say of them; and whether most do of each. */
function ofRankings(rankings: Ranking[]): { agreement: number; decided: boolean } {
	const ids = [...new Set(rankings.flatMap(({ tiers }) => tiers.flat()))].sort();
	const shares = ids.flatMap((a, i) =>
		ids.slice(i + 1).map((b) => most(rankings.map((ranking) => sideOf(ranking, a, b))))
	);
	if (shares.length === 0)
		return { agreement: most(rankings.map(({ allBad }) => String(allBad))), decided: true };
	const agreement = shares.reduce((sum, share) => sum + share, 0) / shares.length;
	return { agreement, decided: shares.every((share) => share > 0.5) };
}

function agreementOn(question: Question, answers: Json[]): number {
	if (question.type === 'spans' || question.type === 'boxes') return sharedMarks(answers);
	if (question.type === 'rating' && !answers.some(isObject)) return nearness(answers, question);
	return most(answers.map((answer) => canonical(answer)));
}

type Spoken = {
	/** one a person */
	votes: Answers[];
	resolved: boolean;
	flagged: boolean;
	consensus: ProjectSettings['consensus'];
	/** how likely what is likeliest is, of the question that is least so; null where nothing is known */
	certainty: number | null;
};

/** How far people agree on each question that was asked of two at least. */
function byQuestion(form: Form, votes: Answers[]) {
	const outcomes = outcomesOf(form.questions.filter(hasMajority), votes);
	const judged = form.questions.filter(hasMajority);
	return form.questions.flatMap((question) => {
		const asked = votes.filter((answers) => isAsked(question, answers));
		if (asked.length < 2) return [];
		if (question.type === 'ranking') {
			const rankings = asked.flatMap((answers) => readRanking(answers[question.name]) ?? []);
			return rankings.length < 2 ? [] : [{ question, ...ofRankings(rankings) }];
		}
		const outcome = outcomes[judged.indexOf(question)];
		const decided = outcome === undefined || !['split', 'adjudication'].includes(outcome.status);
		const agreement = agreementOn(
			question,
			asked.map((answers) => answers[question.name] ?? null)
		);
		return [{ question, agreement, decided }];
	});
}

/** @returns null where nobody is needed */
export function disputeOf(form: Form, spoken: Spoken): Dispute | null {
	const { votes, resolved, flagged, consensus, certainty } = spoken;
	const found: Reason[] = [];
	const all = byQuestion(form, votes);
	const agreement = all.length === 0 ? null : Math.min(...all.map((one) => one.agreement));
	const open = all.filter((one) => !one.decided || one.agreement < LOW);
	// What Dawid-Skene decides needs no majority.
	const unsettled =
		consensus === 'dawid_skene' && certainty !== null
			? open.filter(({ question }) => !['label', 'ranking'].includes(question.type))
			: open;
	if (resolved && consensus !== 'each') {
		if (unsettled.some(({ decided }) => !decided)) found.push('no_majority');
		else if (unsettled.length > 0) found.push('low_agreement');
		if (consensus === 'dawid_skene' && certainty !== null && certainty < SURE) found.push('unsure');
		if (consensus === 'adjudication') found.push('adjudication');
	}
	if (flagged) found.push('flagged');
	if (found.length === 0) return null;
	return { reasons: found, agreement, questions: open.map(({ question }) => question.name) };
}

/** The most disputed first: those that people flagged or did not agree on at all before those that a project wants seen. */
export const byNeed = (a: Dispute & { id: string }, b: Dispute & { id: string }): number =>
	(a.agreement ?? 2) - (b.agreement ?? 2) || (a.id < b.id ? -1 : 1);

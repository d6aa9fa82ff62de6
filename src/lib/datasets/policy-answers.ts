/** The same policies for answers: what stands where more than half of those who were asked is not the rule. */
import type { Question } from '#lib/form/kind.ts';
import { decidedBy, type Outcome, type Review } from '#lib/project/majority.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Policies } from './policy.ts';

/** Whether an item comes to nothing before a lead said what it is. */
export const awaitsLead = ({ disagreement }: Policies, { final = false }: { final?: boolean }): boolean =>
	disagreement === 'adjudication' && !final;

/** One choice of several: what can be counted and what Dawid-Skene knows. */
export const isChoice = ({ type }: Pick<Question, 'type'>): boolean => type === 'label';

const split = (outcome: Outcome): Outcome => ({ ...outcome, answer: null, status: 'split', agreement: null });

/** What more gave than anything else; null where two were given as often. */
function mostGiven(given: Json[]): Json {
	const tally = new Map<Json, number>();
	for (const answer of given) tally.set(answer, (tally.get(answer) ?? 0) + 1);
	const [first, second] = [...tally].toSorted(([, a], [, b]) => b - a);
	return first && first[1] !== second?.[1] ? first[0] : null;
}

/**
 * @param likely of Dawid-Skene: what is likeliest of this item's question; null where two answers are as likely
 * @returns undefined where what more than half say stands as it is
 */
export function reviewOf(
	{ disagreement, min_judgments: least, min_agreement: share }: Policies,
	likely: (question: string) => Json
): Review | undefined {
	if (disagreement === 'majority' && least === 1 && share === 0) return undefined;
	const alone = (question: Question, outcome: Outcome, given: Json[], asked: number): Outcome => {
		if (disagreement === 'unanimous') return outcome.agreement === 1 ? outcome : split(outcome);
		if (disagreement === 'majority' || !isChoice(question)) return outcome;
		const answer = disagreement === 'plurality' ? mostGiven(given) : likely(question.name);
		return answer === null ? split(outcome) : decidedBy(answer, given, asked);
	};
	return (question, outcome, given, asked) => {
		const found = alone(question, outcome, given, asked);
		if (found.status !== 'decided') return found;
		return asked < least || (found.agreement ?? 0) < share ? split(found) : found;
	};
}

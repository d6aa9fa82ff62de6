/**
 * The chances that a model gives each option of a question: `{"tone": {"warm": 0.6, "cold": 0.4}}` beside its answers. Of
 * them follow its score, where it gives none, and how sure it is.
 */
import { z } from 'zod';
import { flat, type Question } from '#lib/form/kind.ts';
import type { Form } from '#lib/form/form.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import type { Answers } from '#lib/schema/values.ts';
import { leastConfidence, unsureBy } from '#lib/stats/uncertainty.ts';

const Chance = z.number().min(0, 'A chance is 0 to 1.').max(1, 'A chance is 0 to 1.');
export const Chances = z.record(z.string(), z.record(z.string(), Chance));
export type Chances = z.infer<typeof Chances>;

/** Chances of one option of several sum to 1 at most, give or take how they were rounded. */
const MOST = 1.01;

/** @throws Refusal invalid_row */
function checked({ questions }: Form, name: string, chances: Chances[string]): Question {
	const wrong = (message: string) => new Refusal('invalid_row', `scores/${name}: ${message}`);
	const question = questions.find((one) => one.name === name);
	if (!question || question.of !== undefined || !['label', 'labels'].includes(question.type))
		throw wrong('Chances are those of the options of a question of one label or of several.');
	const options = flat(question.options).map(({ value }) => value);
	const [first, ...others] = Object.keys(chances);
	if (first === undefined) throw wrong('Give the chance of one option at least.');
	const odd = [first, ...others].find((value) => !options.includes(value));
	if (odd !== undefined) throw wrong(`The question has no option “${odd}”.`);
	const sum = Object.values(chances).reduce((all, chance) => all + chance, 0);
	if (question.type === 'label' && sum > MOST)
		throw wrong(`The chances of one label sum to 1 at most, and these to ${sum.toFixed(2)}.`);
	return question;
}

/**
 * @param answers that it proposes
 * @returns `score`: the chance of what it proposes, of the question that it is least confident of; `sure`: 1 less how
 * unsure it is, of the question that it is least sure of. Each of several labels is a question of its own.
 * @throws Refusal invalid_row
 */
export function chancesIn(
	form: Form,
	answers: Answers,
	scores: Chances
): { score: number; sure: number } | null {
	const found = Object.entries(scores).flatMap(([name, chances]) => {
		const question = checked(form, name, chances);
		const all = Object.values(chances);
		if (question.type === 'labels')
			return all.map((chance) => ({
				score: Math.max(chance, 1 - chance),
				sure: 1 - leastConfidence([chance, 1 - chance], 2)
			}));
		const proposed = answers[name];
		const own = typeof proposed === 'string' ? chances[proposed] : undefined;
		const options = flat(question.options).length;
		return [{ score: own ?? Math.max(...all), sure: 1 - unsureBy(all, options) }];
	});
	if (found.length === 0) return null;
	return {
		score: Math.min(...found.map(({ score }) => score)),
		sure: Math.min(...found.map(({ sure }) => sure))
	};
}

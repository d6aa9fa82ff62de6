/**
 * Dawid-Skene over what people said of a project: how likely what is likeliest of each item is, and how good each person
 * is at it. Of choices of one and of every two responses; other kinds of answers have no such model here.
 */
import type { Form } from '#lib/form/form.ts';
import { readRanking } from '#lib/form/ranking.ts';
import { sideOf } from '#lib/project/consensus.ts';
import type { Answers } from '#lib/schema/values.ts';
import { dawidSkene } from '#lib/stats/dawid-skene.ts';
import { tableOf, type Rating } from '#lib/stats/table.ts';

/** @param n judgments that fed it */
export type Competence = { share: number; n: number };
export type Likely = {
	/** by item: of its least certain question, 0 to 1 */
	certainty: Map<string, number>;
	/** by item and question: what is likeliest of a choice, null where two answers are as likely */
	truth: Map<string, string | null>;
	/** by person: how likely they say what is true, 0 to 1 */
	competence: Map<string, Competence>;
};
export const truthKey = (item: string, question: string): string => `${item}\n${question}`;

type Spoken = { id: string; votes: Answers[]; raters: string[] };

/** The ratings of each question, a unit an item, or an item and two of its responses. */
export function hearing(form: Form) {
	const choices = form.questions.filter(({ type, of }) => type === 'label' && of === undefined);
	const ranking = form.questions.find(({ type }) => type === 'ranking');
	const heard = new Map<string, Rating<string>[]>();
	const hear = (question: string, rating: Rating<string>) => {
		const own = heard.get(question);
		if (own) own.push(rating);
		else heard.set(question, [rating]);
	};
	return {
		add({ id, votes, raters }: Spoken): void {
			for (const [n, answers] of votes.entries()) {
				const rater = raters[n] ?? '';
				for (const { name } of choices) {
					const value = answers[name];
					if (typeof value === 'string') hear(name, { unit: id, rater, value });
				}
				const order = ranking && readRanking(answers[ranking.name]);
				if (!ranking || !order) continue;
				const ids = [...new Set(order.tiers.flat())].sort();
				for (const [i, a] of ids.entries())
					for (const b of ids.slice(i + 1))
						hear(ranking.name, { unit: `${id}\n${a}\n${b}`, rater, value: sideOf(order, a, b) });
			}
		},
		likely(): Likely {
			const found: Likely = { certainty: new Map(), truth: new Map(), competence: new Map() };
			for (const [question, ratings] of heard) learn(found, question, ratings);
			return found;
		}
	};
}

function learn({ certainty, truth, competence }: Likely, question: string, ratings: Rating<string>[]): void {
	const table = tableOf(ratings);
	const many = table.values.length;
	const { posterior, truth: likeliest, confusion, prior } = dawidSkene(table);
	for (const [u, unit] of table.units.entries()) {
		const item = unit.split('\n')[0] ?? '';
		let highest = 0;
		for (let v = 0; v < many; v++) highest = Math.max(highest, posterior[u * many + v] ?? 0);
		certainty.set(item, Math.min(certainty.get(item) ?? 1, highest));
		if (item === unit) truth.set(truthKey(item, question), table.values[likeliest[u] ?? -1] ?? null);
	}
	const given = new Map<string, number>();
	for (const { rater } of ratings) given.set(rater, (given.get(rater) ?? 0) + 1);
	for (const [r, rater] of table.raters.entries()) {
		let right = 0;
		for (let t = 0; t < many; t++) right += (prior[t] ?? 0) * (confusion[(r * many + t) * many + t] ?? 0);
		const n = given.get(rater) ?? 0;
		const known = competence.get(rater) ?? { share: 0, n: 0 };
		competence.set(rater, {
			share: (known.share * known.n + right * n) / Math.max(1, known.n + n),
			n: known.n + n
		});
	}
}

/** Dawid-Skene over a project: what is likeliest of its items, given how each of its people errs in all of them. */
import type { Form } from '#lib/form/form.ts';
import type { Ranking } from '#lib/form/ranking.ts';
import { sideOf, type Side } from '#lib/project/consensus.ts';
import { dawidSkene } from '#lib/stats/dawid-skene.ts';
import { tableOf, type Rating } from '#lib/stats/table.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import { isChoice } from './policy-answers.ts';
import type { Policies } from './policy.ts';

const unitOf = (item: string, a: string, b: string) => `${item}\n${a}\n${b}`;

function truths<V extends string>(ratings: Rating<V>[]): Map<string, V | null> {
	const table = tableOf(ratings);
	const { truth } = dawidSkene(table);
	return new Map(table.units.map((unit, u) => [unit, table.values[truth[u] ?? -1] ?? null]));
}

type Spoken<T> = { id: string; votes: T[]; raters: string[] };

/** Of each question that is a choice of one. */
export async function likeliestAnswers(
	pages: AsyncIterable<Spoken<Answers>[]> | Iterable<Spoken<Answers>[]>,
	{ questions }: Form
): Promise<(item: string, question: string) => Json> {
	const ratings = new Map(questions.filter(isChoice).map(({ name }) => [name, [] as Rating<string>[]]));
	for await (const items of pages)
		for (const { id: unit, votes, raters } of items)
			for (const [name, own] of ratings)
				for (const [n, answers] of votes.entries()) {
					const [rater, value] = [raters[n], answers[name]];
					if (rater !== undefined && typeof value === 'string') own.push({ unit, rater, value });
				}
	const found = new Map([...ratings].map(([name, own]) => [name, truths(own)]));
	return (item, question) => found.get(question)?.get(item) ?? null;
}

/** Of every two responses. A final answer has no rater, and stands without. */
export async function likeliest(
	pages:
		| AsyncIterable<(Spoken<Ranking> & { ids: string[] })[]>
		| Iterable<(Spoken<Ranking> & { ids: string[] })[]>,
	{ ties, all_bad: bad }: Policies
): Promise<(item: string, a: string, b: string) => Side | null> {
	const ratings: Rating<Side>[] = [];
	for await (const items of pages)
		for (const { id, ids, votes, raters } of items)
			for (const [i, a] of ids.entries())
				for (const b of ids.slice(i + 1))
					for (const [n, vote] of votes.entries()) {
						const unit = unitOf(id, a, b);
						const rater = raters[n];
						const value = sideOf(vote, a, b);
						if ((value === 'tie' && ties === 'ignore') || (value === 'all_bad' && bad === 'ignore')) continue;
						if (rater !== undefined) ratings.push({ unit, rater, value });
					}
	const found = truths(ratings);
	return (item, a, b) => found.get(unitOf(item, a, b)) ?? null;
}

/**
 * What the thread of statistics answers of draws: how probable each pair of models is to be compared next, from all that
 * people said of it. Nothing is remembered between questions: the comparisons of a project are read as one word each.
 */
import type { Question } from '#lib/job/answering-thread.server.ts';
import { rankingQuestion } from '#lib/project/resolving.server.ts';
import { formOf } from '#lib/project/version.server.ts';
import { at, few, flags, hashOfModel, many, of, UNRANKED } from '#lib/queue/comparison.ts';
import { modelsIn, type Drawn } from '#lib/queue/pair.ts';
import { strataOf, type Weighed } from '#lib/queue/stratum.server.ts';
import type { Json } from '#lib/schema/json.ts';
import { pages } from '#lib/schema/store.server.ts';
import { balanced, informative, type PairSoFar } from '#lib/stats/sampling.ts';
import type { Answers } from './statistics.server.ts';

export type DrawsAsk = { asks: 'draws'; project: string; form_version: number; order: Drawn };

/** Comparisons read at once. */
const PAGE = 2_000;
/** Probabilities are set again when there are so many more, as a share of those that there are. */
export const ANEW = 0.05;

type Said = { judgment_id: string; word: string };
type Counts = { judged: number; wins: number };

/**
 * What a word says of a pair: which two models, in the order of their hashes, and how much of a win it was for the first.
 * @returns null where it is of no two, or no person's, or says of neither that it is better
 */
function saidIn(word: string): { key: string; swapped: boolean; win: number } | null {
	if (few(word, at.many, at.many + 1) !== 2) return null;
	const flag = few(word, at.flags, at.flags + 1);
	if ((flag & (flags.model | flags.allBad)) !== 0) return null;
	const response = (n: number) => {
		const from = at.head + n * of.all;
		return {
			model: many(word, from + of.model, from + of.model + 9),
			tier: few(word, from + of.tier, from + of.tier + 1)
		};
	};
	const [one, other] = [response(0), response(1)];
	if (one.tier === UNRANKED || other.tier === UNRANKED) return null;
	const swapped = one.model > other.model;
	const win = one.tier < other.tier ? 1 : one.tier > other.tier ? 0 : 0.5;
	return { key: keyOf(one.model, other.model), swapped, win };
}
const keyOf = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** By pair: how often it was compared, and how often the model of the lower hash won. */
async function countsOf(
	{ read, pause }: Question,
	projectId: string,
	question: string
): Promise<Map<string, Counts>> {
	const counts = new Map<string, Counts>();
	const found = pages<Said>((last) =>
		read.query<Said>(
			`select judgment_id, word from comparison where project_id = $1 and judgment_id > $2 and question = $3
			order by project_id, judgment_id limit ${PAGE}`,
			projectId,
			last?.judgment_id ?? '',
			question
		)
	);
	for await (const rows of found) {
		for (const { word } of rows) {
			const said = saidIn(word);
			if (!said) continue;
			const own = counts.get(said.key) ?? { judged: 0, wins: 0 };
			own.judged++;
			own.wins += said.swapped ? 1 - said.win : said.win;
			counts.set(said.key, own);
		}
		await pause();
	}
	return counts;
}

/** How probable each stratum of a project is, as its order has it. What compares no two models is as probable as a pair. */
export async function weighedDraws(asked: Question, ask: DrawsAsk): Promise<Weighed[]> {
	const { project: id, form_version: formVersion, order } = ask;
	const question = rankingQuestion(await formOf(asked.read, { id, formVersion }));
	const counts = question === null ? new Map<string, Counts>() : await countsOf(asked, id, question);
	const strata = await strataOf(asked.read, id);
	const numbers = new Map<string, number>();
	const numberOf = (model: string): number => {
		const known = numbers.get(model) ?? numbers.size;
		numbers.set(model, known);
		return known;
	};
	const pairs = strata.flatMap(({ models, open }): PairSoFar[] => {
		const two = modelsIn(models);
		if (!two) return [];
		const [a, b] = two;
		const [x, y] = [hashOfModel(a), hashOfModel(b)];
		const { judged, wins } = counts.get(keyOf(x, y)) ?? { judged: 0, wins: 0 };
		return [{ a: numberOf(a), b: numberOf(b), judged, wins: x < y ? wins : judged - wins, open }];
	});
	const judged = pairs.reduce((all, pair) => all + pair.judged, 0);
	const shares = order === 'balanced' ? balanced(pairs, judged * ANEW) : informative(numbers.size, pairs);
	const open = Math.max(1, pairs.filter((pair) => pair.open).length);
	let next = 0;
	return strata.map((stratum) => {
		if (modelsIn(stratum.models) === null)
			return { band: stratum.band, judged: 0, probability: stratum.open ? 1 / open : 0 };
		const i = next++;
		return { band: stratum.band, judged: pairs[i]?.judged ?? 0, probability: shares[i] ?? 0 };
	});
}

export const openDraws = (): Answers => async (asked) =>
	(await weighedDraws(asked, asked.question as DrawsAsk)) satisfies Weighed[] as Json;

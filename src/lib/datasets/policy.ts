/**
 * What a researcher decides between judgments and examples: whose count, what becomes of ties, how many have to agree
 * and how strongly, and which pairs of a longer ranking are taken. By default a file follows its project's consensus.
 */
import { z } from 'zod';
import { compare, type Ranking } from '#lib/form/ranking.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import type { Answers, ProjectSettings } from '#lib/schema/values.ts';
import { sideOf, type Side, type Undecided, type Verdict } from '#lib/project/consensus.ts';

const Moment = z.iso.datetime({ offset: true, message: 'Write a moment such as 2026-01-31T00:00:00Z.' });
const People = z.array(z.string().min(1).max(300)).min(1).max(1_000);

const isOneWay = ({ only, except }: { only?: unknown; except?: unknown }): boolean => !only || !except;
const oneWay = { path: ['except'], message: 'Name the people who count, or those who do not.' };

export const Policies = z
	.strictObject({
		/**
		 * more than half of all; more than any other answer; all; what is likeliest, given how each person errs; or final
		 * answers of leads alone
		 */
		disagreement: z
			.enum(['majority', 'plurality', 'unanimous', 'dawid_skene', 'adjudication'])
			.default('majority'),
		/** whether those who tied, or found all bad, count among all; ignored, only the others do */
		ties: z.enum(['count', 'ignore']).default('count'),
		all_bad: z.enum(['count', 'ignore']).default('count'),
		/** of a ranking of more than two: every pair, best against worst, or each against the next */
		pairs: z.enum(['all', 'extremes', 'adjacent']).default('all'),
		/** judgments that have to count */
		min_judgments: z.int().min(1).max(100).default(1),
		/** the share of them that has to say what the example says, 0 to 1 */
		min_agreement: z.number().min(0).max(1).default(0),
		/** the mean strength of those who prefer it, 1 to 3; pairs alone */
		min_strength: z.number().min(0).max(3).default(0),
		/** names that count, or all but these; a final answer of a lead counts always */
		only: People.optional(),
		except: People.optional(),
		/** judgments of these times alone: from, and up to but without */
		since: Moment.optional(),
		until: Moment.optional(),
		/** judgments alone that answer each of these questions */
		answered: z.array(z.string().min(1).max(300)).min(1).max(50).optional(),
		/**
		 * items alone whose metadata has one of these values under each name, where a list has each of its members; of a
		 * decision: action, agent, risk
		 */
		metadata: z
			.record(
				z.string().min(1).max(300),
				z
					.array(z.union([z.string().max(1_000), z.number(), z.boolean()]))
					.min(1)
					.max(1_000)
			)
			.refine((names) => Object.keys(names).length > 0, 'Name what items are chosen by.')
			.optional()
	})
	.refine(isOneWay, oneWay);
export type Policies = z.infer<typeof Policies>;

/** As they are asked for: whoever names no rule for disagreement gets that of each project. */
export const AskedPolicies = z
	.strictObject({ ...Policies.shape, disagreement: Policies.shape.disagreement.unwrap().optional() })
	.refine(isOneWay, oneWay);
export type AskedPolicies = z.infer<typeof AskedPolicies>;

/** What more than half say, of everybody. */
export const usual: Policies = Policies.parse({});

export type Rule = Policies['disagreement'];
/**
 * What a project's consensus is in a file. Where each judgment stands by itself, an item still comes to what more than
 * half say: whoever wants rows of judgments asks for them.
 */
export const ruleOf = (consensus: ProjectSettings['consensus'] = 'majority'): Rule =>
	consensus === 'each' ? 'majority' : consensus;

/** What stands of a final answer: as it is, with the pairs that are taken of any ranking. */
export const ofFinal = ({ pairs }: Policies): Policies => ({ ...usual, pairs });

/** Whether every judgment counts, so that none need be looked at for it. */
export const countsAll = ({ only, except, since, until, answered }: AskedPolicies): boolean =>
	[only, except, since, until, answered].every((named) => named === undefined);

/** Whether a judgment counts. */
export function counts({ only, except, since, until, answered = [] }: AskedPolicies) {
	const [named, left] = [only && new Set(only), new Set(except)];
	const from = since === undefined ? -Infinity : Date.parse(since);
	const to = until === undefined ? Infinity : Date.parse(until);
	return ({ rater, at, answers }: { rater: string; at: number; answers: Answers }): boolean =>
		(named?.has(rater) ?? true) &&
		!left.has(rater) &&
		at >= from &&
		at < to &&
		answered.every((question) => (answers[question] ?? null) !== null);
}

const has = (value: Json | undefined, one: string | number | boolean): boolean =>
	value === one || (Array.isArray(value) && value.includes(one));

/** Which items are looked at, by their metadata; undefined where all are, so that none need be read for it. */
export function picking({ metadata }: AskedPolicies): ((own: JsonObject) => boolean) | undefined {
	if (metadata === undefined) return undefined;
	const wanted = Object.entries(metadata);
	return (own) =>
		wanted.every(([name, values]) => Object.hasOwn(own, name) && values.some((one) => has(own[name], one)));
}

/** Why a policy takes no pair where there might have been one; `adjudication`: no lead gave a final answer. */
export const unfitting = ['few', 'disagreement', 'weak', 'not_chosen', 'adjudication'] as const;
export type Unfitting = (typeof unfitting)[number];
export type Decided = Verdict | Unfitting;

/** What the votes on two responses say that count among all. */
export function countedSides(
	votes: Ranking[],
	a: string,
	b: string,
	{ ties, all_bad: bad }: Policies
): Side[] {
	const sides: Side[] = [];
	for (const vote of votes) {
		const side = sideOf(vote, a, b);
		if (!(side === 'tie' && ties === 'ignore') && !(side === 'all_bad' && bad === 'ignore')) sides.push(side);
	}
	return sides;
}

/** What has most, and how many that are; null where two have as many. */
function most(sides: Side[]): { side: Side; count: number } | null {
	const [first] = sides;
	if (first !== undefined && sides.every((side) => side === first))
		return { side: first, count: sides.length };
	const tally = new Map<Side, number>();
	for (const side of sides) tally.set(side, (tally.get(side) ?? 0) + 1);
	const [best, next] = [...tally].toSorted(([, x], [, y]) => y - x);
	return best && best[1] !== next?.[1] ? { side: best[0], count: best[1] } : null;
}

/** The side that a policy lets win. @param likely what is likeliest; null where two are as likely */
function winner(sides: Side[], { disagreement }: Policies, likely: Side | null): Side | 'split' {
	if (disagreement === 'dawid_skene') return likely ?? 'split';
	const found = most(sides);
	const { length: all } = sides;
	const need = disagreement === 'majority' ? all / 2 : disagreement === 'unanimous' ? all - 1 : 0;
	return found && found.count > need ? found.side : 'split';
}

/** How much better those find it who prefer it: the mean of 1 to 3; 1 where they did not say. */
export function strengthOf(votes: Ranking[], better: string, worse: string): number {
	let [said, sum] = [0, 0];
	for (const { allBad, tiers, strength } of votes) {
		if (allBad || compare(tiers, better, worse) !== 1) continue;
		said++;
		// It compares the first two tiers, and says nothing of the others.
		sum += tiers[0]?.includes(better) && tiers[1]?.includes(worse) ? Math.max(1, strength) : 1;
	}
	return said === 0 ? 1 : sum / said;
}

/** What becomes of two responses. @param likely of Dawid-Skene: what is likeliest of them */
export function decide(
	votes: Ranking[],
	a: string,
	b: string,
	policies: Policies,
	likely: Side | null = null
): Decided {
	if (policies.disagreement === 'adjudication') return 'adjudication';
	const sides = countedSides(votes, a, b, policies);
	if (sides.length === 0) return votes.length === 0 ? 'unranked' : aside(votes, a, b);
	if (sides.length < policies.min_judgments) return 'few';
	const side = winner(sides, policies, likely);
	if (side !== 'a' && side !== 'b') return side;
	const [better, worse] = side === 'a' ? [a, b] : [b, a];
	const agree = () => sides.filter((one) => one === side).length / sides.length;
	if (policies.min_agreement > 0 && agree() < policies.min_agreement) return 'disagreement';
	const weak = policies.min_strength > 0 && strengthOf(votes, better, worse) < policies.min_strength;
	return weak ? 'weak' : { better, worse };
}

/** Where all was ignored: what most of it was. */
function aside(votes: Ranking[], a: string, b: string): Undecided {
	const bad = votes.filter((vote) => sideOf(vote, a, b) === 'all_bad').length;
	return bad * 2 > votes.length ? 'all_bad' : 'tie';
}

/** By how many others each is beaten, less how many it beats, as levels: Copeland's rule (1951), with ties as ties. */
export function levelsOf(ids: string[], verdicts: Decided[]): number[] {
	const score = new Map(ids.map((id) => [id, 0]));
	for (const verdict of verdicts)
		if (typeof verdict !== 'string') {
			score.set(verdict.better, (score.get(verdict.better) ?? 0) + 1);
			score.set(verdict.worse, (score.get(verdict.worse) ?? 0) - 1);
		}
	const levels = [...new Set(score.values())].toSorted((x, y) => y - x);
	return ids.map((id) => levels.indexOf(score.get(id) ?? 0));
}

/** The verdicts on every two of an item's responses, of which a policy may take only some. */
export function chosen(ids: string[], verdicts: Decided[], { pairs }: Policies): Decided[] {
	if (pairs === 'all') return verdicts;
	const levels = new Map(levelsOf(ids, verdicts).map((level, i) => [ids[i], level]));
	const last = Math.max(...levels.values());
	return verdicts.map((verdict) => {
		if (typeof verdict === 'string') return verdict;
		const [top = 0, low = 0] = [levels.get(verdict.better), levels.get(verdict.worse)];
		const taken = pairs === 'extremes' ? top === 0 && low === last : low === top + 1;
		return taken ? verdict : 'not_chosen';
	});
}

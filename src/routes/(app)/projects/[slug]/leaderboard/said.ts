/** What a leaderboard finds, in sentences: who leads, how sure that is, what would decide it. */
import type { BoardQuery, BoardView, Model } from '#lib/quality/board.ts';
import type { Standing } from '#lib/stats/connectivity.ts';
import { POINTS } from '#lib/stats/leaderboard.ts';
import { count, list, plural } from '#lib/ui/words.ts';
import { clusterWords } from './filters.ts';
import type { Line } from './rows.ts';

/** `1,148` */
export const points = (rating: number): string => count(Math.round(rating));

/** `1,148 ± 33`, or the number with a word where it is not known */
export function ratingSaid({ rating, low, high, standing }: Line): string {
	if (low === null || high === null) return `${words[standing] ?? 'not known'}, drawn at ${points(rating)}`;
	return `${points(rating)} ± ${points((high - low) / 2)}`;
}

/** The visible word of what comparisons do not tell. */
export const words: Record<Standing, string | null> = {
	connected: null,
	unbeaten: 'unbeaten',
	winless: 'winless',
	unseen: 'not compared',
	apart: 'apart'
};

export const meanings: Record<Exclude<Standing, 'connected'>, string> = {
	unbeaten: 'Unbeaten: it never lost nor tied, so its strength has no upper end.',
	winless: 'Winless: it never won nor tied, so its strength has no lower end.',
	unseen: 'Not compared: nobody voted on it.',
	apart: 'Apart: no path of wins leads from it to the most and back, so no number compares them.'
};

/** Up to so many are named together. */
const NAMED = 3;

const known = (lines: readonly Line[]): Line[] => lines.filter(({ standing }) => standing === 'connected');
/** Those than whom nobody is surely stronger. */
export const leadersOf = (lines: readonly Line[]): Line[] =>
	known(lines).filter(({ rank }) => rank.best === 1);
const unknown = (lines: readonly Line[], standing: Standing): string[] =>
	lines.flatMap((line) => (line.standing === standing ? [line.model] : []));

/** The heading. */
export function headingOf(lines: readonly Line[]): string {
	const compared = lines.filter(({ standing }) => standing !== 'unseen');
	if (compared.length === 0) return 'Leaderboard';
	if (unknown(compared, 'apart').length > 0 || known(compared).length === 0)
		return 'Votes do not reach from each model to each other yet';
	const unbeaten = unknown(compared, 'unbeaten');
	if (unbeaten.length > 0)
		return `${list(unbeaten.slice(0, NAMED))} ${unbeaten.length === 1 ? 'has' : 'have'} not lost a vote yet`;
	const leaders = leadersOf(compared).map(({ model }) => model);
	const [first] = leaders;
	if (leaders.length === 1 && first !== undefined) return `${first} leads`;
	if (leaders.length === known(compared).length) return 'No model is surely stronger than another yet';
	if (leaders.length <= NAMED) return `${list(leaders)} share the lead`;
	return `${count(leaders.length)} of ${count(compared.length)} models share the lead`;
}

/** Two digits: an estimate pretends no more. */
const about = (n: number): string => count(Number(Math.max(1, Math.ceil(n)).toPrecision(2)));
/** More votes than this are not worth naming. */
const TOO_MANY = 50_000;

/**
 * How many more votes between two would put 0 out of the interval of their difference, if it is as large as it looks: a
 * vote between two of about the same strength tells p (1 - p) of a square log-odd. Their errors are held to be independent.
 * @returns null where they are apart already, Infinity where they look exactly alike
 */
export function votesToDecide(a: Line, b: Line): number | null {
	if (a.error === null || b.error === null) return null;
	const difference = Math.abs(a.rating - b.rating) / POINTS;
	const variance = (a.error ** 2 + b.error ** 2) / POINTS ** 2;
	const wanted = (1.96 / difference) ** 2;
	const have = variance > 0 ? 1 / variance : Infinity;
	if (wanted <= have) return null;
	const share = 1 / (1 + Math.exp(-difference));
	return (wanted - have) / (share * (1 - share));
}

function decides(a: Line, b: Line, where: string): string {
	const votes = votesToDecide(a, b);
	if (votes === null) return 'a few more votes between them would decide it.';
	if (votes > TOO_MANY) return `they look so alike that ${count(TOO_MANY)} more votes would not decide it.`;
	return `if they differ as much as it looks, about ${about(votes)} more votes between them${where} would decide it.`;
}

/** Votes that resemble those there are tell less: so many more have to be of others. */
const newOnes: Record<BoardQuery['clusters'], string> = {
	prompt: ', on new prompts,',
	rater: ', of new raters,',
	both: ', of new raters on new prompts,',
	none: ''
};

const overlap = (a: Line, b: Line): boolean => (a.low ?? 0) <= (b.high ?? 0) && (b.low ?? 0) <= (a.high ?? 0);

/** The sentence below the heading: how sure it is, and what decides. */
export function leadOf(lines: readonly Line[], clusters: BoardQuery['clusters'] = 'none'): string {
	const compared = lines.filter(({ standing }) => standing !== 'unseen');
	if (compared.length === 0)
		return 'Strengths are counted from votes between two responses, each of a model.';
	const apart = unknown(compared, 'apart');
	if (apart.length > 0)
		return `No path of wins leads from ${list(apart.slice(0, NAMED))}${apart.length > NAMED ? ' and others' : ''} to the rest and back: votes between them would join the pieces.`;
	if (known(compared).length === 0)
		return 'A strength is known where each has won and lost: more votes between the same models would tell.';
	const unbeaten = unknown(compared, 'unbeaten');
	if (unbeaten.length > 0)
		return 'How much stronger that is nobody can say: votes against the strongest of the others would tell.';
	const leaders = leadersOf(compared);
	const [first, second] = leaders;
	if (leaders.length > NAMED)
		return 'The data allows each of them the first rank: more votes between the strongest would tell them apart.';
	if (first && second) {
		const begins = overlap(first, second)
			? 'Their intervals overlap; '
			: 'Their difference is not sure among so many; ';
		return `${begins}${decides(first, second, newOnes[clusters])}`;
	}
	const next = known(compared).find((line) => line !== first);
	if (!first || !next) return '';
	return `${points(first.rating - next.rating)} points before ${next.model}, surely more than none.`;
}

/** How the picture is read. */
export function readingOf(lines: readonly Line[], centre: number, narrow = false): string {
	const first = `${points(centre)} is the mean. 100 points more wins 64 times of 100.`;
	return narrow || lines.length < 2 ? first : `${first} The first column: which ranks the data allows.`;
}

/** The words that stand in the picture, each explained once. */
export function notesOf(lines: readonly Line[]): string[] {
	const kinds = Object.entries(meanings).filter(([kind]) => lines.some(({ standing }) => standing === kind));
	return kinds.map(([, meaning]) => meaning);
}

/** Two beside each other: what votes say, and what the strengths do. */
export function comparedSaid(a: Line, b: Line, won: number, votes: number, probability: number): string {
	const strengths = `The strengths say ${Math.round(100 * probability)} of 100.`;
	if (votes === 0) return `Nobody compared ${a.model} and ${b.model} yet. ${strengths}`;
	const times = Number.isInteger(won) ? count(won) : won.toFixed(1);
	return `${a.model} won ${times} of ${plural(votes, 'vote')} against ${b.model}, a tie being half a win. ${strengths}`;
}

export const modelWords: Record<Model, string> = {
	'bradley-terry': 'Bradley-Terry',
	davidson: 'Bradley-Terry with ties of their own',
	'plackett-luce': 'Plackett-Luce'
};

/** What strengths are made by, as the heading of their picture. */
export const methodOf = ({ model, weights }: Pick<BoardView, 'model' | 'weights'>): string =>
	`Strength, ${modelWords[model]}${weights === null ? '' : ', weighed'}`;

/** What intervals and strengths rest on, after who judged what. */
export function restsSaid({
	asked,
	clusters,
	weights
}: Pick<BoardView, 'asked' | 'clusters' | 'weights'>): string {
	const weighed =
		weights === null
			? ''
			: ` Weighed as if each pair was shown alike: as sure as ${count(Math.round(weights.effective))} of ${plural(weights.votes, 'vote')} that count alike.`;
	return `Intervals clustered ${clusterWords[asked.clusters]}, ${count(clusters)} of them.${weighed}`;
}

type Nothing = { title: string; why: string; way: 'narrow' | 'items' | 'votes' };

/** Why there is no strength at all, and what would bring one. */
export function nothingOf(
	{ votes, left_out, asked }: Pick<BoardView, 'votes' | 'left_out' | 'asked'>,
	narrowed: boolean
): Nothing {
	if (left_out.not_drawn > 0)
		return {
			title: 'No pair was drawn',
			why: 'Votes can be weighed where their pair was drawn, as the orders “balanced pairs” and “most informative pairs” do. Of these nobody knows how probable they were.',
			way: 'narrow'
		};
	if (narrowed)
		return {
			title: 'No vote is left',
			why: 'Nobody voted as these filters ask for. Take one of them away, or count all votes.',
			way: 'narrow'
		};
	const unnamed = left_out.no_model + left_out.same_model;
	if (unnamed > 0)
		return {
			title:
				left_out.same_model > 0 && left_out.no_model === 0 ? 'Only one model is here' : 'No model is named',
			why: `${plural(unnamed, 'vote')} cannot be counted: strengths need responses of two models, each named as “model” beside its text.`,
			way: 'items'
		};
	if (left_out.all_bad > 0)
		return {
			title: 'All were said to be bad',
			why: `${plural(left_out.all_bad, 'vote')} said that all responses are bad, which prefers none of them.`,
			way: 'items'
		};
	return {
		title:
			votes > 0
				? 'Nothing is compared yet'
				: asked.judges === 'model'
					? 'No model has judged yet'
					: 'No votes yet',
		why:
			asked.judges === 'model'
				? 'Judgments of a model come in as a file of votes, with the model as their rater.'
				: 'Whoever ranks two responses here gives a vote, and votes come in as files too.',
		way: 'votes'
	};
}

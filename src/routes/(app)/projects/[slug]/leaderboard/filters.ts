/** What a leaderboard is asked for, in its address: read from there, written there without what is usual, and in words. */
import { BoardQuery } from '#lib/quality/board.ts';

const usual = BoardQuery.parse({});
const names = Object.keys(BoardQuery.shape) as (keyof BoardQuery)[];

const DAY = /^\d{4}-\d\d-\d\d$/;
/** A day is its beginning in UTC, as fields for days write it. */
const moment = (text: string): string => (DAY.test(text) ? `${text}T00:00:00Z` : text);

/** The fields of an address or a form that say something, as the API has them. What it does not know is left to it. */
export function askedIn(fields: Iterable<[string, string]>): Record<string, string> {
	const said = [...fields].flatMap(([name, value]): [string, string][] => {
		const text = value.trim();
		if (text === '') return [];
		return [[name, name === 'from' || name === 'to' ? moment(text) : text]];
	});
	return Object.fromEntries(said);
}

type Change = Partial<Record<keyof BoardQuery, string | undefined>>;

/** The address of a question: `?judges=model`, or `?` where all is as usual. */
export function addressOf(asked: BoardQuery, change: Change = {}): string {
	const next: Record<string, unknown> = { ...asked, ...change };
	const said = names.flatMap((name): [string, string][] => {
		const value = next[name];
		return value === undefined || value === usual[name] ? [] : [[name, String(value)]];
	});
	return `?${new URLSearchParams(said)}`;
}

/** The day of a moment, as a field for days shows it. */
export const dayOf = (text: string | undefined): string => text?.slice(0, 10) ?? '';

export const clusterWords: Record<BoardQuery['clusters'], string> = {
	prompt: 'by prompt',
	rater: 'by rater',
	both: 'by prompt and rater',
	none: 'by nothing'
};
export const rankingWords: Record<BoardQuery['rankings'], string> = {
	pairs: 'every pair',
	neighbours: 'neighbours alone'
};

export const weightWords: Record<BoardQuery['weights'], string> = {
	as_drawn: 'as they came',
	alike: 'as if each pair was shown alike'
};

/** The items behind a number: of a model, or of two, as those judged them whose votes are counted. */
export function itemsOf(slug: string, asked: BoardQuery, model: string, against?: string): string {
	const { judges, rater, tag, from, to } = asked;
	const said = Object.entries({ model, against, judges, rater, tag, from, to });
	const set = said.filter((pair): pair is [string, string] => pair[1] !== undefined);
	return `/projects/${slug}/items?${new URLSearchParams(set)}`;
}

/** What is narrowed or chosen beside the three that are always shown, each with the address without it. */
export function chipsOf(asked: BoardQuery): { text: string; without: string }[] {
	const chip = (name: keyof BoardQuery, text: string) =>
		asked[name] === undefined || asked[name] === usual[name]
			? []
			: [{ text, without: addressOf(asked, { [name]: undefined }) }];
	return [
		...chip('question', `Question: ${asked.question ?? ''}`),
		...chip('rater', `Rater: ${asked.rater ?? ''}`),
		...chip('tag', `Tag: ${asked.tag ?? ''}`),
		...chip('from', `From ${dayOf(asked.from)}`),
		...chip('to', `Before ${dayOf(asked.to)}`),
		...chip('weights', `Weights: ${weightWords[asked.weights]}`),
		...chip('side', 'Side: shown alike'),
		...chip('clusters', `Intervals: ${clusterWords[asked.clusters]}`),
		...chip('rankings', `Rankings: ${rankingWords[asked.rankings]}`),
		...chip('bootstraps', `Beside: ${asked.bootstraps} row bootstraps`)
	];
}

/** Whether votes are left out by what is asked. */
export const narrows = ({ rater, tag, from, to }: BoardQuery): boolean =>
	[rater, tag, from, to].some((value) => value !== undefined);

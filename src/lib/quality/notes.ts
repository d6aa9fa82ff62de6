/** What a leaderboard has to say beside its numbers, in sentences: what was held together, left out, or could not be told. Pure. */
import type { BoardEntry, BoardQuery } from './board.ts';
import type { Strengths } from './strengths.ts';
import { LITTLE, type Weighed } from './weighing.ts';

type Told = { noOrder: number; weighing: Weighed | null };

export function notesOf(board: Strengths, entries: BoardEntry[], query: BoardQuery, told: Told): string[] {
	const unknown = entries.filter(({ standing }) => standing !== 'connected').map(({ model }) => model);
	const { noOrder, weighing } = told;
	const isWhole = board.model === 'plackett-luce';
	const say = (is: boolean, sentence: string) => (is ? [sentence] : []);
	return [
		...(board.regularised
			? [
					unknown.length > 0
						? `Comparisons do not tell how strong ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'}: half a win and half a loss were added to every model, and these have no interval.`
						: 'No one set of strengths is the likeliest: half a win and half a loss were added to every model.'
				]
			: []),
		...say(
			board.instead !== null,
			`These are strengths of every pair, by Bradley-Terry, since Plackett-Luce finds none. ${board.instead ?? ''}`
		),
		...say(
			isWhole && (query.side === 'adjusted' || query.length === 'adjusted'),
			'Plackett-Luce takes off neither side nor length: Bradley-Terry does.'
		),
		...say(
			board.side?.effect === null,
			'What being shown first adds cannot be told, so it was not taken off.'
		),
		...say(board.length?.effect === null, 'What a length adds cannot be told, so it was not taken off.'),
		...say(noOrder > 0, `${noOrder} pairs were left out, since nobody wrote down which was shown first.`),
		...(weighing ? weighedSaid(weighing) : [])
	];
}

function weighedSaid({ notDrawn, weights: { votes, effective } }: Weighed): string[] {
	return [
		...(notDrawn > 0
			? [
					`${notDrawn} ${notDrawn === 1 ? 'vote was' : 'votes were'} left out: no pair was drawn for ${notDrawn === 1 ? 'it' : 'them'}, so nobody knows how probable it was to be shown.`
				]
			: []),
		...(votes > 0 && effective < LITTLE * votes
			? [
					`Weighed so unevenly, ${votes} votes tell only as much as ${Math.max(1, Math.round(effective))} that count alike: intervals are wide for it.`
				]
			: [])
	];
}

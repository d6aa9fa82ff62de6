/** What being shown first does, in rows and in words. */
import type { BoardView, Term } from '#lib/quality/board.ts';
import { count, plural } from '#lib/ui/words.ts';

type Side = BoardView['side'];
export type SideRow = { label: string; effect: number; low: number; high: number };

/** `+0.19`, `-0.05`, `0`; of an axis with as many digits as its number has */
export const signed = (n: number, fixed = true): string => {
	const text = fixed ? Math.abs(n).toFixed(2) : String(Math.abs(n));
	return Number(text) === 0 ? '0' : `${n < 0 ? '−' : '+'}${text}`;
};

const rowOf = (label: string, term: Term | null): SideRow[] =>
	term !== null && term.effect !== null && term.low !== null && term.high !== null
		? [{ label, effect: term.effect, low: term.low, high: term.high }]
		: [];

export const sideRows = ({ all, fast, slow }: Side): SideRow[] => [
	...rowOf('all votes', all),
	...(fast ? rowOf(`under ${fast.under_seconds} s`, fast) : []),
	...(slow ? rowOf(`over ${slow.over_seconds} s`, slow) : [])
];

const knows = (term: Term | null): term is Term & { low: number; high: number } =>
	term !== null && term.low !== null && term.high !== null;

/** How often the one shown first won, whether that is surely a pull, what causes it, and whether the fit removes it. */
export function sideSaid({ first, decided, all, fast, slow }: Side, adjusted: boolean): string {
	if (decided === 0) return 'Nobody preferred one of two yet.';
	const won = `The one shown first won ${((100 * first) / decided).toFixed(1)} % of ${plural(decided, 'decided pair')}.`;
	if (!knows(all)) return `${won} Whether that is a pull cannot be told yet.`;
	if (all.low <= 0 && all.high >= 0) return `${won} That may be chance.`;
	const cause =
		knows(fast) && knows(slow) && fast.low > slow.high
			? ' Fast votes cause it.'
			: knows(fast) && knows(slow) && slow.low > fast.high
				? ' Slow votes cause it.'
				: '';
	const fit = adjusted
		? ' The fit removes it.'
		: ' Strengths are as shown: adjust for the side to remove it.';
	return `${won}${cause}${fit}`;
}

/** Of how many a number is, in the line that says what all rests on. */
export const restsOn = ({
	votes,
	people,
	prompts
}: Pick<BoardView, 'votes' | 'people' | 'prompts'>): string =>
	`${plural(votes, 'vote')} of ${people === 1 ? 'one judge' : `${count(people)} judges`} on ${plural(prompts, 'prompt')}`;

/** What the figures of reviewers say in words, and what they cannot tell. */
import type { Share } from '#lib/project/accuracy.ts';
import { LEAST_MS, MOST_MS, SHARE_READ, WORDS_A_MINUTE } from '#lib/stats/reading.ts';
import type { ReviewerView } from '#lib/runtime/reviewers.ts';
import { plural } from '#lib/ui/words.ts';
import { percent, shareSaid } from '../raters/said.ts';

export { percent, shareSaid };

export const fastDefined = `Too fast is less than ${percent(SHARE_READ)} of the time that reading what was there takes at ${WORDS_A_MINUTE} words a minute (Brysbaert 2019), and never more than ${MOST_MS / 1000} s or less than ${LEAST_MS / 1000} s. Time counts while the tab is seen.`;

/** `1.4 s`, `2:05` */
export const timeSaid = (ms: number): string =>
	ms < 60_000
		? `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`
		: `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

/** Whether two intervals have nothing in common: only then they are said to differ. */
const apart = (a: Share, b: Share): boolean => a.enough && b.enough && (a.low > b.high || a.high < b.low);

/** How somebody's share of approvals stands beside that of all others; null while nothing can be said. */
export function besideSaid({ approved, others }: Pick<ReviewerView, 'approved' | 'others'>): string | null {
	if (!approved.enough || !others.enough) return null;
	if (!apart(approved, others)) return 'No different from the others, as far as one can tell.';
	return approved.low > others.high
		? 'More often than the others. They may be asked about other things, so look at some before you say anything.'
		: 'Less often than the others. They may be asked about other things, so look at some before you say anything.';
}

export const runSaid = ({ now, longest }: ReviewerView['run']): string =>
	longest === 0 ? 'No approval yet' : `${plural(now, 'approval')} in a row now, ${longest} at most`;

/** The heading: what stands out, or how many there are. */
export function finding(items: ReviewerView[]): string {
	const missed = items.reduce((sum, { checks }) => sum + checks.answers - checks.right, 0);
	const shown = items.reduce((sum, { checks }) => sum + checks.answers, 0);
	if (shown > 0)
		return missed === 0
			? `${shown === 1 ? 'The one check was' : `All ${shown} checks were`} seen`
			: `${missed} of ${plural(shown, 'check')} would have run`;
	return items.length === 0 ? 'Reviewers' : `How ${plural(items.length, 'reviewer does', 'reviewers do')}`;
}

/** What a figure is called above the list of what is behind it. */
export function shownSaid(show: string): string {
	const [kind = '', value = ''] = show.split(':');
	const names: Record<string, string> = {
		all: 'All verdicts',
		fast: 'Too fast for what there was to read',
		approved: 'Let run as proposed',
		overridden: 'Not let run as proposed',
		week: value === '0' ? 'These 7 days' : `${value} weeks ago`,
		risk: `Of ${value} risk`,
		confidence: 'Of that confidence',
		apart: 'Where the second person said otherwise',
		towards: 'Went over to the proposal',
		away: 'Turned from the proposal'
	};
	return names[kind] ?? 'Verdicts';
}

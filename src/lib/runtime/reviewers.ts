/**
 * How each reviewer does, from what is recorded: how long they look, how often they let run what was proposed, what they
 * make of checks, whether a second person agrees, and how often a proposal changes their mind. Pure. No figure ranks
 * people: each stands beside its interval, and says nothing while there are few.
 */
import { shareOf, type Share } from '#lib/project/accuracy.ts';
import { risks, type Risk } from './modes.ts';
import { isTooFast } from '#lib/stats/reading.ts';
import type { VerdictName } from './input.ts';
import type { FirstView } from './view.ts';

/** One verdict of a person on a decision that waited for people. */
export type Reviewed = {
	/** the decision */
	id: string;
	user: string;
	verdict: VerdictName;
	at: number;
	/** milliseconds before their eyes; null: nobody measured */
	dwellMs: number | null;
	/** words that there were to read; null: nobody counted */
	words: number | null;
	risk: Risk;
	confidence: number;
	quorum: number;
	first: FirstView | null;
};
export type Checked = { user: string; at: number; agent: string; action: string | null; caught: boolean };
export type Person = { id: string; email: string; name: string };

/** A share among some of the verdicts, and the name by which they can be listed. */
export type Part = Share & { name: string; show: string };
export type Dot = { id: string; verdict: VerdictName; at: number; ms: number | null; fast: boolean };

export type ReviewerView = {
	email: string;
	name: string;
	reviews: number;
	/** the latest, newest first */
	latest: Dot[];
	/** of those with a time: too fast by what there was to read */
	fast: Share;
	/** let run as it was proposed */
	approved: Share;
	/** the same of all others here */
	others: Share;
	/** approvals one after another: now, and at most */
	run: { now: number; longest: number };
	/** rejected, edited or answered in text, by week (the latest last), by risk and by confidence */
	weeks: Part[];
	risks: Part[];
	confidence: Part[];
	/** checks that they kept from running */
	checks: Share;
	checked: { at: number; agent: string; action: string | null; caught: boolean }[];
	/** where two must sign: verdicts that a second person shared */
	second: Share;
	/** of views that it should not run as proposed: how many let it run once they saw the proposal */
	towards: Share;
	/** of views that it may run: how many did not let it run as proposed */
	away: Share;
};

export const MOST_DOTS = 200;
export const WEEK_MS = 7 * 86_400_000;
export const WEEKS = 8;
const BANDS = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.000_001];

const isApproval = ({ verdict }: Pick<Reviewed, 'verdict'>): boolean => verdict === 'approve';
const shareIn = <T>(list: T[], holds: (one: T) => boolean): Share =>
	shareOf(list.filter(holds).length, list.length);
const timed = ({ dwellMs, words }: Reviewed): boolean => dwellMs !== null && words !== null;
export const wasFast = ({ dwellMs, words }: Reviewed): boolean =>
	dwellMs !== null && words !== null && isTooFast(words, dwellMs);

const weekOf = ({ at }: Reviewed, now: number): number => Math.floor((now - at) / WEEK_MS);
const bandOf = ({ confidence }: Reviewed): number =>
	BANDS.findLastIndex((from) => confidence >= from && from <= 1);

/** Approvals one after another, of verdicts in the order of time. */
function runsOf(verdicts: Reviewed[]): { now: number; longest: number } {
	let now = 0;
	let longest = 0;
	for (const one of verdicts) {
		now = isApproval(one) ? now + 1 : 0;
		longest = Math.max(longest, now);
	}
	return { now, longest };
}

/** Pairs of one person's verdict with each other person's on the same decision, where more than one must sign. */
function pairsOf(mine: Reviewed[], all: Map<string, Reviewed[]>): { id: string; same: boolean }[] {
	return mine.flatMap((one) =>
		one.quorum < 2
			? []
			: (all.get(one.id) ?? [])
					.filter(({ user }) => user !== one.user)
					.map((other) => ({ id: one.id, same: isApproval(one) === isApproval(other) }))
	);
}

const wouldNot = ({ first }: Reviewed): boolean => first !== null && first.would !== 'approve';
const wouldRun = ({ first }: Reviewed): boolean => first?.would === 'approve';

const bandName = (i: number): string =>
	i === BANDS.length - 2
		? `${BANDS[i]} and more`
		: i === 0
			? `below ${BANDS[1]}`
			: `${BANDS[i]} to ${BANDS[i + 1]}`;

/**
 * @param all verdicts of everybody in the project, in any order
 * @returns who reviewed or was checked, by name
 */
export function reviewersOf(
	people: Person[],
	all: Reviewed[],
	checks: Checked[],
	now: number
): ReviewerView[] {
	const byDecision = Map.groupBy(all, ({ id }) => id);
	const byUser = Map.groupBy(all, ({ user }) => user);
	const checksOf = Map.groupBy(checks, ({ user }) => user);
	return people
		.map(({ id, email, name }) => {
			const mine = (byUser.get(id) ?? []).toSorted((a, b) => a.at - b.at);
			const own = (checksOf.get(id) ?? []).toSorted((a, b) => b.at - a.at);
			const overridden = (one: Reviewed) => !isApproval(one);
			const part = (title: string, show: string, holds: (one: Reviewed) => boolean): Part => ({
				name: title,
				show,
				...shareIn(mine.filter(holds), overridden)
			});
			return {
				email,
				name: name || email,
				reviews: mine.length,
				latest: mine
					.slice(-MOST_DOTS)
					.toReversed()
					.map((one) => ({
						id: one.id,
						verdict: one.verdict,
						at: one.at,
						ms: one.dwellMs,
						fast: wasFast(one)
					})),
				fast: shareIn(mine.filter(timed), wasFast),
				approved: shareIn(mine, isApproval),
				others: shareIn(
					all.filter(({ user }) => user !== id),
					isApproval
				),
				run: runsOf(mine),
				weeks: Array.from({ length: WEEKS }, (_, i) => WEEKS - 1 - i).map((ago) =>
					part(
						ago === 0 ? 'these 7 days' : `${ago} ${ago === 1 ? 'week' : 'weeks'} ago`,
						`week:${ago}`,
						(one) => weekOf(one, now) === ago
					)
				),
				risks: risks.map((risk) => part(risk, `risk:${risk}`, (one) => one.risk === risk)),
				confidence: BANDS.slice(0, -1).map((_, i) =>
					part(bandName(i), `confidence:${i}`, (one) => bandOf(one) === i)
				),
				checks: shareIn(own, ({ caught }) => caught),
				checked: own.map(({ user: _me, ...rest }) => rest),
				second: shareIn(pairsOf(mine, byDecision), ({ same }) => same),
				towards: shareIn(mine.filter(wouldNot), isApproval),
				away: shareIn(mine.filter(wouldRun), overridden)
			};
		})
		.filter(({ reviews, checked }) => reviews + checked.length > 0)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The verdicts behind a figure of one person, the newest first; null for a name that no figure has. */
export function behind(user: string, all: Reviewed[], show: string, now: number): Reviewed[] | null {
	const [kind = '', value = ''] = show.split(':');
	const mine = all.filter((one) => one.user === user);
	const apart = new Set(
		pairsOf(
			mine,
			Map.groupBy(all, ({ id }) => id)
		)
			.filter(({ same }) => !same)
			.map(({ id }) => id)
	);
	const holds: Record<string, (one: Reviewed) => boolean> = {
		all: () => true,
		fast: wasFast,
		approved: isApproval,
		overridden: (one) => !isApproval(one),
		week: (one) => weekOf(one, now) === Number(value),
		risk: (one) => one.risk === value,
		confidence: (one) => bandOf(one) === Number(value),
		apart: (one) => apart.has(one.id),
		towards: (one) => wouldNot(one) && isApproval(one),
		away: (one) => wouldRun(one) && !isApproval(one)
	};
	const wanted = Object.hasOwn(holds, kind) ? holds[kind] : undefined;
	return wanted ? mine.filter(wanted).sort((a, b) => b.at - a.at) : null;
}

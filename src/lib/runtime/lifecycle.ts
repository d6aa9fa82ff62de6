/**
 * What state a decision is in at a given moment. Stored states change by acts; time and halts are read on top, so an
 * expired or halted decision is so for everybody at once, whether or not anything has run since.
 */
import { levelAt, type Gate } from './gate.ts';

export const openStatuses = ['pending', 'claimed', 'escalated', 'veto_open'] as const;
export const finalStatuses = [
	'auto_approved',
	'approved',
	'approved_with_edit',
	'rejected',
	'responded',
	'denied',
	'expired',
	'cancelled',
	'halted'
] as const;
export type OpenStatus = (typeof openStatuses)[number];
export type FinalStatus = (typeof finalStatuses)[number];
export type Status = OpenStatus | FinalStatus;
/** `claimed` and `escalated` are read from the lease and the clock, never stored. */
export const storedStatuses = ['pending', 'veto_open', ...finalStatuses] as const;
export type StoredStatus = (typeof storedStatuses)[number];

export const isOpen = (status: Status): status is OpenStatus => openStatuses.some((open) => open === status);
/** What may run, once, with a grant. */
export const isApproved = (status: Status): boolean =>
	status === 'auto_approved' || status === 'approved' || status === 'approved_with_edit';

export type Standing = {
	status: StoredStatus;
	gate: Gate;
	createdAt: number;
	expiresAt: number;
	/** on the loop: when it is approved unless somebody vetoed */
	vetoUntil: number | null;
	leasedUntil: number | null;
	/** how many halts its scopes had seen when it was made */
	haltEpoch: number;
};

/**
 * What time or a halt has made of an open decision; null while it stands. A halt ends what it found open, so it
 * comes first; a time-out never approves.
 */
export type Ending = 'halted' | 'expired' | 'window_closed' | null;

export function endingOf(standing: Standing, haltEpoch: number, now: number): Ending {
	if (standing.status !== 'pending' && standing.status !== 'veto_open') return null;
	if (haltEpoch > standing.haltEpoch) return 'halted';
	const { vetoUntil, expiresAt } = standing;
	if (standing.status === 'veto_open' && vetoUntil !== null && vetoUntil <= expiresAt)
		return now >= vetoUntil ? 'window_closed' : null;
	return now >= expiresAt ? 'expired' : null;
}

export const levelOf = ({ gate, createdAt }: Standing, at: number): number =>
	levelAt(gate, (at - createdAt) / 1000);

/** The status that is shown for a decision on which endingOf has nothing to say. */
export function shownStatus(standing: Standing, now: number): Status {
	if (standing.status !== 'pending') return standing.status;
	if (standing.leasedUntil !== null && standing.leasedUntil > now) return 'claimed';
	return levelOf(standing, now) > 0 ? 'escalated' : 'pending';
}

/** When the shown status changes by time alone, for whoever waits. */
export function nextTurn(standing: Standing, now: number): number {
	const turns = [standing.vetoUntil, standing.expiresAt].filter((at) => at !== null && at > now);
	return Math.min(Infinity, ...turns.map(Number));
}

/** A rejection by a person stands for the same action of the same agent for so long. */
export const REPEAT_MS = 10 * 60_000;
/** A grant is good for so long after the reading that made it. */
export const GRANT_MS = 5 * 60_000;
/** A watcher who has not been heard of for so long is not there. */
export const WATCH_MS = 30_000;
/** The longest that a decision may stay open, whatever the gate or the agent says. */
export const MOST_OPEN_SECONDS = 31 * 86_400;

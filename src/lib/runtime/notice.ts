/**
 * What time alone has to say of a decision that waits, beside its end: that the people whom it was put to first did not
 * answer within their time, and that it is about to expire. Each is said once.
 */
import type { Gate, Signer } from './gate.ts';

/** It is said that a decision expires when so much of its time is left: a fifth of it, at most a quarter of an hour. */
export const EXPIRING_SHARE = 1 / 5;
export const EXPIRING_MS = 15 * 60_000;

export type Timed = { gate: Gate; createdAt: number; expiresAt: number };
export type Notice =
	/** nobody answered in time, so that others are asked: a breach of the time that the gate gives */
	{ at: number; type: 'decision.escalated'; roles: Signer[] } | { at: number; type: 'decision.expiring' };

/** In the order of their time; what would come with the end or after it never comes. */
export function noticesOf({ gate, createdAt, expiresAt }: Timed): Notice[] {
	const warning = Math.min(EXPIRING_MS, (expiresAt - createdAt) * EXPIRING_SHARE);
	const notices: Notice[] = [
		...gate.escalation.map(({ roles, after_seconds }): Notice => ({
			at: createdAt + after_seconds * 1000,
			type: 'decision.escalated',
			roles
		})),
		{ at: Math.ceil(expiresAt - warning), type: 'decision.expiring' }
	];
	return notices.filter(({ at }) => at < expiresAt).sort((a, b) => a.at - b.at);
}

/** When there is something to say after a moment; null: nothing any more. */
export const nextNotice = (timed: Timed, after: number): number | null =>
	noticesOf(timed).find(({ at }) => at > after)?.at ?? null;

/** What is to be said from one moment to another, both among them. */
export const noticesBetween = (timed: Timed, from: number, to: number): Notice[] =>
	noticesOf(timed).filter(({ at }) => at >= from && at <= to);

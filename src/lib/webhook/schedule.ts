/**
 * When a message is sent again. The delays are those of the Standard Webhooks specification's example: the last attempt
 * comes some three days after the first. Each is drawn out by chance, so that many do not come back at once.
 */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const delays = [
	5 * SECOND,
	5 * MINUTE,
	30 * MINUTE,
	2 * HOUR,
	5 * HOUR,
	10 * HOUR,
	14 * HOUR,
	20 * HOUR,
	24 * HOUR
];
/** Attempts before a message is given up. */
export const MOST_ATTEMPTS = delays.length + 1;
/** By so much of itself a delay may be longer. */
export const JITTER = 0.2;
/** A receiver may ask for so much time at most. */
const MOST_ASKED = 24 * HOUR;

/**
 * @param attempts begun so far
 * @param asked milliseconds that the receiver asked for (`Retry-After`), if it did
 * @param random from 0 up to 1
 * @returns milliseconds to wait, or null when it is given up
 */
export function delayAfter(attempts: number, asked: number | null, random: number): number | null {
	const delay = delays[attempts - 1];
	if (delay === undefined) return null;
	return Math.max(Math.round(delay * (1 + JITTER * random)), Math.min(asked ?? 0, MOST_ASKED));
}

/** `Retry-After` in milliseconds, as seconds or as a date (RFC 9110, 10.2.3); null: none that can be read. */
export function retryAfter(header: string | undefined, now: number): number | null {
	if (header === undefined) return null;
	if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND;
	const at = Date.parse(header);
	return Number.isNaN(at) ? null : Math.max(0, at - now);
}

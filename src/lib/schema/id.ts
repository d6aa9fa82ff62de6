/**
 * Ids: 24 characters of Crockford's base 32 in lower case. The first ten are the millisecond, so ids sort by
 * time and index pages stay together; three count within it; the rest is random (55 bits).
 */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

const digits = (value: number, length: number): string => {
	let text = '';
	for (let rest = value; text.length < length; rest = Math.floor(rest / 32))
		text = (alphabet[rest % 32] ?? '0') + text;
	return text;
};

/** Random bytes are fetched many at a time: one call costs as much as thousand bytes. Each is used once. */
const pool = new Uint8Array(4096);
let used = pool.length;

const randomDigits = (length: number): string => {
	if (used + length > pool.length) {
		crypto.getRandomValues(pool);
		used = 0;
	}
	let text = '';
	for (const end = used + length; used < end; used++) text += alphabet[(pool[used] ?? 0) % 32];
	return text;
};

let lastAt = 0;
let count = 0;

/** A new id, greater than every earlier one of this process. */
export function newId(now: number = Date.now()): string {
	if (now > lastAt) {
		lastAt = now;
		count = 0;
	} else if (++count === 32 ** 3) {
		lastAt++;
		count = 0;
	}
	return digits(lastAt, 10) + digits(count, 3) + randomDigits(11);
}

const valueOf = Uint8Array.from({ length: 128 }, (_, code) =>
	Math.max(0, alphabet.indexOf(String.fromCharCode(code)))
);

/**
 * A number that grows with ids, for whoever needs their order and not them: the millisecond and most of the count within
 * it. Ids that share one came together.
 */
export function orderOfId(id: string): number {
	let order = 0;
	for (let i = 0; i < 12; i++) order = order * 32 + (valueOf[id.charCodeAt(i)] ?? 0);
	return order;
}

/** Where ids begin that were made `ms` before this one, or later. */
export function idsSince(id: string, ms: number): string {
	const at = [...id.slice(0, 10)].reduce((value, digit) => value * 32 + alphabet.indexOf(digit), 0);
	return digits(Math.max(0, at - ms), 10);
}

/** An unguessable token of 160 bits, for links, keys, sessions and leases. */
export const newToken = (): string => randomDigits(32);

/** Numbers, days and durations as people read them. Days are UTC's, so that server and browser agree. */

export const count = (n: number): string => n.toLocaleString('en-GB');

/** `1 item`, `2,139 items`; an irregular plural is given. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
	`${count(n)} ${n === 1 ? one : many}`;

/** `14 May 2026` */
export const day = (at: number): string =>
	new Date(at).toLocaleDateString('en-GB', {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		timeZone: 'UTC'
	});

/** `40 s`, `12 min`, `3 h 5 min` */
export function duration(seconds: number): string {
	if (seconds < 90) return `${Math.round(seconds)} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 90) return `${minutes} min`;
	const rest = minutes % 60;
	return `${count(Math.floor(minutes / 60))} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** `a`, `a and b`, `a, b and c` */
export const list = (words: string[]): string =>
	words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** An address made of a name: lower-case letters, digits and inner hyphens, at most 64. */
export const slugOf = (name: string): string =>
	name
		.normalize('NFKD')
		.replaceAll(/\p{M}/gu, '')
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.slice(0, 64)
		.replaceAll(/^-+|-+$/g, '');

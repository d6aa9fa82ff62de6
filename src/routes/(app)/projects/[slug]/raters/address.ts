/** What the page of raters is asked for, by its address. */
import { z } from 'zod';
import { PeopleQuery } from '#lib/quality/people-view.ts';

export const columns = [
	'person',
	'judgments',
	'agreement',
	'kappa',
	'gold',
	'again',
	'side',
	'ties',
	'time',
	'fast',
	'overruled'
] as const;
export type Column = (typeof columns)[number];

export const RatersAddress = PeopleQuery.extend({
	sort: z.enum(columns).optional(),
	/** from the most to the least */
	down: z.literal('1').optional(),
	/** only those who stand out, or need somebody */
	show: z.literal('marked').optional()
});
export type RatersAddress = z.infer<typeof RatersAddress>;

/** The address with some of it changed; what is null is left out. */
export function addressOf(
	at: string,
	asked: RatersAddress,
	change: { [name in keyof RatersAddress]?: RatersAddress[name] | null } = {}
): string {
	const all = Object.entries({ ...asked, ...change }).filter(
		(pair): pair is [string, string] => typeof pair[1] === 'string'
	);
	const text = new URLSearchParams(all).toString();
	return text === '' ? at : `${at}?${text}`;
}

/** A response in a few words, as a card of the ladder shows it. */
import { plural } from '#lib/ui/words.ts';
import type { WireResponse } from './wire.ts';

const LONGEST = 240;

/** The last thing said is what a conversation is judged by. */
const textOf = ({ text, messages }: WireResponse): string => messages?.at(-1)?.content ?? text ?? '';

/** Without the marks of markdown, in one line. */
export function excerptOf(response: WireResponse): string {
	const words = textOf(response)
		.slice(0, 4 * LONGEST)
		.replace(/```[^\n]*/g, ' ')
		.replace(/^\s*([#>*+-]|\d+[.)])\s+/gm, '')
		.replace(/[*_`|]+/g, '')
		.replace(/\s+/g, ' ')
		.trim();
	return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}

export function lengthOf({ text, messages }: WireResponse): string {
	const whole = messages?.map(({ content }) => content).join(' ') ?? text ?? '';
	return plural(whole.trim() === '' ? 0 : whole.trim().split(/\s+/).length, 'word');
}

/**
 * How much there is to read before an answer, and how long that takes. Reading silently, people read 238 English words
 * a minute (Brysbaert 2019, "How many words do we read per minute?", Journal of Memory and Language 109, a
 * meta-analysis of 190 studies). Nobody has to read all of it, so too fast is well below that, and capped.
 */

export const WORDS_A_MINUTE = 238;
/** Less than this share of the time that reading takes is too fast. */
export const SHARE_READ = 0.5;
/** Nobody judges anything sooner, and nobody is asked to read for longer. */
export const LEAST_MS = 2_000;
export const MOST_MS = 60_000;

/** Scripts without spaces: one character of them says about as much as 1/1.6 of an English word. */
const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;
const PER_WORD = 1.6;

export function wordsIn(text: string): number {
	const characters = text.match(unspaced)?.length ?? 0;
	const rest = characters === 0 ? text : text.replace(unspaced, ' ');
	return Math.ceil(characters / PER_WORD) + (rest.match(/\S+/g)?.length ?? 0);
}

/** Below so many milliseconds nobody can have read it. */
export const leastMs = (words: number): number =>
	Math.min(MOST_MS, Math.max(LEAST_MS, (words / WORDS_A_MINUTE) * 60_000 * SHARE_READ));

export const isTooFast = (words: number, dwellMs: number): boolean => dwellMs < leastMs(words);

/** What the labelling view says of the item in hand and of the pace, in words. Pure. */
import { pointLength } from '#lib/form/codepoints.ts';
import type { Mark } from '#lib/form/draft.ts';
import type { Form } from '#lib/form/form.ts';
import type { Payload } from '#lib/schema/values.ts';
import { count, duration, plural } from '#lib/ui/words.ts';

/** How long the text is that can be marked; empty where there is none. */
export function lengthSaid({ questions }: Pick<Form, 'questions'>, payload: Payload): string {
	const field = questions.find(({ type }) => type === 'spans')?.field;
	const text = field === undefined ? undefined : payload[field];
	return typeof text === 'string' ? plural(pointLength(text), 'character') : '';
}

/** @param isText there is a text to mark: then none is said, too */
export const markedSaid = (
	{ marked, suggested }: { marked: number; suggested: number },
	isText: boolean
): string =>
	[
		marked > 0 || isText ? `${count(marked)} marked` : '',
		suggested > 0 ? `${count(suggested)} suggested` : ''
	]
		.filter(Boolean)
		.join(', ');

/** The mark that keys act on. */
export function pickedSaid(mark: Pick<Mark, 'label' | 'by' | 'score'> | undefined): string {
	if (!mark) return '';
	const by =
		mark.by === 'model' ? `, suggested${mark.score === null ? '' : ` ${mark.score.toFixed(2)}`}` : '';
	return `${mark.label}${by}`;
}

/** How long an item takes, of those done just now; empty of few. @param history oldest first, in milliseconds */
export function paceSaid(history: readonly { at: number }[]): string {
	const [oldest, newest] = [history[0], history.at(-1)];
	const each = history.length - 1;
	if (!oldest || !newest || each < 3) return '';
	return `${duration(Math.max(1, (newest.at - oldest.at) / each / 1000))} an item`;
}

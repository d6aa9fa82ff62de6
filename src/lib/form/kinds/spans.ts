/** Marked stretches of a text: code points of the raw stored string, `end` exclusive, `quote` the text between. */
import { z } from 'zod';
import { isObject, type Json } from '#lib/schema/json.ts';
import { common, flat, jsonCell, wrong, type Kind, type Problem, type Question } from '../kind.ts';
import { offsetsOf } from '../marks.ts';
import { hint } from '../near.ts';
import { options } from './label.ts';

const known = ['start', 'end', 'label', 'quote'];

const mismatch = (message: string): Problem[] => [{ path: '', message, code: 'span_mismatch' }];

type Offsets = ReturnType<typeof offsetsOf>;

function check(text: string, at: Offsets, question: Question, span: Json): Problem[] {
	if (!isObject(span)) return wrong('Send {start, end, label, quote}.');
	const extra = Object.keys(span).find((name) => !known.includes(name));
	if (extra) return wrong(`A span has no “${extra}”.${hint(extra, known)}`);
	const { start, end, label, quote } = span;
	if (
		typeof start !== 'number' ||
		typeof end !== 'number' ||
		!Number.isInteger(start) ||
		!Number.isInteger(end)
	)
		return wrong('start and end are whole numbers.');
	if (start < 0 || end <= start)
		return wrong(`A span begins at 0 or later and ends after it begins: ${start}–${end} does not.`);
	const values = flat(question.options).map((o) => o.value);
	if (typeof label !== 'string' || !values.includes(label))
		return wrong(`“${String(label)}” is not an option.${hint(String(label), values)}`);
	if (typeof quote !== 'string')
		return wrong('Send the marked text as quote, so that a shift cannot pass unseen.');
	const slice = end > at.toPoints(text.length) ? null : text.slice(at.toUnits(start), at.toUnits(end));
	if (slice === quote) return [];
	const units =
		text.slice(start, end) === quote ? ' These offsets count UTF-16 units; count code points.' : '';
	if (slice === null) return mismatch(`The text ends before ${end}.${units}`);
	const near = text.includes(quote) ? '' : ' The quote is nowhere in the text.';
	return mismatch(`From ${start} to ${end} the text is “${slice}”, not “${quote}”.${units || near}`);
}

export const spans: Kind = {
	type: 'spans',
	fits: ['text', 'markdown', 'code', 'html'],
	schema: z.strictObject({ ...common, type: z.literal('spans'), options }),
	required: false,
	check(question, answer, payload) {
		if (!Array.isArray(answer)) return wrong('Send a list of spans.');
		const text = payload[question.field ?? ''];
		if (typeof text !== 'string') return wrong(`The item has no text in “${question.field ?? ''}”.`);
		// Once for all spans: a long text with many of them is checked in one pass.
		const at = offsetsOf(text);
		return answer.flatMap((span, i) =>
			check(text, at, question, span).map((p) => ({ ...p, path: `/${i}${p.path}` }))
		);
	},
	fromText: (_, text) => jsonCell(text)
};

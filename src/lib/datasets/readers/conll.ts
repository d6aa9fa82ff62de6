/**
 * Tokens with IOB2 tags, as one row a text. Tokens stand a blank apart: what was between them is not in the file.
 *
 * Contract: doccano/doccano backend/data_import/pipeline/parsers.py (CoNLLParser) at
 * ab6b765ea326d07b2b806a4280cd097565e62321.
 */
import { pointLength } from '#lib/form/codepoints.ts';
import type { Json, JsonObject } from '#lib/schema/json.ts';
import { Refusal } from '#lib/schema/refusal.ts';
import { CROWD, itemWith } from './brought.ts';
import { hasColumns, type Shape } from './shape.ts';

const isTexts = (value: Json | undefined): value is string[] =>
	Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
const TAG = /^(?:O|[BI]-(.+))$/;

type Span = { start: number; end: number; label: string };

/** An I that goes on with nothing begins a span, as older files of IOB1 have it. */
function spansIn(tokens: string[], tags: string[]): Span[] {
	const spans: Span[] = [];
	let at = 0;
	let goesOn: string | null = null;
	for (const [i, token] of tokens.entries()) {
		const end = at + pointLength(token);
		const tag = tags[i] ?? 'O';
		const label = TAG.exec(tag)?.[1] ?? null;
		const last = spans.at(-1);
		if (label !== null && label === goesOn && last && tag.startsWith('I-')) last.end = end;
		else if (label !== null) spans.push({ start: at, end, label });
		goesOn = label;
		at = end + 1;
	}
	return spans;
}

export const conll: Shape = {
	name: 'conll',
	title: 'Tokens with tags (CoNLL)',
	about:
		'A text is an item, its tokens a blank apart. What the tags mark is the answer of “crowd” to the first question that asks for spans.',
	recognises: (row) =>
		hasColumns(row, ['tokens', 'tags']) &&
		isTexts(row.tokens) &&
		isTexts(row.tags) &&
		row.tags.length === row.tokens.length &&
		row.tags.every((tag) => TAG.test(tag)),
	items({ tokens, tags }, form): (JsonObject | Refusal)[] {
		const question = form.questions.find(({ type }) => type === 'spans');
		if (question?.field === undefined)
			throw new Refusal(
				'wrong_form',
				'This row holds tokens with tags, and this project asks for no spans. Bring it into one that does.'
			);
		const own = isTexts(tokens) ? tokens : [];
		const text = own.join(' ');
		const points = Array.from(text);
		const spans = spansIn(own, isTexts(tags) ? tags : []).map((span) => ({
			...span,
			quote: points.slice(span.start, span.end).join('')
		}));
		const item = { payload: { [question.field]: text } };
		return itemWith(form, item, [{ rater: CROWD, answers: { [question.name]: spans } }]);
	}
};

/** Texts with their labels as doccano imports them: JSONL with `text` and `label`. */
import { z } from 'zod';
import { spansOf } from '../annotated.ts';
import { target } from './target.ts';

const Span = z.tuple([z.int().min(0), z.int().min(1), z.string().min(1)]);
const kinds = ['spans', 'labels', 'label', 'text'];

export default target({
	name: 'doccano',
	title: 'Labels for doccano',
	about: 'For doccano: a text with its spans, its classes or another text, as the first such question asks.',
	group: 'annotation',
	from: 'annotated',
	columns: [
		{ name: 'text', type: 'text' },
		{
			name: 'label',
			type: 'list',
			about: '[start, end, label] of spans, in code points; else the classes, or the text'
		}
	],
	loader: {
		repository: 'doccano/doccano',
		file: 'backend/data_import/pipeline/label.py',
		commit: 'ab6b765ea326d07b2b806a4280cd097565e62321',
		rules: [
			'JSONLParser reads an object a line (backend/data_import/pipeline/parsers.py)',
			'SpanLabel: start_offset, end_offset, label; start is under end, and a label is not empty',
			'Spans.clean leaves out what overlaps, unless the project allows it (backend/data_import/pipeline/labels.py)'
		]
	},
	drops: ['undecided', 'overlap', 'values', 'blank'],
	lacks: ({ questions }) =>
		questions.some(({ type }) => kinds.includes(type))
			? null
			: 'doccano holds spans, classes or texts, and this form asks for none of them.',
	Row: z.strictObject({ text: z.string(), label: z.union([z.array(Span), z.array(z.string().min(1))]) }),
	row({ questions, outcomes, payload }) {
		const at =
			kinds.map((kind) => questions.findIndex(({ type }) => type === kind)).find((i) => i !== -1) ?? -1;
		const [question, outcome] = [questions[at], outcomes[at]];
		if (outcome?.status !== 'decided') return 'undecided';
		const text = payload[question?.field ?? ''];
		if (typeof text !== 'string') return 'values';
		if (text.trim() === '') return 'blank';
		if (question?.type !== 'spans') return { text, label: [outcome.answer ?? []].flat().map(String) };
		const spans = spansOf(outcome);
		return spans.some(({ start }, i) => start < (spans[i - 1]?.end ?? 0))
			? 'overlap'
			: { text, label: spans.map(({ start, end, label }): z.infer<typeof Span> => [start, end, label]) };
	},
	fault({ text, label }) {
		const length = Array.from(text).length;
		let last = 0;
		for (const one of label) {
			if (typeof one === 'string') continue;
			const [start, end] = one;
			if (start >= end || end > length) return 'a span is empty or ends behind the text';
			if (start < last) return 'spans overlap';
			last = end;
		}
		return text.trim() === '' ? 'text: nothing but white space' : null;
	}
});

/** Tokens with IOB2 tags, a tab between them and a blank line behind each text, as CoNLL readers take them. */
import { z } from 'zod';
import { spansOf, type Span } from '../annotated.ts';
import { target } from './target.ts';

type Token = { text: string; start: number; end: number };

/** Words, numbers and single marks; cut wherever a span begins or ends. Offsets are code points. */
function tokensOf(text: string, spans: Span[]): Token[] {
	const cuts = new Set(spans.flatMap(({ start, end }) => [start, end]));
	const characters = Array.from(text);
	const kindOf = (c: string) => (/\s/u.test(c) ? 'space' : /[\p{L}\p{N}\p{M}_]/u.test(c) ? 'word' : 'mark');
	const tokens: Token[] = [];
	let before = 'space';
	characters.forEach((c, i) => {
		const kind = kindOf(c);
		const last = tokens.at(-1);
		if (kind === 'word' && before === 'word' && last && !cuts.has(i)) {
			last.text += c;
			last.end = i + 1;
		} else if (kind !== 'space') tokens.push({ text: c, start: i, end: i + 1 });
		before = kind;
	});
	return tokens;
}

const tagOf = ({ start, end }: Token, spans: Span[]): string => {
	const span = spans.find((one) => one.start <= start && end <= one.end);
	if (!span) return 'O';
	return `${span.start === start ? 'B' : 'I'}-${span.label}`;
};

export default target({
	name: 'conll',
	title: 'Tokens with tags',
	about: 'For token classifiers that read CoNLL files: a token and its IOB2 tag a line.',
	group: 'annotation',
	from: 'annotated',
	written: 'conll',
	columns: [
		{ name: 'tokens', type: 'list of text', about: 'the first column' },
		{ name: 'tags', type: 'list of text', about: 'the second column: O, B-label or I-label' }
	],
	loader: {
		repository: 'doccano/doccano',
		file: 'backend/data_import/pipeline/parsers.py',
		commit: 'ab6b765ea326d07b2b806a4280cd097565e62321',
		rules: [
			'CoNLLParser: a line has two columns with a tab between them; a blank line ends a text',
			'tags are IOB2: what is inside begins with B-, and goes on with I- of the same label'
		]
	},
	drops: ['undecided', 'overlap', 'values', 'blank'],
	lacks: ({ questions }) =>
		questions.some(({ type }) => type === 'spans')
			? null
			: 'conll is made of spans, and this form asks for none.',
	Row: z.strictObject({ tokens: z.array(z.string().min(1)).min(1), tags: z.array(z.string().min(1)).min(1) }),
	row({ questions, outcomes, payload }) {
		const at = questions.findIndex(({ type }) => type === 'spans');
		const outcome = outcomes[at];
		if (outcome?.status !== 'decided') return 'undecided';
		const text = payload[questions[at]?.field ?? ''];
		if (typeof text !== 'string') return 'values';
		const spans = spansOf(outcome);
		if (spans.some(({ start }, i) => start < (spans[i - 1]?.end ?? 0))) return 'overlap';
		if (spans.some(({ label }) => /\s/u.test(label))) return 'values';
		const tokens = tokensOf(text, spans);
		return tokens.length === 0
			? 'blank'
			: { tokens: tokens.map((token) => token.text), tags: tokens.map((token) => tagOf(token, spans)) };
	},
	fault({ tokens, tags }) {
		if (tokens.length !== tags.length) return 'there are not as many tags as tokens';
		if ([...tokens, ...tags].some((cell) => /\s/u.test(cell))) return 'a cell holds white space';
		const odd = tags.findIndex((tag, i) => {
			if (tag === 'O' || tag.startsWith('B-')) return false;
			const before = tags[i - 1] ?? 'O';
			return !tag.startsWith('I-') || before === 'O' || before.slice(2) !== tag.slice(2);
		});
		return odd === -1 ? null : `tag ${odd + 1} is “${tags[odd] ?? ''}”, which IOB2 does not allow there`;
	}
});

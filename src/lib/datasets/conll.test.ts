import { describe, expect, it } from 'vitest';
import { come, knownAs } from '../../../test/setup/unfolded.ts';
import { collect } from '../../../test/setup/rows.ts';
import type { Form } from '#lib/form/form.ts';
import { readRows } from './format.ts';

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
	for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}
const read = async (...texts: string[]) =>
	(await collect(readRows(pieces(...texts), { format: 'conll' }))).map((row) =>
		'error' in row ? `${row.line}: ${row.error.message}` : row.value
	);
const file =
	'-DOCSTART-\tO\n\nAda\tB-PER\nmet\tO\n😀\tO\nBo\tB-PER\n\nNew NNP B-LOC\r\nYork NNP I-LOC\r\n\r\n\n.\tO';
const first = { tokens: ['Ada', 'met', '😀', 'Bo'], tags: ['B-PER', 'O', 'O', 'B-PER'] };

describe('CoNLL', () => {
	it('is a row a text, however the file is cut, with the tag in the last column', async () => {
		const rows = [
			first,
			{ tokens: ['New', 'York'], tags: ['B-LOC', 'I-LOC'] },
			{ tokens: ['.'], tags: ['O'] }
		];
		expect(await read(file)).toEqual(rows);
		expect(await read(...Array.from(file))).toEqual(rows);
	});

	it('tells a line without a tag by its number, and loses that text alone', async () => {
		expect(await read('Ada\tB-PER\nmet\n\nBo\tB-PER\n')).toEqual([
			'1: Line 2 is no token with its tag. Write both, with a tab between them, and a blank line behind each text.',
			{ tokens: ['Bo'], tags: ['B-PER'] }
		]);
		expect((await read(`Ada\tO\n${'x'.repeat(2_000_000)}\tO\n\nBo\tO\n`)).map((row) => typeof row)).toEqual([
			'string',
			'object'
		]);
	});

	it('becomes a text with spans in code points; an I that goes on with nothing begins one', () => {
		const form: Form = {
			fields: [{ name: 'text', type: 'text' }],
			questions: [
				{ name: 'who', type: 'spans', field: 'text', options: [{ value: 'PER' }, { value: 'LOC' }] }
			]
		};
		expect(knownAs(first)).toBe('conll');
		expect(come(first, form)).toEqual([
			{
				payload: { text: 'Ada met 😀 Bo' },
				judgments: [
					{
						rater: 'crowd',
						answers: {
							who: [
								{ start: 0, end: 3, label: 'PER', quote: 'Ada' },
								{ start: 10, end: 12, label: 'PER', quote: 'Bo' }
							]
						}
					}
				]
			}
		]);
		const marked = (...tags: string[]) =>
			(
				come({ tokens: ['a', 'b', 'c'], tags }, form) as {
					judgments: { answers: { who: { quote: string }[] } }[];
				}[]
			)
				.flatMap(({ judgments }) => judgments.flatMap(({ answers }) => answers.who))
				.map(({ quote }) => quote);
		expect(marked('B-PER', 'I-PER', 'B-PER')).toEqual(['a b', 'c']);
		expect(marked('I-PER', 'I-LOC', 'O')).toEqual(['a', 'b']);
		expect(marked('B-PER', 'O', 'I-PER')).toEqual(['a', 'c']);
		expect(come(first, { fields: form.fields, questions: [] })[0]).toContain('asks for no spans');
	});
});

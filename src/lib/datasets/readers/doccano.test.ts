import { describe, expect, it } from 'vitest';
import { come, knownAs, refusedAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm, type Form } from '#lib/form/form.ts';

const option = (...values: string[]) => values.map((value) => ({ value }));
const asking = (...types: string[]): Form => ({
	fields: [{ name: 'text', type: 'text' }],
	questions: types.map((type) => ({
		name: type,
		type,
		field: 'text',
		required: false,
		...(type === 'text' ? {} : { options: option('PER', 'LOC') })
	}))
});
const text = 'Ada met 😀 Bo.';
const bo = { start: 10, end: 12, label: 'PER', quote: 'Bo' };
const judged = (answers: object) => [{ rater: 'crowd', answers }];

describe('texts of doccano', () => {
	it('have spans in code points, as tuples or as objects', () => {
		const item = { key: '5', payload: { text }, judgments: judged({ spans: [bo] }) };
		expect(come({ id: 5, text, label: [[10, 12, 'PER']], Comments: [] }, asking('spans'))).toEqual([item]);
		const entity = { id: 1, label: 'PER', start_offset: 10, end_offset: 12 };
		expect(
			come({ id: 5, text, entities: [entity], relations: [], Comments: ['x'] }, asking('spans'))
		).toEqual([item]);
		const related = {
			id: 5,
			text,
			entities: [entity],
			relations: [{ id: 1, from_id: 1, to_id: 1, type: 'is' }]
		};
		expect(come(related, asking('spans'))).toEqual([item, 'Relations between spans stay out.']);
	});

	it('have classes, one or several, or another text, as the form asks', () => {
		const row = { text, label: ['PER'], split: 'train' };
		const with_ = (answers: object) => [
			{ payload: { text }, metadata: { split: 'train' }, judgments: judged(answers) }
		];
		expect(come(row, asking('labels', 'label'))).toEqual(with_({ labels: ['PER'] }));
		expect(come(row, asking('label', 'text'))).toEqual(with_({ label: 'PER' }));
		expect(come(row, asking('text'))).toEqual(with_({ text: 'PER' }));
		expect(come({ text, labels: ['One.', 'Two.'] }, asking('text'))).toMatchObject([
			{ judgments: judged({ text: 'One.\nTwo.' }) }
		]);
		expect(come({ text, label: ['PER', 'LOC'] }, asking('label'))).toEqual([
			{ payload: { text } },
			'“label” holds several classes, where one is asked.'
		]);
	});

	it('have classes and spans side by side', () => {
		expect(come({ text, cats: ['LOC'], entities: [[10, 12, 'PER']] }, asking('spans', 'label'))).toEqual([
			{ payload: { text }, judgments: judged({ spans: [bo], label: 'LOC' }) }
		]);
	});

	it('without a label are items without a judgment', () => {
		expect(come({ text, label: [] }, asking('spans'))).toEqual([{ payload: { text } }]);
	});

	it('tell a span that the text does not have, and a label that the form does not', () => {
		expect(come({ text, label: [[10, 20, 'PER']] }, asking('spans'))).toEqual([
			{ payload: { text } },
			'“label” holds a region that ends at 20, behind the text.'
		]);
		expect(come({ text, label: [[0, 3, 'ORG']] }, asking('spans'))[1]).toContain('“ORG” is not an option.');
		expect(come({ text, label: ['PER'] }, asking('spans'))[1]).toBe(
			'This project asks for no classes or texts.'
		);
	});

	it('are no responses to rank', () => {
		expect(refusedAs({ text, label: ['PER'] }, defaultForm('alignment'))).toEqual(['wrong_stage']);
	});

	it('are known by lists of labels, and by nothing less', () => {
		for (const other of [
			{ text },
			{ text, label: 'PER' },
			{ text, label: 1 },
			{ text, labels: [0, 1] },
			{ data: text, label: ['PER'] },
			{ text, label: ['PER'], entities: [[1, 2]] }
		])
			expect(knownAs(other), JSON.stringify(other)).toBeNull();
	});
});

import { describe, expect, it } from 'vitest';
import { checkAnswers } from './check.ts';
import { parseForm } from './form.ts';
import { ratingOf } from './rating.ts';
import { Sheet } from './sheet.svelte.ts';

const form = parseForm(
	{
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{ name: 'parts', type: 'spans', options: [{ value: 'product' }, { value: 'place' }] },
			{
				name: 'tone',
				type: 'label',
				options: [
					{ value: 'calm', key: 'q' },
					{ value: 'angry', key: 'w' }
				]
			},
			{ name: 'score', type: 'rating' },
			{ name: 'tags', type: 'labels', required: false, options: [{ value: 'x' }, { value: 'y' }] }
		]
	},
	'annotation'
);
const payload = { text: 'An oak desk from Quay Street' };
const desk = { start: 3, end: 11 };
const suggestion = {
	answers: {
		parts: [
			{ start: 3, end: 11, label: 'product', quote: 'oak desk' },
			{ start: 17, end: 28, label: 'place', quote: 'Quay Street' }
		],
		tone: 'calm'
	},
	score: 0.8
};

function begun(suggestions = [suggestion]) {
	const sheet = new Sheet(form);
	sheet.begin(payload, suggestions, null);
	return sheet;
}

describe('a sheet', () => {
	it('begins an item that came back with what its person said, unless they went on from there', () => {
		const earlier = {
			parts: [{ start: 3, end: 11, label: 'place', quote: 'oak desk' }],
			tone: 'angry',
			score: 2
		};
		const sheet = new Sheet(form);
		sheet.begin(payload, [suggestion], null, earlier);
		expect(sheet.answers).toEqual(earlier);
		expect(sheet.why).toBeNull();
		sheet.digit('1', null);
		const { draft } = sheet;
		sheet.begin(payload, [suggestion], draft, { ...earlier, tone: 'calm' });
		expect(sheet.answers.tone).toBe('angry');
	});

	it('sends digits to the current question, and goes on to what still needs an answer', () => {
		const sheet = begun([]);
		expect(sheet.why).toBe('Answer “tone” first');
		sheet.digit('1', desk);
		expect(sheet.answers.parts).toMatchObject([{ label: 'product', quote: 'oak desk' }]);
		sheet.walk(1);
		sheet.digit('2', null);
		expect(sheet.answers.tone).toBe('angry');
		expect(sheet.current?.name).toBe('score');
		sheet.digit('4', null);
		expect(sheet.answers.score).toBe(4);
		expect(sheet.why).toBeNull();
		expect(checkAnswers(form, payload, sheet.answers)).toEqual(sheet.answers);
	});

	it('takes an option by its own key from anywhere', () => {
		const sheet = begun([]);
		expect(sheet.current?.name).toBe('parts');
		expect(sheet.key('w', null)).toBe(true);
		expect(sheet.answers.tone).toBe('angry');
		expect(sheet.key('z', null)).toBe(false);
	});

	it('keeps suggestions apart until a person touches them', () => {
		const sheet = begun();
		expect([sheet.suggested, sheet.marked]).toEqual([3, 0]);
		sheet.key('q', null);
		expect([sheet.suggested, sheet.marked]).toEqual([2, 0]);
		expect(sheet.nextSuggestion(1)).toBe(true);
		sheet.digit('1', null);
		expect([sheet.suggested, sheet.marked]).toEqual([1, 1]);
		expect(sheet.answers.parts).toHaveLength(2);
	});

	it('walks suggestions in reading order and then lets go', () => {
		const sheet = begun();
		const seen: (string | undefined)[] = [];
		while (sheet.nextSuggestion(1)) seen.push(sheet.pickedMark?.mark.label ?? sheet.current?.name);
		expect(seen).toEqual(['product', 'place', 'tone']);
		expect(sheet.pickedMark).toBeNull();
		expect(begun([]).nextSuggestion(1)).toBe(false);
	});

	it('changes the label of the picked mark, removes it, and takes each act back', () => {
		const sheet = begun();
		sheet.nextSuggestion(1);
		sheet.digit('2', null);
		expect(sheet.answers.parts).toMatchObject([{ label: 'place', quote: 'oak desk' }, { label: 'place' }]);
		sheet.unmark(sheet.picked ?? -1);
		expect(sheet.answers.parts).toHaveLength(1);
		sheet.stepBack();
		sheet.stepBack();
		expect(sheet.answers.parts).toMatchObject([{ label: 'product' }, { label: 'place' }]);
		expect(sheet.canStepBack).toBe(false);
	});

	it('holds a label for the next stretch, lets go of it on the second press', () => {
		const sheet = begun([]);
		sheet.digit('2', null);
		expect(sheet.armed).toEqual({ parts: 'place' });
		sheet.digit('2', null);
		expect(sheet.armed).toEqual({});
	});

	it('makes one mark of the same stretch and label, and lets others overlap', () => {
		const sheet = begun();
		sheet.mark('parts', desk, 'product');
		expect(sheet.marksOf('parts')).toHaveLength(2);
		expect(sheet.marked).toBe(1);
		sheet.mark('parts', { start: 0, end: 11 }, 'product');
		sheet.mark('parts', desk, 'place');
		expect(sheet.marksOf('parts')).toHaveLength(4);
	});

	it('toggles options of many, and leaves an optional answer out once it is empty', () => {
		const sheet = begun([]);
		sheet.focus('tags');
		sheet.digit('1', null);
		sheet.digit('2', null);
		expect(sheet.answers.tags).toEqual(['x', 'y']);
		sheet.digit('1', null);
		sheet.digit('2', null);
		expect(sheet.answers).not.toHaveProperty('tags');
	});

	it('begins each item anew, with the label in hand kept', () => {
		const sheet = begun();
		sheet.digit('1', desk);
		sheet.focus('parts');
		sheet.label('parts', 'place', null);
		sheet.begin({ text: 'Other' }, [], null);
		expect(sheet.answers).toEqual({ parts: [] });
		expect(sheet.canStepBack).toBe(false);
		expect(sheet.armed).toEqual({ parts: 'place' });
	});

	it('opens branches by digits, and chooses a branch itself on demand', () => {
		const nested = parseForm(
			{
				fields: [{ name: 'text', type: 'text' }],
				questions: [
					{
						name: 'harm',
						type: 'labels',
						options: [{ value: 'a' }, { value: 'b', children: [{ value: 'b1' }, { value: 'b2' }] }]
					}
				]
			},
			'annotation'
		);
		const sheet = new Sheet(nested);
		sheet.begin(payload, [], null);
		sheet.digit('2', null);
		expect(sheet.level('harm').map(({ value }) => value)).toEqual(['b1', 'b2']);
		sheet.digit('2', null);
		expect(sheet.answers.harm).toEqual(['b2']);
		sheet.open('harm', []);
		sheet.digit('2', null, true);
		expect(sheet.answers.harm).toEqual(['b2', 'b']);
	});
});

describe('digits on a scale', () => {
	const scale = (min?: number, max?: number) => ({ name: 'r', type: 'rating', min, max });
	it('are the numbers themselves where they can be', () => {
		expect(ratingOf(scale(), '5')).toBe(5);
		expect(ratingOf(scale(), '6')).toBeNull();
		expect(ratingOf(scale(1, 10), '0')).toBe(10);
		expect(ratingOf(scale(0, 10), '0')).toBe(0);
		expect(ratingOf(scale(0, 3), '0')).toBe(0);
	});
	it('go by place on other scales', () => {
		expect(ratingOf(scale(-2, 2), '1')).toBe(-2);
		expect(ratingOf(scale(-2, 2), '5')).toBe(2);
		expect(ratingOf(scale(-2, 2), '6')).toBeNull();
		expect(ratingOf(scale(0, 100), '3')).toBe(2);
	});
});

describe('boxes on a picture', () => {
	const boxed = parseForm(
		{
			fields: [{ name: 'image', type: 'image' }],
			questions: [{ name: 'what', type: 'boxes', options: [{ value: 'car' }, { value: 'van' }] }]
		},
		'annotation'
	);
	const box = { x: 0.2, y: 0.2, width: 0.3, height: 0.3, label: 'car' };
	const drawing = (earlier: (typeof box)[] = []) => {
		const sheet = new Sheet(boxed);
		sheet.begin({ image: 'a.png' }, [], null, { what: earlier });
		return sheet;
	};

	it('are put, labelled by a digit, moved, sized and removed, and each step is taken back', () => {
		const sheet = drawing();
		sheet.putBox('what', box);
		expect(sheet.pickedBox).toEqual({ name: 'what', at: 0 });
		sheet.digit('2', null);
		expect(sheet.answers).toEqual({ what: [{ ...box, label: 'van' }] });
		expect(sheet.nudgeBox({ x: 0.1, y: 0 }, false)).toBe(true);
		expect(sheet.nudgeBox({ x: 0, y: -0.1 }, true)).toBe(true);
		expect(sheet.answers.what).toMatchObject([{ x: 0.3, y: 0.2, width: 0.3, height: 0.2 }]);
		expect(checkAnswers(boxed, { image: 'a.png' }, sheet.answers)).toEqual(sheet.answers);
		expect(sheet.removeBox()).toBe(true);
		expect(sheet.answers).toEqual({});
		sheet.stepBack();
		expect(sheet.boxesOf('what')).toHaveLength(1);
	});

	it('of an earlier answer stay as they were but for the one that is picked', () => {
		const sheet = drawing([box, { ...box, x: 0.6 }]);
		expect(sheet.removeBox()).toBe(false);
		expect(sheet.nudgeBox({ x: 0.1, y: 0 }, false)).toBe(false);
		sheet.pickBox({ name: 'what', at: 1 });
		sheet.label('what', 'van', null);
		expect(sheet.answers.what).toEqual([box, { ...box, x: 0.6, label: 'van' }]);
	});

	it('leave the arrows to the question that keys go to', () => {
		const sheet = new Sheet(
			parseForm(
				{
					fields: [{ name: 'image', type: 'image' }],
					questions: [...boxed.questions, { name: 'stars', type: 'rating' }]
				},
				'annotation'
			)
		);
		sheet.begin({ image: 'a.png' }, [], null, { what: [box] });
		sheet.pickBox({ name: 'what', at: 0 });
		sheet.focus('stars');
		expect(sheet.nudgeBox({ x: 0.1, y: 0 }, false)).toBe(false);
		expect(sheet.boxesOf('what')).toEqual([box]);
	});

	it('get the label in hand while none is picked, and another item begins with none picked', () => {
		const sheet = drawing([box]);
		sheet.digit('2', null);
		expect(sheet.armed).toEqual({ what: 'van' });
		sheet.pickBox({ name: 'what', at: 0 });
		sheet.begin({ image: 'b.png' }, [], null);
		expect(sheet.pickedBox).toBeNull();
	});
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Question } from '#lib/form/kind.ts';
import { kinds } from '#lib/form/kinds.ts';
import type { Json } from '#lib/schema/json.ts';
import type { Answers } from '#lib/schema/values.ts';
import { hasMajority, outcomesOf } from './majority.ts';

const options = ['a', 'b', 'c'].map((value) => ({ value }));
const question = (type: string, more: Partial<Question> = {}): Question => ({
	name: 'q',
	type,
	...(['label', 'labels', 'spans'].includes(type) ? { options } : {}),
	...more
});
/** What becomes of one question; null is somebody who left it out. */
function decide(of: Question, ...answers: (Json | null)[]) {
	const votes = answers.map((answer): Answers => (answer === null ? {} : { q: answer }));
	const [outcome] = outcomesOf([of], votes);
	if (!outcome) throw new Error('There is no outcome.');
	return outcome;
}
const answerTo = (of: Question, ...answers: (Json | null)[]): Json => {
	const { answer, status } = decide(of, ...answers);
	return status === 'decided' ? { is: answer } : status;
};
const is = (answer: Json): Json => ({ is: answer });
const span = (start: number, end: number, label = 'a', quote = 'x') => ({ start, end, label, quote });

describe('a label', () => {
	it('needs more than half of all who were asked', () => {
		const label = question('label');
		expect(answerTo(label, 'a')).toEqual(is('a'));
		expect(answerTo(label, 'a', 'a', 'b')).toEqual(is('a'));
		expect(answerTo(label, 'a', 'b')).toBe('split');
		expect(answerTo(label, 'a', 'a', 'b', 'b')).toBe('split');
		expect(answerTo(label, 'a', 'b', 'c')).toBe('split');
		expect(answerTo(label, 'a', 'a', 'b', 'c')).toBe('split');
	});

	it('counts those who left it out among all', () => {
		const label = question('label', { required: false });
		expect(answerTo(label, 'a', 'a', null)).toEqual(is('a'));
		expect(answerTo(label, 'a', 'a', 'b', null)).toBe('split');
		expect(answerTo(label, 'a', null)).toBe('split');
		expect(answerTo(label, 'a', null, null)).toBe('left_out');
		expect(answerTo(label, null)).toBe('left_out');
	});

	it('says how many were asked, and which share of them gave this answer', () => {
		expect(decide(question('label'), 'a', 'a', 'b')).toEqual({
			answer: 'a',
			status: 'decided',
			judgments: 3,
			agreement: 2 / 3
		});
		expect(decide(question('label', { required: false }), 'a', 'a', null).agreement).toBe(2 / 3);
		expect(decide(question('label'), 'a', 'b')).toEqual({
			answer: null,
			status: 'split',
			judgments: 2,
			agreement: null
		});
	});

	it('may be called as a reason is', () => {
		expect(decide(question('label'), 'split')).toMatchObject({ answer: 'split', status: 'decided' });
	});
});

describe('labels', () => {
	it('are each option that more than half chose, in the order of the form', () => {
		const labels = question('labels');
		expect(answerTo(labels, ['c', 'a'], ['a', 'c'], ['b'])).toEqual(is(['a', 'c']));
		expect(answerTo(labels, ['a'], ['a', 'b'], ['b', 'c'])).toEqual(is(['a', 'b']));
		expect(answerTo(labels, ['gone', 'a'])).toEqual(is(['a', 'gone']));
	});

	it('agree with those who chose the same, in whatever order', () => {
		expect(decide(question('labels'), ['c', 'a'], ['a', 'c'], ['a']).agreement).toBe(2 / 3);
	});

	it('are no set that the form would not take: none where one is needed, or more than may be', () => {
		expect(answerTo(question('labels'), ['a'], ['b'], ['c'])).toBe('split');
		expect(answerTo(question('labels', { required: false }), ['a'], ['b'], ['c'])).toEqual(is([]));
		expect(answerTo(question('labels', { required: false }), [], [], ['c'])).toEqual(is([]));
		expect(answerTo(question('labels', { max: 2 }), ['a', 'b'], ['b', 'c'], ['a', 'c'])).toBe('split');
		expect(answerTo(question('labels', { min: 2 }), ['a', 'b'], ['a', 'c'])).toBe('split');
	});
});

describe('a rating', () => {
	it('is the median; of an even number the mean of the two in the middle', () => {
		const rating = question('rating');
		expect(answerTo(rating, 4)).toEqual(is(4));
		expect(answerTo(rating, 5, 1, 2)).toEqual(is(2));
		expect(answerTo(rating, 4, 5)).toEqual(is(4.5));
		expect(answerTo(rating, 10, 9, 1, 2)).toEqual(is(5.5));
		expect(answerTo(question('rating', { min: -3, max: 3 }), -1, 1)).toEqual(is(0));
	});

	it('agrees with those who gave this number', () => {
		expect(decide(question('rating'), 2, 2, 5).agreement).toBe(2 / 3);
		expect(decide(question('rating'), 4, 5).agreement).toBe(0);
	});

	it('needs more than half of all who were asked', () => {
		const rating = question('rating', { required: false });
		expect(answerTo(rating, 3, 3, null)).toEqual(is(3));
		expect(answerTo(rating, 3, null)).toBe('split');
		expect(answerTo(rating, 3, null, null)).toBe('left_out');
	});
});

describe('spans', () => {
	it('are each that more than half marked from the same place to the same with the same label', () => {
		const spans = question('spans');
		expect(answerTo(spans, [span(5, 9), span(0, 3)], [span(0, 3)], [span(0, 4)])).toEqual(is([span(0, 3)]));
		expect(answerTo(spans, [span(0, 3, 'a')], [span(0, 3, 'b')])).toEqual(is([]));
		expect(answerTo(spans, [span(5, 9), span(0, 3, 'b'), span(0, 3, 'a')])).toEqual(
			is([span(0, 3, 'a'), span(0, 3, 'b'), span(5, 9)])
		);
	});

	it('count once for each person, however often they marked the same', () => {
		expect(answerTo(question('spans'), [span(0, 3), span(0, 3)], [])).toEqual(is([]));
	});

	it('are none where most say that there are none, which is an answer', () => {
		expect(decide(question('spans'), [], [], [span(0, 3)])).toMatchObject({
			answer: [],
			status: 'decided',
			agreement: 2 / 3
		});
		expect(answerTo(question('spans'), null, null, [span(0, 3)])).toBe('left_out');
	});
});

describe('words of their own', () => {
	it('stand when one person wrote them, or all who did wrote the same; else a person decides', () => {
		const text = question('text');
		expect(answerTo(text, 'so it is')).toEqual(is('so it is'));
		expect(answerTo(text, 'same', 'same')).toEqual(is('same'));
		expect(answerTo(text, 'same', 'same', 'other')).toBe('adjudication');
		expect(answerTo(text, 'same', 'same', null)).toEqual(is('same'));
		expect(answerTo(text, 'one', null)).toBe('split');
		expect(answerTo(text, 'one', ' ', null)).toBe('left_out');
	});

	it('and boxes as well, which nobody draws twice alike', () => {
		const box = (x: number) => [{ x, y: 0, width: 0.5, height: 0.5, label: 'a' }];
		expect(answerTo(question('boxes'), box(0.1))).toEqual(is(box(0.1)));
		expect(answerTo(question('boxes'), box(0.1), box(0.11))).toBe('adjudication');
	});
});

describe('a question that is asked only after some answers', () => {
	const mood = { name: 'mood', type: 'label', options: [{ value: 'good' }, { value: 'bad' }] };
	const strength = { name: 'strength', type: 'rating', when: { mood: 'bad' } };
	const outcomes = (...votes: Record<string, Json>[]) => outcomesOf([mood, strength], votes)[1];

	it('is decided by those who were asked it', () => {
		expect(outcomes({ mood: 'bad', strength: 1 }, { mood: 'bad', strength: 2 }, { mood: 'good' })).toEqual({
			answer: 1.5,
			status: 'decided',
			judgments: 2,
			agreement: 0
		});
	});

	it('is not asked of an item where most say otherwise, or where nothing is decided', () => {
		expect(outcomes({ mood: 'bad', strength: 1 }, { mood: 'good' }, { mood: 'good' })).toMatchObject({
			answer: null,
			status: 'not_asked',
			judgments: 0
		});
		expect(outcomes({ mood: 'bad', strength: 1 }, { mood: 'good' })).toMatchObject({ status: 'not_asked' });
	});

	it('is not asked when nobody said all that makes it asked, though most said each', () => {
		const three = ['one', 'two', 'three'];
		const labels = three.map((name) => ({ name, type: 'label', options }));
		const last = { name: 'last', type: 'text', when: { one: 'a', two: 'a', three: 'a' } };
		const votes = three.map((but) =>
			Object.fromEntries(three.map((name) => [name, name === but ? 'b' : 'a']))
		);
		expect(outcomesOf([...labels, last], votes).map(({ status }) => status)).toEqual([
			'decided',
			'decided',
			'decided',
			'not_asked'
		]);
	});
});

it('reads no answer of another kind, as older ones are after a form was changed', () => {
	expect(answerTo(question('rating'), 'a', 4, 4)).toEqual(is(4));
	for (const [type, answer] of [
		['label', 3],
		['labels', 'a'],
		['rating', 'a'],
		['spans', 'a'],
		['text', 3],
		['boxes', 'a']
	] as const)
		expect([type, answerTo(question(type), answer)]).toEqual([type, 'left_out']);
});

it('knows every kind of question but the ranking, which is a verdict on every two responses', () => {
	expect(Object.keys(kinds).filter((type) => !hasMajority({ type }))).toEqual(['ranking']);
});

describe('for any votes', () => {
	const value = fc.constantFrom('a', 'b', 'c');
	const anySpan = fc
		.tuple(fc.nat(3), fc.integer({ min: 4, max: 6 }), fc.constantFrom('a', 'b'))
		.map(([start, end, label]) => span(start, end, label));
	const answers: Record<string, fc.Arbitrary<Json | null>> = {
		label: fc.option(value),
		labels: fc.option(fc.uniqueArray(value)),
		rating: fc.option(fc.integer({ min: 1, max: 5 })),
		spans: fc.option(fc.array(anySpan, { maxLength: 3 })),
		text: fc.option(fc.constantFrom('one', 'two'))
	};
	const some = (answer: fc.Arbitrary<Json | null>) => fc.array(answer, { minLength: 1, maxLength: 9 });

	for (const [type, answer] of Object.entries(answers)) {
		const of = question(type);

		it(`neither their order nor doubling them changes a ${type}`, () => {
			fc.assert(
				fc.property(some(answer), (votes) => {
					const outcome = decide(of, ...votes);
					expect(decide(of, ...votes.toReversed())).toEqual(outcome);
					expect(decide(of, ...votes, ...votes)).toEqual({ ...outcome, judgments: votes.length * 2 });
				})
			);
		});

		it(`one more vote for a decided ${type} keeps it, and agreement grows`, () => {
			fc.assert(
				fc.property(some(answer), (votes) => {
					const before = decide(of, ...votes);
					if (before.status !== 'decided') return;
					const after = decide(of, ...votes, before.answer);
					expect(after).toMatchObject({ answer: before.answer, status: 'decided' });
					expect(after.agreement).toBeGreaterThanOrEqual(before.agreement ?? 1);
				})
			);
		});
	}

	it('a label is what counting by hand says', () => {
		fc.assert(
			fc.property(some(fc.option(value)), (votes) => {
				const winner = ['a', 'b', 'c'].find(
					(one) => votes.filter((vote) => vote === one).length > votes.length / 2
				);
				expect(decide(question('label'), ...votes).answer).toBe(winner ?? null);
			})
		);
	});

	it('as many ratings lie above the median as below it', () => {
		fc.assert(
			fc.property(some(fc.integer({ min: 1, max: 5 })), (votes) => {
				const median = Number(decide(question('rating'), ...votes).answer);
				const half = votes.length / 2;
				expect(votes.filter((vote) => Number(vote) > median).length).toBeLessThanOrEqual(half);
				expect(votes.filter((vote) => Number(vote) < median).length).toBeLessThanOrEqual(half);
			})
		);
	});
});

describe('what is asked of each response', () => {
	const flags = question('labels', { of: 'responses', required: false });
	const clear = question('rating', { of: 'responses' });

	it('is decided for each, and left out where nothing is', () => {
		expect(answerTo(flags, { x: ['a', 'b'], y: [] }, { x: ['a'] }, { x: ['b'], y: ['c'] })).toEqual(
			is({ x: ['a', 'b'], y: [] })
		);
		expect(answerTo(clear, { x: 1, y: 5 }, { x: 3 }, { x: 5 })).toEqual(is({ x: 3 }));
		expect(answerTo(question('label', { of: 'responses' }), { x: 'a' }, { x: 'b' })).toBe('split');
		expect(answerTo(clear, { constructor: 2 })).toEqual(is({ constructor: 2 }));
	});

	it('is what one person said of each, when nobody else did', () => {
		expect(answerTo(flags, { x: ['b', 'a'] })).toEqual(is({ x: ['a', 'b'] }));
		expect(answerTo(clear, null)).toBe('left_out');
	});
});

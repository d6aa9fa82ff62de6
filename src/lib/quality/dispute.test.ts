import { expect, it } from 'vitest';
import type { Form } from '#lib/form/form.ts';
import type { Answers } from '#lib/schema/values.ts';
import { byNeed, disputeOf } from './dispute.ts';
import { hearing } from './likely.ts';

const form: Form = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [{ name: 'mood', type: 'label', options: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] }]
};
const asked = (question: object): Form => ({ ...form, questions: [{ name: 'q', ...question } as never] });
const usual = { resolved: true, flagged: false, consensus: 'majority' as const, certainty: null };
const moods = (...values: string[]): Answers[] => values.map((mood) => ({ mood }));
const q = (...values: unknown[]): Answers[] => values.map((value) => ({ q: value }) as Answers);

it('needs a lead where nothing has more than half, and not where most agree', () => {
	expect(disputeOf(form, { ...usual, votes: moods('a', 'a', 'b') })).toBeNull();
	expect(disputeOf(form, { ...usual, votes: moods('a', 'b') })).toMatchObject({
		reasons: ['no_majority'],
		agreement: 0.5,
		questions: ['mood']
	});
	expect(disputeOf(form, { ...usual, votes: moods('a') })).toBeNull();
	expect(disputeOf(form, { ...usual, votes: moods('a', 'b'), resolved: false })).toBeNull();
});

it('follows what the project takes for consensus', () => {
	const votes = moods('a', 'b');
	expect(disputeOf(form, { ...usual, votes, consensus: 'each' })).toBeNull();
	expect(disputeOf(form, { ...usual, votes: moods('a', 'a'), consensus: 'adjudication' })?.reasons).toEqual([
		'adjudication'
	]);
	const likely = { ...usual, votes, consensus: 'dawid_skene' as const };
	expect(disputeOf(form, { ...likely, certainty: 0.97 })).toBeNull();
	expect(disputeOf(form, { ...likely, certainty: 0.6 })).toMatchObject({
		reasons: ['unsure'],
		questions: ['mood']
	});
	expect(disputeOf(form, { ...likely, certainty: 0.81 })).toBeNull();
	expect(disputeOf(form, { ...likely, certainty: 0.79 })?.reasons).toEqual(['unsure']);
	// Of what it knows nothing of, most decide.
	expect(disputeOf(form, { ...likely, certainty: null })?.reasons).toEqual(['no_majority']);
	const rankings = q({ tiers: [['r'], ['s']] }, { tiers: [['s'], ['r']] });
	expect(disputeOf(asked({ type: 'ranking' }), { ...likely, votes: rankings, certainty: 0.97 })).toBeNull();
	const stars = asked({ type: 'rating' });
	expect(disputeOf(stars, { ...likely, votes: q(1, 5), certainty: 0.97 })?.reasons).toEqual([
		'low_agreement'
	]);
});

it('takes what somebody flagged, whatever is said of it', () => {
	const flagged = { ...usual, flagged: true };
	expect(disputeOf(form, { ...flagged, votes: moods('a'), resolved: false })?.reasons).toEqual(['flagged']);
	expect(disputeOf(form, { ...flagged, votes: moods('a', 'a'), consensus: 'each' })?.reasons).toEqual([
		'flagged'
	]);
});

it('measures marks, numbers and rankings each in its own way', () => {
	const span = (start: number) => ({ start, end: start + 1, label: 'x', quote: 'y' });
	const spans = asked({ type: 'spans', field: 'text', options: [{ value: 'x' }] });
	expect(disputeOf(spans, { ...usual, votes: q([span(0)], [span(3)]) })?.reasons).toEqual(['low_agreement']);
	expect(disputeOf(spans, { ...usual, votes: q([span(0)], [span(0)]) })).toBeNull();
	const rating = asked({ type: 'rating', min: 1, max: 5 });
	expect(disputeOf(rating, { ...usual, votes: q(3, 4) })).toBeNull();
	expect(disputeOf(rating, { ...usual, votes: q(1, 5) })).toMatchObject({ agreement: 0 });
	const ranking = asked({ type: 'ranking' });
	const order = (...tiers: string[][]) => ({ tiers, strength: 1, all_bad: false });
	expect(
		disputeOf(ranking, { ...usual, votes: q(order(['r'], ['s']), order(['s'], ['r'])) })?.reasons
	).toEqual(['no_majority']);
	expect(disputeOf(ranking, { ...usual, votes: q(order(['r'], ['s']), order(['r'], ['s'])) })).toBeNull();
});

it('counts a mark once a person, and calls nothing marked by anybody the same', () => {
	const span = (start: number) => ({ start, end: start + 1, label: 'x', quote: 'y' });
	const spans = asked({ type: 'spans', field: 'text', options: [{ value: 'x' }] });
	expect(disputeOf(spans, { ...usual, votes: q([span(0), span(0)], [span(1)]) })).toMatchObject({
		agreement: 0.5
	});
	expect(disputeOf(spans, { ...usual, votes: q([], []) })).toBeNull();
	const box = (x: number) => ({ x, y: 0, width: 0.1, height: 0.1, label: 'x' });
	const boxes = asked({ type: 'boxes', field: 'image', options: [{ value: 'x' }] });
	expect(disputeOf(boxes, { ...usual, votes: q([box(0)], [box(0), box(0.5)]) })).toMatchObject({
		reasons: ['no_majority'],
		agreement: 0.75
	});
});

it('says nothing of a scale that one person used or that has one number, and compares answers of each response whole', () => {
	const optional = asked({ type: 'rating', required: false });
	expect(disputeOf(optional, { ...usual, flagged: true, votes: [...q(3), {}] })?.agreement).toBe(1);
	expect(disputeOf(asked({ type: 'rating', min: 3, max: 3 }), { ...usual, votes: q(3, 3) })).toBeNull();
	const each = asked({ type: 'rating', of: 'responses' });
	expect(
		disputeOf(each, { ...usual, flagged: true, votes: q({ r: 1, s: 2 }, { r: 5, s: 2 }) })?.agreement
	).toBe(0.5);
});

it('sets all bad against an order of one, and knows of no agreement where one person ranked', () => {
	const ranking = asked({ type: 'ranking', required: false });
	const [bad, one] = [
		{ tiers: [], all_bad: true },
		{ tiers: [['r']], all_bad: false }
	];
	expect(disputeOf(ranking, { ...usual, votes: q(bad, one) })).toMatchObject({
		reasons: ['low_agreement'],
		agreement: 0.5
	});
	expect(disputeOf(ranking, { ...usual, votes: q(bad, bad) })).toBeNull();
	expect(disputeOf(ranking, { ...usual, flagged: true, votes: [...q(one), {}] })?.agreement).toBeNull();
});

it('asks who was asked, and goes by the question that people agree on least', () => {
	const options = [{ value: 'a' }, { value: 'b' }, { value: 'x' }];
	const two: Form = {
		...form,
		questions: [
			{ name: 'mood', type: 'label', options },
			{ name: 'why', type: 'label', options, when: { mood: 'b' } }
		]
	};
	const votes = [{ mood: 'b', why: 'x' }, { mood: 'b', why: 'x' }, ...moods('a', 'a')];
	expect(disputeOf(two, { ...usual, votes })).toMatchObject({ agreement: 0.5, questions: ['mood'] });
	expect(disputeOf(form, { ...usual, flagged: true, votes: moods('a') })?.agreement).toBeNull();
});

it('puts what people agree on least first, and what one person said last', () => {
	const one = (id: string, agreement: number | null) => ({ id, agreement, reasons: [], questions: [] });
	const sorted = [one('c', null), one('b', 0.5), one('a', 0.5), one('d', 0.2)].sort(byNeed);
	expect(sorted.map(({ id }) => id)).toEqual(['d', 'a', 'b', 'c']);
});

it('knows from many items who is mostly right, and is surer of an item where they speak', () => {
	const heard = hearing(form);
	for (let n = 0; n < 40; n++) {
		const truth = n % 2 === 0 ? 'a' : 'b';
		const wrong = n % 2 === 0 ? 'b' : 'a';
		heard.add({
			id: `i${n}`,
			raters: ['p', 'q', 'r'],
			votes: moods(truth, truth, n % 3 === 0 ? wrong : truth)
		});
	}
	heard.add({ id: 'last', raters: ['p', 'r'], votes: moods('a', 'b') });
	const { competence, certainty, truth } = heard.likely();
	expect(competence.get('p')?.share).toBeGreaterThan(0.95);
	expect(competence.get('r')?.share).toBeLessThan(0.75);
	expect(competence.get('r')?.n).toBe(41);
	expect(truth.get('last\nmood')).toBe('a');
	expect(certainty.get('last')).toBeGreaterThan(0.8);
});

it('learns of each question by itself: what is least certain counts, and who is right, by how often they spoke', () => {
	const options = [{ value: 'a' }, { value: 'b' }];
	const two: Form = {
		...form,
		questions: [
			{ name: 'hard', type: 'label', options },
			{ name: 'mood', type: 'label', options }
		]
	};
	const heard = hearing(two);
	// Of mood r always says a, which is true of 18 in 20; of hard they are right in ten of ten.
	for (let n = 0; n < 20; n++) {
		const truth = n % 10 === 9 ? 'b' : 'a';
		const own: Answers = n < 10 ? { hard: n % 2 === 0 ? 'a' : 'b' } : {};
		heard.add({
			id: `i${n}`,
			raters: ['p', 'q', 'r'],
			votes: [
				{ mood: truth, ...own },
				{ mood: truth, ...own },
				{ mood: 'a', ...own }
			]
		});
	}
	heard.add({
		id: 'split',
		raters: ['p', 'q'],
		votes: [
			{ hard: 'a', mood: 'a' },
			{ hard: 'b', mood: 'a' }
		]
	});
	const { competence, certainty, truth } = heard.likely();
	expect(competence.get('r')?.n).toBe(30);
	expect(competence.get('r')?.share).toBeCloseTo((0.9 * 20 + 10) / 30, 1);
	expect(competence.get('r')?.share).toBeGreaterThan(0.9);
	expect(certainty.get('split')).toBeLessThan(0.7);
	expect(truth.get('split\nmood')).toBe('a');
});

it('hears every two responses once, whichever is named first, and no truth of an order as a whole', () => {
	const ranking = asked({ type: 'ranking' });
	const order = (...ids: string[]) => ({ q: { tiers: ids.map((id) => [id]) } }) as unknown as Answers;
	const heard = hearing(ranking);
	for (let n = 0; n < 10; n++)
		heard.add({ id: `i${n}`, raters: ['p', 'q'], votes: [order('r', 's'), order('r', 's')] });
	heard.add({ id: 'split', raters: ['p', 'q'], votes: [order('r', 's'), order('s', 'r')] });
	const { competence, certainty, truth } = heard.likely();
	expect(competence.get('p')?.n).toBe(11);
	expect(certainty.get('i0')).toBeGreaterThan(0.95);
	expect(certainty.get('split')).toBeLessThan(0.95);
	expect(truth.size).toBe(0);
});

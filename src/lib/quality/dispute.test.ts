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
	expect(disputeOf(form, { ...likely, certainty: 0.6 })?.reasons).toEqual(['unsure']);
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

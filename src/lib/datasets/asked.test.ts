import { expect, it } from 'vitest';
import { askedBy, type Asking } from './asked.ts';

const of = (more: Partial<Asking>): number | null =>
	askedBy({ event: 'decision.approved', recorded: null, sampled: false, rule: 'r', rules: [], ...more });

it('who had to be asked was asked for sure', () => {
	expect(
		['approved', 'approved_with_edit', 'rejected', 'responded'].map((e) => of({ event: `decision.${e}` }))
	).toEqual([1, 1, 1, 1]);
});

it('a decision that was drawn for review was drawn as often as its rule says', () => {
	const rules = [
		{ name: 'other', sample: 0.5 },
		{ name: 'r', sample: 0.1 }
	];
	expect(of({ event: 'decision.confirmed', sampled: true, rules })).toBe(0.1);
	expect(of({ event: 'decision.reversed', sampled: true, rules: [{ name: 'r' }] })).toBeNull();
});

it('what was written down as the decision came in counts, whichever rule had the sample', () => {
	const drawn = { event: 'decision.confirmed', sampled: true, rules: [{ name: 'r', sample: 0.1 }] };
	expect(of({ ...drawn, recorded: 0.3 })).toBe(0.3);
	expect(of({ recorded: 1 })).toBe(1);
	// It ran alone and was not drawn, and somebody reversed it all the same.
	expect(of({ event: 'decision.reversed', recorded: 0.3 })).toBeNull();
});

it('nobody knows how often a person steps in unasked', () => {
	expect(['vetoed', 'confirmed', 'reversed'].map((e) => of({ event: `decision.${e}` }))).toEqual([
		null,
		null,
		null
	]);
});

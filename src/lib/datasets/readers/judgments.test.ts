import { expect, it } from 'vitest';
import { come, knownAs, refusedAs } from '../../../../test/setup/unfolded.ts';
import { defaultForm } from '#lib/form/form.ts';

const form = defaultForm('alignment');
const told = {
	rater: 'ann',
	kind: 'person',
	answers: { preference: { tiers: [['a'], ['b']], strength: 2 } },
	shown: ['b', 'a'],
	at: '2026-01-05T10:00:00.000Z'
};
const ours = {
	...told,
	id: 'j1',
	project: 'chat',
	item_id: 'i1',
	item_key: 'k1',
	counted: true,
	via: 'session',
	dwell_ms: 900
};

it('judgments of another project join items by key, and are known by their own id', () => {
	expect(knownAs(ours)).toBe('judgments');
	expect(come(ours, form, { kind: 'judgments' })).toEqual([{ ...told, id: 'j1', item: 'k1' }]);
	const { shown: _, ...without } = ours;
	expect(come(without, form, { kind: 'judgments' })).toMatchObject([{ shown: null }]);
});

it('they are no items, and say so', () => {
	expect(refusedAs(ours, form)).toEqual(['other_kind']);
	const { item_key: _, ...seenByARater } = ours;
	expect(knownAs(seenByARater)).toBeNull();
});

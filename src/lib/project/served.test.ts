import { expect, it } from 'vitest';
import { defaultSettings, type ProjectSettings, type Stage } from '#lib/schema/values.ts';
import { assertServed } from './served.ts';

const assert = (stage: Stage, asked: Partial<ProjectSettings>) =>
	assertServed(stage, asked, { ...defaultSettings, ...asked });

it('takes what a project acts on', () => {
	assert('alignment', defaultSettings);
	assert('runtime', defaultSettings);
	assert('annotation', {});
	assert('annotation', { consensus: 'majority', gold_rate: 0.1, training_items: 8, pause_below: 0.6 });
	assert('alignment', { gold_rate: 0.1, swap_rate: 0.2, consensus: 'dawid_skene' });
});

it('refuses a setting that it would ignore, and says what to leave it at', () => {
	expect(() => assert('runtime', { consensus: 'dawid_skene' })).toThrow('leave consensus at majority');
	expect(() => assert('annotation', { swap_rate: 0.5 })).toThrow('leave swap_rate at 0');
	expect(() => assert('runtime', { gold_rate: 0.1, training_items: 2 })).toThrow(
		'Nobody is handed items in a runtime project: leave gold_rate at 0. Nobody is handed items in a runtime project: leave training_items at 0.'
	);
});

it('refuses rates that leave no room for work, also beside what stands', () => {
	expect(() => assert('alignment', { gold_rate: 0.6, swap_rate: 0.4 })).toThrow('at most 0.9');
	const standing = { ...defaultSettings, gold_rate: 0.8, swap_rate: 0.2 };
	expect(() => assertServed('alignment', { swap_rate: 0.2 }, standing)).toThrow('at most 0.9');
	assertServed('alignment', { overlap: 2 }, standing);
});

it('refuses a cap that no item could be given, and draws of pairs where there are none', () => {
	assert('annotation', { overlap: 2, overlap_cap: 5 });
	assert('alignment', { overlap: 3, overlap_cap: 3, order: 'informative' });
	expect(() => assert('alignment', { overlap: 3, overlap_cap: 2 })).toThrow('write a cap of 3 or more');
	expect(() => assert('alignment', { overlap_cap: 5 })).toThrow('One judgment disagrees with nobody');
	expect(() =>
		assertServed('alignment', { overlap: 6 }, { ...defaultSettings, overlap: 6, overlap_cap: 5 })
	).toThrow('write a cap of 6 or more');
	expect(() => assert('annotation', { order: 'balanced' })).toThrow('in alignment alone');
});

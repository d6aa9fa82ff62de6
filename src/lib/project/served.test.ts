import { expect, it } from 'vitest';
import { defaultSettings } from '#lib/schema/values.ts';
import { assertServed } from './served.ts';

it('takes what this version acts on', () => {
	assertServed(defaultSettings);
	assertServed({});
	for (const order of ['imported', 'priority', 'shuffled'] as const) assertServed({ order });
});

it('refuses a setting that it would ignore, and says what to leave it at', () => {
	expect(() => assertServed({ gold_rate: 0.1, order: 'uncertainty' })).toThrow(
		'This version does not act on order uncertainty yet: leave it at imported. This version does not act on gold_rate 0.1 yet: leave it at 0.'
	);
	expect(() => assertServed({ swap_rate: 0.5 })).toThrow('leave it at 0');
	expect(() => assertServed({ consensus: 'dawid_skene' })).toThrow('leave it at majority');
});

import { expect, it } from 'vitest';
import { defaultSettings } from '#lib/schema/values.ts';
import { assertServed } from './served.ts';

it('takes what this version acts on', () => {
	assertServed(defaultSettings);
	assertServed({});
	for (const consensus of ['majority'] as const) assertServed({ consensus, gold_rate: 0 });
});

it('refuses a setting that it would ignore, and says what to leave it at', () => {
	expect(() => assertServed({ gold_rate: 0.1, swap_rate: 0.5 })).toThrow(
		'This version does not act on gold_rate 0.1 yet: leave it at 0. This version does not act on swap_rate 0.5 yet: leave it at 0.'
	);
	expect(() => assertServed({ swap_rate: 0.5 })).toThrow('leave it at 0');
	expect(() => assertServed({ consensus: 'dawid_skene' })).toThrow('leave it at majority');
});

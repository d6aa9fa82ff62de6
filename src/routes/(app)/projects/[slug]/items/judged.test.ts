import { expect, it } from 'vitest';
import { judgedSaid } from './judged.ts';

const nothing = { judges: null, rater: null, from: null, to: null };

it('says who judged, as what and when, and nothing where nothing is asked', () => {
	expect(judgedSaid(nothing)).toBe('');
	expect(judgedSaid({ ...nothing, judges: 'model' })).toBe('a model judged');
	expect(judgedSaid({ ...nothing, judges: 'person', rater: 'ann' })).toBe('ann judged as a person');
	expect(judgedSaid({ ...nothing, from: '2026-01-31T00:00:00Z', to: '2026-02-01T09:30:00Z' })).toBe(
		'somebody judged from 2026-01-31 on before 2026-02-01 09:30 UTC'
	);
	expect(judgedSaid({ ...nothing, to: '2026-02-01T09:30:00+02:00' })).toBe(
		'somebody judged before 2026-02-01 09:30'
	);
});

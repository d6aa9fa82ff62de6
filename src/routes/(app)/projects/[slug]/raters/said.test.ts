import { expect, it } from 'vitest';
import { shareOf } from '#lib/project/accuracy.ts';
import { leanSaid, shareSaid, trainingSaid } from './said.ts';

it('says a share with its range, and when it is too few to say', () => {
	expect(shareSaid(shareOf(18, 20), 'right')).toBe('18 of 20 right, 70–97 %');
	expect(shareSaid(shareOf(2, 3), 'right')).toBe('2 of 3 right: too few to say');
	expect(shareSaid(shareOf(0, 0), 'right')).toBe('Nothing yet');
});

it('speaks of a side only where flips lean to one', () => {
	expect(leanSaid({ toFirst: 2, toLast: 0 })).toBeNull();
	expect(leanSaid({ toFirst: 5, toLast: 1 })).toBe('Of 6 flips 5 went to what stood first');
	expect(leanSaid({ toFirst: 2, toLast: 2 })).toBeNull();
	expect(leanSaid({ toFirst: 0, toLast: 4 })).toBe('Of 4 flips 4 went to what stood last');
});

it('says where a training stands', () => {
	const training = { attempt: 2, attempts: 3, questions: [], ...shareOf(0, 0) };
	expect(trainingSaid({ ...training, state: 'under_way' })).toBe('In training, attempt 2 of 3');
	expect(trainingSaid({ ...training, state: 'failed' })).toBe('Training not passed in 3 attempts');
	expect(trainingSaid({ ...training, state: 'none' })).toBeNull();
});
